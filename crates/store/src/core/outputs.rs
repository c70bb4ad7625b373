//! What the connection says is done: one thing at a time.

use std::rc::Rc;

use reactive_graph::traits::Set;
use socket_conn::{Delivery, Freshness, Generation, Output, Status};

use super::Core;
use super::events::StoreEvent;
use super::mutations::Change;
use crate::message::Message;
use crate::recording::{Event, Words};

impl Core {
    /// Does what the connection says, one thing at a time: a handler that is called from here may tell the
    /// connection more, which waits for its turn.
    pub(super) fn drain(&self) {
        if self.tape.is_replaying() || self.draining.replace(true) {
            return;
        }
        while let Some(output) = self.next_output() {
            self.act(output);
        }
        self.draining.set(false);
        let wake = self.machine.borrow().poll_timeout();
        self.platform.wake_at(wake.map(|wake| wake.at));
    }

    pub(super) fn next_output(&self) -> Option<Output> {
        self.machine.borrow_mut().poll_output()
    }

    pub(super) fn act(&self, output: Output) {
        match output {
            Output::FetchCredentials(generation) => self.fetch_credentials(generation),
            Output::CheckHealth(generation) => self.platform.check_health(generation),
            Output::Dial(generation) => {
                if let Err(why) = self.platform.dial(generation) {
                    self.machine().fail_to_dial(why);
                }
            }
            Output::Send(generation, frame) => {
                self.note(Event::Sent {
                    dial: generation.0,
                    frame: Words::from(&frame),
                });
                self.platform.send(generation, frame);
            }
            Output::Close(generation, code) => self.platform.close(generation, code),
            Output::Status(status) => self.show_status(status),
            Output::Closed(close) => {
                self.last_close.set(Some(close.clone()));
                self.tell_event(&StoreEvent::Closed(close));
            }
            Output::Freshness {
                socket_type,
                freshness,
            } => self.show(&socket_type, freshness),
            Output::Recovered {
                socket_type,
                recovery,
            } => self.tell_event(&StoreEvent::Recovered {
                socket_type,
                recovery,
            }),
            Output::Unsubscribed { socket_type } => {
                self.begin_anew(&socket_type);
                let ended = self.registry.borrow_mut().end_topic(&socket_type);
                drop(ended);
            }
            Output::Deliver(delivery) => self.dispatch(&Rc::new(delivery)),
            Output::Answered { id, answer } => self.answers.answer(id, answer),
            Output::Dropped(error) => self.tell_event(&StoreEvent::Dropped(error)),
            Output::Unreadable(why) => self.report(&why),
        }
    }

    fn fetch_credentials(&self, generation: Generation) {
        if self.tape.is_replaying() {
            return;
        }
        let Some(provider) = &self.credentials else {
            let mut machine = self.machine();
            let now = machine.now();
            return machine.handle_credentials(generation, Ok(None), now);
        };
        let answer = provider();
        let me = self.me.clone();
        self.platform.spawn(Box::pin(async move {
            let credentials = answer.await;
            if let Some(core) = me.upgrade() {
                core.drive(|c, now| c.handle_credentials(generation, credentials, now));
            }
        }));
    }

    fn dispatch(&self, delivery: &Rc<Delivery>) {
        // The list is taken before the first handler runs: it may change while they run.
        let audience = self.registry.borrow_mut().audience(delivery);
        let now = self.now();
        // Offered first: a handler that resets the state throws this message away too.
        if self.is_held(delivery.data.socket_type.as_deref()) {
            for sink in &audience.sinks {
                sink.offer(Rc::clone(delivery), now);
                self.commit_soon(Rc::clone(sink));
            }
        }
        audience.call(Message::new(delivery), &|why| self.report(&why));
    }

    fn tell_event(&self, event: &StoreEvent) {
        self.events.tell(|call| call(event));
    }

    fn show_status(&self, status: Status) {
        self.mutations.apply(Change::Status(self, &status), || {
            self.status.set(status.clone());
        });
    }

    fn show(&self, socket_type: &str, freshness: Freshness) {
        let sinks = self.registry.borrow().sinks(socket_type);
        for sink in sinks {
            sink.vouch(freshness);
            self.commit_soon(sink);
        }
    }
}
