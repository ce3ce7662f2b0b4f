/** Certificates (RFC 5280), as far as an authority that stamps needs them. */
import { same, toHex } from "./bytes";
import { algorithmOf, allIn, BIT_STRING, BOOLEAN, context, INTEGER, instantOf, nameOf, OCTETS, OID, only, partsOf, SEQUENCE, smallOf, WrongDer } from "./der";
import { digestOf } from "./digest";
import { accepts } from "./signature";

const BASIC_CONSTRAINTS = "551d13";
const NAME_CONSTRAINTS = "551d1e";
const EXTENDED_USAGE = "551d25";
const SUBJECT_KEY = "551d0e";
const TIME_STAMPING = "2b06010505070308";
/** Key usage, names, basic constraints, where revocations are, extended usage: what may be critical. */
const UNDERSTOOD: ReadonlySet<string> = new Set(["551d0f", "551d11", BASIC_CONSTRAINTS, "551d1f", EXTENDED_USAGE]);
const VERSION_3 = 2;
/** Certificates between the signer's and a trusted one. */
const MAX_BETWEEN = 6;

interface Extension {
  readonly critical: boolean;
  readonly value: Uint8Array;
}

export interface Certificate {
  readonly whole: Uint8Array;
  readonly serial: Uint8Array;
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly notBefore: number;
  readonly notAfter: number;
  /** The public key with its algorithm. */
  readonly key: Uint8Array;
  readonly extensions: ReadonlyMap<string, Extension>;
  readonly signed: Uint8Array;
  readonly algorithm: string;
  readonly signature: Uint8Array;
}

/** Why a token that is right says nothing. */
export type Doubt = "untrusted" | "expired" | "usage";

/** What people compare, and what policies name. */
export const fingerprintOf = (whole: Uint8Array): string => toHex(digestOf("sha256", whole));

/** Null for what does not read. */
export function readCertificate(bytes: Uint8Array): Certificate | null {
  try {
    return certificateIn(bytes);
  } catch (error) {
    if (error instanceof WrongDer) return null;
    throw error;
  }
}

function certificateIn(bytes: Uint8Array): Certificate {
  const outer = partsOf(only(bytes, SEQUENCE));
  const [signed, algorithm, signature] = [outer.take(SEQUENCE), outer.take(SEQUENCE), outer.take(BIT_STRING)];
  outer.end();
  const parts = partsOf(signed);
  const version = parts.maybe(context(0));
  if (version && smallOf(partsOf(version).take(INTEGER)) !== VERSION_3) throw new WrongDer();
  const serial = parts.take(INTEGER);
  if (!same(parts.take(SEQUENCE).whole, algorithm.whole) || signature.value[0] !== 0) throw new WrongDer();
  const issuer = parts.take(SEQUENCE);
  const validity = partsOf(parts.take(SEQUENCE));
  const [notBefore, notAfter] = [instantOf(validity.any(), false), instantOf(validity.any(), false)];
  const [subject, key] = [parts.take(SEQUENCE), parts.take(SEQUENCE)];
  const listed = parts.maybe(context(3));
  parts.end();
  const extensions = new Map<string, Extension>();
  for (const one of listed && version ? allIn(partsOf(listed).take(SEQUENCE)) : []) {
    const inner = partsOf(one);
    const name = nameOf(inner.take(OID));
    const critical = inner.maybe(BOOLEAN)?.value[0] === 0xff;
    if (extensions.has(name)) throw new WrongDer();
    extensions.set(name, { critical, value: inner.take(OCTETS).value });
  }
  return {
    whole: bytes,
    serial: serial.value,
    issuer: issuer.whole,
    subject: subject.whole,
    notBefore,
    notAfter,
    key: key.whole,
    extensions,
    signed: signed.whole,
    algorithm: algorithmOf(algorithm),
    signature: signature.value.subarray(1),
  };
}

/** The name of its key, by which a signer may be named. */
export function keyNameOf({ extensions }: Certificate): Uint8Array | null {
  const extension = extensions.get(SUBJECT_KEY);
  return extension ? only(extension.value, OCTETS).value : null;
}

/** Whether everything that it says must be understood is. */
export const isUnderstood = ({ extensions }: Certificate): boolean => [...extensions].every(([name, { critical }]) => !critical || UNDERSTOOD.has(name));

/** What it may be used for; null if it does not say. */
const usesOf = ({ extensions }: Certificate): string[] | null => {
  const extension = extensions.get(EXTENDED_USAGE);
  return extension ? allIn(only(extension.value, SEQUENCE)).map(nameOf) : null;
};

/** RFC 3161 §2.3: this purpose, alone, and critical. */
function stampsAlone(certificate: Certificate): boolean {
  const uses = usesOf(certificate);
  return certificate.extensions.get(EXTENDED_USAGE)?.critical === true && uses?.length === 1 && uses[0] === TIME_STAMPING;
}

/** Whether it may certify others, and how many may stand between; null if it may not. */
function certifies({ extensions }: Certificate): number | null {
  const extension = extensions.get(BASIC_CONSTRAINTS);
  if (!extension) return null;
  const parts = partsOf(only(extension.value, SEQUENCE));
  const may = parts.maybe(BOOLEAN)?.value[0] === 0xff;
  const most = parts.maybe(INTEGER);
  return may ? (most ? smallOf(most) : MAX_BETWEEN) : null;
}

export const isValidAt = ({ notBefore, notAfter }: Certificate, at: number): boolean => notBefore <= at && at <= notAfter;

/** Null if the certificate stamps and nothing else, and `trusted` is it, or certified it at that time by way of some of `others`. */
export async function doubtOf(certificate: Certificate, trusted: Certificate, others: readonly Certificate[], at: number): Promise<Doubt | null> {
  try {
    return stampsAlone(certificate) ? await doubtOfPath(certificate, trusted, others, at) : "usage";
  } catch (error) {
    if (error instanceof WrongDer) return "untrusted";
    throw error;
  }
}

async function doubtOfPath(certificate: Certificate, trusted: Certificate, others: readonly Certificate[], at: number): Promise<Doubt | null> {
  if (same(certificate.whole, trusted.whole)) return isValidAt(certificate, at) ? null : "expired";
  // The names of authorities are for people: nobody is led to by a certificate that goes by them.
  if (trusted.extensions.has(NAME_CONSTRAINTS)) return "untrusted";
  const usable = others.filter((one) => isUnderstood(one) && !one.extensions.has(NAME_CONSTRAINTS));
  const climb = async (path: readonly Certificate[]): Promise<Doubt | null> => {
    const head = path[path.length - 1] ?? certificate;
    if (!isValidAt(head, at)) return "expired";
    const most = certifies(head);
    const between = path.length - 2;
    if (path.length === 1 ? most !== null : most === null || between > most) return "untrusted";
    const uses = usesOf(head);
    if (uses && !uses.includes(TIME_STAMPING)) return "usage";
    if (same(head.issuer, trusted.subject) && (await accepts(trusted.key, head.algorithm, head.signed, head.signature))) return null;
    let doubt: Doubt = "untrusted";
    for (const next of path.length > MAX_BETWEEN ? [] : usable) {
      if (!same(next.subject, head.issuer) || path.some((known) => same(known.key, next.key) && same(known.subject, next.subject))) continue;
      if (!(await accepts(next.key, head.algorithm, head.signed, head.signature))) continue;
      const found = await climb([...path, next]);
      if (found === null) return null;
      if (doubt === "untrusted") doubt = found;
    }
    return doubt;
  };
  return climb([certificate]);
}
