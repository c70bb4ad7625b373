//! Puts the parts of a server together, and takes them down again.

mod error;
mod listen;
mod supply;

pub use error::StartError;

use std::collections::HashMap;
use std::io::Write as _;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum_server::accept::NoDelayAcceptor;
use axum_server::{Handle, Server};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::{App, Parts};
use crate::auth::{Hasher, LiveSessions, Throttle, Tickets};
use crate::cli::Options;
use crate::clock;
use crate::database::{Accounts, Database, StateLock};
use crate::health::Health;
use crate::http::{self, Origins, OwnHosts, Page};
use crate::hub::Hub;
use crate::socket::{Desk, HEARTBEAT, Slots};
use crate::source::Source;
use crate::users::{DEMO, Users};
use supply::Supply;

/// How long open requests and sockets may take to end.
const GOODBYE: Duration = Duration::from_secs(2);
/// How long a client may take to say what it wants, and keep an idle connection.
const HEADERS: Duration = Duration::from_secs(20);
/// How often what has ended is forgotten.
const TIDY_EVERY: Duration = Duration::from_mins(1);
/// Sessions are kept this much longer than they can last, in seconds: the store's clock and ours need not agree.
const LEEWAY: i64 = 3600;

/// A running server.
pub struct Running {
    /// Where it listens, with the real port.
    pub address: SocketAddr,
    /// Whether the login `demo` / `demo` exists.
    pub has_demo_login: bool,
    /// Whether nobody can log in yet.
    pub is_without_users: bool,
    shutdown: CancellationToken,
    open_sockets: TaskTracker,
    http: Handle<SocketAddr>,
    serving: JoinHandle<std::io::Result<()>>,
    tasks: Vec<JoinHandle<()>>,
    hub: Arc<Hub>,
    supply: Supply,
    database: Database,
    _lock: StateLock,
}

/// Serves until the process is interrupted or told to end, and says on stdout where.
pub async fn until_interrupted(options: Options) -> Result<(), StartError> {
    // Asked for first: a signal during the start must not be lost.
    let signal = listen::interruption().map_err(StartError::Signals)?;
    let mut signal = pin!(signal);
    let running = tokio::select! {
        running = Running::start(options) => running?,
        () = &mut signal => {
            tracing::info!("interrupted before the start was complete");
            return Ok(());
        }
    };
    let mut out = std::io::stdout();
    // Nobody reads stdout: then nobody wants to know.
    let _ = writeln!(out, "Live dashboard: http://{}/", running.address);
    if running.has_demo_login {
        let _ = writeln!(
            out,
            "Log in as `{DEMO}` with the password `{DEMO}` (operator)."
        );
    } else if running.is_without_users {
        let _ = writeln!(out, "Nobody can log in yet: live-server user add NAME");
    }
    let _ = out.flush();
    signal.await;
    tracing::info!("shutting down");
    running.stop().await;
    Ok(())
}

impl Running {
    /// Starts a server. Everything that can be wrong with its options is found here.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        // Before anything counts: what is counted without a recorder is lost.
        http::recorder();
        let source = Source::from_options(&options)?;
        let page = Page::open(&options.dist, options.map.clone())?;
        let listener = listen::bind(&options.listen).await?;
        let address = listener.local_addr().map_err(|error| StartError::Listen {
            address: options.listen.clone(),
            error,
        })?;
        let own_hosts = match (options.trust_proxy, address.ip().is_loopback()) {
            (true, _) => OwnHosts::BehindProxy,
            (false, true) => OwnHosts::Loopback,
            (false, false) => OwnHosts::Any,
        };
        let origins = Origins::new(&options.allow_origin, own_hosts)?;
        let has_demo_login = source.has_demo_login() && address.ip().is_loopback();
        let prepared = aside(move || supply::prepare(&source)).await??;
        let lock = StateLock::take(&options.state)?;
        let (database, lock) = aside(|| (Database::open_or_replace(&lock), lock)).await?;
        let database = database?;
        let users = users(&database, has_demo_login)?;
        let is_without_users = !has_demo_login && users.accounts().users().await?.is_empty();

