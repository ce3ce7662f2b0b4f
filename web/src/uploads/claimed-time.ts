/**
 * The time a body-worn camera writes into its file names. It is a claim of the device, not a fact:
 * it is handed to the server as such and never shown as the time of recording.
 */

const STAMP = /(?<!\d)(20\d{2})[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])[-_. T]?([01]\d|2[0-3])[-_.:]?([0-5]\d)[-_.:]?([0-5]\d)(?!\d{2})/;

/** RFC 3339 text in +08:00 of a stamp such as `DSJ_20250307_100500.mp4`, or null if the name has none. */
export function claimedStartFromName(fileName: string): string | null {
  const match = STAMP.exec(fileName);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second] = match;
  if (year === undefined || month === undefined || day === undefined) return null;
  const last = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (Number(day) > last) return null;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}+08:00`;
}
