//! What a time-stamping authority said of a head (`docs/formats/time.md`).

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ledger::Policy;
use terms::Timestamp;
use tsa::{Certificates, NotCounted as Reason, Token, TokenError};

use crate::digest::digests_of;
use crate::line::TimeStamp;
use crate::report::Findings;

/// What a time stamp is worth.
pub(super) enum Told {
    /// An authority that the policy names says so.
    Counted {
        /// When, by its clock.
        at: Timestamp,
        /// By how much that may be off, in milliseconds.
        accuracy_ms: u64,
        /// Its name in the policy.
        by: String,
    },
    /// Nothing is wrong with it, and it says nothing to this verifier; in Chinese why.
    NotCounted(&'static str),
    /// It contradicts itself, or is of something else; in Chinese why.
    Wrong(&'static str),
}

/// Time stamps that say nothing, by the reason.
#[derive(Default)]
pub(super) struct NotCounted(BTreeMap<&'static str, u64>);

impl NotCounted {
    pub(super) fn add(&mut self, why: &'static str) {
        let count = self.0.entry(why).or_default();
        *count = count.saturating_add(1);
    }

    pub(super) fn tell(&self, findings: &mut Findings) {
        for (why, count) in &self.0 {
            findings.warn(format!("{count} 个可信时间戳没有计入:{why}。"));
        }
    }
}

impl TimeStamp {
    /// The token's bytes; `None` if they do not read.
    pub(super) fn token(&self) -> Option<Vec<u8>> {
        STANDARD.decode(&self.token).ok()
    }
}

/// Checks a time stamp over the note by itself, and then whether one counts whom the policy names.
pub(super) fn told(stamp: &TimeStamp, note: &str, policy: Option<&Policy>) -> Told {
    let imprint = digests_of(note.as_bytes()).sha256;
    let token = stamp.token().ok_or(TokenError::Form);
    let token = match token.and_then(|token| Token::open(&token, imprint.as_bytes())) {
        Ok(token) => token,
        Err(why) => return of_token(why),
    };
    let Some(policy) = policy else { return Told::NotCounted("没有提供信任策略") };
    let beside = stamp.certificates.iter().filter_map(|text| STANDARD.decode(text).ok());
    let beside = Certificates::from_ders(beside);
    let mut why = None;
    for der in token.certificates().chain(beside.ders()) {
        let Some(name) = policy.authority(&tsa::fingerprint(der)) else { continue };
        match token.stamp(&Certificates::from_ders([der.to_vec()]), &beside) {
            Ok(found) => {
                let (at, accuracy_ms, by) = (found.at, found.accuracy_ms, name.to_owned());
                return Told::Counted { at, accuracy_ms, by };
            }
            Err(reason) if why.is_none_or(|known| known == Reason::Untrusted) => {
                why = Some(reason);
            }
            Err(_) => {}
        }
    }
    Told::NotCounted(match why {
        None => "信任策略没有写明签发它的时间戳机构(# tsa 行)",
        Some(Reason::Untrusted) => "签发证书不是由信任策略所写的证书签发的",
        Some(Reason::Expired) => "签发证书在时间戳所载的时刻不在有效期内",
        Some(Reason::Usage) => "签发证书不是专供签发时间戳的",
    })
}

const fn of_token(why: TokenError) -> Told {
    match why {
        TokenError::Form => Told::Wrong("不是时间戳"),
        TokenError::Imprint => Told::Wrong("不是对所附检查点签发的"),
        TokenError::Digest => Told::Wrong("内容与签名所载的摘要不符"),
        TokenError::Certificate => Told::Wrong("没有附上签名所指的证书"),
        TokenError::Signature => Told::Wrong("签名不成立"),
        TokenError::Unread => {
            Told::NotCounted("用了这里不读的算法,例如 SM2(GM/T 0033),请用支持它的工具另行核对")
        }
    }
}
