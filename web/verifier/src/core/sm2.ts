/** SM2 signatures with SM3 (GB/T 32918.2), as the SM3 tree is signed (docs/formats/sm2-note.md). Checks only; no secret comes near it. */
import { concat, toHex, utf8 } from "./bytes";
import { digestOf } from "./digest";

/** The curve of GB/T 32918.5: y² = x³ - 3x + B over the field of P, with the generator G of order N. */
const P = 2n ** 256n - 2n ** 224n - 2n ** 96n + 2n ** 64n - 1n;
export const N = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
const B = 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n;
const GX = 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n;
const GY = 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n;
/** The signer's id where none was agreed on. */
const SIGNER_ID = utf8("1234567812345678");

export const bytesOf = (number: bigint): Uint8Array => Uint8Array.from(number.toString(16).padStart(64, "0").match(/../g) ?? [], (pair) => parseInt(pair, 16));
export const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes)}`);
const mod = (number: bigint): bigint => ((number % P) + P) % P;

/** A point as X/Z², Y/Z³; Z is 0 for the point at infinity. */
interface Point {
  readonly x: bigint;
  readonly y: bigint;
  readonly z: bigint;
}
const INFINITY: Point = { x: 1n, y: 1n, z: 0n };
const G: Point = { x: GX, y: GY, z: 1n };

function double({ x, y, z }: Point): Point {
  const [delta, gamma] = [mod(z * z), mod(y * y)];
  const beta = mod(x * gamma);
  const alpha = mod(3n * (x - delta) * (x + delta));
  const doubled = mod(alpha * alpha - 8n * beta);
  return { x: doubled, y: mod(alpha * (4n * beta - doubled) - 8n * gamma * gamma), z: mod(2n * y * z) };
}

function add(a: Point, b: Point): Point {
  if (a.z === 0n) return b;
  if (b.z === 0n) return a;
  const [za, zb] = [mod(a.z * a.z), mod(b.z * b.z)];
  const [ua, sa] = [mod(a.x * zb), mod(a.y * zb * b.z)];
  const [h, r] = [mod(b.x * za - ua), mod(b.y * za * a.z - sa)];
  if (h === 0n) return r === 0n ? double(a) : INFINITY;
  const h2 = mod(h * h);
  const [h3, v] = [mod(h * h2), mod(ua * h2)];
  const x = mod(r * r - h3 - 2n * v);
  return { x, y: mod(r * (v - x) - sa * h3), z: mod(h * a.z * b.z) };
}

/** s·G + t·A, both at once. */
function combine(s: bigint, t: bigint, a: Point): Point {
  let sum = INFINITY;
  for (let bit = 255n; bit >= 0n; bit--) {
    sum = double(sum);
    if ((s >> bit) & 1n) sum = add(sum, G);
    if ((t >> bit) & 1n) sum = add(sum, a);
  }
  return sum;
}

/** By Fermat: P is prime. */
function inverse(number: bigint): bigint {
  let [result, base] = [1n, mod(number)];
  for (let exponent = P - 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = mod(result * base);
    base = mod(base * base);
  }
  return result;
}

/** Whether these are an uncompressed point of the curve. */
export function isSm2Point(bytes: Uint8Array): boolean {
  if (bytes.length !== 65 || bytes[0] !== 4) return false;
  const [x, y] = [numberOf(bytes.subarray(1, 33)), numberOf(bytes.subarray(33))];
  return x < P && y < P && mod(y * y - (x * x * x - 3n * x + B)) === 0n;
}

/** What is signed in the message's place: SM3 over the signer's identity and the message. */
export function sm2Digest(point: Uint8Array, message: Uint8Array): Uint8Array {
  const bits = SIGNER_ID.length * 8;
  const curve = concat(bytesOf(P - 3n), bytesOf(B), bytesOf(GX), bytesOf(GY));
  const identity = digestOf("sm3", Uint8Array.of(bits >> 8, bits & 0xff), SIGNER_ID, curve, point.subarray(1));
  return digestOf("sm3", identity, message);
}

/** The x of s·G + t·A; null at infinity. */
export function combinedX(s: bigint, t: bigint, point: Uint8Array): bigint | null {
  const sum = combine(s, t, { x: numberOf(point.subarray(1, 33)), y: numberOf(point.subarray(33)), z: 1n });
  return sum.z === 0n ? null : mod(sum.x * inverse(sum.z * sum.z));
}

/** Whether the holder of that point signed the message: r and s, 32 bytes each. */
export function acceptsSm2(point: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== 64 || !isSm2Point(point)) return false;
  const [r, s] = [numberOf(signature.subarray(0, 32)), numberOf(signature.subarray(32))];
  if (r === 0n || s === 0n || r >= N || s >= N) return false;
  const t = (r + s) % N;
  if (t === 0n) return false;
  const x = combinedX(s, t, point);
  return x !== null && (numberOf(sm2Digest(point, message)) + x) % N === r;
}
