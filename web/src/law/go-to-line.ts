/** Where the text of a line begins and ends; the last line if there are fewer. */
export function lineSpan(text: string, line: number): [number, number] {
  let from = 0;
  for (let n = 1; n < line; n++) {
    const end = text.indexOf("\n", from);
    if (end < 0) break;
    from = end + 1;
  }
  const end = text.indexOf("\n", from);
  return [from, end < 0 ? text.length : end];
}

/** Selects a line of a text area and brings it into sight. */
export function goToLine(area: HTMLTextAreaElement | null, line: number): void {
  if (area === null) return;
  const [from, to] = lineSpan(area.value, line);
  area.focus();
  area.setSelectionRange(from, to);
  const lines = area.value.split("\n").length;
  area.scrollTop = Math.max(0, (area.scrollHeight / lines) * (line - 4));
}
