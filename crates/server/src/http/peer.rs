//! Who is at the other end of the line: told by the connection, or by a proxy we were told to trust.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;

use super::problem::Problem;

/// The machines whose word on `X-Forwarded-For` and `X-Forwarded-Proto` counts (T-06).
#[derive(Debug, Clone, Default)]
pub(crate) struct Proxies(Arc<[IpAddr]>);

impl Proxies {
    /// These, and no others.
    pub(crate) fn trusted(addresses: &[IpAddr]) -> Self {
        Self(addresses.iter().map(IpAddr::to_canonical).collect())
    }

    fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address)
    }
}

/// The other end. Put there by [`learn`] and by nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Peer {
    /// Its address, as the last machine tells it that we trust.
    pub(crate) address: IpAddr,
    /// Whether it reached that machine over TLS.
    pub(crate) is_tls: bool,
}

impl<S: Send + Sync> FromRequestParts<S> for Peer {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().copied().ok_or_else(Problem::no_session)
    }
}

/// Finds out who is at the other end, for all that follows.
pub(crate) async fn learn(
    State(proxies): State<Proxies>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = peer(from.ip().to_canonical(), request.headers(), &proxies);
    request.extensions_mut().insert(peer);
    next.run(request).await
}

/// Each machine adds at the end whom it heard from. So the list is read from its end for as long
/// as the one who wrote the entry is trusted; what stands before anybody may have made up.
fn peer(from: IpAddr, headers: &HeaderMap, proxies: &Proxies) -> Peer {
    let listed = |name| {
        let lines = headers.get_all(name).iter().rev().map(|line| line.to_str().unwrap_or("?"));
        lines.flat_map(|line| line.rsplit(',').map(str::trim))
    };
    let mut address = from;
    for hop in listed("x-forwarded-for") {
        match parse(hop) {
            Some(before) if proxies.contains(address) => address = before,
            Some(_) | None => break,
        }
    }
    let scheme = listed("x-forwarded-proto").next().unwrap_or_default();
    let is_tls = proxies.contains(from) && scheme.eq_ignore_ascii_case("https");
    Peer { address, is_tls }
}

/// An address, with or without the port that some proxies add.
fn parse(hop: &str) -> Option<IpAddr> {
    let with_port = || hop.parse().ok().map(|address: SocketAddr| address.ip());
    hop.parse().ok().or_else(with_port).map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn at(address: &str) -> IpAddr {
        address.parse().unwrap()
    }

    fn seen(from: &str, headers: &[(&'static str, &'static str)]) -> (String, bool) {
        let proxies = Proxies::trusted(&[at("10.0.0.1"), at("10.0.0.2"), at("::ffff:10.0.0.3")]);
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        let Peer { address, is_tls } = peer(at(from), &map, &proxies);
        (address.to_string(), is_tls)
    }

    /// T-06: what anybody may write is not believed.
    #[test]
    fn only_a_trusted_proxy_is_believed() {
        let said = [("x-forwarded-for", "203.0.113.7"), ("x-forwarded-proto", "https")];
        assert_eq!(seen("10.0.0.1", &said), ("203.0.113.7".into(), true));
        assert_eq!(seen("10.0.0.3", &said), ("203.0.113.7".into(), true));
        assert_eq!(seen("203.0.113.9", &said), ("203.0.113.9".into(), false));
        assert_eq!(seen("10.0.0.1", &[]), ("10.0.0.1".into(), false));
    }

    #[test]
    fn what_the_client_put_before_the_proxys_entry_is_not_believed() {
        let forged = [("x-forwarded-for", "1.1.1.1, 203.0.113.7")];
        assert_eq!(seen("10.0.0.1", &forged).0, "203.0.113.7");
        let two = [("x-forwarded-for", "1.1.1.1"), ("x-forwarded-for", "203.0.113.7, 10.0.0.2")];
        assert_eq!(seen("10.0.0.1", &two).0, "203.0.113.7");
        let scheme = [("x-forwarded-proto", "https, http")];
        assert!(!seen("10.0.0.1", &scheme).1);
        let scheme = [("x-forwarded-proto", "https"), ("x-forwarded-proto", "http")];
        assert!(!seen("10.0.0.1", &scheme).1);
    }

    #[test]
    fn what_is_no_address_ends_the_list() {
        for list in ["unknown", "", ",", "1.1.1.1, _hidden", "1.1.1.1,\u{e9}"] {
            assert_eq!(seen("10.0.0.1", &[("x-forwarded-for", list)]).0, "10.0.0.1", "{list}");
        }
        for (list, address) in [
            ("203.0.113.7:4711", "203.0.113.7"),
            ("[2001:db8::1]:4711", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
        ] {
            assert_eq!(seen("10.0.0.1", &[("x-forwarded-for", list)]).0, address);
        }
    }
}
