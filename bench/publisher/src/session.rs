//! One page's socket: answers what it asks, as `live-server` does, and sends it everything.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use futures_util::stream::SplitSink;
use futures_util::{FutureExt as _, SinkExt as _, StreamExt as _};
use socket_wire::{
    CODEC_JSON, CODEC_JSON_BYTES, CODEC_MESSAGE_PACK, ClientMessage, ErrorCode, Frame, Mode,
    Request, Screen, VERSION, Welcome,
};
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use crate::charts::CHARTS;
use crate::flow::{Flow, Progress};
use crate::form::{Codec, EPOCH, frame, place};

const HEARTBEAT: Duration = Duration::from_secs(25);
/// After so many messages in a row the page is listened to again.
const AT_ONCE: u64 = 200;

/// Runs until the page goes.
pub(crate) async fn talk(socket: WebSocket, flow: Arc<Flow>) {
    let (sink, mut stream) = socket.split();
    let mut progress = flow.progress();
    let mut heartbeat = interval_at(Instant::now() + HEARTBEAT, HEARTBEAT);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let next = progress.borrow_and_update().published;
    let mut session = Session {
        sink,
        flow,
        mode: Mode::Plain,
        codec: Codec::Json,
        follows: [None; CHARTS.len()],
        next,
    };
    loop {
        let now = *progress.borrow_and_update();
        let is_behind = session.next < now.published;
        let done = if is_behind {
            // Nothing gives up a frame half-way; what the page says is looked at in between.
            match session.send_due(now).await {
                Ok(()) => match stream.next().now_or_never() {
                    None => Ok(()),
                    Some(Some(Ok(message))) => session.handle(message, now).await,
                    Some(_) => return,
                },
                failed => failed,
            }
        } else {
            tokio::select! {
                message = stream.next() => match message {
                    Some(Ok(message)) => session.handle(message, now).await,
                    _ => return,
                },
                _ = heartbeat.tick() => session.beat().await,
                changed = progress.changed() => changed.map_err(axum::Error::new),
            }
        };
        if done.is_err() {
            return;
        }
    }
}

struct Session {
    sink: SplitSink<WebSocket, Message>,
    flow: Arc<Flow>,
    mode: Mode,
    codec: Codec,
    /// From which message on the page gets a chart's values.
    follows: [Option<u64>; 6],
    /// The message that is sent next.
    next: u64,
}

type Done = Result<(), axum::Error>;

impl Session {
    /// Sends some of what the page has not got yet.
    async fn send_due(&mut self, now: Progress) -> Done {
        if now.is_over {
            self.next = now.published;
        }
        let end = now.published.min(self.next + AT_ONCE);
        while self.next < end {
            let messages = self.next..end.min(self.next + self.flow.form.most());
            self.next = messages.end;
            let follows = |message: u64| {
                let from = self.follows[place(message).0];
                from.is_some_and(|from| message >= from)
            };
            if let Some((count, frame)) = frame(&self.flow, self.codec, messages, follows) {
                let bytes = length(&frame);
                self.sink.feed(frame).await?;
                self.flow.count(count, bytes);
            }
        }
        self.sink.flush().await
    }

    async fn handle(&mut self, message: Message, now: Progress) -> Done {
        let Message::Text(text) = message else {
            return Ok(());
        };
        if text.as_str() == "ping" {
            return self.say("pong".to_owned()).await;
        }
        match ClientMessage::parse(&text, self.mode) {
            Ok(ClientMessage::Hello(hello)) => {
                self.mode = Mode::Native;
                self.codec = match hello.codecs.first().map(String::as_str) {
                    Some(CODEC_MESSAGE_PACK) => Codec::MessagePack,
                    Some(CODEC_JSON_BYTES) => Codec::JsonBytes,
                    _ => Codec::Json,
                };
                self.say(self.welcome()).await
            }
            Ok(ClientMessage::Subscribe { request, .. }) => self.subscribe(&request, now).await,
            Ok(ClientMessage::GetData(request)) => match chart_of(&request) {
                Some(chart) => self.send_current(chart, now).await,
                None => self.refuse(&request, ErrorCode::UnknownTopic).await,
            },
            Ok(ClientMessage::Ping { id }) => {
                let pong = Frame {
                    kind: Some("pong"),
                    id,
                    ts: Some(self.unix_ms()),
                    ..Frame::default()
                };
                self.say(pong.to_json()).await
            }
            Ok(_) => Ok(()),
            Err(_) => {
                self.refuse(&Request::salvage(&text), ErrorCode::Malformed)
                    .await
            }
        }
    }

