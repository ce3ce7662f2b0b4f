//! A real time-stamping authority (RFC 3161): `openssl ts`, and a small HTTP server before it.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use tempfile::TempDir;

/// The usage of a certificate that may do nothing but stamp.
pub const STAMPS_ALONE: &str = "extendedKeyUsage=critical,timeStamping";
/// Keys of authorities, as `openssl req` makes them.
pub const RSA: &[&str] = &["-newkey", "rsa:2048"];
/// On the curve P-256.
pub const P256: &[&str] = &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];

const CONFIG: &str = "\
[ ca ]
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
[ tsa ]
default_tsa = one
[ one ]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
other_policies = 1.2.3.4.5
digests = sha256, sha512
accuracy = secs:1, millisecs:500, microsecs:100
ess_cert_id_alg = sha256
";

/// Keys and certificates of an authority and of whoever certified it, in a folder of its own.
pub struct Authority {
    folder: TempDir,
}

impl Authority {
    /// An authority with a key of that kind, certified from 2020 to 2040.
    ///
    /// # Errors
    /// Where `openssl` is not installed, or does not do it.
    pub fn new(key: &[&str]) -> io::Result<Self> {
        let authority = Self { folder: TempDir::new()? };
        authority.write("openssl.cnf", CONFIG.as_bytes())?;
        authority.write("index.txt", b"")?;
        authority.write("serial", b"01")?;
        authority.ask_for("ca", "/CN=test root", RSA)?;
        authority.ask_for("tsa", "/CN=test tsa", key)?;
        let root = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign";
        authority.sign("ca.csr", "ca.pem", root, &["-selfsign"], "20400101000000Z")?;
        authority.certify("tsa.pem", STAMPS_ALONE, "20400101000000Z")?;
        Ok(authority)
    }

    /// Certifies the authority's key once more, under another name, for another usage and until
    /// another time.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn certify(&self, name: &str, usage: &str, until: &str) -> io::Result<()> {
        let usage =
            format!("basicConstraints=critical,CA:FALSE\nsubjectKeyIdentifier=hash\n{usage}");
        self.sign("tsa.csr", name, &usage, &["-cert", "ca.pem"], until)
    }

    fn ask_for(&self, name: &str, subject: &str, key: &[&str]) -> io::Result<()> {
        let (secret, request) = (format!("{name}.key"), format!("{name}.csr"));
        let out = ["-keyout", &secret, "-out", &request, "-subj", subject];
        self.openssl(&[&["req", "-new", "-nodes"][..], &out, key].concat())
    }

    fn sign(
        &self,
        request: &str,
        name: &str,
        usage: &str,
        by: &[&str],
        until: &str,
    ) -> io::Result<()> {
        self.write("ext", usage.as_bytes())?;
        let ca = ["ca", "-batch", "-notext", "-config", "openssl.cnf", "-keyfile", "ca.key"];
        let when = ["-startdate", "20200101000000Z", "-enddate", until];
        let what = ["-in", request, "-out", name, "-extfile", "ext"];
        self.openssl(&[&ca[..], by, &when, &what].concat())
    }

    /// A file of the folder, such as `ca.pem`.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The certificate of whoever certified the authority, in PEM.
    ///
    /// # Errors
    /// Those of reading.
    pub fn root(&self) -> io::Result<String> {
        std::fs::read_to_string(self.path("ca.pem"))
    }

    /// The authority's answer to a question: `openssl ts -reply`.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn answer(&self, question: &[u8]) -> io::Result<Vec<u8>> {
        self.write("q.tsq", question)?;
        let from = ["ts", "-reply", "-config", "openssl.cnf", "-queryfile", "q.tsq"];
        let with = ["-inkey", "tsa.key", "-signer", "tsa.pem", "-out", "a.tsr"];
        self.openssl(&[&from[..], &with[..]].concat())?;
        std::fs::read(self.path("a.tsr"))
    }

    /// A token that was never asked for, over that SHA-256 and at that time (`YYYYMMDDhhmmssZ`),
    /// signed with the certificate of that name.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn token(&self, imprint: &[u8; 32], at: &str, signer: &str) -> io::Result<Vec<u8>> {
        self.token_with(imprint, at, signer, &[])
    }

    /// The same with more words for `openssl cms`.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn token_with(
        &self,
        imprint: &[u8; 32],
        at: &str,
        signer: &str,
        more: &[&str],
    ) -> io::Result<Vec<u8>> {
        let sha256 = [0x30, 0x0b, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
        let imprint = der(0x30, &[&sha256[..], &der(4, imprint)].concat());
        let policy = [6, 4, 0x2a, 3, 4, 1];
        let accuracy = der(0x30, &[2, 1, 2]); // two seconds
        let time = der(0x18, at.as_bytes());
        let parts = [&[2, 1, 1][..], &policy, &imprint, &[2, 1, 7], &time, &accuracy];
        self.write("info.der", &der(0x30, &parts.concat()))?;
        let sign =
            ["cms", "-sign", "-binary", "-nodetach", "-cades", "-nosmimecap", "-md", "sha256"];
        let what = ["-econtent_type", "1.2.840.113549.1.9.16.1.4", "-in", "info.der"];
        let by = ["-signer", signer, "-inkey", "tsa.key", "-outform", "DER", "-out", "own.tst"];
        self.openssl(&[&sign[..], &what[..], &by[..], more].concat())?;
        std::fs::read(self.path("own.tst"))
    }

    /// An answer that grants that token.
    #[must_use]
    pub fn granting(token: &[u8]) -> Vec<u8> {
        der(0x30, &[&der(0x30, &[2, 1, 0]), token].concat())
    }

    /// What `openssl ts -verify` says of a token over that SHA-256.
    ///
    /// # Errors
    /// Its complaint.
    pub fn openssl_verifies(&self, token: &[u8], imprint: &[u8; 32]) -> io::Result<()> {
        self.write("t.tst", token)?;
        let digest: String = imprint.iter().map(|byte| format!("{byte:02x}")).collect();
        let what = ["ts", "-verify", "-digest", &digest, "-in", "t.tst", "-token_in"];
        self.openssl(&[&what[..], &["-CAfile", "ca.pem"]].concat())
    }

    /// Runs `openssl` in the folder.
    ///
    /// # Errors
    /// Where it is not installed, or fails; with what it wrote.
    pub fn openssl(&self, words: &[&str]) -> io::Result<()> {
        let done = Command::new("openssl").current_dir(self.folder.path()).args(words).output()?;
        if done.status.success() {
            return Ok(());
        }
        let why = String::from_utf8_lossy(&done.stderr);
        Err(io::Error::other(format!("openssl {}: {why}", words.join(" "))))
    }

    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        std::fs::write(self.path(name), bytes)
    }
}

