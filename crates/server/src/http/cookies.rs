//! The two cookies: one for the session, one by which a browser is known again.

use app::{NewSession, Password};
use axum::http::header::{InvalidHeaderValue, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

use super::peer::Peer;

/// What a cookie is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cookie {
    /// The session; gone with it.
    Session,
    /// The browser; it stays when somebody logs out.
    Browser,
}

impl Cookie {
    /// Over TLS the name has the prefix that no other site of the domain can set; on plain
    /// loopback browsers refuse the prefix.
    const fn name(self, is_tls: bool) -> &'static str {
        match (self, is_tls) {
            (Self::Session, true) => "__Host-liuhen",
            (Self::Session, false) => "liuhen",
            (Self::Browser, true) => "__Host-liuhen-browser",
            (Self::Browser, false) => "liuhen-browser",
        }
    }

    /// The token a request brings. Over TLS a cookie without the prefix is somebody else's.
    pub(crate) fn read(self, headers: &HeaderMap, peer: Peer) -> Option<Password> {
        let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
        let mut pairs =
            lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let found = pairs.find(|(name, _)| *name == self.name(peer.is_tls));
        found.map(|(_, token)| Password::from(token.to_owned()))
    }

    fn set(
        self,
        token: &Password,
        lasts_s: i64,
        peer: Peer,
    ) -> Result<(HeaderName, HeaderValue), InvalidHeaderValue> {
        let (name, secure) = (self.name(peer.is_tls), if peer.is_tls { "; Secure" } else { "" });
        let token = token.reveal();
        let cookie =
            format!("{name}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={lasts_s}{secure}");
        Ok((SET_COOKIE, HeaderValue::from_str(&cookie)?))
    }
}

/// Both cookies of a fresh session.
pub(crate) fn of(
    session: &NewSession,
    peer: Peer,
) -> Result<[(HeaderName, HeaderValue); 2], InvalidHeaderValue> {
    Ok([
        Cookie::Session.set(&session.token, session.lasts_s, peer)?,
        Cookie::Browser.set(&session.browser, session.browser_lasts_s, peer)?,
    ])
}

/// Takes the session's cookie back, under whichever name it was set.
pub(crate) fn gone() -> [(HeaderName, HeaderValue); 2] {
    let plain = "liuhen=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0";
    let tls = "__Host-liuhen=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0; Secure";
    [plain, tls].map(|cookie| (SET_COOKIE, HeaderValue::from_static(cookie)))
}
