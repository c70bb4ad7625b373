use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{Message, Utf8Bytes};
use socket_wire::{
    ClientMessage, CloseCode, ErrorCode, Frame, Hello, Malformed, Request, TopicName,
};
use tokio::time::Instant;

use super::budget::Budget;
use super::codec::Codec;
use super::desk::{Desk, Visitor};
use super::native::Native;
use super::plain::Plain;
use crate::auth::LiveSession;
use crate::hub::{Behind, RelayReader, check_relay};

/// The longest message before the peer is known.
const STRANGERS_MESSAGE: usize = 4 * 1024;
/// Errors in a minute that a peer may make; one more ends the connection.
const ERRORS: u32 = 5;
/// Questions in a minute after charts that are not there. A page asks for all that it could show, whatever this server
/// has, and asks again on its next page.
const MISSES: u32 = 64;
/// Messages that a peer may send at once, and in any two seconds.
const MESSAGES: u32 = 200;
/// Relayed messages that a peer may send at once, and in any two seconds: each goes to everybody.
const RELAYS: u32 = 20;
/// The longest relayed message, in bytes.
const RELAYED_MESSAGE: usize = 4 * 1024;
/// Topics that a peer may follow, under whatever names.
const SUBSCRIPTIONS: usize = 64;
/// Names under which one topic may be followed: each of them is a frame of its own for every value.
const NAMES: usize = 4;

/// One peer's side of the story: who it is, what it speaks, what it follows.
///
/// Pure: it is given texts and the time, and answers with [`Effect`]s for the loop to carry out, in their order.
#[derive(Debug)]
pub struct Conversation {
    desk: Arc<Desk>,
    visitor: Visitor,
    mode: Mode,
    errors: Budget,
    misses: Budget,
    messages: Budget,
    relays: Budget,
}

/// What the loop is to do.
#[derive(Debug)]
pub enum Effect {
    /// Send a message.
    Send(Message),
    /// Send a text to every client.
    Relay(Utf8Bytes),
    /// The peer's session is this one from now on.
    Admit(Arc<LiveSession>),
    /// Send on what is relayed from now on: these messages, and none from before.
    Follow(RelayReader),
    /// End the connection; nothing follows.
    Close(CloseCode),
}

impl Effect {
    fn text(text: impl Into<Utf8Bytes>) -> Self {
        Self::Send(Message::Text(text.into()))
    }
}

#[derive(Debug)]
enum Mode {
    /// The first message decides.
    Undecided,
    Plain(Plain),
    Native(Native),
}

/// A refusal that the peer is told about.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) code: ErrorCode,
    pub(super) message: String,
}

impl Refusal {
    fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { code, message }
    }

    pub(super) fn not_allowed(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::NotAllowed, message)
    }

    pub(super) fn unknown_topic() -> Self {
        Self::new(ErrorCode::UnknownTopic, "there is no such chart")
    }

    /// The answer to a request that is refused.
    pub(super) fn frame(&self, request: &Request) -> Utf8Bytes {
        let error = Frame {
            kind: Some("error"),
            id: request.id,
            socket_type: request.socket_type.as_deref(),
            chart_name: request.chart_name.as_deref(),
            code: Some(self.code.as_str()),
            message: Some(&self.message),
            ..Frame::default()
        };
        error.to_json().into()
    }
}

impl From<Malformed> for Refusal {
    fn from(error: Malformed) -> Self {
        Self::new(ErrorCode::Malformed, error.to_string())
    }
}

impl Conversation {
    /// A conversation that begins.
    #[must_use]
    pub fn new(desk: Arc<Desk>, visitor: Visitor, now: Instant) -> Self {
        Self {
            desk,
            visitor,
            mode: Mode::Undecided,
            errors: Budget::new(ERRORS, Duration::from_mins(1), now),
            misses: Budget::new(MISSES, Duration::from_mins(1), now),
            messages: Budget::new(MESSAGES, Duration::from_secs(2), now),
            relays: Budget::new(RELAYS, Duration::from_secs(2), now),
        }
    }

    /// Who the peer is by now.
    #[must_use]
    pub fn visitor(&self) -> &Visitor {
        &self.visitor
    }

    /// Does the peer speak native mode, and so echo heartbeats by itself?
    #[must_use]
    pub fn is_native(&self) -> bool {
        matches!(self.mode, Mode::Native(_))
    }

