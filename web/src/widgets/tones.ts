/** The four tones of duty. A tone never stands alone: each comes with an icon and a word. */
export type ChipTone = "red" | "amber" | "green" | "grey" | "blue";
export const TONE_COLOR: Record<ChipTone, { text: string; back: string; line: string }> = {
  red: { text: "#b3261e", back: "#fdeceb", line: "#e8a6a1" },
  amber: { text: "#8a5300", back: "#fff4df", line: "#e8c27a" },
  green: { text: "#1e6b34", back: "#e9f6ec", line: "#9fd0ac" },
  grey: { text: "#5b6470", back: "#f1f3f5", line: "#d3d8de" },
  blue: { text: "#1456a8", back: "#e8f0fa", line: "#a9c5e8" },
};
