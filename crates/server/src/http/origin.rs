use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::Response;

use super::ApiError;
use super::peer::last;
use crate::app::App;

/// Pages that may speak to this server: its own, and those that were allowed.
#[derive(Debug, Clone)]
pub struct Origins {
    allowed: Vec<String>,
    own: OwnHosts,
}

/// Under which hosts the server's own pages come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnHosts {
    /// Those of this machine, since the server listens nowhere else: any other name belongs to somebody who has let it
    /// point here, to make a page of theirs pass for one of ours.
    Loopback,
    /// Whatever host the browser asked for.
    Any,
    /// The same, under the scheme that the proxy names.
    BehindProxy,
}

/// How a request's Origin stands to this server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// A page of this server, or one that was allowed.
    Own,
    /// No Origin: not a page at all, or not a request that carries one.
    Absent,
    /// Any other page.
    Foreign,
}

/// A flag `--allow-origin` is not an origin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("--allow-origin {0}: an origin is wanted, such as https://wall.example.com")]
pub struct InvalidOrigin(String);

impl Origins {
    /// Allows these origins beside the server's own.
    pub fn new(allowed: &[String], own: OwnHosts) -> Result<Self, InvalidOrigin> {
        let allowed = allowed
            .iter()
            .map(|text| origin(text).ok_or_else(|| InvalidOrigin(text.clone())))
            .collect::<Result<_, _>>()?;
        Ok(Self { allowed, own })
    }

    /// The allowed origins, as browsers write them.
    pub fn allowed(&self) -> &[String] {
        &self.allowed
    }

    /// Judges a request by its headers.
    ///
    /// The server's own origin is the host that the browser asked for: `Host`, or what a proxy in between calls
    /// `X-Forwarded-Host`. The latter need not be trusted: no page can set it on another site's requests.
    #[must_use]
    pub fn standing(&self, headers: &HeaderMap) -> Standing {
        let mut origins = headers.get_all(header::ORIGIN).iter();
        let Some(first) = origins.next() else {
            return Standing::Absent;
        };
        let Some(origin) = first.to_str().ok().and_then(origin) else {
            return Standing::Foreign;
        };
        if origins.next().is_some() {
            return Standing::Foreign;
        }
        let is_same = ["host", "x-forwarded-host"].iter().any(|name| {
            let host = headers.get(*name).and_then(|host| host.to_str().ok());
            host.is_some_and(|host| is_same_host(&origin, host))
        });
        if self.allowed.contains(&origin) || is_same && self.can_be_own(&origin, headers) {
            Standing::Own
        } else {
            Standing::Foreign
        }
    }

    fn can_be_own(&self, origin: &str, headers: &HeaderMap) -> bool {
        match self.own {
            OwnHosts::Any => true,
            OwnHosts::Loopback => {
                let host = parts(origin).1;
                is_loopback(host) || self.allowed.iter().any(|allowed| parts(allowed).1 == host)
            }
            OwnHosts::BehindProxy => {
                let scheme = last(headers, "x-forwarded-proto");
                scheme.is_none_or(|scheme| scheme.eq_ignore_ascii_case(parts(origin).0))
            }
        }
    }
}

/// An origin as browsers write it, `scheme://host[:port]` in lower case and without the scheme's own port; `None` for
/// anything else.
fn origin(text: &str) -> Option<String> {
    let uri: Uri = text.parse().ok()?;
    let scheme = uri
        .scheme_str()
        .filter(|scheme| matches!(*scheme, "http" | "https"))?;
    let authority = uri.authority()?.as_str();
    let is_bare = uri.path() == "/" && uri.query().is_none() && !authority.contains('@');
    is_bare.then(|| format!("{scheme}://{}", without_default_port(scheme, authority)))
}

fn is_same_host(origin: &str, host: &str) -> bool {
    let (scheme, own) = parts(origin);
    !host.is_empty() && own == without_default_port(scheme, host)
}

/// The scheme of an origin, and its host with the port.
fn parts(origin: &str) -> (&str, &str) {
    origin.split_once("://").unwrap_or_default()
}

fn without_default_port(scheme: &str, host: &str) -> String {
    let default = if scheme == "https" { ":443" } else { ":80" };
    let host = host.to_ascii_lowercase();
    match host.strip_suffix(default) {
        Some(bare) => bare.to_owned(),
        None => host,
    }
}

/// Is this host, whatever its port, the machine itself?
fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next(),
        None => host.split(':').next(),
    };
    let name = name.unwrap_or_default();
    let address = name.parse::<IpAddr>();
    name == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

