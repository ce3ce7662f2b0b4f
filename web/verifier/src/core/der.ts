/** DER (ITU-T X.690), read strictly: one way to write each thing, and no other. */
import { fromUtf8, toHex } from "./bytes";

/** What is not written as it must be. */
export class WrongDer extends Error {}

export const INTEGER = 0x02;
export const BIT_STRING = 0x03;
export const OCTETS = 0x04;
export const NULL = 0x05;
export const OID = 0x06;
export const BOOLEAN = 0x01;
export const GENERALIZED_TIME = 0x18;
export const UTC_TIME = 0x17;
export const SEQUENCE = 0x30;
export const SET = 0x31;
/** Constructed and of the context: [0], [1], … */
export const context = (number: number): number => 0xa0 + number;

export interface Element {
  readonly tag: number;
  readonly value: Uint8Array;
  /** With its tag and length. */
  readonly whole: Uint8Array;
}

function elementAt(bytes: Uint8Array, at: number): Element {
  const [tag, first] = [bytes[at], bytes[at + 1]];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) throw new WrongDer();
  let [from, length] = [at + 2, first];
  if (first >= 0x80) {
    const digits = bytes.subarray(from, from + first - 0x80);
    length = digits.reduce((sum, digit) => sum * 256 + digit, 0);
    // No length without an end, none in more bytes than it needs, none that we would never read.
    if (digits.length === 0 || digits.length > 3 || digits[0] === 0 || length < 0x80) throw new WrongDer();
    from += digits.length;
  }
  if (from + length > bytes.length) throw new WrongDer();
  return { tag, value: bytes.subarray(from, from + length), whole: bytes.subarray(at, from + length) };
}

/** All of the bytes are one element. */
export function only(bytes: Uint8Array, tag: number): Element {
  const element = elementAt(bytes, 0);
  if (element.tag !== tag || element.whole.length !== bytes.length) throw new WrongDer();
  return element;
}

/** The elements in another, taken one after the other. */
export class Parts {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get isOver(): boolean {
    return this.at === this.bytes.length;
  }

  any(): Element {
    const element = elementAt(this.bytes, this.at);
    this.at += element.whole.length;
    return element;
  }

  take(tag: number): Element {
    const element = this.any();
    if (element.tag !== tag) throw new WrongDer();
    return element;
  }

  /** The next one if it has that tag. */
  maybe(tag: number): Element | null {
    return this.bytes[this.at] === tag ? this.any() : null;
  }

  end(): void {
    if (!this.isOver) throw new WrongDer();
  }
}

export function allIn({ value }: Element): Element[] {
  const [parts, all] = [new Parts(value), [] as Element[]];
  while (!parts.isOver) all.push(parts.any());
  return all;
}

export const partsOf = ({ value }: Element): Parts => new Parts(value);

/** The name of an object, as the hexadecimal digits of its content. */
export const nameOf = ({ value }: Element): string => toHex(value);

/** The name in an algorithm identifier; its parameters follow from it. */
export const algorithmOf = (element: Element): string => nameOf(partsOf(element).take(OID));

/** A small number that is not negative. */
export function smallOf({ value }: Element): number {
  const [first, second] = value;
  if (first === undefined || first >= 0x80 || value.length > 5 || (first === 0 && second !== undefined && second < 0x80)) throw new WrongDer();
  return value.reduce((sum, digit) => sum * 256 + digit, 0);
}

/** Milliseconds since 1970 of a time in UTC; of a fraction, which only some places allow, three digits count. */
export function instantOf({ tag, value }: Element, withFraction: boolean): number {
  const text = fromUtf8(value) ?? "";
  const [, year, rest, fraction] = (tag === UTC_TIME ? /^(\d\d)(\d{10})Z$/ : /^(\d{4})(\d{10})(?:\.(\d*[1-9]))?Z$/).exec(text) ?? [];
  if (year === undefined || rest === undefined || (tag !== UTC_TIME && tag !== GENERALIZED_TIME) || (fraction !== undefined && !withFraction)) throw new WrongDer();
  const full = tag === UTC_TIME ? (Number(year) >= 50 ? `19${year}` : `20${year}`) : year;
  const written = `${full}-${(rest.match(/../g) ?? []).join("-").replace(/^(..-..)-(..)-(..)-(..)$/, "$1T$2:$3:$4")}.${`${fraction ?? ""}000`.slice(0, 3)}Z`;
  const at = Date.parse(written);
  // What JavaScript reads as another day is no date.
  if (Number.isNaN(at) || new Date(at).toISOString() !== written) throw new WrongDer();
  return at;
}
