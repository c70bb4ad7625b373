//! The server's HTTP API, as far as the app asks it.

use std::sync::Arc;

use gloo_net::http::{Method, Request, RequestBuilder, Response};
use serde::{Deserialize, Serialize};
use web_sys::RequestCache;

use crate::words::{t, tf};

/// Who is logged in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct User {
    /// The login name.
    pub user: String,
    /// What the user may do: `operator` or `viewer`. Servers that know no roles say nothing.
    #[serde(default)]
    pub role: String,
}

/// A login of the user that still lasts, on this device or another one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Login {
    /// By which it is [ended](Api::end_login).
    pub id: String,
    /// Whether it is this one.
    pub current: bool,
    /// When it began, seconds since 1970.
    pub since: u32,
    /// When it was last used, seconds since 1970.
    pub used_at: u32,
    /// The device's network address, where it is known.
    pub address: Option<String>,
    /// What the browser calls itself, where it is known.
    pub agent: Option<String>,
}

/// Why the API did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApiError {
    /// Nobody is logged in, or the password is wrong.
    Unauthorized,
    /// Too many failed logins; try again after so many seconds, when the server says so.
    Throttled(Option<u32>),
    /// The server can't be reached.
    Unreachable,
    /// The server will not do it: 400 for what is not right, 403 for a wrong password, 404 for what is not there, 409 for
    /// what can't be changed, 413 for what is too long.
    Refused(u16),
    /// The server answers otherwise than agreed.
    Unexpected(String),
}

impl ApiError {
    /// The error in words, for somebody who logs in.
    #[must_use]
    pub fn at_login(&self) -> String {
        match self {
            Self::Unauthorized => t("Wrong name or password.").into(),
            Self::Throttled(Some(seconds)) => tf(
                "Too many attempts. Try again in {0} s.",
                &[&seconds.to_string()],
            ),
            Self::Throttled(None) => t("Too many attempts. Try again later.").into(),
            Self::Unreachable => t("The server can't be reached.").into(),
            Self::Refused(status) => tf(
                "The server answers unexpectedly: {0}",
                &[&status.to_string()],
            ),
            Self::Unexpected(what) => tf("The server answers unexpectedly: {0}", &[what]),
        }
    }
}

/// The API under one address.
#[derive(Debug, Clone)]
pub struct Api {
    base: Arc<str>,
}

impl Api {
    /// An API; the address has no slash at its end.
    #[must_use]
    pub fn new(base: &str) -> Self {
        Self {
            base: base.trim_end_matches('/').into(),
        }
    }

    /// Logs in; the answer's cookie stays with the browser.
    ///
    /// # Errors
    ///
    /// See [`ApiError`].
    pub async fn login(&self, username: &str, password: &str) -> Result<User, ApiError> {
        read(self.post_login(username, password).await?).await
    }

    /// Logs in where the answer is a token.
    ///
    /// # Errors
    ///
    /// See [`ApiError`].
    pub async fn login_for_token(
        &self,
        username: &str,
        password: &str,
    ) -> Result<String, ApiError> {
        #[derive(Deserialize)]
        struct Answer {
            token: String,
        }
        let answer: Answer = read(self.post_login(username, password).await?).await?;
        Ok(answer.token)
    }

    /// Logs out: the session ends, and with it every socket that it has opened.
    ///
    /// # Errors
    ///
    /// See [`ApiError`].
    pub async fn logout(&self) -> Result<(), ApiError> {
        send(self.request("logout", Method::POST)).await.map(|_| ())
    }

    /// Who is logged in, if somebody is. It is asked so that "nobody" is no error, which browsers write into their
    /// consoles; a server that takes no notice of that is understood all the same.
    ///
    /// # Errors
    ///
    /// See [`ApiError`].
    pub async fn session(&self) -> Result<Option<User>, ApiError> {
        match send(self.request("session?optional=true", Method::GET)).await {
            Ok(answer) => read(answer).await,
            Err(ApiError::Unauthorized) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Changes the user's password; all other logins end.
    ///
    /// # Errors
    ///
    /// [`ApiError::Refused`] with 403 when `current` is not the password, 400 or 413 when `new` will not do, 409 for a user
    /// whose password can't be changed.
    pub async fn change_password(&self, current: &str, new: &str) -> Result<(), ApiError> {
        #[derive(Serialize)]
        struct Change<'a> {
            current: &'a str,
            new: &'a str,
        }
        self.post("session/password", &Change { current, new })
            .await
            .map(|_| ())
    }

    /// The user's logins that still last, the last one used first.
    ///
    /// # Errors
    ///
    /// See [`ApiError`].
    pub async fn logins(&self) -> Result<Vec<Login>, ApiError> {
        read(send(self.request("session/all", Method::GET)).await?).await
    }

    /// Ends a login, or all but this one where none is named.
    ///
    /// # Errors
    ///
    /// See [`ApiError`].
    pub async fn end_login(&self, id: Option<&str>) -> Result<(), ApiError> {
        #[derive(Serialize)]
        #[serde(rename_all = "lowercase")]
        enum End<'a> {
            Id(&'a str),
            Others(bool),
        }
        let end = id.map_or(End::Others(true), End::Id);
        self.post("session/end", &end).await.map(|_| ())
    }

    /// A ticket for the first message on the socket.
    ///
    /// # Errors
    ///
    /// [`ApiError::Unauthorized`] when the session is over.
    pub async fn ticket(&self) -> Result<String, ApiError> {
        #[derive(Deserialize)]
        struct Answer {
            ticket: String,
        }
        let answer: Answer = read(send(self.request("ticket", Method::POST)).await?).await?;
        Ok(answer.ticket)
    }

    async fn post_login(&self, username: &str, password: &str) -> Result<Response, ApiError> {
        #[derive(Serialize)]
        struct Login<'a> {
            username: &'a str,
            password: &'a str,
        }
        self.post("login", &Login { username, password }).await
    }

    async fn post(&self, path: &str, body: &impl Serialize) -> Result<Response, ApiError> {
        let request = self.request(path, Method::POST).json(body);
        let request = request.map_err(|error| ApiError::Unexpected(error.to_string()))?;
        judge(request.send().await)
    }

    fn request(&self, path: &str, method: Method) -> RequestBuilder {
        RequestBuilder::new(&format!("{}/{path}", self.base))
            .method(method)
            .cache(RequestCache::NoStore)
    }
}

async fn send(request: RequestBuilder) -> Result<Response, ApiError> {
    let request: Request = request
        .build()
        .map_err(|error| ApiError::Unexpected(error.to_string()))?;
    judge(request.send().await)
}

fn judge(answer: Result<Response, gloo_net::Error>) -> Result<Response, ApiError> {
    let answer = answer.map_err(|_| ApiError::Unreachable)?;
    match answer.status() {
        200..=299 => Ok(answer),
        401 => Err(ApiError::Unauthorized),
        status @ (400 | 403 | 404 | 409 | 413) => Err(ApiError::Refused(status)),
        429 => Err(ApiError::Throttled(
            answer
                .headers()
                .get("retry-after")
                .and_then(|s| s.parse().ok()),
        )),
        502..=504 => Err(ApiError::Unreachable),
        status => Err(ApiError::Unexpected(format!(
            "{status} {}",
            answer.status_text()
        ))),
    }
}

async fn read<T: serde::de::DeserializeOwned>(answer: Response) -> Result<T, ApiError> {
    answer
        .json()
        .await
        .map_err(|error| ApiError::Unexpected(error.to_string()))
}
