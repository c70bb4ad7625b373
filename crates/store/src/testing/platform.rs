//! What the store's core sees of the world.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::task::{Context, Waker};

use socket_conn::{Close, Frame, Generation, Millis, Unsupported};

use super::network::{Arrival, Network};
use super::peer::Peer;
use crate::core::{FlushAt, Platform};
use crate::options::LocalFuture;

/// The world as both sides of the store see it.
pub(super) struct Scene<P> {
    pub(super) now: Cell<Millis>,
    /// The dial that is under way or has led to the socket.
    pub(super) generation: Cell<Generation>,
    pub(super) is_open: Cell<bool>,
    pub(super) refuses_dials: Cell<bool>,
    pub(super) undialable: RefCell<Option<Unsupported>>,
    pub(super) is_healthy: Cell<bool>,
    pub(super) dials: Cell<u32>,
    pub(super) buffered: Cell<usize>,
    pub(super) sent: RefCell<Vec<Frame>>,
    pub(super) closed_with: Cell<Option<u16>>,
    pub(super) warnings: RefCell<Vec<String>>,
    pub(super) wake_at: Cell<Option<Millis>>,
    pub(super) flush_requests: Cell<u32>,
    /// When, as long as it has not been called back.
    pub(super) flush_at: Cell<Option<FlushAt>>,
    pub(super) health_checks: RefCell<Vec<Generation>>,
    pub(super) tasks: RefCell<Vec<LocalFuture<()>>>,
    pub(super) network: RefCell<Network>,
    pub(super) peer: RefCell<P>,
}

impl<P: Peer> Scene<P> {
    pub(super) fn new(peer: P) -> Self {
        Self {
            now: Cell::new(0),
            generation: Cell::default(),
            is_open: Cell::new(false),
            refuses_dials: Cell::new(false),
            undialable: RefCell::default(),
            is_healthy: Cell::new(true),
            dials: Cell::new(0),
            buffered: Cell::new(0),
            sent: RefCell::default(),
            closed_with: Cell::new(None),
            warnings: RefCell::default(),
            wake_at: Cell::new(None),
            flush_requests: Cell::new(0),
            flush_at: Cell::new(None),
            health_checks: RefCell::default(),
            tasks: RefCell::default(),
            network: RefCell::default(),
            peer: RefCell::new(peer),
        }
    }

    /// The peer says this to whoever is connected.
    pub(super) fn carry(&self, frames: impl IntoIterator<Item = Frame>) {
        if !self.is_open.get() {
            return;
        }
        let mut network = self.network.borrow_mut();
        for frame in frames {
            network.carry(self.generation.get(), frame, self.now.get());
        }
    }

    /// The socket is gone; the peer hears of it.
    pub(super) fn cut(&self) {
        self.network.borrow_mut().cut();
        if self.is_open.replace(false) {
            self.peer.borrow_mut().lose();
        }
    }

    /// Lets the futures go on that wait for something.
    pub(super) fn poll_tasks(&self) {
        // Taken out: a task may spawn another.
        let tasks = self.tasks.take();
        let mut context = Context::from_waker(Waker::noop());
        for mut task in tasks {
            if task.as_mut().poll(&mut context).is_pending() {
                self.tasks.borrow_mut().push(task);
            }
        }
    }
}

pub(super) struct Stage<P>(pub(super) Rc<Scene<P>>);

impl<P: Peer> Platform for Stage<P> {
    fn now(&self) -> Millis {
        self.0.now.get()
    }

    fn dial(&self, generation: Generation) -> Result<(), Unsupported> {
        let scene = &self.0;
        if let Some(why) = scene.undialable.borrow().clone() {
            return Err(why);
        }
        scene.dials.set(scene.dials.get() + 1);
        scene.generation.set(generation);
        scene.closed_with.set(None);
        let arrival = if scene.refuses_dials.get() {
            Arrival::Closed(Close::abnormal())
        } else if scene.peer.borrow().accepts() {
            Arrival::Opened
        } else {
            return Ok(());
        };
        let mut network = scene.network.borrow_mut();
        network.arrive(generation, arrival, scene.now.get());
        Ok(())
    }

    fn buffered(&self) -> usize {
        self.0.buffered.get()
    }

    fn send(&self, generation: Generation, frame: Frame) {
        let scene = &self.0;
        assert_eq!(generation, scene.generation.get(), "sent on a stale socket");
        scene.sent.borrow_mut().push(frame.clone());
        if scene.network.borrow().is_half_open {
            return;
        }
        let answers = scene.peer.borrow_mut().hear(&frame);
        scene.carry(answers);
    }

    fn close(&self, generation: Generation, code: u16) {
        if generation == self.0.generation.get() {
            self.0.closed_with.set(Some(code));
            self.0.cut();
        }
    }

    fn check_health(&self, generation: Generation) {
        self.0.health_checks.borrow_mut().push(generation);
    }

    fn wake_at(&self, at: Option<Millis>) {
        self.0.wake_at.set(at);
    }

    fn request_flush(&self, at: FlushAt) {
        self.0.flush_at.set(Some(at));
        self.0.flush_requests.set(self.0.flush_requests.get() + 1);
    }

    fn spawn(&self, future: LocalFuture<()>) {
        self.0.tasks.borrow_mut().push(future);
    }

    fn warn(&self, text: &str) {
        self.0.warnings.borrow_mut().push(text.to_owned());
    }
}
