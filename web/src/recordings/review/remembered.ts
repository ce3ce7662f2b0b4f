/** What a person's browser remembers of how they look at recordings; gone with the browser's data. */

const key = (officerId: string, what: string) => `liuhen.av.${what}.${officerId}`;

export type Remembered = "view" | "review" | "rate" | "wish";

/** Null where nothing is remembered, or the browser keeps nothing. */
export function recall(officerId: string, what: Remembered): string | null {
  try {
    return localStorage.getItem(key(officerId, what));
  } catch {
    return null;
  }
}

export function remember(officerId: string, what: Remembered, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key(officerId, what));
    else localStorage.setItem(key(officerId, what), value);
  } catch {
    // A browser that keeps nothing works all the same.
  }
}