    /// The mode's name, for the metrics.
    #[must_use]
    pub fn mode_name(&self) -> &'static str {
        match self.mode {
            Mode::Undecided => "undecided",
            Mode::Plain(_) => "plain",
            Mode::Native(_) => "native",
        }
    }

    /// A text has come.
    pub fn handle_text(&mut self, text: &str, now: Instant) -> Vec<Effect> {
        if !self.visitor.is_admitted() && text.len() > STRANGERS_MESSAGE {
            return vec![Effect::Close(CloseCode::TooLarge)];
        }
        if !self.messages.spend(now) {
            return vec![Effect::Close(CloseCode::TooMany)];
        }
        if text == "ping" {
            return vec![Effect::text(Utf8Bytes::from_static("pong"))];
        }
        let message = match ClientMessage::parse(text, self.wire_mode()) {
            Ok(message) => message,
            Err(error) => return self.refuse_unread(text, error, now),
        };
        self.decide_mode(&message);
        match self.answer(message, text, now) {
            Ok(effects) => effects,
            Err(refusal) => self.refuse(text, &refusal, now),
        }
    }

    /// A ping or pong has come: it says nothing, but it counts as a message.
    pub fn handle_control(&mut self, now: Instant) -> Vec<Effect> {
        if self.messages.spend(now) {
            return Vec::new();
        }
        vec![Effect::Close(CloseCode::TooMany)]
    }

    /// The next frame of charts that this peer lacks, asked for or changed; or the end for one that lacks what is not
    /// there any more.
    ///
    /// One at a time, and made when it can be sent: so a reader who is slow, or asks for much, costs one frame's memory.
    pub fn poll_frame(&mut self) -> Option<Effect> {
        let hub = &self.desk.hub;
        match &mut self.mode {
            Mode::Undecided => None,
            Mode::Plain(plain) => plain.poll_frame(hub).map(Effect::text),
            Mode::Native(native) => match native.poll_frame(hub) {
                Ok(frame) => frame.map(Effect::Send),
                Err(Behind) => Some(Effect::Close(CloseCode::SlowConsumer)),
            },
        }
    }

    /// The topics that the peer follows, if that has changed since they were taken.
    pub fn take_changed_topics(&mut self) -> Option<BTreeSet<TopicName>> {
        match &mut self.mode {
            Mode::Undecided => None,
            Mode::Plain(plain) => plain.take_changed_topics(),
            Mode::Native(native) => native.take_changed_topics(),
        }
    }

    /// The server's heartbeat as this peer knows it; `unix_ms` is the server's time.
    #[must_use]
    pub fn heartbeat(&self, unix_ms: u64) -> Utf8Bytes {
        let heartbeat = Frame {
            kind: Some("heartCheck"),
            ts: self.is_native().then_some(unix_ms),
            ..Frame::default()
        };
        heartbeat.to_json().into()
    }

    /// The last words to a peer whose login is missing or over.
    #[must_use]
    pub fn no_auth() -> Vec<Effect> {
        let no_auth = Frame {
            kind: Some("noAuth"),
            ..Frame::default()
        };
        vec![
            Effect::text(no_auth.to_json()),
            Effect::Close(CloseCode::NotAuthenticated),
        ]
    }

    fn wire_mode(&self) -> socket_wire::Mode {
        match self.mode {
            Mode::Undecided | Mode::Plain(_) => socket_wire::Mode::Plain,
            Mode::Native(_) => socket_wire::Mode::Native,
        }
    }

    fn decide_mode(&mut self, message: &ClientMessage) {
        if let Mode::Undecided = self.mode {
            self.mode = match message {
                ClientMessage::Hello(_) => Mode::Native(Native::default()),
                _ => Mode::Plain(Plain::default()),
            };
        }
    }

    fn answer(
        &mut self,
        message: ClientMessage,
        text: &str,
        now: Instant,
    ) -> Result<Vec<Effect>, Refusal> {
        match &message {
            ClientMessage::Hello(hello) => return self.hello(hello, now),
            ClientMessage::Auth { id, ticket } => return Ok(self.authenticate(*id, ticket, now)),
            ClientMessage::HeartCheck => return Ok(Vec::new()),
            ClientMessage::Ping { id } => return Ok(vec![Effect::text(pong(*id))]),
            _ if !self.visitor.is_admitted() => {
                return Err(Refusal::not_allowed("not logged in"));
            }
            ClientMessage::Action { action, .. } => return self.relay(action, text, now),
            _ => {}
        }
        let hub = &self.desk.hub;
        let frames = match &mut self.mode {
            Mode::Plain(plain) => plain.handle(&message, text, hub).map(|()| Vec::new()),
            Mode::Native(native) => native.handle(&message, hub),
            Mode::Undecided => Ok(Vec::new()),
        }?;
        Ok(frames.into_iter().map(Effect::text).collect())
    }

    fn hello(&mut self, hello: &Hello, now: Instant) -> Result<Vec<Effect>, Refusal> {
        let Mode::Native(native) = &mut self.mode else {
            return Err(Refusal::not_allowed("hello must come first"));
        };
        if !native.begin() {
            return Err(Refusal::not_allowed("hello was said before"));
        }
        let Some(codec) = Codec::agree(&hello.codecs) else {
            return Ok(no_codec());
        };
        native.speak(codec);
        let mut effects = Vec::new();
        if let Some(ticket) = &hello.ticket {
            let Some(session) = self.desk.tickets.redeem(ticket, now) else {
                return Ok(Self::no_auth());
            };
            self.visitor = Visitor::User(Arc::clone(&session));
            effects.push(Effect::Admit(session));
        }
        if !self.visitor.is_admitted() {
            return Ok(Self::no_auth());
        }
        let (screen, relays) = self.desk.hub.join();
        effects.push(Effect::Follow(relays));
        let welcome = super::native::welcome(&self.desk, &self.visitor, codec, screen, now);
        effects.push(Effect::text(welcome.to_json()));
        Ok(effects)
    }

    fn authenticate(&mut self, id: Option<u64>, ticket: &str, now: Instant) -> Vec<Effect> {
        let Some(session) = self.desk.tickets.redeem(ticket, now) else {
            return Self::no_auth();
        };
        let data = serde_json::value::RawValue::from_string(r#""auth ok""#.to_owned()).ok();
        let answer = Frame {
            kind: Some("auth"),
            id,
            expires_in: self.is_native().then(|| session.expires_in(now)),
            data: data.as_deref(),
            ..Frame::default()
        };
        let answer = Effect::text(answer.to_json());
        self.visitor = Visitor::User(Arc::clone(&session));
        vec![Effect::Admit(session), answer]
    }

    fn relay(&mut self, action: &str, text: &str, now: Instant) -> Result<Vec<Effect>, Refusal> {
        let refused = |why: String| Err(Refusal::not_allowed(why));
        if !self.desk.relay.contains(action) {
            return Err(Malformed::UnknownKind.into());
        }
        if !self.visitor.may_relay() {
            return refused("viewers only look".to_owned());
        }
        if text.len() > RELAYED_MESSAGE {
            return refused(format!(
                "a relayed message has at most {RELAYED_MESSAGE} bytes"
            ));
        }
        if let Err(error) = check_relay(&self.desk.hub, text) {
            return refused(error.to_string());
        }
        if !self.relays.spend(now) {
            return refused("too many relayed messages".to_owned());
        }
        Ok(vec![Effect::Relay(text.into())])
    }

    fn refuse_unread(&mut self, text: &str, error: Malformed, now: Instant) -> Vec<Effect> {
        let fatal = error == Malformed::Version;
        let mut effects = self.refuse(text, &error.into(), now);
        if fatal {
            effects.push(Effect::Close(CloseCode::NotAllowed));
        }
        effects
    }

    /// Refuses a text, with the names that can be read from it.
    fn refuse(&mut self, text: &str, refusal: &Refusal, now: Instant) -> Vec<Effect> {
        let request = Request::salvage(text);
        let mut effects = vec![Effect::text(refusal.frame(&request))];
        // A client that asks before its login is through is early, not wrong; its time is short anyway.
        let is_early = refusal.code == ErrorCode::NotAllowed && !self.visitor.is_admitted();
        let budget = match refusal.code {
            ErrorCode::UnknownTopic => &mut self.misses,
            ErrorCode::Malformed | ErrorCode::NotAllowed => &mut self.errors,
        };
        if !is_early && !budget.spend(now) {
            effects.push(Effect::Close(CloseCode::Policy));
        }
        effects
    }
}

/// May a peer that follows these topics follow one more under names of its own?
pub(super) fn check_room<'a>(
    followed: impl ExactSizeIterator<Item = &'a TopicName>,
    topic: &TopicName,
) -> Result<(), Refusal> {
    let count = followed.len();
    if followed.filter(|other| *other == topic).count() >= NAMES {
        return Err(Refusal::not_allowed("too many names for one chart"));
    }
    if count >= SUBSCRIPTIONS {
        return Err(Refusal::not_allowed("too many subscriptions"));
    }
    Ok(())
}

/// As for another version of the protocol: no second try would go better.
fn no_codec() -> Vec<Effect> {
    let refusal = Refusal::not_allowed("none of these codecs is spoken here");
    vec![
        Effect::text(refusal.frame(&Request::default())),
        Effect::Close(CloseCode::NotAllowed),
    ]
}

fn pong(id: Option<u64>) -> Utf8Bytes {
    let pong = Frame {
        kind: Some("pong"),
        id,
        ts: Some(crate::clock::unix_ms()),
        ..Frame::default()
    };
    pong.to_json().into()
}
