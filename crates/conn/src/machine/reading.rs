//! Frames come in.

use std::sync::Arc;

use super::{Connection, Phase};
use crate::topics::{Acceptance, Change};
use crate::{
    Data, Delivery, Dialect, Frame, Generation, Millis, Output, Reading, Recovery, RequestError,
};

impl<D: Dialect> Connection<D> {
    /// The frame that [`handle_frame`](Self::handle_frame) reads and hands on, for whoever records what comes in: see
    /// [`Dialect::received`].
    #[must_use]
    pub fn received(&self, frame: Frame) -> Frame {
        self.dialect.received(frame)
    }

    /// The socket has brought a frame.
    pub fn handle_frame(&mut self, generation: Generation, frame: Frame, now: Millis) {
        if generation != self.state.generation
            || !matches!(self.state.phase, Phase::Greeting { .. } | Phase::Live)
        {
            return;
        }
        self.counters.received += 1;
        let frame = self.received(frame);
        let mut readings = Vec::new();
        let read = self.dialect.read(&frame, &mut readings);
        let readable = read.is_ok();
        if let Err(why) = read {
            self.counters.unreadable += 1;
            self.outputs.push_back(Output::Unreadable(why));
        }
        for reading in &readings {
            if let Reading::Pong { id } = reading {
                self.state.alive.answered(*id, now);
            }
        }
        self.state.alive.heard(now);
        let frame = Arc::new(frame);
        for reading in readings {
            let proof = proves_admission(&reading);
            self.take(reading, &frame, now);
            // A reading may have ended this connection: the rest of the frame belongs to it.
            if generation != self.state.generation {
                return self.report();
            }
            if proof && self.state.phase == Phase::Live {
                self.state.refreshed = false;
            }
        }
        self.state.replied |= readable && self.state.phase == Phase::Live;
        self.report();
    }

    fn take(&mut self, reading: Reading, frame: &Arc<Frame>, now: Millis) {
        match reading {
            Reading::Welcome { expires_in } => {
                self.state.alive.expires_in(expires_in, now);
                if self.state.phase != Phase::Live {
                    self.enter(now);
                }
            }
            Reading::Refused => self.refused(now),
            Reading::Heartbeat => {
                self.state.alive.heartbeat(now);
                let echo = self.dialect.echo();
                self.say(echo);
            }
            Reading::Renewed { expires_in } => self.state.alive.expires_in(expires_in, now),
            Reading::Subscribed {
                id,
                head,
                recovered,
                history,
            } => {
                let answer = self.topics.subscribed(id, &head, recovered, history);
                if let Some((socket_type, recovery, change)) = answer {
                    self.tell_recovery(socket_type, recovery);
                    self.tell(change);
                }
            }
            Reading::Error {
                id,
                socket_type,
                data,
            } => match id {
                Some(id) if self.is_asked(id) => {
                    let refusal = delivery(data, frame);
                    self.end_request(id, Err(RequestError::Refused(refusal)));
                }
                _ => {
                    let change = self.topics.refused(id, socket_type.as_deref());
                    self.tell(change);
                    self.deliver(data, frame);
                }
            },
            Reading::Answer { id, data } if self.is_asked(id) => {
                self.end_request(id, Ok(delivery(data, frame)));
            }
            Reading::Answer { data, .. } | Reading::Data(data) => self.deliver(data, frame),
            Reading::Pong { .. } | Reading::Nothing => {}
        }
    }

    fn deliver(&mut self, data: Data, frame: &Arc<Frame>) {
        match self.topics.accept(&data) {
            Acceptance::New(change) => {
                let delivery = delivery(data, frame);
                self.outputs.push_back(Output::Deliver(delivery));
                self.tell(change);
            }
            Acceptance::Cut(change) => {
                if let Some(socket_type) = data.socket_type.clone() {
                    self.tell_recovery(socket_type, Recovery::Snapshot);
                }
                let delivery = delivery(data, frame);
                self.outputs.push_back(Output::Deliver(delivery));
                self.tell(change);
            }
            Acceptance::Seen => self.counters.duplicates += 1,
            Acceptance::Gap(change) => {
                self.counters.gaps += 1;
                self.tell(change);
                if let Some(socket_type) = &data.socket_type {
                    self.ask_for(socket_type);
                }
            }
            Acceptance::Early => {}
        }
    }

    fn tell_recovery(&mut self, socket_type: String, recovery: Recovery) {
        self.outputs.push_back(Output::Recovered {
            socket_type,
            recovery,
        });
    }

    fn tell(&mut self, change: Option<Change>) {
        if let Some(change) = change {
            self.tell_freshness(change);
        }
    }
}

fn delivery(data: Data, frame: &Arc<Frame>) -> Delivery {
    let frame = Arc::clone(frame);
    Delivery { frame, data }
}

/// Whether a peer would say this only to someone whom it has let in. A heartbeat or an error proves nothing: were it
/// to forgive a refusal, a peer that says hello before it refuses would be dialled again and again.
fn proves_admission(reading: &Reading) -> bool {
    matches!(
        reading,
        Reading::Welcome { .. }
            | Reading::Renewed { .. }
            | Reading::Subscribed { .. }
            | Reading::Answer { .. }
            | Reading::Data(_)
    )
}
