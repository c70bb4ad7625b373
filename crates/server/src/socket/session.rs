use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{Message, Utf8Bytes};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{Sink, Stream, StreamExt as _};
use socket_wire::CloseCode;
use tokio::sync::{broadcast, watch};
use tokio::time::{Instant, Interval, MissedTickBehavior, sleep_until};
use tokio_util::sync::CancellationToken;

use super::conversation::{Conversation, Effect};
use super::desk::{Desk, Visitor};
use super::farewell::{self, Ending};
use super::outbox::{Outbox, Overflow};
use crate::auth::End;
use crate::clock;

/// How often the server's heartbeat comes.
pub const HEARTBEAT: Duration = Duration::from_secs(25);
/// A peer that is silent for longer than this is gone: a heartbeat and a while to answer it.
const SILENCE: Duration = Duration::from_secs(33);
/// How long a peer may take to say who it is.
const STRANGERS_TIME: Duration = Duration::from_secs(5);

/// What a connection is made of: axum's socket, or two channels in a test.
pub trait Socket:
    Stream<Item = Result<Message, axum::Error>> + Sink<Message, Error = axum::Error> + Unpin + Send
{
}

impl<S> Socket for S where
    S: Stream<Item = Result<Message, axum::Error>>
        + Sink<Message, Error = axum::Error>
        + Unpin
        + Send
{
}

/// Runs a connection from its first message to its close; returns when it is over.
pub async fn run<S: Socket>(
    socket: S,
    desk: Arc<Desk>,
    visitor: Visitor,
    shutdown: CancellationToken,
) {
    let (sink, stream) = socket.split();
    let mut session = Session::new(sink, stream, desk, visitor);
    let ending = session.talk(&shutdown).await;
    session.hang_up(ending).await;
}

struct Session<S> {
    sink: SplitSink<S, Message>,
    stream: SplitStream<S>,
    desk: Arc<Desk>,
    conversation: Conversation,
    outbox: Outbox,
    began: Instant,
    heard: Instant,
    heartbeat: Interval,
    revision: watch::Receiver<u64>,
    /// There may be frames of charts that the peer lacks.
    is_behind: bool,
    /// From the moment on at which the peer is admitted.
    relays: Option<broadcast::Receiver<Utf8Bytes>>,
    end: Option<watch::Receiver<End>>,
    gauge: super::gauge::Gauge,
}

/// What made the loop turn.
enum Event {
    Message(Message),
    Sent,
    /// A frame of a chart may be due, and can be sent.
    Due,
    Relayed(Utf8Bytes),
    Heartbeat,
    NotAuthenticated,
    Ending(Ending),
}

