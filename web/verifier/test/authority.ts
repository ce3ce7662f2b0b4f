/** A real time-stamping authority: what `openssl cms` signs with a certificate that `openssl ca` made. */
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const CONFIG = `[ ca ]
default_ca = root
[ root ]
database = index.txt
rand_serial = yes
new_certs_dir = .
default_md = sha256
policy = any
unique_subject = no
[ any ]
commonName = supplied
`;
const STAMPS_ALONE = "extendedKeyUsage=critical,timeStamping";
const FOR_EVER = "20400101000000Z";
export const RSA = ["-newkey", "rsa:2048"];
export const P256 = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
export const P384 = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384"];

const der = (tag: number, ...parts: Uint8Array[]): Uint8Array => {
  const value = Buffer.concat(parts);
  const { length } = value;
  return Buffer.concat([Uint8Array.from([tag, ...(length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff])]), value]);
};
const bytes = (...all: number[]): Uint8Array => Uint8Array.from(all);

export class Authority {
  private readonly folder = mkdtempSync(join(tmpdir(), "liuhen-tsa-"));

  constructor(key: readonly string[]) {
    this.write("openssl.cnf", CONFIG);
    this.write("index.txt", "");
    this.askFor("ca", "/CN=test root", RSA);
    this.askFor("tsa", "/CN=test tsa", key);
    this.sign("ca.csr", "ca.pem", "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign", ["-keyfile", "ca.key", "-selfsign"], FOR_EVER);
    this.certify("tsa.pem");
  }

  /** Certifies the authority's key once more, by that authority, for that usage and until that time. */
  certify(name: string, usage = STAMPS_ALONE, until = FOR_EVER, by = "ca"): void {
    this.sign("tsa.csr", name, `basicConstraints=critical,CA:FALSE\nsubjectKeyIdentifier=hash\n${usage}`, ["-cert", `${by}.pem`, "-keyfile", `${by}.key`], until);
  }

  /** Certifies another one that may certify, under the root. */
  between(name: string, usage: string): void {
    this.askFor(name, `/CN=${name}`, P384);
    this.sign(`${name}.csr`, `${name}.pem`, usage, ["-cert", "ca.pem", "-keyfile", "ca.key"], FOR_EVER);
  }

  /** A certificate in DER. */
  certificate(name: string): Uint8Array {
    this.openssl("x509", "-in", name, "-outform", "DER", "-out", "one.der");
    return new Uint8Array(readFileSync(join(this.folder, "one.der")));
  }

  /** A token over that text at that time, signed by that certificate. */
  token(text: string, at: string, signer = "tsa.pem", ...more: string[]): Uint8Array {
    const imprint = der(0x30, bytes(0x30, 0x0b, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1), der(4, createHash("sha256").update(text).digest()));
    const info = der(0x30, bytes(2, 1, 1), bytes(6, 4, 0x2a, 3, 4, 1), imprint, bytes(2, 1, 7), der(0x18, Buffer.from(at)), der(0x30, bytes(2, 1, 2)));
    this.write("info.der", info);
    this.openssl("cms", "-sign", "-binary", "-nodetach", "-cades", "-nosmimecap", "-md", "sha256", "-econtent_type", "1.2.840.113549.1.9.16.1.4", "-in", "info.der", "-signer", signer, "-inkey", "tsa.key", "-outform", "DER", "-out", "own.tst", ...more);
    return new Uint8Array(readFileSync(join(this.folder, "own.tst")));
  }

  end(): void {
    rmSync(this.folder, { recursive: true });
  }

  private askFor(name: string, subject: string, key: readonly string[]): void {
    this.openssl("req", "-new", "-nodes", "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", subject, ...key);
  }

  private sign(request: string, name: string, usage: string, by: readonly string[], until: string): void {
    this.write("ext", usage);
    this.openssl("ca", "-batch", "-notext", "-config", "openssl.cnf", ...by, "-startdate", "20200101000000Z", "-enddate", until, "-in", request, "-out", name, "-extfile", "ext");
  }

  private write(name: string, content: string | Uint8Array): void {
    writeFileSync(join(this.folder, name), content);
  }

  private openssl(...words: string[]): void {
    execFileSync("openssl", words, { cwd: this.folder, stdio: "pipe" });
  }
}
