/** Time stamps of an authority (RFC 3161): that whoever signed one signed exactly this. */
import { concat, same } from "./bytes";
import { type Certificate, isUnderstood, keyNameOf, readCertificate } from "./certificate";
import { algorithmOf, allIn, BOOLEAN, context, type Element, GENERALIZED_TIME, INTEGER, instantOf, nameOf, NULL, OCTETS, OID, only, partsOf, SEQUENCE, SET, smallOf, WrongDer } from "./der";
import { accepts, algorithmNamed, type Hash, hashBytes } from "./signature";

const MAX_TOKEN = 64 * 1024;
const SIGNED_DATA = "2a864886f70d010702";
/** Signed data with SM2 (GM/T 0010). */
const SM2_SIGNED_DATA = "2a811ccf550601040202";
const TST_INFO = "2a864886f70d0109100104";
const CONTENT_TYPE = "2a864886f70d010903";
const MESSAGE_DIGEST = "2a864886f70d010904";
const SIGNING_CERTIFICATE = "2a864886f70d010910020c";
const SIGNING_CERTIFICATE_V2 = "2a864886f70d010910022f";
const SHA256 = "608648016503040201";
const HASHES: ReadonlyMap<string, Hash> = new Map([
  [SHA256, "SHA-256"],
  ["608648016503040202", "SHA-384"],
  ["608648016503040203", "SHA-512"],
]);

export interface Token {
  /** By the authority's clock, in milliseconds, and by how much that may be off. */
  readonly at: number;
  readonly accuracy: number;
  readonly signer: Certificate;
  /** Those that it brings besides. */
  readonly others: readonly Certificate[];
}

/** Why a token is not right, or cannot be read here. */
export type TokenFault = "form" | "imprint" | "digest" | "certificate" | "signature" | "unread";

class Fault extends Error {
  constructor(readonly fault: TokenFault) {
    super();
  }
}

/** Opens a token over that SHA-256. */
export async function openToken(bytes: Uint8Array, imprint: Uint8Array): Promise<Token | TokenFault> {
  if (bytes.length > MAX_TOKEN) return "form";
  try {
    return await tokenIn(bytes, imprint);
  } catch (error) {
    if (error instanceof Fault) return error.fault;
    if (error instanceof WrongDer) return "form";
    throw error;
  }
}

async function tokenIn(bytes: Uint8Array, imprint: Uint8Array): Promise<Token> {
  const { content, certificates, signer } = signedIn(bytes);
  const info = infoIn(content);
  if (info.algorithm !== SHA256 || !same(info.imprint, imprint)) throw new Fault("imprint");
  if (info.isBeyondUs) throw new Fault("unread");
  const own = await checkSignature(signer, content, certificates);
  return { at: info.at, accuracy: info.accuracy, signer: own, others: certificates.filter((one) => one !== own) };
}

interface Signed {
  readonly content: Uint8Array;
  readonly certificates: readonly Certificate[];
  readonly signer: Element;
}

function signedIn(bytes: Uint8Array): Signed {
  const outer = partsOf(only(bytes, SEQUENCE));
  const kind = nameOf(outer.take(OID));
  if (kind === SM2_SIGNED_DATA) throw new Fault("unread");
  if (kind !== SIGNED_DATA) throw new Fault("form");
  const parts = partsOf(only(outer.take(context(0)).value, SEQUENCE));
  outer.end();
  smallOf(parts.take(INTEGER));
  parts.take(SET);
  const inner = partsOf(parts.take(SEQUENCE));
  if (nameOf(inner.take(OID)) !== TST_INFO) throw new Fault("form");
  const content = only(inner.take(context(0)).value, OCTETS).value;
  const brought = parts.maybe(context(0));
  parts.maybe(context(1));
  const [signer, another] = allIn(parts.take(SET));
  parts.end();
  // RFC 3161 §2.4.2: the authority's signature and no other.
  if (signer?.tag !== SEQUENCE || another) throw new Fault("form");
  const certificates = brought ? allIn(brought).map(({ whole }) => readCertificate(whole)) : [];
  return { content, certificates: certificates.filter((one) => one !== null), signer };
}

interface Info {
  readonly algorithm: string;
  readonly imprint: Uint8Array;
  readonly at: number;
  readonly accuracy: number;
  /** An extension that must be understood, and that nobody here does. */
  readonly isBeyondUs: boolean;
}

function infoIn(content: Uint8Array): Info {
  const parts = partsOf(only(content, SEQUENCE));
  if (smallOf(parts.take(INTEGER)) !== 1) throw new Fault("form");
  parts.take(OID);
  const stamped = partsOf(parts.take(SEQUENCE));
  const [algorithm, imprint] = [algorithmOf(stamped.take(SEQUENCE)), stamped.take(OCTETS).value];
  stamped.end();
  parts.take(INTEGER);
  const at = instantOf(parts.take(GENERALIZED_TIME), true);
  const accuracy = parts.maybe(SEQUENCE);
  parts.maybe(BOOLEAN);
  parts.maybe(INTEGER);
  parts.maybe(context(0));
  const extensions = parts.maybe(context(1));
  parts.end();
  const isBeyondUs = extensions !== null && allIn(extensions).some((one) => allIn(one)[1]?.tag === BOOLEAN);
  return { algorithm, imprint, at, accuracy: accuracy ? accuracyIn(accuracy) : 0, isBeyondUs };
}