    fn welcome(&self) -> String {
        let codec = match self.codec {
            Codec::Json => CODEC_JSON,
            Codec::JsonBytes => CODEC_JSON_BYTES,
            Codec::MessagePack => CODEC_MESSAGE_PACK,
        };
        let welcome = Welcome {
            version: VERSION,
            codec: codec.to_owned(),
            user: None,
            role: None,
            heartbeat: 25_000,
            expires_in: None,
            ts: self.unix_ms(),
            screen: Screen::default(),
        };
        welcome.to_json()
    }

    async fn subscribe(&mut self, request: &Request, now: Progress) -> Done {
        // A chart that this publisher lacks is one that never changes.
        let chart = chart_of(request);
        let current = chart.map(|chart| current(chart, now));
        let subscribed = Frame {
            kind: Some("subscribed"),
            id: request.id,
            socket_type: request.socket_type.as_deref(),
            chart_name: request.chart_name.as_deref(),
            epoch: Some(EPOCH),
            seq: Some(current.map_or(0, |message| place(message).1)),
            recovered: Some(false),
            ..Frame::default()
        };
        self.say(subscribed.to_json()).await?;
        match chart {
            Some(chart) => self.send_current(chart, now).await,
            None => Ok(()),
        }
    }

    /// Sends a chart's newest value, and from then on all that follow.
    async fn send_current(&mut self, chart: usize, now: Progress) -> Done {
        let message = current(chart, now);
        self.follows[chart] = Some(message + 1);
        match frame(&self.flow, self.codec, message..message + 1, |_| true) {
            Some((count, frame)) => {
                let bytes = length(&frame);
                self.sink.send(frame).await?;
                self.flow.count(count, bytes);
                Ok(())
            }
            None => Ok(()),
        }
    }

    async fn refuse(&mut self, request: &Request, code: ErrorCode) -> Done {
        let error = Frame {
            kind: Some("error"),
            id: request.id,
            socket_type: request.socket_type.as_deref(),
            chart_name: request.chart_name.as_deref(),
            code: Some(code.as_str()),
            message: Some("that is not to be had here"),
            ..Frame::default()
        };
        self.say(error.to_json()).await
    }

    async fn beat(&mut self) -> Done {
        let heartbeat = Frame {
            kind: Some("heartCheck"),
            ts: (self.mode == Mode::Native).then(|| self.unix_ms()),
            ..Frame::default()
        };
        self.say(heartbeat.to_json()).await
    }

    async fn say(&mut self, text: String) -> Done {
        self.sink.send(Message::Text(text.into())).await
    }

    fn unix_ms(&self) -> u64 {
        (self.flow.clock.began_unix_us() + self.flow.clock.elapsed_us()) / 1_000
    }
}

fn chart_of(request: &Request) -> Option<usize> {
    let name = request.chart_name.as_deref()?;
    CHARTS.iter().position(|chart| chart.name == name)
}

/// The newest message of a chart. Before anything moves there is one of each.
fn current(chart: usize, now: Progress) -> u64 {
    let turns = CHARTS.len() as u64;
    let last = now.published - 1;
    let back = (last + turns - chart as u64) % turns;
    last - back
}

fn length(frame: &Message) -> usize {
    match frame {
        Message::Text(text) => text.len(),
        Message::Binary(bytes) => bytes.len(),
        _ => 0,
    }
}
