//! What a recording needs of the core: to be told everything, and to make it happen again.

use std::borrow::Cow;
use std::cell::Ref;
use std::collections::VecDeque;
use std::rc::Rc;

use reactive_graph::traits::Set;
use serde::Deserialize;
use serde_json::Value;
use socket_conn::{Close, FailReason, Generation, Millis, Request, Standing, Subscription};

use super::Core;
use super::slices::UNREGISTER;
use super::tape::Write;
use super::tree::{REPLACE, RESET, topic_key};
use crate::recording::Event;

/// A mutation that can't be repeated.
pub(crate) enum Unrepeatable {
    /// Nobody has registered the slice.
    UnknownSlice(String),
    /// It is not what its slice promises.
    Wrong(String),
}

/// While a recording is made.
impl Core {
    /// Tells this function everything from here on, or nobody any more.
    pub(crate) fn record(&self, write: Option<Rc<Write>>) {
        self.tape.write(write);
    }

    pub(crate) fn is_replaying(&self) -> bool {
        self.tape.is_replaying()
    }

    pub(crate) fn seed(&self) -> u64 {
        self.seed
    }

    pub(crate) fn step(&self) -> u64 {
        self.tape.step()
    }

    /// What must not be written down.
    pub(crate) fn secrets(&self) -> Ref<'_, VecDeque<String>> {
        self.tape.secrets()
    }

    pub(super) fn note(&self, event: Event<'_>) -> bool {
        self.tape.note(&|| self.now(), event)
    }

    pub(super) fn note_mutation(
        &self,
        name: impl FnOnce() -> String,
        payload: impl FnOnce() -> Value,
    ) -> bool {
        // Its payload is written only for whoever writes it down.
        if !self.tape.is_writing() {
            return !self.tape.is_replaying();
        }
        self.note(Event::Mutation {
            name: name().into(),
            payload: payload(),
        })
    }
}

/// While one is replayed.
impl Core {
    /// From here on nothing happens but what a recording tells.
    pub(crate) fn replay(&self) {
        self.tape.replay();
    }

    /// Goes on from where the store stood when its recorder came.
    pub(crate) fn go_on(&self, state: &Value, standing: Option<Standing>, step: u64) {
        let tree = &state["connection"];
        let mut machine = self.machine.borrow_mut();
        if let Some(standing) = standing {
            machine.replayed().go_on(standing);
        }
        self.tape.go_on_at(step);
        self.status.set(machine.status().clone());
        self.last_close
            .set(Close::deserialize(&tree["lastClose"]).ok());
        self.paused.set(tree["paused"] == true);
    }

    /// Does what the connection says, until so much has been done since the beginning; `None`: all.
    pub(crate) fn catch_up(&self, step: Option<u64>) {
        while step.is_none_or(|step| self.tape.step() < step) {
            let Some(output) = self.next_output() else {
                return;
            };
            self.act(output);
        }
    }

    /// Lets an event happen again.
    pub(crate) fn repeat(&self, event: Event<'_>, now: Millis) -> Result<(), Unrepeatable> {
        match event {
            Event::Flush => self.commit_pending(),
            Event::Pause { paused } => self.hold_back(paused),
            Event::Mutation { name, payload } => return self.recommit(&name, &payload),
            Event::Subscribe {
                socket_type,
                chart_name,
            } => self.hold_again(Subscription {
                socket_type: socket_type.into_owned(),
                chart_name: chart_name.into_owned(),
            }),
            event => self.tell_again(event, now),
        }
        Ok(())
    }

