/** Bytes and their texts. Every reader takes one form only and answers null for any other. */

export const concat = (...parts: Uint8Array[]): Uint8Array => {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};

export const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);

export const toHex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** 32 bytes of 64 lower-case digits. */
export function digestFromHex(text: string): Uint8Array | null {
  if (!/^[0-9a-f]{64}$/.test(text)) return null;
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

export const toBase64 = (bytes: Uint8Array): string => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

/** Standard base64 with its padding and without stray bits: what would be written otherwise is refused. */
export function fromBase64(text: string): Uint8Array | null {
  try {
    const raw = atob(text);
    return btoa(raw) === text ? Uint8Array.from(raw, (c) => c.charCodeAt(0)) : null;
  } catch {
    return null;
  }
}

/** 32 bytes of 44 characters. */
export function hashFromBase64(text: string): Uint8Array | null {
  const bytes = fromBase64(text);
  return bytes?.length === 32 ? bytes : null;
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The text of valid UTF-8; a mark at its beginning stays, so that nothing is skipped. */
export function fromUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Largest number that every reader of JSON keeps exactly; also the largest tree. */
export const MAX_COUNT = Number.MAX_SAFE_INTEGER;

/** A number without sign, leading zeros or fraction, up to `MAX_COUNT`. */
export function countFrom(text: string): number | null {
  if (!/^(?:0|[1-9][0-9]{0,15})$/.test(text)) return null;
  const number = Number(text);
  return number <= MAX_COUNT ? number : null;
}
