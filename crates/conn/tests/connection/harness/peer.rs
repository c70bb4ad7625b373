//! All that is outside of the machine: the server, and the browser's sockets and requests, with a script.
//!
//! To teach it a new trick:
//!
//! 1. Give [`Peer`] a field that says how it behaves, with the friendly behaviour as its default.
//! 2. If it is about the way in (credentials, health, dialling), use the field in [`Peer::react`].
//! 3. If it is about what the server says, use the field in [`Peer::answer`], and, where the server needs a new word,
//!    add a line to the table of [`Words`](super::Words).
//!
//! What happens without any request of the client (a value is published, the cable is cut) is not a trick of the peer:
//! the test hands it to the [`Scene`](super::Scene) as an [`Event`].

use std::collections::BTreeMap;

use socket_conn::{
    Close, Connection, CredentialsError, Dialect, Frame, Generation, Millis, Output, Position,
};

/// Something that happens to the machine.
#[derive(Debug, Clone)]
pub(crate) enum Event {
    Credentials(Generation, Result<Option<String>, CredentialsError>),
    Health(Generation, bool),
    Opened(Generation),
    Frame(Generation, Frame),
    Closed(Generation, u16),
}

impl Event {
    /// The attempt that it belongs to.
    pub(crate) fn generation(&self) -> Generation {
        match self {
            Self::Credentials(generation, _)
            | Self::Health(generation, _)
            | Self::Opened(generation)
            | Self::Frame(generation, _)
            | Self::Closed(generation, _) => *generation,
        }
    }

    /// Tells it to the machine.
    pub(crate) fn tell<D: Dialect>(self, connection: &mut Connection<D>, now: Millis) {
        match self {
            Self::Credentials(generation, answer) => {
                connection.handle_credentials(generation, answer, now);
            }
            Self::Health(generation, healthy) => {
                connection.handle_health(generation, healthy, now);
            }
            Self::Opened(generation) => connection.handle_opened(generation, now),
            Self::Frame(generation, frame) => connection.handle_frame(generation, frame, now),
            Self::Closed(generation, code) => {
                let close = Close {
                    code,
                    reason: "as the test says".to_owned(),
                    was_clean: code != 1006,
                };
                connection.handle_closed(generation, close, now);
            }
        }
    }
}

/// How a request for credentials ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Login {
    /// With `ticket-1`, `ticket-2`, …
    Ticket,
    SignInRequired,
    Unavailable,
    NoAnswer,
}

/// How a dial ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opening {
    Opens,
    /// Nobody listens: 1006.
    Fails,
    NoAnswer,
}

/// What follows the greeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Admission {
    Welcome {
        expires_in: Option<Millis>,
    },
    /// The server says that it refuses.
    Refused,
    /// The server says this, then closes with this code.
    SayThenClose(&'static str, u16),
    /// The server closes with this code without a word.
    Close(u16),
    Silence,
}

#[derive(Debug)]
pub(crate) struct Peer {
    pub(crate) login: Login,
    pub(crate) healthy: bool,
    /// False: the question for the health is never answered.
    pub(crate) answers_health: bool,
    pub(crate) opening: Opening,
    pub(crate) admission: Admission,
    /// False: the test answers them itself.
    pub(crate) answers_subscriptions: bool,
    /// False: what the client says gets lost, and nothing comes back. Nobody is told.
    pub(crate) reachable: bool,
    /// The one-way delay of all that happens.
    pub(crate) latency: Millis,
    /// The charts that can be subscribed: where they stand, and their value.
    pub(crate) charts: BTreeMap<String, (Position, String)>,
    /// Whether each value of a chart counts, and is kept.
    pub(crate) complete: bool,
    /// Whether nothing of what was missed is given again.
    pub(crate) forgetful: bool,
    /// The values of each chart, the first one first.
    kept: BTreeMap<String, Vec<String>>,
    /// False: requests stay without an answer.
    pub(crate) answers_requests: bool,
    /// All that clients have said, oldest first.
    pub(crate) heard: Vec<String>,
    tickets: u32,
}

impl Default for Peer {
    fn default() -> Self {
        Self {
            login: Login::Ticket,
            healthy: true,
            answers_health: true,
            opening: Opening::Opens,
            admission: Admission::Welcome { expires_in: None },
            answers_subscriptions: true,
            reachable: true,
            latency: 10,
            charts: BTreeMap::new(),
            complete: false,
            forgetful: false,
            kept: BTreeMap::new(),
            answers_requests: true,
            heard: Vec::new(),
            tickets: 0,
        }
    }
}

