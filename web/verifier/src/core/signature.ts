/** Signatures of certificates and tokens: RSA (PKCS #1 v1.5) and ECDSA, as the browser checks them. */
import { concat } from "./bytes";
import { algorithmOf, BIT_STRING, INTEGER, nameOf, OID, only, partsOf, SEQUENCE, WrongDer } from "./der";

export type Hash = "SHA-1" | "SHA-256" | "SHA-384" | "SHA-512";

const RSA_KEY = "2a864886f70d010101";
const EC_KEY = "2a8648ce3d0201";
const CURVES: ReadonlyMap<string, { readonly name: string; readonly bytes: number }> = new Map([
  ["2a8648ce3d030107", { name: "P-256", bytes: 32 }],
  ["2b81040022", { name: "P-384", bytes: 48 }],
]);
const RSA_HASHES: ReadonlyMap<string, Hash> = new Map([
  ["2a864886f70d01010b", "SHA-256"],
  ["2a864886f70d01010c", "SHA-384"],
  ["2a864886f70d01010d", "SHA-512"],
]);
const EC_HASHES: ReadonlyMap<string, Hash> = new Map([
  ["2a8648ce3d040302", "SHA-256"],
  ["2a8648ce3d040303", "SHA-384"],
]);
/** Bits of an RSA key. */
const [LEAST_BITS, MOST_BITS] = [2048, 8192];

export const hashBytes = async (hash: Hash, bytes: Uint8Array): Promise<Uint8Array> => new Uint8Array(await crypto.subtle.digest(hash, Uint8Array.from(bytes)));

/** An algorithm that is read here: rsaEncryption says no hash, so that of the digest is meant. */
export function algorithmNamed(name: string, digest: Hash): string | null {
  if (name === RSA_KEY) return [...RSA_HASHES].find(([, hash]) => hash === digest)?.[0] ?? null;
  return RSA_HASHES.has(name) || EC_HASHES.has(name) ? name : null;
}

/** Whether the key, with its algorithm, signed the message. */
export async function accepts(key: Uint8Array, algorithm: string, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  try {
    const [rsa, ec] = [RSA_HASHES.get(algorithm), EC_HASHES.get(algorithm)];
    if (rsa) return await acceptsRsa(key, rsa, message, signature);
    return ec ? await acceptsEc(key, ec, message, signature) : false;
  } catch {
    return false; // a key or signature that is none
  }
}

async function acceptsRsa(key: Uint8Array, hash: Hash, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const parts = partsOf(only(key, SEQUENCE));
  if (algorithmOf(parts.take(SEQUENCE)) !== RSA_KEY) return false;
  const modulus = partsOf(only(parts.take(BIT_STRING).value.subarray(1), SEQUENCE)).take(INTEGER).value;
  const bits = bitsOf(modulus);
  if (bits < LEAST_BITS || bits > MOST_BITS) return false;
  return verify(key, { name: "RSASSA-PKCS1-v1_5", hash }, { name: "RSASSA-PKCS1-v1_5" }, message, signature);
}

async function acceptsEc(key: Uint8Array, hash: Hash, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const named = partsOf(partsOf(only(key, SEQUENCE)).take(SEQUENCE));
  if (nameOf(named.take(OID)) !== EC_KEY) return false;
  const curve = CURVES.get(nameOf(named.take(OID)));
  if (!curve) return false;
  const numbers = partsOf(only(signature, SEQUENCE));
  const raw = concat(fixed(numbers.take(INTEGER).value, curve.bytes), fixed(numbers.take(INTEGER).value, curve.bytes));
  numbers.end();
  return verify(key, { name: "ECDSA", namedCurve: curve.name }, { name: "ECDSA", hash }, message, raw);
}

async function verify(key: Uint8Array, of: RsaHashedImportParams | EcKeyImportParams, by: AlgorithmIdentifier | EcdsaParams, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const read = await crypto.subtle.importKey("spki", Uint8Array.from(key), of, false, ["verify"]);
  return crypto.subtle.verify(by, read, Uint8Array.from(signature), Uint8Array.from(message));
}

function bitsOf(number: Uint8Array): number {
  const digits = number[0] === 0 ? number.subarray(1) : number;
  return digits.length === 0 ? 0 : digits.length * 8 - Math.clz32(digits[0] ?? 0) + 24;
}

/** A positive number in exactly so many bytes. */
function fixed(number: Uint8Array, length: number): Uint8Array {
  const [first, second] = number;
  const isShortest = first !== undefined && first < 0x80 && !(first === 0 && (second ?? 0x80) < 0x80);
  const digits = first === 0 ? number.subarray(1) : number;
  if (!isShortest || digits.length > length) throw new WrongDer();
  return concat(new Uint8Array(length - digits.length), digits);
}
