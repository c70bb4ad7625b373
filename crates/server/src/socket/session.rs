use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use axum::extract::ws::Message;
use futures_util::{Sink, Stream, StreamExt as _};
use socket_wire::CloseCode;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::conversation::{Conversation, Effect};
use super::desk::{Desk, Visitor};
use super::farewell::{self, Ending};
use super::gauge::Gauge;
use super::outbox::{Outbox, Overflow};
use super::traffic;
use crate::auth::{End, LiveSession};
use crate::clock;
use crate::hub::{Interest, RelayReader};

/// How often the server's heartbeat comes.
pub const HEARTBEAT: Duration = Duration::from_secs(25);
/// A peer that is silent for longer than this is gone: a heartbeat and a while to answer it.
const SILENCE: Duration = Duration::from_secs(33);
/// How many messages are read until others get their turn.
const AT_ONCE: usize = 32;
/// How long a peer may take to say who it is.
const STRANGERS_TIME: Duration = Duration::from_secs(5);

/// What a connection is made of: a socket, or two channels in a test.
pub trait Socket:
    Stream<Item = Result<Message, axum::Error>>
    + Sink<Message, Error = axum::Error>
    + Unpin
    + Send
    + 'static
{
}

impl<S> Socket for S where
    S: Stream<Item = Result<Message, axum::Error>>
        + Sink<Message, Error = axum::Error>
        + Unpin
        + Send
        + 'static
{
}

/// What is known of a connection while it lasts, and what is done about it.
///
/// Two drive it. The connection's own task [`poll`](Self::poll)s it when the peer has said something, when the peer takes
/// more, and when it is time for something. The hub's audience [`tell`](Self::tell)s it what is new, and it sends that at
/// once, on behalf of the task: should the peer not take it, it is the task that is woken when it does.
pub(super) struct Session<S> {
    socket: S,
    desk: Arc<Desk>,
    conversation: Conversation,
    outbox: Outbox,
    began: Instant,
    heard: Instant,
    heartbeat_at: Instant,
    /// There may be frames of charts that the peer lacks.
    is_behind: bool,
    /// Tells the audience which topics the peer follows.
    interest: Option<Interest>,
    /// From the moment on at which the peer is admitted.
    relays: Option<RelayReader>,
    /// The end of the user's session.
    over: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    /// Wakes the connection's task.
    task: Waker,
    /// What the audience has brought about; the task is to end the connection.
    ending: Option<Ending>,
    gauge: Gauge,
}

impl<S: Socket> Session<S> {
    pub(super) fn new(socket: S, desk: Arc<Desk>, visitor: Visitor) -> Self {
        let now = Instant::now();
        Self {
            socket,
            outbox: Outbox::new(),
            began: now,
            heard: now,
            heartbeat_at: now + desk.heartbeat,
            is_behind: false,
            interest: None,
            relays: visitor.is_admitted().then(|| desk.hub.relays()),
            over: match &visitor {
                Visitor::User(session) => Some(over(session)),
                _ => None,
            },
            task: Waker::noop().clone(),
            ending: None,
            gauge: Gauge::new(),
            conversation: Conversation::new(Arc::clone(&desk), visitor, now),
            desk,
        }
    }

    /// The connection has its place in the audience.
    pub(super) fn sit(&mut self, interest: Interest) {
        self.interest = Some(interest);
    }

    /// What is left at the end: the socket, what is still to be sent, and what counts it as open.
    pub(super) fn into_parts(self) -> (S, Outbox, Gauge) {
        (self.socket, self.outbox, self.gauge)
    }

