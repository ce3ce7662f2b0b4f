//! Small requests to other servers: witnesses, logs and the time-stamping authority. Answers are read
//! up to a limit; nobody is followed to another place, and addresses at which machines tell of
//! themselves are asked by no name.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, Response, Url};

/// A server that does not answer a connection so long is not there.
const CONNECT: Duration = Duration::from_secs(5);
/// A request takes no longer.
const WHOLE: Duration = Duration::from_secs(10);
/// As long as a request with leaves takes.
const LEAVES: Duration = Duration::from_secs(60);
/// Largest answer that is read: a tile has 8 KiB, a note at most 128.
const MAX_ANSWER_BYTES: usize = 192 * 1024;

/// An answer: status and body.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// All of the body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as text; empty if it is none.
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap_or_default()
    }
}

/// Speaks to other servers. Cheap to clone.
#[derive(Clone)]
pub struct Outbound {
    client: Client,
}

impl Outbound {
    /// Prepares to speak; nothing is sent.
    pub fn new() -> anyhow::Result<Self> {
        // Twice is no harm: the first one stays.
        drop(rustls::crypto::ring::default_provider().install_default());
        let client = Client::builder().connect_timeout(CONNECT).timeout(WHOLE);
        let client = client.redirect(reqwest::redirect::Policy::none()).dns_resolver(Resolver);
        let client = client.build();
        let client =
            client.map_err(|_| anyhow::anyhow!("无法准备对外连接；系统没有根证书的，请先安装"))?;
        Ok(Self { client })
    }

    /// Reads; why not, in Chinese.
    pub async fn get(&self, url: &str) -> Result<Answer, String> {
        check(url)?;
        read(self.client.get(url).send().await).await
    }

    /// Sends leaves, which the other side writes to its disk before it answers; why not, in Chinese.
    pub async fn post_bytes(&self, url: &str, body: Vec<u8>) -> Result<Answer, String> {
        check(url)?;
        let request = self.client.post(url).timeout(LEAVES);
        let kind = (reqwest::header::CONTENT_TYPE, "application/octet-stream");
        read(request.header(kind.0, kind.1).body(body).send().await).await
    }

    /// Sends a question for a time stamp (RFC 3161 §3.4); why not, in Chinese.
    pub async fn post_query(&self, url: &str, body: Vec<u8>) -> Result<Answer, String> {
        check(url)?;
        let kind = (reqwest::header::CONTENT_TYPE, "application/timestamp-query");
        read(self.client.post(url).header(kind.0, kind.1).body(body).send().await).await
    }

    /// Sends a text; why not, in Chinese.
    pub async fn post(&self, url: &str, body: String) -> Result<Answer, String> {
        check(url)?;
        read(self.client.post(url).body(body).send().await).await
    }
}

/// Refuses an address that a machine tells of itself at, where a URL names it without a name; in
/// Chinese.
pub fn check(url: &str) -> Result<(), String> {
    let url = Url::parse(url).map_err(|_| "地址无法识别".to_owned())?;
    let host = url.host_str().unwrap_or_default();
    let literal = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    if literal.is_ok_and(is_refused) { Err(REFUSED.to_owned()) } else { Ok(()) }
}

const REFUSED: &str = "链路本地地址或云主机的元数据地址，不予连接";

/// Link-local, and where clouds tell a machine of itself and its keys; what is no address of one
/// machine, too.
fn is_refused(address: IpAddr) -> bool {
    /// Where two clouds answer that are not link-local.
    const METADATA: [IpAddr; 2] = [
        IpAddr::V4(Ipv4Addr::new(100, 100, 100, 200)),
        IpAddr::V6(std::net::Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254)),
    ];
    let address = address.to_canonical();
    let is_local = match address {
        IpAddr::V4(v4) => v4.is_link_local() || v4.is_broadcast(),
        IpAddr::V6(v6) => v6.is_unicast_link_local(),
    };
    is_local || address.is_unspecified() || address.is_multicast() || METADATA.contains(&address)
}

/// Asks the system for the addresses of a name. The connection goes to exactly those that were
/// looked at here, so a second answer cannot lead elsewhere.
struct Resolver;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let found: Vec<SocketAddr> = found.filter(|at| !is_refused(at.ip())).collect();
            if found.is_empty() {
                return Err(REFUSED.into());
            }
            let found: Addrs = Box::new(found.into_iter());
            Ok(found)
        })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_machines_themselves_are_refused() {
        for url in [
            "http://169.254.169.254/latest/meta-data",
            "http://169.254.0.1:8080/",
            "http://100.100.100.200/",
            "http://[fe80::1]/",
            "http://[fd00:ec2::254]/",
            "http://[::ffff:169.254.169.254]/",
            "http://0.0.0.0/",
            "http://0xa9fea9fe/",
            "http://2852039166/",
            "http://255.255.255.255/",
        ] {
            assert!(check(url).is_err(), "{url}");
        }
        for url in ["http://127.0.0.1:1/", "https://10.1.0.1/log", "https://tsa.example/tsr"] {
            assert_eq!(check(url), Ok(()), "{url}");
        }
        assert!(check("tsa.example").is_err());
    }

    #[tokio::test]
    async fn nobody_is_followed_to_another_place() {
        use testkit::authority::{HttpAnswer, Served};
        let asked = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
        let seen = asked.clone();
        let other = Served::start(move |_, _| {
            seen.store(true, std::sync::atomic::Ordering::SeqCst);
            HttpAnswer::Reply(Vec::new())
        });
        let place = format!("location: {}\r\n", other.as_ref().unwrap().url());
        let first =
            Served::start(move |_, _| HttpAnswer::Other(302, "text/html", place.clone(), vec![]));
        let answer = Outbound::new().unwrap().get(&first.unwrap().url()).await.unwrap();
        assert_eq!(answer.status, 302);
        assert!(!asked.load(std::sync::atomic::Ordering::SeqCst));
    }
}
