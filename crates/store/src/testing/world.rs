use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use reactive_graph::owner::Owner;
use reactive_graph::traits::GetUntracked;
use socket_conn::{Frame, Generation, Millis, Status};

use super::network::Arrival;
use super::peer::{ByHand, Peer};
use super::platform::{Scene, Stage};
use crate::context::provide;
use crate::core::{Core, FlushAt, Machine};
use crate::options::StoreOptions;
use crate::store::SocketStore;

/// More happens in no test: a store that never comes to rest is a bug.
const MOST_STEPS: u32 = 100_000;

/// Longer than this no future is waited for, milliseconds on the virtual clock.
const LONGEST_RUN: Millis = 24 * 60 * 60 * 1_000;

/// A store in a scripted world; see the [module](super) for how to use and extend it. All in it ends when it is
/// dropped.
pub struct World<P = ByHand> {
    pub(crate) core: Rc<Core>,
    store: SocketStore,
    owner: Owner,
    pub(super) scene: Rc<Scene<P>>,
}

impl World {
    /// A store whose server is played by the test itself: see [`open_socket`](World::open_socket) and
    /// [`receive`](World::receive).
    ///
    /// ```
    /// use leptos_socket_store::testing::World;
    /// use leptos_socket_store::{PlainDialect, Status, StoreOptions};
    ///
    /// let world = World::new(StoreOptions::new("/ws", PlainDialect::default()));
    /// world.store().open();
    /// world.open_socket();
    /// assert_eq!(world.status(), Status::Live);
    /// ```
    #[must_use]
    pub fn new(options: StoreOptions) -> Self {
        Self::with_peer(options, ByHand)
    }
}

/// Making it, and looking at it.
impl<P: Peer> World<P> {
    /// A store, and a server that acts by itself.
    #[must_use]
    pub fn with_peer(options: StoreOptions, peer: P) -> Self {
        let scene = Rc::new(Scene::new(peer));
        let stage = Stage(Rc::clone(&scene));
        let core = Core::new(options, 1, |_| Box::new(stage));
        let owner = Owner::new();
        let store = owner.with(|| provide("", SocketStore::new(Rc::clone(&core))));
        Self {
            core,
            store,
            owner,
            scene,
        }
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> SocketStore {
        self.store
    }

    /// Runs something as the app's root component would: [`use_socket_store`](crate::use_socket_store) finds the store,
    /// and what is registered lasts as long as the world.
    pub fn within<R>(&self, act: impl FnOnce() -> R) -> R {
        self.owner.with(act)
    }

    /// The store's status.
    #[must_use]
    pub fn status(&self) -> Status {
        self.core.status.get_untracked()
    }

    /// The time on the virtual clock, which begins at 0.
    #[must_use]
    pub fn now(&self) -> Millis {
        self.scene.now.get()
    }

    /// The texts that the store has sent since the last call; bytes that are no text are left out.
    pub fn sent(&self) -> Vec<String> {
        let frames = self.sent_frames();
        let texts = frames.iter().filter_map(Frame::as_text);
        texts.map(str::to_owned).collect()
    }

    /// All that the store has sent since the last call.
    pub fn sent_frames(&self) -> Vec<Frame> {
        self.scene.sent.take()
    }

    /// How often the store has dialled.
    #[must_use]
    pub fn dials(&self) -> u32 {
        self.scene.dials.get()
    }

    /// The code with which the store has closed its last socket itself.
    #[must_use]
    pub fn closed_with(&self) -> Option<u16> {
        self.scene.closed_with.get()
    }

    /// What the store has told the developer since the last call.
    pub fn warnings(&self) -> Vec<String> {
        self.scene.warnings.take()
    }

    /// How often the store has asked to be called back for a commit.
    #[must_use]
    pub fn flush_requests(&self) -> u32 {
        self.scene.flush_requests.get()
    }

    /// Whether it waits for a commit that waits for no picture: a topic gets its first value.
    #[must_use]
    pub fn flushes_at_once(&self) -> bool {
        self.scene.flush_at.get() == Some(FlushAt::Once)
    }
}

/// The server's part.
impl<P: Peer> World<P> {
    /// The server does something by itself: what it says is on its way then, if somebody is connected.
    pub fn say<F: IntoIterator<Item = Frame>>(&self, act: impl FnOnce(&mut P) -> F) {
        let frames = act(&mut self.scene.peer.borrow_mut());
        self.scene.carry(frames);
    }