impl Peer {
    /// What an output leads to, and after how long.
    pub(crate) fn react(&mut self, output: &Output) -> Vec<(Millis, Event)> {
        let events = match output {
            Output::FetchCredentials(generation) => self.log_in(*generation).into_iter().collect(),
            Output::CheckHealth(generation) if self.answers_health => {
                vec![Event::Health(*generation, self.healthy)]
            }
            Output::Dial(generation) => match self.opening {
                Opening::Opens => vec![Event::Opened(*generation)],
                Opening::Fails => vec![Event::Closed(*generation, 1006)],
                Opening::NoAnswer => Vec::new(),
            },
            Output::Send(generation, frame) if self.reachable => {
                let text = frame.as_text().unwrap_or_default();
                self.heard.push(text.to_owned());
                self.answer(*generation, text)
            }
            _ => Vec::new(),
        };
        events.into_iter().map(|e| (self.latency, e)).collect()
    }

    /// Gives a chart its next value, and says how a subscriber is told.
    pub(crate) fn publish(&mut self, chart: &str, value: &str) -> Frame {
        let first = (
            Position {
                epoch: "e1".to_owned(),
                seq: 0,
            },
            String::new(),
        );
        let (position, current) = self.charts.entry(chart.to_owned()).or_insert(first);
        position.seq += 1;
        value.clone_into(current);
        let kept = self.kept.entry(chart.to_owned()).or_default();
        kept.push(value.to_owned());
        self.value(chart)
    }

    fn log_in(&mut self, generation: Generation) -> Option<Event> {
        let answer = match self.login {
            Login::Ticket => {
                self.tickets += 1;
                Ok(Some(format!("ticket-{}", self.tickets)))
            }
            Login::SignInRequired => Err(CredentialsError::SignInRequired),
            Login::Unavailable => Err(CredentialsError::Unavailable),
            Login::NoAnswer => return None,
        };
        Some(Event::Credentials(generation, answer))
    }

    fn answer(&self, generation: Generation, text: &str) -> Vec<Event> {
        let frame = |text: String| Event::Frame(generation, text.into());
        match text.split(' ').collect::<Vec<_>>().as_slice() {
            ["hello", _] => self.admit(generation),
            ["ping", id, _] => vec![frame(format!("pong {id}"))],
            ["renew", ..] => match self.admission {
                Admission::Welcome {
                    expires_in: Some(span),
                } => vec![frame(format!("renewed {span}"))],
                _ => vec![frame("renewed".to_owned())],
            },
            ["sub", id, socket_type, chart, resume @ ..] if self.answers_subscriptions => {
                let Some((head, _)) = self.charts.get(*chart) else {
                    return vec![frame(format!("error {id} {socket_type}"))];
                };
                let ours = [head.epoch.clone(), head.seq.to_string()];
                let recovered = !self.forgetful && resume.first() == Some(&head.epoch.as_str());
                let word = if recovered { "recovered" } else { "anew" };
                let kind = if self.complete { " complete" } else { "" };
                let answer = frame(format!(
                    "subscribed {id} {} {} {word}{kind}",
                    ours[0], ours[1]
                ));
                if resume == ours {
                    return vec![answer];
                }
                let missed = resume.get(1).and_then(|seq| seq.parse().ok());
                let values = match missed {
                    Some(ours) if self.complete && recovered => self.values_after(chart, ours),
                    _ => vec![self.value(chart)],
                };
                let values = values.into_iter().map(|v| Event::Frame(generation, v));
                std::iter::once(answer).chain(values).collect()
            }
            ["ask", id, "refuse"] => vec![frame(format!("error {id} -"))],
            ["ask", id, action] if self.answers_requests => {
                vec![frame(format!("answer {id} {action}"))]
            }
            _ => Vec::new(),
        }
    }

    fn admit(&self, generation: Generation) -> Vec<Event> {
        let frame = |text: String| Event::Frame(generation, text.into());
        match self.admission {
            Admission::Welcome {
                expires_in: Some(span),
            } => vec![frame(format!("welcome {span}"))],
            Admission::Welcome { expires_in: None } => vec![frame("welcome".to_owned())],
            Admission::Refused => vec![frame("refused".to_owned())],
            Admission::SayThenClose(text, code) => {
                vec![frame(text.to_owned()), Event::Closed(generation, code)]
            }
            Admission::Close(code) => vec![Event::Closed(generation, code)],
            Admission::Silence => Vec::new(),
        }
    }

    fn value(&self, chart: &str) -> Frame {
        let (position, value) = &self.charts[chart];
        data(chart, position, value)
    }

    fn values_after(&self, chart: &str, seq: u64) -> Vec<Frame> {
        let epoch = &self.charts[chart].0.epoch;
        let numbered = self.kept[chart].iter().zip(1..);
        let missed = numbered.filter(|(_, at)| *at > seq);
        let frame = |(value, seq): (&String, u64)| {
            let epoch = epoch.clone();
            data(chart, &Position { epoch, seq }, value)
        };
        missed.map(frame).collect()
    }
}

fn data(chart: &str, position: &Position, value: &str) -> Frame {
    let Position { epoch, seq } = position;
    format!("data {chart}Data {epoch} {seq} {value}").into()
}
