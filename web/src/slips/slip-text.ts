/** Reads the line that is printed on a slip. Pure. */

const SLIP = /^LH1\|[^|\s+]{1,255}\|(0|[1-9]\d{0,15})\|([A-Za-z0-9_-]{43})$/;

/** Index and hash of the leaf, or null if it is no slip. An address with both does as well. */
export function readSlip(text: string): { index: string; hash: string } | null {
  const found = SLIP.exec(text.trim()) ?? /\/check\/(0|[1-9]\d{0,15})\/([A-Za-z0-9_-]{43})$/.exec(text.trim());
  const [, index, hash] = found ?? [];
  return index === undefined || hash === undefined ? null : { index, hash };
}