    /// The socket opens: for a server that is played by hand.
    pub fn open_socket(&self) {
        self.arrive(self.scene.generation.get(), Arrival::Opened);
    }

    /// A frame arrives at this moment, whatever is on its way.
    pub fn receive(&self, frame: impl Into<Frame>) {
        let generation = self.scene.generation.get();
        self.arrive(generation, Arrival::Frame(frame.into()));
    }
}

/// Time.
impl<P: Peer> World<P> {
    /// The next picture, or the call back that waits for none: what has come in is committed.
    pub fn flush(&self) {
        self.scene.flush_at.set(None);
        self.core.flush();
    }

    /// Lets happen what is due at this moment.
    pub fn settle(&self) {
        self.advance(0);
    }

    /// Moves the clock, and lets happen what becomes due on the way, in order.
    pub fn advance(&self, span: Millis) {
        let until = self.now().saturating_add(span);
        for _ in 0..MOST_STEPS {
            self.tend();
            let Some(at) = self.next_at().filter(|at| *at <= until) else {
                return self.scene.now.set(until);
            };
            self.step(at);
        }
        panic!("the store does not come to rest");
    }

    /// Moves the clock until a future is ready, and hands back what it results in.
    ///
    /// # Panics
    ///
    /// When it waits for something that never comes.
    pub fn run<T>(&self, future: impl Future<Output = T>) -> T {
        let mut future = pin!(future);
        let mut context = Context::from_waker(Waker::noop());
        let last = self.now().saturating_add(LONGEST_RUN);
        loop {
            self.tend();
            if let Poll::Ready(result) = future.as_mut().poll(&mut context) {
                return result;
            }
            self.tend();
            let at = self.next_at().filter(|at| *at <= last);
            self.step(at.expect("a future waits for something that comes"));
        }
    }

    /// Runs a future beside the test; it goes on whenever time passes.
    pub fn spawn(&self, future: impl Future<Output = ()> + 'static) {
        self.scene.tasks.borrow_mut().push(Box::pin(future));
        self.tend();
    }

    fn next_at(&self) -> Option<Millis> {
        let arrival = self.scene.network.borrow().next_at();
        let wake = self.scene.wake_at.get();
        arrival.into_iter().chain(wake).min()
    }

    /// What comes next, at this time.
    fn step(&self, at: Millis) {
        let now = at.max(self.now());
        self.scene.now.set(now);
        let due = self.scene.network.borrow_mut().take_due(now);
        match due {
            Some((generation, arrival)) => self.arrive(generation, arrival),
            None => self.core.drive_sending(Machine::handle_timeout),
        }
    }

    /// What needs no time.
    pub(super) fn tend(&self) {
        let checks = self.scene.health_checks.take();
        let is_healthy = self.scene.is_healthy.get();
        for generation in checks {
            self.core
                .drive(|c, now| c.handle_health(generation, is_healthy, now));
        }
        self.scene.poll_tasks();
    }

    fn arrive(&self, generation: Generation, arrival: Arrival) {
        let core = &self.core;
        match arrival {
            Arrival::Opened => {
                if generation == self.scene.generation.get() {
                    self.scene.is_open.set(true);
                    let greeting = self.scene.peer.borrow_mut().greet();
                    self.scene.carry(greeting);
                }
                core.drive(|c, now| c.handle_opened(generation, now));
            }
            Arrival::Frame(frame) => core.drive(|c, now| c.handle_frame(generation, frame, now)),
            Arrival::Closed(close) => {
                if generation == self.scene.generation.get() {
                    self.scene.cut();
                }
                core.drive(|c, now| c.handle_closed(generation, close, now));
            }
        }
        self.tend();
    }

    /// The socket ends at this moment.
    pub(super) fn end_socket(&self, close: socket_conn::Close) {
        self.arrive(self.scene.generation.get(), Arrival::Closed(close));
    }
}

impl<P> std::fmt::Debug for World<P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World")
            .field("now", &self.scene.now.get())
            .field("status", &self.core.status.get_untracked())
            .finish_non_exhaustive()
    }
}
