//! Small requests to other servers: witnesses and logs. Answers are read up to a limit.

use std::time::Duration;

use reqwest::{Client, Response};

/// A server that does not answer a connection so long is not there.
const CONNECT: Duration = Duration::from_secs(5);
/// A request takes no longer.
const WHOLE: Duration = Duration::from_secs(10);
/// As long as a request with leaves takes.
const LEAVES: Duration = Duration::from_secs(60);
/// Largest answer that is read: a tile has 8 KiB, a note at most 128.
const MAX_ANSWER_BYTES: usize = 192 * 1024;

/// An answer: status and body.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The body as text; empty if it is none.
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap_or_default()
    }
}

/// Speaks to other servers. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Outbound {
    client: Client,
}

impl Outbound {
    /// Prepares to speak; nothing is sent.
    pub(crate) fn new() -> anyhow::Result<Self> {
        // Twice is no harm: the first one stays.
        drop(rustls::crypto::ring::default_provider().install_default());
        let client = Client::builder().connect_timeout(CONNECT).timeout(WHOLE);
        let client = client.redirect(reqwest::redirect::Policy::none()).build();
        let client =
            client.map_err(|_| anyhow::anyhow!("无法准备对外连接；系统没有根证书的，请先安装"))?;
        Ok(Self { client })
    }

    /// Reads; why not, in Chinese.
    pub(crate) async fn get(&self, url: &str) -> Result<Answer, String> {
        read(self.client.get(url).send().await).await
    }

    /// Sends leaves, which the other side writes to its disk before it answers; why not, in Chinese.
    pub(crate) async fn post_bytes(&self, url: &str, body: Vec<u8>) -> Result<Answer, String> {
        let request = self.client.post(url).timeout(LEAVES);
        let kind = (reqwest::header::CONTENT_TYPE, "application/octet-stream");
        read(request.header(kind.0, kind.1).body(body).send().await).await
    }

    /// Sends a text; why not, in Chinese.
    pub(crate) async fn post(&self, url: &str, body: String) -> Result<Answer, String> {
        read(self.client.post(url).body(body).send().await).await
    }
}

async fn read(sent: reqwest::Result<Response>) -> Result<Answer, String> {
    let mut response = sent.map_err(|error| why(&error))?;
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|error| why(&error))? {
        body.extend_from_slice(&piece);
        if body.len() > MAX_ANSWER_BYTES {
            return Err("回复过长".to_owned());
        }
    }
    Ok(Answer { status, body })
}

fn why(error: &reqwest::Error) -> String {
    let what = if error.is_timeout() {
        "超时未答"
    } else if error.is_builder() {
        "地址无法识别"
    } else if error.is_connect() {
        "连接不上"
    } else {
        "连接中断"
    };
    what.to_owned()
}
