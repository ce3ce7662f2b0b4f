/** The text of what is said in a recording: typed by a person, with time marks. No machine writes a word of it. */

/** `00:01:05`, as it stands in a note. */
export function timeMark(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

const lineOf = (ms: number) => `【${timeMark(ms)}】`;

/** Whether a line of the text begins at this mark. */
export const isWritten = (text: string, ms: number): boolean => text.includes(lineOf(ms));

/** The text with a new line for a stretch of speech, in order of time; nothing changes if it is there. */
export function withLine(text: string, ms: number): string {
  if (isWritten(text, ms)) return text;
  const lines = text.trimEnd() === "" ? [] : text.trimEnd().split("\n");
  const markOf = (line: string) => /^【(\d{2}:\d{2}:\d{2})】/.exec(line)?.[1];
  const later = lines.findIndex((line) => (markOf(line) ?? "") > timeMark(ms));
  const place = later < 0 ? lines.length : later;
  return [...lines.slice(0, place), lineOf(ms), ...lines.slice(place)].join("\n");
}
