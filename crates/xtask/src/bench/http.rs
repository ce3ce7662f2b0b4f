//! As much of an HTTP client as a benchmark needs: it should cost the machine little, and the same
//! for every server.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::sync::LazyLock;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

/// A server that says nothing for so long is stuck.
const PATIENCE: Duration = Duration::from_secs(300);
/// Bytes written or read at a time.
const PIECE_BYTES: usize = 1 << 20;
/// Bytes of each piece that differ from every other, so that no two uploads are the same.
const STAMP_BYTES: usize = 16;

/// A connection that may be used again and again.
pub(crate) struct Line {
    reader: BufReader<TcpStream>,
    /// Sent with each request.
    always: String,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: Vec<u8>,
}

/// A file that exists only while it is sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Filler {
    /// Sets its bytes apart from those of others.
    pub(crate) number: u64,
    /// How many bytes were sent before.
    pub(crate) from: u64,
    /// How many follow.
    pub(crate) len: u64,
}

impl Line {
    /// Connects to a port of this machine. `headers` go with each request, each with its line end.
    pub(crate) fn open(port: u16, headers: &str) -> Result<Self> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).context("连接不上服务")?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let always = format!("Host: 127.0.0.1:{port}\r\n{headers}");
        Ok(Self { reader: BufReader::with_capacity(PIECE_BYTES, stream), always })
    }

    /// Asks and keeps the answer.
    pub(crate) fn ask(
        &mut self,
        method: &str,
        path: &str,
        headers: &str,
        body: &[u8],
    ) -> Result<Answer> {
        self.begin(method, path, headers, body.len().try_into()?)?;
        self.reader.get_mut().write_all(body)?;
        self.answer()
    }

    /// Asks with JSON and reads JSON.
    ///
    /// # Errors
    /// Also an answer that is no success.
    pub(crate) fn json(&mut self, method: &str, path: &str, body: Option<&Value>) -> Result<Value> {
        let text = body.map(Value::to_string).unwrap_or_default();
        let kind = if body.is_some() { "Content-Type: application/json\r\n" } else { "" };
        let answer = self.ask(method, path, kind, text.as_bytes())?.success()?;
        if answer.body.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&answer.body).with_context(|| format!("{path} 的回答不是 JSON"))
    }

    /// Asks and reads the head of the answer only, as it is with HEAD, whose answer may tell a length
    /// of bytes that do not follow.
    pub(crate) fn head_of(
        &mut self,
        method: &str,
        path: &str,
        headers: &str,
        body: &[u8],
    ) -> Result<Answer> {
        self.begin(method, path, headers, body.len().try_into()?)?;
        self.reader.get_mut().write_all(body)?;
        self.head()
    }

    /// Sends bytes that are made up.
    pub(crate) fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &str,
        filler: Filler,
    ) -> Result<Answer> {
        self.begin(method, path, headers, filler.len)?;
        filler.write(self.reader.get_mut())?;
        self.answer()
    }

    /// Reads and forgets; answers how many bytes came.
    pub(crate) fn swallow(&mut self, path: &str, headers: &str) -> Result<u64> {
        self.begin("GET", path, headers, 0)?;
        let answer = self.head()?;
        if !matches!(answer.status, 200 | 206) {
            bail!("{path} 答 {}", answer.status);
        }
        let length = answer.length()?.context("回答没有写明长度")?;
        let mut left = length;
        while left > 0 {
            let there = self.reader.fill_buf()?.len();
            if there == 0 {
                bail!("{path} 的回答中断");
            }
            let now = left.min(there.try_into()?);
            self.reader.consume(now.try_into()?);
            left -= now;
        }
        Ok(length)
    }

    fn begin(&mut self, method: &str, path: &str, headers: &str, length: u64) -> Result<()> {
        let always = &self.always;
        let head = format!(
            "{method} {path} HTTP/1.1\r\n{always}{headers}Content-Length: {length}\r\n\r\n"
        );
        Ok(self.reader.get_mut().write_all(head.as_bytes())?)
    }

    fn answer(&mut self) -> Result<Answer> {
        let mut answer = self.head()?;
        if answer.header("transfer-encoding").is_some_and(|how| how == "chunked") {
            while self.chunk(&mut answer.body)? {}
        } else {
            let length = answer.length()?.unwrap_or(0);
            (&mut self.reader).take(length).read_to_end(&mut answer.body)?;
        }
        Ok(answer)
    }

    /// Reads one chunk of an answer of unknown length; `false` after the last.
    fn chunk(&mut self, body: &mut Vec<u8>) -> Result<bool> {
        let mut line = String::new();
        self.reader.read_line(&mut line)?;
        let size = line.split(';').next().unwrap_or_default().trim();
        let size = u64::from_str_radix(size, 16).with_context(|| format!("不是块长:{line}"))?;
        (&mut self.reader).take(size).read_to_end(body)?;
        line.clear();
        self.reader.read_line(&mut line)?;
        Ok(size > 0)
    }

    fn head(&mut self) -> Result<Answer> {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if self.reader.read_line(&mut head)? == 0 {
                bail!("服务没有回答就断开了");
            }
        }
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok());
        let status = status.with_context(|| format!("不是 HTTP 的回答:{head}"))?;
        Ok(Answer { status, head, body: Vec::new() })
    }
}

impl Answer {
    /// A header's value.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers(name).next()
    }

    /// All values of a header.
    pub(crate) fn headers(&self, name: &str) -> impl Iterator<Item = &str> {
        self.head.lines().filter_map(move |line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    fn length(&self) -> Result<Option<u64>> {
        if self.status == 204 {
            return Ok(Some(0));
        }
        self.header("content-length").map(|text| text.parse().context("长度不是数")).transpose()
    }

    /// The answer, if it is one of 2xx.
    pub(crate) fn success(self) -> Result<Self> {
        if (200..300).contains(&self.status) {
            return Ok(self);
        }
        bail!("服务答 {}:{}", self.status, String::from_utf8_lossy(&self.body))
    }
}

impl Filler {
    fn write(self, to: &mut TcpStream) -> Result<()> {
        let mut piece = NOISE.clone();
        let (mut from, end) = (self.from, self.from + self.len);
        while from < end {
            let stamp = [self.number.to_be_bytes(), from.to_be_bytes()];
            let stamp = stamp.as_flattened();
            for (byte, mark) in piece.iter_mut().take(STAMP_BYTES).zip(stamp) {
                *byte = *mark;
            }
            let now = usize::try_from(end - from)?.min(PIECE_BYTES);
            to.write_all(piece.get(..now).unwrap_or_default())?;
            from += u64::try_from(now)?;
        }
        Ok(())
    }
}

/// Bytes that no disk packs, made once: making them must not fall into anybody's time.
static NOISE: LazyLock<Vec<u8>> = LazyLock::new(noise);

fn noise() -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let words = (0..PIECE_BYTES / 8).map(|_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    });
    words.flatten().collect()
}