    fn tell_again(&self, event: Event<'_>, now: Millis) {
        let mut machine = self.machine.borrow_mut();
        let connection = machine.replayed();
        match event {
            Event::Opened { dial } => connection.handle_opened(Generation(dial), now),
            Event::Received { dial, frame } => {
                connection.handle_frame(Generation(dial), frame.into(), now);
            }
            Event::Closed {
                dial,
                code,
                reason,
                was_clean,
            } => {
                let close = Close {
                    code,
                    reason: reason.into_owned(),
                    was_clean,
                };
                connection.handle_closed(Generation(dial), close, now);
            }
            Event::Undialable { why, words } => {
                connection.fail(FailReason::Unsupported(why.with(words.into_owned())));
            }
            Event::Credentials { dial, outcome } => {
                connection.handle_credentials(Generation(dial), outcome.into(), now);
            }
            Event::Health { dial, healthy } => {
                connection.handle_health(Generation(dial), healthy, now);
            }
            Event::Timeout => connection.handle_timeout(now),
            Event::Doubt => connection.handle_doubt(now),
            Event::Suspended => connection.handle_suspended(),
            Event::Network { online } => connection.handle_network(online, now),
            Event::Buffered { bytes } => connection.handle_buffered(bytes),
            Event::Open => connection.open(now),
            Event::SayFirst { first } => connection.say_first(first.map(Into::into)),
            Event::Close => connection.close(),
            Event::Retry => connection.retry_now(now),
            Event::Measure => connection.measure_round_trip(now),
            Event::Unsubscribe { socket_type } => connection.unsubscribe(&socket_type, now),
            // What became of it was told to whoever has sent it.
            Event::Send { frame } => drop(connection.send(frame.into(), now)),
            Event::SendVolatile { frame } => drop(connection.send_volatile(frame.into())),
            Event::Request {
                action,
                socket_type,
                chart_name,
                value,
                timeout,
            } => {
                let request = Request {
                    action: action.into_owned(),
                    socket_type: socket_type.map(Cow::into_owned),
                    chart_name: chart_name.map(Cow::into_owned),
                    value: value.map(Cow::into_owned),
                };
                drop(connection.request(&request, timeout, now));
            }
            Event::Cancel { id } => connection.cancel(id),
            // They tell of a recording, or were dealt with before.
            Event::Begins { .. }
            | Event::Full
            | Event::Sent { .. }
            | Event::Subscribe { .. }
            | Event::Flush
            | Event::Pause { .. }
            | Event::Mutation { .. } => {}
        }
    }

    /// A topic is there, and begins where a tree has left it.
    fn hold_again(&self, subscription: Subscription) {
        let socket_type = subscription.socket_type.clone();
        if !self.is_held(Some(&socket_type)) {
            let sinks = self.registry.borrow().sinks(&socket_type);
            for (index, sink) in sinks.into_iter().enumerate() {
                let key = topic_key(&socket_type, index);
                self.begin_where_left("topics", &key, |saved| sink.restoring(saved));
            }
        }
        self.machine.borrow_mut().replayed().subscribe(subscription);
    }

    fn recommit(&self, name: &str, payload: &Value) -> Result<(), Unrepeatable> {
        let wrong = Unrepeatable::Wrong;
        if name == REPLACE {
            let restores = self.restores(payload).map_err(|e| wrong(e.to_string()))?;
            self.restore(payload, restores);
            return Ok(());
        }
        if name == RESET && payload.is_null() {
            self.reset_all();
            return Ok(());
        }
        let (about, variant) = match name.split_once('/') {
            Some(("state", _)) => (payload.as_str().unwrap_or_default(), None),
            Some((slice, variant)) => (slice, Some(variant)),
            None => (name, None),
        };
        if name != UNREGISTER
            && let Some(slice) = self.slices.unpark(about)
        {
            self.begin_where_left("slices", about, |saved| slice.restoring(saved));
        }
        let Some(slice) = self.slices.get(about) else {
            return Err(Unrepeatable::UnknownSlice(about.to_owned()));
        };
        match name {
            RESET => self.reset_one(about, &*slice),
            UNREGISTER => self.tell_unregistered(about, || self.slices.park(about)),
            _ => {
                let apply = slice.applying(variant, payload).map_err(wrong)?;
                let change = super::Change::Other {
                    name: &|| name.to_owned(),
                    payload: &|| payload.clone(),
                    state: &|| slice.snapshot(),
                };
                self.mutations.apply(change, apply);
            }
        }
        Ok(())
    }

    /// Whether a topic is there. Whoever replays has registered all topics from the beginning; what the recording
    /// tells is when they were there.
    pub(super) fn is_held(&self, socket_type: Option<&str>) -> bool {
        let is_wanted = |name| self.inspect(|connection| connection.freshness(name).is_some());
        !self.tape.is_replaying() || socket_type.is_none_or(is_wanted)
    }

    /// A topic has ended whose registration goes on, since it is that of a replay.
    pub(super) fn begin_anew(&self, socket_type: &str) {
        if self.tape.is_replaying() {
            for sink in self.registry.borrow().sinks(socket_type) {
                sink.begin_anew();
            }
        }
    }
}
