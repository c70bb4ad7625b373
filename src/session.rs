//! Who is logged in, and the actions that change it.

use leptos::prelude::*;
use leptos_socket_store::CredentialsError;

use crate::{
    api::{Api, ApiError, User},
    config::{Auth, Config},
    words::tf,
};

/// Where the tab keeps its token.
const TOKEN: &str = "live-dashboard.token";

/// Whether somebody is logged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionState {
    /// The server has not answered yet.
    Checking,
    /// The server could not be asked; in words.
    Unknown(String),
    /// Nobody.
    SignedOut,
    /// Somebody; `None` where the server has no logins.
    SignedIn(Option<User>),
}

/// The session, in the context of the whole app.
#[derive(Clone, Copy)]
pub struct Session {
    state: RwSignal<SessionState>,
    auth: Auth,
    api: StoredValue<Api>,
}

impl Session {
    /// A session that has not been checked.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        Self {
            state: RwSignal::new(SessionState::Checking),
            auth: config.auth,
            api: StoredValue::new(Api::new(&config.api_url)),
        }
    }

    /// Whether somebody is logged in.
    #[must_use]
    pub fn state(self) -> Signal<SessionState> {
        self.state.into()
    }

    /// Who is logged in.
    #[must_use]
    pub fn user(self) -> Signal<Option<User>> {
        Signal::derive(move || match self.state.get() {
            SessionState::SignedIn(user) => user,
            _ => None,
        })
    }

    /// Asks who is logged in.
    pub async fn check(self) {
        let state = match self.auth {
            Auth::None => SessionState::SignedIn(None),
            Auth::Token => token().map_or(SessionState::SignedOut, |_| {
                SessionState::SignedIn(Some(User::default()))
            }),
            Auth::Session => match self.api().session().await {
                Ok(Some(user)) => SessionState::SignedIn(Some(user)),
                Ok(None) => SessionState::SignedOut,
                Err(error) => SessionState::Unknown(error.at_login()),
            },
        };
        self.state.set(state);
    }

    /// Logs in.
    ///
    /// # Errors
    ///
    /// In words, for the form.
    pub async fn login(self, username: String, password: String) -> Result<(), String> {
        let words = |error: ApiError| error.at_login();
        let user = match self.auth {
            Auth::None => None,
            Auth::Session => Some(
                self.api()
                    .login(&username, &password)
                    .await
                    .map_err(words)?,
            ),
            Auth::Token => {
                let token = self
                    .api()
                    .login_for_token(&username, &password)
                    .await
                    .map_err(words)?;
                keep_token(Some(&token));
                let role = String::new();
                Some(User {
                    user: username,
                    role,
                })
            }
        };
        self.state.set(SessionState::SignedIn(user));
        Ok(())
    }

    /// Logs out.
    ///
    /// # Errors
    ///
    /// In words: the server could not be told, so the session may live on there.
    pub async fn logout(self) -> Result<(), String> {
        match self.auth {
            Auth::None => {}
            Auth::Token => keep_token(None),
            Auth::Session => match self.api().logout().await {
                Ok(()) | Err(ApiError::Unauthorized) => {}
                Err(error) => return Err(tf("Still logged in: {0}", &[&error.at_login()])),
            },
        }
        self.state.set(SessionState::SignedOut);
        Ok(())
    }

    /// The server says that the session is over. Where there are no logins there is none to be sent to: the connection's
    /// own state says that it is refused.
    pub fn ended(self) {
        if self.auth == Auth::None {
            return;
        }
        keep_token(None);
        self.state.set(SessionState::SignedOut);
    }

    /// What the socket says to be let in.
    ///
    /// # Errors
    ///
    /// That the user must sign in, or that the server can't be asked.
    pub async fn credentials(self) -> Result<Option<String>, CredentialsError> {
        match self.auth {
            Auth::None => Ok(None),
            Auth::Token => token().map(Some).ok_or(CredentialsError::SignInRequired),
            Auth::Session => match self.api().ticket().await {
                Ok(ticket) => Ok(Some(ticket)),
                Err(ApiError::Unauthorized) => Err(CredentialsError::SignInRequired),
                Err(_) => Err(CredentialsError::Unavailable),
            },
        }
    }

    /// Whether users have an account here that they can look after.
    #[must_use]
    pub fn has_account(self) -> bool {
        self.auth == Auth::Session
    }

    /// The API behind.
    #[must_use]
    pub fn api(self) -> Api {
        self.api.get_value()
    }
}

/// The session in the context.
///
/// # Panics
///
/// When the app has provided none: a mistake in its wiring.
#[must_use]
pub fn use_session() -> Session {
    expect_context()
}

fn token() -> Option<String> {
    window().session_storage().ok()??.get_item(TOKEN).ok()?
}

fn keep_token(token: Option<&str>) {
    let Ok(Some(storage)) = window().session_storage() else {
        return;
    };
    // A tab that may not keep it asks for the login again after a reload.
    let _ = match token {
        Some(token) => storage.set_item(TOKEN, token),
        None => storage.remove_item(TOKEN),
    };
}