/** Seconds, and [0] milliseconds and [1] microseconds, in milliseconds and rounded up. */
function accuracyIn(element: Element): number {
  const parts = partsOf(element);
  const of = (tag: number): number => {
    const part = parts.maybe(tag);
    return part ? smallOf(part) : 0;
  };
  const [seconds, millis, micros] = [of(INTEGER), of(0x80), of(0x81)];
  parts.end();
  return seconds * 1000 + millis + Math.ceil(micros / 1000);
}

/** The certificate whose key signed the content. */
async function checkSignature(signer: Element, content: Uint8Array, certificates: readonly Certificate[]): Promise<Certificate> {
  const parts = partsOf(signer);
  smallOf(parts.take(INTEGER));
  const id = parts.any();
  const digesting = parts.take(SEQUENCE);
  const attributes = allIn(parts.take(context(0)));
  const signing = parts.take(SEQUENCE);
  const [digest, algorithm] = [algorithmOf(digesting), algorithmOf(signing)];
  const signature = parts.take(OCTETS).value;
  const valueOf = (name: string): Element | null => valueIn(attributes, name);
  if (valueOf(CONTENT_TYPE)?.tag !== OID || nameOf(valueOf(CONTENT_TYPE) as Element) !== TST_INFO) throw new Fault("form");
  const hash = HASHES.get(digest);
  const named = hash ? algorithmNamed(algorithm, hash) : null;
  if (!hash || !named) throw new Fault("unread");
  checkPlain(digesting);
  checkPlain(signing);
  const stated = valueOf(MESSAGE_DIGEST);
  if (!stated) throw new Fault("form");
  if (stated.tag !== OCTETS || !same(stated.value, await hashBytes(hash, content))) throw new Fault("digest");
  const own = certificates.find((one) => isSigners(id, one));
  if (!own) throw new Fault("certificate");
  await checkNamed(own, valueOf(SIGNING_CERTIFICATE), valueOf(SIGNING_CERTIFICATE_V2));
  if (!isUnderstood(own)) throw new Fault("unread");
  if (!(await accepts(own.key, named, asSet(attributes), signature))) throw new Fault("signature");
  return own;
}

/** What is read here has no parameters: none, or those that say so. Nobody signed them. */
function checkPlain(algorithm: Element): void {
  const parts = partsOf(algorithm);
  parts.take(OID);
  if (parts.maybe(NULL)?.value.length) throw new Fault("form");
  parts.end();
}

/** The one value of a signed attribute. */
function valueIn(attributes: readonly Element[], name: string): Element | null {
  const found = attributes.map((one) => partsOf(one)).flatMap((parts) => (nameOf(parts.take(OID)) === name ? [allIn(parts.take(SET))] : []));
  const [values, more] = found;
  if (!values) return null;
  const [value, another] = values;
  if (more || !value || another) throw new Fault("form");
  return value;
}

function isSigners(id: Element, certificate: Certificate): boolean {
  if (id.tag === 0x80) {
    const name = keyNameOf(certificate);
    return name !== null && same(name, id.value);
  }
  const parts = partsOf(id);
  return same(parts.take(SEQUENCE).whole, certificate.issuer) && same(parts.take(INTEGER).value, certificate.serial);
}

/** The signed attributes name exactly this certificate (RFC 3161 §2.4.1, RFC 5816). */
async function checkNamed({ whole }: Certificate, v1: Element | null, v2: Element | null): Promise<void> {
  if (!v1 && !v2) throw new Fault("certificate");
  const first = (value: Element) => partsOf(partsOf(partsOf(value).take(SEQUENCE)).take(SEQUENCE));
  if (v1 && !same(first(v1).take(OCTETS).value, await hashBytes("SHA-1", whole))) throw new Fault("certificate");
  if (!v2) return;
  const parts = first(v2);
  const algorithm = parts.maybe(SEQUENCE);
  const hash = HASHES.get(algorithm ? algorithmOf(algorithm) : SHA256);
  if (!hash) throw new Fault("unread");
  if (!same(parts.take(OCTETS).value, await hashBytes(hash, whole))) throw new Fault("certificate");
}

/** What is signed is the set with its own tag, in the order of DER (RFC 5652 §5.4). */
function asSet(attributes: readonly Element[]): Uint8Array {
  const sorted = attributes.map(({ whole }) => whole).sort((a, b) => {
    const at = a.findIndex((byte, i) => byte !== b[i]);
    return at === -1 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? -1);
  });
  const value = concat(...sorted);
  const { length } = value;
  const head = length < 0x80 ? [SET, length] : length < 0x100 ? [SET, 0x81, length] : [SET, 0x82, length >> 8, length & 0xff];
  return concat(Uint8Array.from(head), value);
}
