use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use socket_conn::{CredentialsError, Dialect, Options};

use crate::browser;
use crate::plugin::{Plug, Plugin};

/// A future that stays on the browser's one thread.
pub(crate) type LocalFuture<T> = Pin<Box<dyn Future<Output = T>>>;

/// Asked before every dial, and for renewal: what to say to be let in, `None` where a cookie says it.
pub type Credentials = Rc<dyn Fn() -> LocalFuture<Result<Option<String>, CredentialsError>>>;

/// How a store reaches its server.
pub struct StoreOptions {
    pub(crate) url: String,
    pub(crate) dialect: Box<dyn Dialect>,
    pub(crate) connection: Options,
    pub(crate) credentials: Option<Credentials>,
    /// Asks whether the server is up. A store that does not ask does not carry the code for it.
    pub(crate) health: Option<Rc<dyn Fn() -> LocalFuture<bool>>>,
    pub(crate) topic_names: Vec<(String, String)>,
    pub(crate) subprotocols: Vec<String>,
    pub(crate) plugins: Vec<Plug>,
}

impl StoreOptions {
    /// A store for a socket; the address may be a path of the page's own server, such as `/ws`.
    pub fn new(url: impl Into<String>, dialect: impl Dialect + 'static) -> Self {
        Self {
            url: url.into(),
            dialect: Box::new(dialect),
            connection: Options {
                health_after: None,
                ..Options::default()
            },
            credentials: None,
            health: None,
            topic_names: Vec::new(),
            subprotocols: Vec::new(),
            plugins: Vec::new(),
        }
    }

    /// Sets how patient the connection is. Whether credentials are asked for follows from
    /// [`credentials`](Self::credentials), and without a [`health_url`](Self::health_url) no health is.
    #[must_use]
    pub fn connection(mut self, options: Options) -> Self {
        let before = std::mem::replace(&mut self.connection, options);
        self.connection.credentials = before.credentials;
        if self.health.is_none() {
            self.connection.health_after = None;
        }
        self
    }

    /// Asks for credentials before every dial, and again before they end.
    ///
    /// ```
    /// # use leptos_socket_store::{NativeDialect, StoreOptions, CredentialsError};
    /// let options = StoreOptions::new("/ws", NativeDialect::default())
    ///     .credentials(|| async { Ok::<_, CredentialsError>(Some("ticket".to_owned())) });
    /// ```
    #[must_use]
    pub fn credentials<F>(mut self, provider: impl Fn() -> F + 'static) -> Self
    where
        F: Future<Output = Result<Option<String>, CredentialsError>> + 'static,
    {
        self.connection.credentials = true;
        self.credentials = Some(Rc::new(move || Box::pin(provider())));
        self
    }

    /// Asks this address, with a plain GET, whether the server is up, before dialling again after several failures. Any
    /// answer but a server error (5xx) counts as yes.
    #[must_use]
    pub fn health_url(mut self, url: impl Into<String>) -> Self {
        if self.connection.health_after.is_none() {
            self.connection.health_after = Options::default().health_after;
        }
        let url = url.into();
        self.health = Some(Rc::new(move || Box::pin(browser::answers(url.clone()))));
        self
    }

    /// Calls a topic by another name at the server; its `socketType` stays.
    #[must_use]
    pub fn topic_names(mut self, names: impl IntoIterator<Item = (String, String)>) -> Self {
        self.topic_names = names.into_iter().collect();
        self
    }
}

impl StoreOptions {
    /// Offers these subprotocols to the server, the preferred one first.
    #[must_use]
    pub fn subprotocols<P: Into<String>>(mut self, names: impl IntoIterator<Item = P>) -> Self {
        self.subprotocols = names.into_iter().map(Into::into).collect();
        self
    }

    /// Plugs something into the store as soon as it is made; see [`Plugin`].
    #[must_use]
    pub fn plugin(mut self, plugin: impl Plugin) -> Self {
        self.plugins.push(Box::new(|store| plugin.install(store)));
        self
    }
}

impl fmt::Debug for StoreOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreOptions")
            .field("url", &self.url)
            .field("connection", &self.connection)
            .field("topic_names", &self.topic_names)
            .finish_non_exhaustive()
    }
}
