//! Frames come in.

use std::sync::Arc;

use super::{Connection, Phase};
use crate::{Data, Delivery, Dialect, Frame, Generation, Millis, Output, Reading};

impl<D: Dialect> Connection<D> {
    /// The socket has brought a frame.
    pub fn handle_frame(&mut self, generation: Generation, frame: Frame, now: Millis) {
        if generation != self.generation
            || !matches!(self.phase, Phase::Greeting { .. } | Phase::Live)
        {
            return;
        }
        self.counters.received += 1;
        let mut readings = Vec::new();
        let read = self.dialect.read(&frame, &mut readings);
        let readable = read.is_ok();
        if let Err(why) = read {
            self.counters.unreadable += 1;
            self.outputs.push_back(Output::Unreadable(why));
        }
        for reading in &readings {
            if let Reading::Pong { id } = reading {
                self.alive.answered(*id, now);
            }
        }
        self.alive.heard(now);
        let frame = Arc::new(frame);
        for reading in readings {
            let proof = proves_admission(&reading);
            self.take(reading, &frame, now);
            // A reading may have ended this connection: the rest of the frame belongs to it.
            if generation != self.generation {
                return self.report();
            }
            if proof && self.phase == Phase::Live {
                self.refreshed = false;
            }
        }
        // The peer has answered as an application: an open socket alone proves nothing, a proxy may have opened it.
        if readable && self.phase == Phase::Live {
            self.failures = 0;
        }
        self.report();
    }

    fn take(&mut self, reading: Reading, frame: &Arc<Frame>, now: Millis) {
        match reading {
            Reading::Welcome { expires_in } => {
                self.alive.expires_in(expires_in, now);
                if self.phase != Phase::Live {
                    self.enter(now);
                }
            }
            Reading::Refused => self.refused(now),
            Reading::Heartbeat => {
                let echo = self.dialect.echo();
                self.say(echo);
            }
            Reading::Renewed { expires_in } => self.alive.expires_in(expires_in, now),
            Reading::Subscribed {
                id,
                head,
                recovered,
            } => {
                if let Some(change) = self.topics.subscribed(id, &head, recovered) {
                    self.tell_freshness(change);
                }
            }
            Reading::TopicError { id, socket_type } => {
                if let Some(change) = self.topics.refused(id, socket_type.as_deref()) {
                    self.tell_freshness(change);
                }
            }
            Reading::Data(data) => self.deliver(data, frame),
            Reading::Pong { .. } | Reading::Nothing => {}
        }
    }

    fn deliver(&mut self, data: Data, frame: &Arc<Frame>) {
        let Some(change) = self.topics.accept(&data) else {
            self.counters.duplicates += 1;
            return;
        };
        let frame = Arc::clone(frame);
        self.outputs
            .push_back(Output::Deliver(Delivery { frame, data }));
        if let Some(change) = change {
            self.tell_freshness(change);
        }
    }
}

/// Whether a peer would say this only to someone whom it has let in. A heartbeat or an error proves nothing: were it
/// to forgive a refusal, a peer that says hello before it refuses would be dialled again and again.
fn proves_admission(reading: &Reading) -> bool {
    matches!(
        reading,
        Reading::Welcome { .. }
            | Reading::Renewed { .. }
            | Reading::Subscribed { .. }
            | Reading::Data(_)
    )
}
