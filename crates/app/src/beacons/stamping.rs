//! Daily time stamps (RFC 3161, GB/T 20520): a head of the log is shown to an authority, and what
//! it answers becomes a fact (`docs/decisions/0039-time-stamps.md`).
//!
//! The conversation itself is the caller's. Order: head signed and kept → noted that the authority
//! is asked → asked → all of the answer checked → head and token are one fact → noted how it went.
//! A crash in between asks again a minute later; of several nodes that ask, one writes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::beacon::{self, LastBeacon, StampedHead};
use ledger::KeyKind;
use store::StampRow;
use terms::Timestamp;
use tsa::{NoStamp, NotCounted, ObjectIdentifier, Request, Stamp, TokenError};

use super::{STAMPED, is_beacon};
use crate::App;
use crate::commit::{Call, Decided};
use crate::error::{Result, fault};

/// Waiting time after the first failure; doubled up to [`MAX_RETRY_MS`].
const RETRY_MS: i64 = 60_000;
const MAX_RETRY_MS: i64 = 3_600_000;
/// Facts looked through for one that is no beacon: of those there are never so many in a row.
const LOOKED_THROUGH: u32 = 128;

/// An authority that stamps the log's heads, as the agency set it up.
#[doc(alias = "时间戳机构")]
#[derive(Debug, Clone)]
pub struct TimeAuthority {
    /// Where it is asked, over HTTP or HTTPS.
    pub url: String,
    /// Its certificate, or those of whoever certified it.
    pub trusted: tsa::Certificates,
    /// The policy it is to stamp under; `None` leaves that to it.
    pub policy: Option<ObjectIdentifier>,
}

/// A question to the authority.
#[derive(Debug, Clone)]
pub struct StampAsk {
    /// Where.
    pub url: String,
    /// The body, of the type `application/timestamp-query`.
    pub body: Vec<u8>,
    request: Request,
    size: u64,
    note: String,
}

/// How it goes with the authority, for people.
#[derive(Debug, Clone)]
pub struct StampingSeen {
    /// Its host.
    pub host: String,
    /// In Chinese: why it last did not stamp, and what to do; `None` if it did.
    pub why: Option<String>,
    /// Asked in vain so often, one after the other.
    pub failures: u32,
    /// When it was asked last.
    pub asked_at: Option<Timestamp>,
    /// When it is asked again after a failure.
    pub next_at: Option<Timestamp>,
}

impl App {
    /// Whether an authority was set up.
    #[must_use]
    pub fn has_time_authority(&self) -> bool {
        self.tsa.is_some()
    }

    /// What to ask the authority now, if a stamp is due. Notes that it is asked, so that a second
    /// node does not do so at the same time.
    ///
    /// # Errors
    /// As [`Self::sign_checkpoint`].
    pub async fn stamp_ask(&self) -> Result<Option<StampAsk>> {
        let Some(authority) = &self.tsa else { return Ok(None) };
        let (now, row) = (self.context.now(), self.stamp_standing().await?);
        // A clock of ours that was put back must not stop stamps.
        if row.as_ref().is_some_and(|row| (row.asked_at..row.next_at).contains(&now)) {
            return Ok(None);
        }
        let Some((size, note)) = self.head_to_stamp(now).await? else { return Ok(None) };
        let (failures, why) = row.map_or((0, String::new()), |row| (row.failures, row.why));
        self.note_stamping(failures, why, RETRY_MS).await?;
        let [_, _, _, _, _, _, _, _, a, b, c, d, e, f, g, h, ..] = self.context.secret();
        let nonce = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
        let imprint = *archive::digests_of(note.as_bytes()).sha256.as_bytes();
        let request = Request { imprint, nonce, policy: authority.policy };
        let body = request.to_der().map_err(fault("asking for a time stamp"))?;
        Ok(Some(StampAsk { url: authority.url.clone(), body, request, size, note }))
    }

