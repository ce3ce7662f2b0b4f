/** The four tones of duty. A tone never stands alone: each comes with an icon and a word. */
export type ChipTone = "red" | "amber" | "green" | "grey" | "blue";