        let health = Arc::new(Health::default());
        let aliases: HashMap<_, _> = options
            .alias
            .iter()
            .map(|alias| (alias.name.clone(), alias.chart.clone()))
            .collect();
        let (supply, hub) = Supply::start(prepared, &database, aliases, Arc::clone(&health))?;
        let app = app(
            &options,
            Arc::clone(&hub),
            &supply,
            users,
            page,
            origins,
            health,
        )?;
        let tasks = vec![
            tokio::spawn(app.users.clone().follow_changes(Arc::clone(&app.sessions))),
            tokio::spawn(tidy(app.clone())),
        ];
        let http = Handle::new();
        Ok(Self {
            address,
            has_demo_login,
            is_without_users,
            shutdown: app.shutdown.clone(),
            open_sockets: app.open_sockets.clone(),
            http: http.clone(),
            serving: tokio::spawn(serve(listener, app, http)),
            tasks,
            hub,
            supply,
            database,
            _lock: lock,
        })
    }

    /// Its topics, for a program that publishes into them by itself.
    #[must_use]
    pub fn hub(&self) -> &Arc<Hub> {
        &self.hub
    }

    /// Tells every socket to come back later, finishes what is being asked, stores what is left, and ends.
    pub async fn stop(self) {
        self.shutdown.cancel();
        self.http.graceful_shutdown(Some(GOODBYE));
        self.open_sockets.close();
        if timeout(GOODBYE, self.open_sockets.wait()).await.is_err() {
            tracing::warn!("some sockets did not close in time");
        }
        for task in self.tasks {
            task.abort();
        }
        match self.serving.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!("the listener failed: {error}"),
            Err(error) => tracing::warn!("the listener was lost: {error}"),
        }
        self.supply.stop(GOODBYE).await;
        if let Err(error) = self.database.checkpoint() {
            tracing::warn!("the database's log could not be written back: {error}");
        }
    }
}

/// Does what may take long on a thread of its own, so that an interrupt need not wait for it.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, StartError> {
    Ok(tokio::task::spawn_blocking(work).await?)
}

async fn serve(listener: TcpListener, app: App, handle: Handle<SocketAddr>) -> std::io::Result<()> {
    let mut server = Server::from_listener(listener)
        .acceptor(NoDelayAcceptor::new())
        .handle(handle);
    // A builder for HTTP/1 alone: one that also looks for HTTP/2 waits for the first bytes without a limit.
    let builder = server.http_builder();
    *builder = Builder::new(TokioExecutor::new()).http1_only();
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS);
    let service = http::router(app).into_make_service_with_connect_info::<SocketAddr>();
    server.serve(service).await
}

fn users(database: &Database, has_demo_login: bool) -> Result<Users, StartError> {
    let users = Users::new(Accounts::new(database.connect()?));
    Ok(if has_demo_login {
        users.with_demo()?
    } else {
        users
    })
}

fn app(
    options: &Options,
    hub: Arc<Hub>,
    supply: &Supply,
    users: Users,
    page: Page,
    origins: Origins,
    health: Arc<Health>,
) -> Result<App, StartError> {
    let tickets = Arc::new(Tickets::default());
    let desk = Desk {
        hub: Arc::clone(&hub),
        tickets: Arc::clone(&tickets),
        relay: options.relay.iter().cloned().collect(),
        heartbeat: HEARTBEAT,
    };
    Ok(App::new(Parts {
        hub,
        ledger: supply.ledger().cloned(),
        users,
        hasher: Hasher::new()?,
        throttle: Throttle::default(),
        sessions: Arc::new(LiveSessions::default()),
        tickets,
        desk: Arc::new(desk),
        slots: Slots::new(options.max_per_address),
        origins,
        page,
        health,
        public: options.public,
        trust_proxy: options.trust_proxy,
        shutdown: CancellationToken::new(),
        open_sockets: TaskTracker::new(),
    }))
}

/// Forgets what has ended, as long as the server runs.
async fn tidy(app: App) {
    let mut ticks = tokio::time::interval(TIDY_EVERY);
    loop {
        ticks.tick().await;
        app.sessions.sweep();
        if let Some(recorder) = http::recorder() {
            recorder.run_upkeep();
        }
        let now = clock::unix_seconds() - LEEWAY;
        let idle = i64::try_from(http::IDLE.as_secs()).unwrap_or(i64::MAX);
        let forgotten = app
            .users
            .accounts()
            .forget_sessions(now, now.saturating_sub(idle));
        if let Err(error) = forgotten.await {
            tracing::warn!("ended sessions could not be deleted: {error}");
        }
    }
}
