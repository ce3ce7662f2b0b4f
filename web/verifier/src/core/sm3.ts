/** SM3 (GB/T 32905-2016), fed in pieces of any length. */

const BLOCK = 64;
const START = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e];

const turn = (x: number, by: number): number => (x << by) | (x >>> (32 - by));

/** The constant of each round, turned as that round needs it. */
const T = Int32Array.from({ length: 64 }, (_, j) => {
  const by = j % 32;
  const t = j < 16 ? 0x79cc4519 : 0x7a879d8a;
  return by === 0 ? t : turn(t, by);
});

export class Sm3 {
  private readonly state = Int32Array.from(START);
  private readonly words = new Int32Array(68);
  private readonly begun = new Uint8Array(BLOCK);
  private used = 0;
  private length = 0;

  update(bytes: Uint8Array): this {
    this.length += bytes.length;
    let at = 0;
    if (this.used > 0) {
      at = Math.min(BLOCK - this.used, bytes.length);
      this.begun.set(bytes.subarray(0, at), this.used);
      this.used += at;
      if (this.used < BLOCK) return this;
      this.block(this.begun, 0);
      this.used = 0;
    }
    for (; at + BLOCK <= bytes.length; at += BLOCK) this.block(bytes, at);
    this.begun.set(bytes.subarray(at));
    this.used = bytes.length - at;
    return this;
  }

  digest(): Uint8Array {
    const bits = this.length * 8;
    const zeros = (BLOCK + 56 - (this.used + 1)) % BLOCK;
    const end = new Uint8Array(1 + zeros + 8);
    end[0] = 0x80;
    const view = new DataView(end.buffer);
    view.setUint32(1 + zeros, Math.floor(bits / 2 ** 32));
    view.setUint32(1 + zeros + 4, bits >>> 0);
    this.update(end);
    const out = new DataView(new ArrayBuffer(32));
    this.state.forEach((word, i) => out.setInt32(4 * i, word));
    return new Uint8Array(out.buffer);
  }

  /** Folds 64 bytes into the state. Every index is inside its array: the checks of `!` are for the compiler. */
  private block(bytes: Uint8Array, at: number): void {
    const w = this.words;
    for (let j = 0, i = at; j < 16; j++, i += 4) w[j] = (bytes[i]! << 24) | (bytes[i + 1]! << 16) | (bytes[i + 2]! << 8) | bytes[i + 3]!;
    for (let j = 16; j < 68; j++) {
      const c = w[j - 3]!;
      const x = w[j - 16]! ^ w[j - 9]! ^ ((c << 15) | (c >>> 17));
      const y = w[j - 13]!;
      w[j] = x ^ ((x << 15) | (x >>> 17)) ^ ((x << 23) | (x >>> 9)) ^ ((y << 7) | (y >>> 25)) ^ w[j - 6]!;
    }
    const s = this.state;
    let a = s[0]!, b = s[1]!, c = s[2]!, d = s[3]!, e = s[4]!, f = s[5]!, g = s[6]!, h = s[7]!;
    for (let j = 0; j < 64; j++) {
      const a12 = (a << 12) | (a >>> 20);
      const sum = (a12 + e + T[j]!) | 0;
      const ss1 = (sum << 7) | (sum >>> 25);
      const ff = j < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
      const gg = j < 16 ? e ^ f ^ g : (e & f) | (~e & g);
      const tt1 = (ff + d + (ss1 ^ a12) + (w[j]! ^ w[j + 4]!)) | 0;
      const tt2 = (gg + h + ss1 + w[j]!) | 0;
      d = c;
      c = (b << 9) | (b >>> 23);
      b = a;
      a = tt1;
      h = g;
      g = (f << 19) | (f >>> 13);
      f = e;
      e = tt2 ^ ((tt2 << 9) | (tt2 >>> 23)) ^ ((tt2 << 17) | (tt2 >>> 15));
    }
    s[0] = s[0]! ^ a;
    s[1] = s[1]! ^ b;
    s[2] = s[2]! ^ c;
    s[3] = s[3]! ^ d;
    s[4] = s[4]! ^ e;
    s[5] = s[5]! ^ f;
    s[6] = s[6]! ^ g;
    s[7] = s[7]! ^ h;
  }
}