/// An element of DER, of at most 65,535 bytes.
fn der(tag: u8, value: &[u8]) -> Vec<u8> {
    let [high, low] = u16::try_from(value.len()).unwrap_or(u16::MAX).to_be_bytes();
    let length = match (high, low) {
        (0, 0..=0x7f) => vec![low],
        (0, _) => vec![0x81, low],
        _ => vec![0x82, high, low],
    };
    [&[tag][..], &length, value].concat()
}

/// What is answered over HTTP.
pub enum HttpAnswer {
    /// 200 with `application/timestamp-reply`.
    Reply(Vec<u8>),
    /// This status, with this content type, this further header line and body.
    Other(u16, &'static str, String, Vec<u8>),
    /// The connection is closed without a word.
    Nothing,
}

/// A small HTTP server on loopback, until it is dropped.
pub struct Served {
    address: SocketAddr,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Served {
    /// Answers each request by its content type and body, one after the other.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn start(
        mut answer: impl FnMut(&str, &[u8]) -> HttpAnswer + Send + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = stop.clone();
        let thread = std::thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                if stopped.load(Ordering::Relaxed) {
                    return;
                }
                // A client that went away is none of our business.
                drop(converse(&stream, &mut answer));
            }
        });
        Ok(Self { address, stop, thread: Some(thread) })
    }

    /// Where it listens.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/tsr", self.address)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        drop(TcpStream::connect(self.address)); // wakes it
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

fn converse(
    stream: &TcpStream,
    answer: &mut impl FnMut(&str, &[u8]) -> HttpAnswer,
) -> io::Result<()> {
    let (mut reader, mut to) = (BufReader::new(stream), stream);
    let (mut kind, mut length) = (String::new(), 0_u64);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        let Some((name, value)) = line.split_once(':') else { continue };
        match name.to_ascii_lowercase().as_str() {
            "content-type" => kind = value.trim().to_owned(),
            "content-length" => length = value.trim().parse().unwrap_or(0),
            _ => {}
        }
    }
    let mut body = Vec::new();
    reader.take(length).read_to_end(&mut body)?;
    let (status, kind, more, body) = match answer(&kind, &body) {
        HttpAnswer::Reply(body) => (200, "application/timestamp-reply", String::new(), body),
        HttpAnswer::Other(status, kind, more, body) => (status, kind, more, body),
        HttpAnswer::Nothing => return Ok(()),
    };
    let length = body.len();
    write!(
        to,
        "HTTP/1.1 {status} x\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\
         connection: close\r\n{more}\r\n"
    )?;
    to.write_all(&body)
}