impl<S: Socket> Session<S> {
    fn new(
        sink: SplitSink<S, Message>,
        stream: SplitStream<S>,
        desk: Arc<Desk>,
        visitor: Visitor,
    ) -> Self {
        let now = Instant::now();
        let mut heartbeat = tokio::time::interval_at(now + desk.heartbeat, desk.heartbeat);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            sink,
            stream,
            outbox: Outbox::new(),
            began: now,
            heard: now,
            heartbeat,
            revision: desk.hub.revision(),
            is_behind: false,
            relays: visitor.is_admitted().then(|| desk.hub.relays()),
            end: match &visitor {
                Visitor::User(session) => Some(session.watch()),
                _ => None,
            },
            gauge: super::gauge::Gauge::new(),
            conversation: Conversation::new(Arc::clone(&desk), visitor, now),
            desk,
        }
    }

    async fn talk(&mut self, shutdown: &CancellationToken) -> Ending {
        loop {
            let event = self.next_event(shutdown).await;
            let now = Instant::now();
            let done = self.react(event, now);
            if let Err(ending) = done.and_then(|effects| self.carry_out(effects, now)) {
                return ending;
            }
        }
    }

    fn react(&mut self, event: Event, now: Instant) -> Result<Vec<Effect>, Ending> {
        Ok(match event {
            Event::Message(message) => self.handle_message(message, now)?,
            Event::Sent => Vec::new(),
            Event::Due => {
                let frame = self.conversation.poll_frame();
                self.is_behind = frame.is_some();
                frame.into_iter().collect()
            }
            Event::Relayed(text) => vec![Effect::Send(Message::Text(text))],
            Event::Heartbeat => {
                self.push(Message::Ping("".into()), now)?;
                let heartbeat = self.conversation.heartbeat(clock::unix_ms());
                vec![Effect::Send(Message::Text(heartbeat))]
            }
            Event::NotAuthenticated => Conversation::no_auth(),
            Event::Ending(ending) => {
                self.outbox.drop_waiting();
                return Err(ending);
            }
        })
    }

    async fn next_event(&mut self, shutdown: &CancellationToken) -> Event {
        let pending = self.outbox.is_pending();
        let admitted = self.conversation.visitor().is_admitted();
        tokio::select! {
            biased;
            () = shutdown.cancelled() => Event::Ending(Ending::Close(CloseCode::Restart)),
            () = over(self.end.as_mut()) => Event::NotAuthenticated,
            () = sleep_until(self.began + STRANGERS_TIME), if !admitted => Event::NotAuthenticated,
            () = sleep_until(self.heard + SILENCE) => Event::Ending(Ending::Close(CloseCode::SlowConsumer)),
            () = passed(self.outbox.deadline()) => Event::Ending(Ending::Close(CloseCode::SlowConsumer)),
            sent = self.outbox.drive(&mut self.sink), if pending => match sent {
                Ok(()) => Event::Sent,
                Err(error) => Event::Ending(farewell::ending_of(error)),
            },
            // Before the next message is read, so that whoever takes its answers gets them in the order of its questions.
            () = due(self.is_behind, &mut self.revision), if !pending => Event::Due,
            message = self.stream.next() => match message {
                Some(Ok(message)) => Event::Message(message),
                Some(Err(error)) => Event::Ending(farewell::ending_of(error)),
                None => Event::Ending(Ending::Gone),
            },
            _ = self.heartbeat.tick() => Event::Heartbeat,
            relayed = next_relay(self.relays.as_mut()), if !pending => match relayed {
                Some(text) => Event::Relayed(text),
                None => Event::Ending(Ending::Close(CloseCode::SlowConsumer)),
            },
        }
    }

    fn handle_message(&mut self, message: Message, now: Instant) -> Result<Vec<Effect>, Ending> {
        metrics::counter!("live_messages_total", "direction" => "in").increment(1);
        // A browser answers pings even while its page is frozen, so where the page can speak for itself it must.
        if matches!(message, Message::Text(_)) || !self.conversation.is_native() {
            self.heard = now;
        }
        match message {
            Message::Text(text) => {
                let effects = self.conversation.handle_text(&text, now);
                self.is_behind = true;
                self.gauge.set_mode(self.conversation.mode_name());
                Ok(effects)
            }
            Message::Ping(_) | Message::Pong(_) => Ok(self.conversation.handle_control(now)),
            Message::Binary(_) => Err(Ending::Close(CloseCode::Unsupported)),
            Message::Close(_) => Err(Ending::Gone),
        }
    }

    /// Does as it is told; an error when the connection is to end.
    fn carry_out(&mut self, effects: Vec<Effect>, now: Instant) -> Result<(), Ending> {
        if matches!(effects.last(), Some(Effect::Close(_))) {
            // A peer that is slow has to get the last words in time.
            self.outbox.drop_waiting();
        }
        for effect in effects {
            match effect {
                Effect::Send(message) => {
                    metrics::counter!("live_messages_total", "direction" => "out").increment(1);
                    self.push(message, now)?;
                }
                Effect::Relay(text) => self.desk.hub.relay(text),
                Effect::Admit(session) => {
                    self.end = Some(session.watch());
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
        self.outbox.push(message, now).map_err(|Overflow| {
            self.outbox.drop_waiting();
            Ending::Close(CloseCode::SlowConsumer)
        })
    }

    async fn hang_up(self, ending: Ending) {
        farewell::say(self.sink, self.stream, self.outbox, ending).await;
    }
}

/// Waits for a time, if there is one.
async fn passed(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => std::future::pending().await,
    }
}

/// Waits until the peer may lack a frame.
async fn due(is_behind: bool, revision: &mut watch::Receiver<u64>) {
    if !is_behind && revision.changed().await.is_err() {
        // The hub has gone: nothing changes any more.
        std::future::pending::<()>().await;
    }
}

/// Waits until the session is over, wherever its end moves meanwhile.
async fn over(end: Option<&mut watch::Receiver<End>>) {
    let Some(end) = end else {
        return std::future::pending().await;
    };
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
}

/// The next relayed message; `None` for a peer that has missed some.
async fn next_relay(relays: Option<&mut broadcast::Receiver<Utf8Bytes>>) -> Option<Utf8Bytes> {
    match relays {
        Some(relays) => relays.recv().await.ok(),
        None => std::future::pending().await,
    }
}