/// Refuses what changes something when another site's page asks for it.
pub(super) async fn refuse_foreign(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let is_harmless = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if !is_harmless && app.origins.standing(request.headers()) == Standing::Foreign {
        return Err(ApiError::new(
            StatusCode::FORBIDDEN,
            "pages of another origin may not do that",
        ));
    }
    Ok(next.run(request).await)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(headers: &[(&'static str, &str)]) -> Standing {
        standing_at(OwnHosts::Any, headers)
    }

    fn standing_at(own: OwnHosts, headers: &[(&'static str, &str)]) -> Standing {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        let allowed = ["https://wall.example.com:443".to_owned()];
        Origins::new(&allowed, own).unwrap().standing(&map)
    }

    #[test]
    fn on_a_loopback_address_a_name_that_was_made_to_point_here_is_foreign() {
        let at = |host: &str| {
            let origin = format!("http://{host}");
            standing_at(OwnHosts::Loopback, &[("origin", &origin), ("host", host)])
        };
        for host in [
            "evil.example:8080",
            "evil.example",
            "localhost.evil.example:8080",
            "127.0.0.1.evil.example",
            "192.168.1.7:8080",
            "[2001:db8::1]:8080",
        ] {
            assert_eq!(at(host), Standing::Foreign, "{host}");
        }
        for host in [
            "localhost:8080",
            "localhost",
            "127.0.0.1:8080",
            "127.1.2.3:8080",
            "[::1]:8080",
            // Allowed by its name, so the name is no stranger's.
            "wall.example.com",
        ] {
            assert_eq!(at(host), Standing::Own, "{host}");
        }
        let claims = [
            ("origin", "http://evil.example"),
            ("host", "evil.example"),
            ("x-forwarded-host", "localhost"),
        ];
        assert_eq!(standing_at(OwnHosts::Loopback, &claims), Standing::Foreign);
    }

    #[test]
    fn a_development_proxy_on_this_machine_is_at_home() {
        for host in ["127.0.0.1", "localhost"] {
            let (origin, forwarded) = (format!("http://{host}:8081"), format!("{host}:8081"));
            let headers = [
                ("origin", origin.as_str()),
                ("host", host),
                ("x-forwarded-host", forwarded.as_str()),
            ];
            assert_eq!(standing_at(OwnHosts::Loopback, &headers), Standing::Own);
        }
    }

    #[test]
    fn the_scheme_counts_where_the_proxy_names_it() {
        let with = |origin, scheme| {
            let headers = [
                ("origin", origin),
                ("host", "live.example.com"),
                ("x-forwarded-proto", scheme),
            ];
            standing_at(OwnHosts::BehindProxy, &headers)
        };
        assert_eq!(with("https://live.example.com", "https"), Standing::Own);
        assert_eq!(with("http://live.example.com", "https"), Standing::Foreign);
        assert_eq!(with("http://live.example.com", "http"), Standing::Own);
    }

    #[test]
    fn the_port_of_the_scheme_need_not_be_written() {
        for origin in ["https://wall.example.com", "https://wall.example.com:443"] {
            let headers = [("origin", origin), ("host", "h")];
            assert_eq!(standing(&headers), Standing::Own, "{origin}");
        }
        let text = [
            "https://Wall.example.com:443".to_owned(),
            "http://a:443".to_owned(),
        ];
        let origins = Origins::new(&text, OwnHosts::Any).unwrap();
        assert_eq!(
            origins.allowed(),
            ["https://wall.example.com", "http://a:443"]
        );
    }

    #[test]
    fn the_servers_own_pages_are_known_by_the_host() {
        for (origin, host) in [
            ("http://127.0.0.1:8080", "127.0.0.1:8080"),
            ("https://live.example.com", "live.example.com"),
            ("https://live.example.com", "live.example.com:443"),
            ("http://LIVE.example.com", "live.example.com"),
            ("http://[::1]:8080", "[::1]:8080"),
        ] {
            assert_eq!(
                standing(&[("origin", origin), ("host", host)]),
                Standing::Own,
                "{origin}"
            );
        }
    }

    #[test]
    fn the_host_behind_a_proxy_counts_as_own() {
        let headers = [
            ("origin", "http://127.0.0.1:8081"),
            ("host", "127.0.0.1"),
            ("x-forwarded-host", "127.0.0.1:8081"),
        ];
        assert_eq!(standing(&headers), Standing::Own);
    }

    #[test]
    fn look_alikes_are_foreign() {
        for origin in [
            "null",
            "",
            "http://live.example.com.evil.com",
            "http://evil-live.example.com",
            "http://live.example.com:81",
            "http://live.example.com@evil.com",
            "http://evil.com@live.example.com",
            "http://evil.com/live.example.com",
            "file://live.example.com",
            "live.example.com",
        ] {
            let headers = [("origin", origin), ("host", "live.example.com")];
            assert_eq!(standing(&headers), Standing::Foreign, "{origin}");
        }
    }

    #[test]
    fn an_allowed_origin_is_one_of_ours_and_a_second_header_is_not() {
        let allowed = ("origin", "https://wall.example.com");
        assert_eq!(standing(&[allowed, ("host", "h")]), Standing::Own);
        assert_eq!(
            standing(&[allowed, ("origin", "http://h"), ("host", "h")]),
            Standing::Foreign
        );
        assert_eq!(
            standing(&[("origin", "http://wall.example.com"), ("host", "h")]),
            Standing::Foreign
        );
    }

    #[test]
    fn without_an_origin_there_is_nothing_to_judge() {
        assert_eq!(standing(&[("host", "h")]), Standing::Absent);
    }

    #[test]
    fn only_origins_can_be_allowed() {
        for text in [
            "*",
            "null",
            "wall.example.com",
            "https://wall.example.com/page",
        ] {
            assert!(
                Origins::new(&[text.to_owned()], OwnHosts::Any).is_err(),
                "{text}"
            );
        }
    }
}
