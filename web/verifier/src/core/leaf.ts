/** Stored leaves, read strictly, and the salted commitments in them (docs/formats/leaf.md). */
import { concat, digestFromHex, hashFromBase64, MAX_COUNT, same, utf8 } from "./bytes";
import { type Digests, digestOf } from "./digest";

const MAX_BYTES = 16 * 1024;
const PAIR = /"([a-z][a-z0-9_]{0,31})":(?:"([A-Za-z0-9._:/-]{1,128})"|\{"c":"([A-Za-z0-9+/=]{44})"\}|(0|-?[1-9][0-9]{0,15}))([,}])/y;

type Value = string | number | Uint8Array;

export class Leaf {
  private constructor(private readonly fields: ReadonlyMap<string, Value>) {}

  /** The leaf in a stored line, or null for anything that no writer of leaves writes. */
  static parse(line: string): Leaf | null {
    if (line.length > MAX_BYTES || !line.startsWith("{")) return null;
    const fields = new Map<string, Value>();
    let last = "";
    PAIR.lastIndex = 1;
    for (let end = ","; end === ","; ) {
      const [, key, token, commitment, integer, after] = PAIR.exec(line) ?? [];
      if (key === undefined || key <= last) return null;
      const value = token ?? (commitment === undefined ? integerFrom(integer ?? "") : hashFromBase64(commitment));
      if (value === null) return null;
      fields.set(key, value);
      last = key;
      end = after ?? "";
      if (end === "}" && PAIR.lastIndex !== line.length) return null;
    }
    return new Leaf(fields);
  }

  text(key: string): string | null {
    const value = this.fields.get(key);
    return typeof value === "string" ? value : null;
  }

  /** A time in milliseconds, or a count. */
  integer(key: string): number | null {
    const value = this.fields.get(key);
    return typeof value === "number" ? value : null;
  }

  /** A number that is not negative. */
  count(key: string): number | null {
    const value = this.fields.get(key);
    return typeof value === "number" && value >= 0 ? value : null;
  }

  commitment(key: string): Uint8Array | null {
    const value = this.fields.get(key);
    return value instanceof Uint8Array ? value : null;
  }

  /** The SHA-256 of bytes that it binds, in hexadecimal. */
  get sha256(): string | null {
    const text = this.text("sha256");
    return text !== null && digestFromHex(text) ? text : null;
  }

  /** Whether it binds exactly these bytes: by SHA-256, and by SM3 and size where it has them. */
  binds(digests: Digests): boolean {
    const [sha256, sm3] = [digestFromHex(this.text("sha256") ?? ""), digestFromHex(this.text("sm3") ?? "")];
    if (!sha256 || !same(sha256, digests.sha256)) return false;
    if (this.fields.has("sm3") && !(sm3 && same(sm3, digests.sm3))) return false;
    return !this.fields.has("size") || this.count("size") === digests.size;
  }
}

function integerFrom(text: string): number | null {
  const number = Number(text);
  return Math.abs(number) <= MAX_COUNT ? number : null;
}

const DOMAIN = utf8("efr/commit/v1\0");

/** SHA-256 over a domain, a salt and a value: how a leaf binds what it does not hold. */
export const commit = (salt: Uint8Array, value: string): Uint8Array => digestOf("sha256", concat(DOMAIN, salt, utf8(value)));