    /// Takes the authority's answer, or in Chinese why there is none. Whether it was written down.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn stamp_told(
        &self,
        ask: &StampAsk,
        answer: std::result::Result<Vec<u8>, String>,
    ) -> Result<bool> {
        let Some(authority) = &self.tsa else { return Ok(false) };
        let opened =
            answer.and_then(|answer| ask.request.open(&answer, &authority.trusted).map_err(words));
        match opened {
            Ok((token, stamp)) => {
                let is_written = self.write_stamp(ask, &token, stamp).await?;
                self.note_stamping(0, String::new(), RETRY_MS).await?;
                Ok(is_written)
            }
            Err(why) => {
                let known = self.stamp_standing().await?.map_or(0, |row| row.failures);
                let wait = RETRY_MS.saturating_mul(1_i64 << known.min(16)).min(MAX_RETRY_MS);
                tracing::warn!(why, failures = known.saturating_add(1), "no time stamp");
                self.note_stamping(known.saturating_add(1), why, wait).await?;
                Ok(false)
            }
        }
    }

    /// How it goes with the authority; `None` if none was set up.
    pub(crate) async fn stamping_seen(&self) -> Result<Option<StampingSeen>> {
        let Some(authority) = &self.tsa else { return Ok(None) };
        let row = self.stamp_standing().await?;
        let rest = authority.url.split_once("://").map_or("", |(_, rest)| rest);
        let host = rest.split(['/', '?']).next().unwrap_or_default().to_owned();
        let failed = row.as_ref().filter(|row| !row.why.is_empty());
        Ok(Some(StampingSeen {
            host,
            why: failed.map(|row| row.why.clone()),
            failures: row.as_ref().map_or(0, |row| row.failures),
            next_at: failed.map(|row| row.next_at),
            asked_at: row.map(|row| row.asked_at),
        }))
    }

    async fn write_stamp(&self, ask: &StampAsk, token: &[u8], stamp: Stamp) -> Result<bool> {
        let root = self.store.root_at(ask.size).await.map_err(fault("reading the root"))?;
        let trusted = self.tsa.iter().flat_map(|authority| authority.trusted.ders());
        let head = StampedHead {
            size: ask.size,
            root,
            stamped_at: stamp.at,
            accuracy_ms: stamp.accuracy_ms,
            authority: stamp.authority,
            note: ask.note.clone(),
            token: STANDARD.encode(token),
            certificates: trusted.map(|der| STANDARD.encode(der)).collect(),
            digests: archive::digests_of(token),
        };
        let call = Call::system();
        let done = self.execute(&call, || async {
            // The version first: what another node writes after it is a conflict.
            let before = self.beacons_now().await?;
            let last = self.last_beacon(STAMPED).await?;
            let has_news = self.has_news(last, head.size).await?;
            let outcome = beacon::decide_stamp(last, has_news, head.clone(), self.context.now());
            Ok(Decided::on(before, beacon::stream(), outcome))
        });
        Ok(!done.await?.already_done)
    }

    /// The newest head that a quorum cosigned, if that is new enough; else the newest there is.
    async fn head_to_stamp(&self, now: Timestamp) -> Result<Option<(u64, String)>> {
        let last = self.last_beacon(STAMPED).await?;
        let size = self.log_head().await?.size;
        let has_news = self.has_news(last, size).await?;
        if !beacon::is_stamp_due(last, has_news, size, now) {
            return Ok(None);
        }
        if let Some((cosigned, note)) = self.latest_with_quorum().await?
            && beacon::is_stamp_due(last, self.has_news(last, cosigned).await?, cosigned, now)
        {
            return Ok(Some((cosigned, note.to_string())));
        }
        let (size, _) = self.sign_checkpoint().await?;
        let note = self.checkpoint_with_lines(KeyKind::Log, size).await?;
        Ok(Some((size, note)))
    }

    /// Whether a head of that size has something besides beacons that the last stamped one has not.
    async fn has_news(&self, last: Option<LastBeacon>, size: u64) -> Result<bool> {
        let from = last.map_or(0, |last| last.size);
        let facts = self.store.facts(from, LOOKED_THROUGH).await;
        let facts = facts.map_err(fault("reading beacons"))?;
        Ok(facts.iter().any(|fact| fact.n < size && !is_beacon(&fact.kind)))
    }

    async fn stamp_standing(&self) -> Result<Option<StampRow>> {
        self.store.stamp_standing().await.map_err(fault("reading how stamps go"))
    }

    async fn note_stamping(&self, failures: u32, why: String, wait_ms: i64) -> Result<()> {
        let now = self.context.now();
        let row = StampRow { id: 1, failures, next_at: now.plus_ms(wait_ms), asked_at: now, why };
        self.store.save_stamp_standing(&row).await.map_err(fault("keeping how stamps go"))
    }
}

/// Why an answer is not good enough, and what to do.
fn words(why: NoStamp) -> String {
    let what = match why {
        NoStamp::Form => "对方的回复不是时间戳（也可能是登录页或代理的网页）：请核对 [tsa] 的 url",
        NoStamp::Refused { status, failure } => return refused(status, failure),
        NoStamp::Nonce => {
            "回复不是对这次请求的答复，可能是重放的旧回复：请查网络，并告知时间戳机构"
        }
        NoStamp::Policy => "时间戳依据的策略号与 [tsa] 的 policy 不同：请与时间戳机构核对",
        NoStamp::Token(TokenError::Unread) => {
            "时间戳用了本系统不读的算法（例如 SM2，GM/T 0033）：请时间戳机构改用 RSA 或 ECDSA"
        }
        NoStamp::Token(
            TokenError::Form
            | TokenError::Imprint
            | TokenError::Digest
            | TokenError::Certificate
            | TokenError::Signature,
        ) => "回复里的时间戳不正确，摘要或签名对不上：请查网络，并告知时间戳机构",
        NoStamp::NotCounted(NotCounted::Untrusted) => {
            "签发证书不是 [tsa] 的 certificates 所列，也不由它们签发：请向时间戳机构核对根证书"
        }
        NoStamp::NotCounted(NotCounted::Expired) => {
            "签发证书在时间戳所载的时刻不在有效期内：请联系时间戳机构"
        }
        NoStamp::NotCounted(NotCounted::Usage) => "签发证书不是专供签发时间戳的：请联系时间戳机构",
    };
    what.to_owned()
}

/// By the numbers of RFC 3161 §2.4.2.
fn refused(status: u8, failure: Option<usize>) -> String {
    match failure {
        Some(0) => "对方不接受 SHA-256 摘要：请联系时间戳机构".to_owned(),
        Some(14) => "对方的时钟暂时不可用：稍后会再请求".to_owned(),
        Some(15) => "对方没有所要求的策略号：请核对 [tsa] 的 policy".to_owned(),
        Some(25) => "对方系统故障：稍后会再请求".to_owned(),
        _ => format!("对方拒绝签发（状态 {status}）：请联系时间戳机构"),
    }
}
