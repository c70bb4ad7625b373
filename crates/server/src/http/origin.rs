use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::Response;

use super::ApiError;
use crate::app::App;

/// Pages that may speak to this server beside its own.
#[derive(Debug, Clone, Default)]
pub struct Origins {
    allowed: Vec<String>,
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
    pub fn new(allowed: &[String]) -> Result<Self, InvalidOrigin> {
        let allowed = allowed
            .iter()
            .map(|text| origin(text).ok_or_else(|| InvalidOrigin(text.clone())))
            .collect::<Result<_, _>>()?;
        Ok(Self { allowed })
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
        let is_own = ["host", "x-forwarded-host"].iter().any(|name| {
            let host = headers.get(*name).and_then(|host| host.to_str().ok());
            host.is_some_and(|host| is_same_host(&origin, host))
        });
        if is_own || self.allowed.contains(&origin) {
            Standing::Own
        } else {
            Standing::Foreign
        }
    }
}

/// An origin in its plain form, `scheme://host[:port]` in lower case; `None` for anything else.
fn origin(text: &str) -> Option<String> {
    let uri: Uri = text.parse().ok()?;
    let scheme = uri
        .scheme_str()
        .filter(|scheme| matches!(*scheme, "http" | "https"))?;
    let authority = uri.authority()?.as_str();
    let is_bare = uri.path() == "/" && uri.query().is_none() && !authority.contains('@');
    is_bare.then(|| format!("{scheme}://{}", authority.to_ascii_lowercase()))
}

fn is_same_host(origin: &str, host: &str) -> bool {
    let (scheme, authority) = origin.split_once("://").unwrap_or_default();
    let default_port = if scheme == "https" { ":443" } else { ":80" };
    let plain = |host: &str| {
        let host = host.to_ascii_lowercase();
        host.strip_suffix(default_port)
            .map_or(host.clone(), str::to_owned)
    };
    !host.is_empty() && plain(authority) == plain(host)
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
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        let allowed = ["https://wall.example.com".to_owned()];
        Origins::new(&allowed).unwrap().standing(&map)
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
            assert!(Origins::new(&[text.to_owned()]).is_err(), "{text}");
        }
    }
}
