//! The server's HTTP API, as far as the app asks it.

use std::rc::Rc;

use gloo_net::http::{Method, Request, RequestBuilder, Response};
use serde::{Deserialize, Serialize};
use web_sys::RequestCache;

/// Who is logged in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct User {
    /// The login name.
    pub user: String,
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
    /// The server answers otherwise than agreed.
    Unexpected(String),
}

impl ApiError {
    /// The error in words, for somebody who logs in.
    #[must_use]
    pub fn at_login(&self) -> String {
        match self {
            Self::Unauthorized => "Wrong name or password.".into(),
            Self::Throttled(Some(seconds)) => {
                format!("Too many attempts. Try again in {seconds} s.")
            }
            Self::Throttled(None) => "Too many attempts. Try again later.".into(),
            Self::Unreachable => "The server can't be reached.".into(),
            Self::Unexpected(what) => format!("The server answers unexpectedly: {what}"),
        }
    }
}

/// The API under one address.
#[derive(Debug, Clone)]
pub struct Api {
    base: Rc<str>,
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

    /// Who is logged in.
    ///
    /// # Errors
    ///
    /// [`ApiError::Unauthorized`] when nobody is.
    pub async fn session(&self) -> Result<User, ApiError> {
        read(send(self.request("session", Method::GET)).await?).await
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
        let login = self
            .request("login", Method::POST)
            .json(&Login { username, password });
        let request = login.map_err(|error| ApiError::Unexpected(error.to_string()))?;
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
