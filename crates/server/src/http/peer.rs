use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

use crate::app::App;

/// The client of a request, as far as the server can know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer {
    /// Its address.
    pub address: IpAddr,
    /// Whether it came by https, as the proxy says.
    pub is_https: bool,
}

impl Peer {
    fn new(connection: IpAddr, headers: &HeaderMap, trust_proxy: bool) -> Self {
        if !trust_proxy {
            return Self {
                address: connection,
                is_https: false,
            };
        }
        Self {
            address: last(headers, "x-forwarded-for")
                .and_then(|text| text.parse().ok())
                .unwrap_or(connection),
            is_https: last(headers, "x-forwarded-proto") == Some("https"),
        }
    }

    /// What limits per address count: an IPv6 client has a network of its own, so the first 64 bits of its address.
    #[must_use]
    pub fn network(&self) -> IpAddr {
        match self.address.to_canonical() {
            IpAddr::V6(address) => {
                let mut segments = address.segments();
                segments[4..].fill(0);
                IpAddr::V6(Ipv6Addr::from(segments))
            }
            address => address,
        }
    }
}

/// The newest entry of a list: what our own proxy added, where earlier ones can be anybody's.
pub(super) fn last<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let value = headers.get_all(name).iter().next_back()?.to_str().ok()?;
    value.rsplit(',').next().map(str::trim)
}

impl FromRequestParts<App> for Peer {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let connection = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
        Ok(Self::new(connection, &parts.headers, app.trust_proxy))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(headers: &[(&'static str, &str)], trust_proxy: bool) -> Peer {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        Peer::new([127, 0, 0, 1].into(), &map, trust_proxy)
    }

    #[test]
    fn what_a_stranger_claims_is_not_believed() {
        let headers = [
            ("x-forwarded-for", "10.1.1.1"),
            ("x-forwarded-proto", "https"),
        ];
        let peer = peer(&headers, false);
        assert_eq!(peer.address, IpAddr::from([127, 0, 0, 1]));
        assert!(!peer.is_https);
    }

    #[test]
    fn a_trusted_proxy_has_the_last_word() {
        let headers = [
            ("x-forwarded-for", "6.6.6.6, 10.1.1.1"),
            ("x-forwarded-proto", "http, https"),
        ];
        let peer = peer(&headers, true);
        assert_eq!(peer.address, IpAddr::from([10, 1, 1, 1]));
        assert!(peer.is_https);
    }

    #[test]
    fn the_addresses_of_one_ipv6_network_count_as_one() {
        let network = |address| peer(&[("x-forwarded-for", address)], true).network();
        assert_eq!(network("2001:db8::1"), network("2001:db8::2"));
        assert_ne!(network("2001:db8::1"), network("2001:db8:0:1::1"));
        assert_eq!(network("::ffff:10.0.0.1"), network("10.0.0.1"));
        assert_ne!(network("10.0.0.1"), network("10.0.0.2"));
    }

    #[test]
    fn without_a_readable_address_the_connections_own_counts() {
        let peer = peer(&[("x-forwarded-for", "unknown")], true);
        assert_eq!(peer.address, IpAddr::from([127, 0, 0, 1]));
    }
}