    /// Does all that can be done; ready when the connection is to end.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Ending> {
        self.task.clone_from(cx.waker());
        match self.turn(cx, Instant::now()) {
            Ok(()) => Poll::Pending,
            Err(ending) => Poll::Ready(ending),
        }
    }

    /// Something is new: sends it, if the peer takes it.
    pub(super) fn tell(&mut self, values: bool, now: Instant) {
        self.is_behind |= values;
        if self.ending.is_some() || self.outbox.is_pending() {
            return;
        }
        let task = std::mem::replace(&mut self.task, Waker::noop().clone());
        let cx = &mut Context::from_waker(&task);
        // Nothing goes to a session that is over.
        let sent = self
            .check_session(cx, now)
            .and_then(|()| self.send_values(cx, now));
        self.ending = sent.and_then(|()| self.send_relays(cx, now)).err();
        if self.ending.is_some() || self.outbox.is_pending() {
            // It ends the connection, or sees to it that the peer does not take for ever.
            task.wake_by_ref();
        }
        self.task = task;
    }

    /// When the task is to look again, though nothing has happened.
    pub(super) fn alarm(&self) -> Instant {
        let is_admitted = self.conversation.visitor().is_admitted();
        let login = (!is_admitted).then_some(self.began + STRANGERS_TIME);
        let silence = Some(self.heard + SILENCE);
        let times = [login, silence, self.outbox.deadline()];
        let first = times.into_iter().flatten().min();
        first.map_or(self.heartbeat_at, |first| first.min(self.heartbeat_at))
    }

    /// Drops what the peer has not begun to take.
    pub(super) fn drop_waiting(&mut self) {
        self.outbox.drop_waiting();
    }

    fn turn(&mut self, cx: &mut Context<'_>, now: Instant) -> Result<(), Ending> {
        if let Some(ending) = self.ending.take() {
            return Err(ending);
        }
        self.check_time(now)?;
        for read in 0.. {
            if read == AT_ONCE {
                // The time is looked at, and others get their turn, however fast messages come.
                cx.waker().wake_by_ref();
                break;
            }
            // Anew for each message: one of them may have brought another session.
            self.check_session(cx, now)?;
            // Before the next message is read, so that whoever takes its answers gets them in the order of its questions.
            self.send_values(cx, now)?;
            match self.socket.poll_next_unpin(cx) {
                Poll::Ready(Some(Ok(message))) => self.handle_message(message, now)?,
                Poll::Ready(Some(Err(error))) => return self.end(farewell::ending_of(error)),
                Poll::Ready(None) => return self.end(Ending::Gone),
                Poll::Pending => break,
            }
        }
        if now >= self.heartbeat_at {
            self.heartbeat_at = now + self.desk.heartbeat;
            self.push(Message::Ping("".into()), now)?;
            let heartbeat = self.conversation.heartbeat(clock::unix_ms());
            self.carry_out(vec![Effect::Send(Message::Text(heartbeat))], now)?;
            self.send_values(cx, now)?;
        }
        self.send_relays(cx, now)
    }

    fn check_time(&mut self, now: Instant) -> Result<(), Ending> {
        let is_admitted = self.conversation.visitor().is_admitted();
        if !is_admitted && now >= self.began + STRANGERS_TIME {
            return self.refuse(now);
        }
        let is_slow = self.outbox.deadline().is_some_and(|at| now >= at);
        if is_slow || now >= self.heard + SILENCE {
            return self.end(Ending::Close(CloseCode::SlowConsumer));
        }
        Ok(())
    }

    fn check_session(&mut self, cx: &mut Context<'_>, now: Instant) -> Result<(), Ending> {
        let over = self.over.as_mut();
        if over.is_some_and(|over| over.as_mut().poll(cx).is_ready()) {
            return self.refuse(now);
        }
        Ok(())
    }

    fn refuse(&mut self, now: Instant) -> Result<(), Ending> {
        // A peer that is slow has to get the last words in time.
        self.drop_waiting();
        self.carry_out(Conversation::no_auth(), now)
    }

    /// Sends what waits, and then the frames of charts that the peer lacks, as far as it takes them.
    fn send_values(&mut self, cx: &mut Context<'_>, now: Instant) -> Result<(), Ending> {
        let Self {
            conversation,
            is_behind,
            ..
        } = self;
        let mut last_words = None;
        let next = || {
            if !*is_behind {
                return None;
            }
            let effect = conversation.poll_frame();
            *is_behind = effect.is_some();
            match effect? {
                Effect::Send(message) => Some(message),
                effect => {
                    last_words = Some(effect);
                    None
                }
            }
        };
        let done = feed(&mut self.outbox, &mut self.socket, cx, now, next);
        self.conclude(done)?;
        self.carry_out(last_words, now)
    }

    /// Sends what was relayed, as far as the peer takes it.
    fn send_relays(&mut self, cx: &mut Context<'_>, now: Instant) -> Result<(), Ending> {
        let Some(relays) = &mut self.relays else {
            return Ok(());
        };
        if self.outbox.is_pending() {
            return Ok(());
        }
        let mut has_missed_some = false;
        let next = || {
            let next = relays.take_next();
            has_missed_some = next.is_err();
            next.ok().flatten().map(Message::Text)
        };
        let done = feed(&mut self.outbox, &mut self.socket, cx, now, next);
        self.conclude(done)?;
        if has_missed_some {
            return self.end(Ending::Close(CloseCode::SlowConsumer));
        }
        Ok(())
    }

    fn conclude(&mut self, done: Result<(), axum::Error>) -> Result<(), Ending> {
        done.or_else(|error| self.end(farewell::ending_of(error)))
    }

    fn handle_message(&mut self, message: Message, now: Instant) -> Result<(), Ending> {
        traffic::received();
        // A browser answers pings even while its page is frozen, so where the page can speak for itself it must.
        if matches!(message, Message::Text(_)) || !self.conversation.is_native() {
            self.heard = now;
        }
        let effects = match message {
            Message::Text(text) => {
                let effects = self.conversation.handle_text(&text, now);
                self.note_interest();
                self.is_behind = true;
                self.gauge.set_mode(self.conversation.mode_name());
                effects
            }
            Message::Ping(_) | Message::Pong(_) => self.conversation.handle_control(now),
            Message::Binary(_) => return Err(Ending::Close(CloseCode::Unsupported)),
            Message::Close(_) => return Err(Ending::Gone),
        };
        if matches!(effects.last(), Some(Effect::Close(_))) {
            // A peer that is slow has to get the last words in time.
            self.drop_waiting();
        }
        self.carry_out(effects, now)
    }

    /// Says what the peer follows before that is looked up: what is published after that is told.
    fn note_interest(&mut self) {
        if let Some(topics) = self.conversation.take_changed_topics()
            && let Some(interest) = &self.interest
        {
            interest.follow(topics);
        }
    }

    /// Does as it is told; an error when the connection is to end.
    fn carry_out(
        &mut self,
        effects: impl IntoIterator<Item = Effect>,
        now: Instant,
    ) -> Result<(), Ending> {
        for effect in effects {
            match effect {
                Effect::Send(message) => {
                    traffic::sent(1);
                    self.push(message, now)?;
                }
                Effect::Relay(text) => self.desk.hub.relay(text),
                Effect::Admit(session) => {
                    self.over = Some(over(&session));
                    let hub = &self.desk.hub;
                    self.relays.get_or_insert_with(|| hub.relays());
                }
                Effect::Follow(relays) => self.relays = Some(relays),
                Effect::Close(code) => return Err(Ending::Close(code)),
            }
        }
        Ok(())
    }

    fn push(&mut self, message: Message, now: Instant) -> Result<(), Ending> {
        self.outbox
            .push(message, now)
            .or_else(|Overflow| self.end(Ending::Close(CloseCode::SlowConsumer)))
    }

    /// Ends the connection without what waits.
    fn end<T>(&mut self, ending: Ending) -> Result<T, Ending> {
        self.outbox.drop_waiting();
        Err(ending)
    }
}

/// Sends what waits and then what `next` has, as far as the peer takes it, and counts that.
fn feed<S: Socket>(
    outbox: &mut Outbox,
    socket: &mut S,
    cx: &mut Context<'_>,
    now: Instant,
    mut next: impl FnMut() -> Option<Message>,
) -> Result<(), axum::Error> {
    let mut count = 0;
    let counted = || {
        let message = next()?;
        count += 1;
        Some(message)
    };
    let done = match outbox.poll_feed(cx, socket, now, counted) {
        Poll::Ready(done) => done,
        Poll::Pending => Ok(()),
    };
    traffic::sent(count);
    done
}

/// Waits until a user's session is over, wherever its end moves meanwhile.
fn over(session: &LiveSession) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    let mut end: watch::Receiver<End> = session.watch();
    Box::pin(async move {
        loop {
            let at = match *end.borrow_and_update() {
                End::Over => return,
                End::At(at) => at,
            };
            tokio::select! {
                () = sleep_until(at) => return,
                // Nobody is left who could move it: it stays where it is.
                changed = end.changed() => if changed.is_err() {
                    return sleep_until(at).await;
                },
            }
        }
    })
}
