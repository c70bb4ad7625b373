//! A dialect made of plain words, so that a test can be read aloud. One line is one reading; several lines are a batch.
//!
//! | client | server |
//! |---|---|
//! | `hello <credentials or ->` | `welcome [<expires in>]`, `refused` |
//! | `sub <id> <socketType> <chart> [<epoch> <seq>]` | `subscribed <id> <epoch> <seq> recovered\|anew [complete]`, `error <id or -> <socketType or ->` |
//! | `unsub <id> <chart>` | |
//! | `ask <id> <action>` | `answer <id> <value>`, `error <id or -> <socketType or ->` |
//! | `ping <id> <chart or ->` | `pong [<id>]` |
//! | `beat` | `beat` |
//! | `alive` | |
//! | `bye` | |
//! | `renew <id> <credentials>` | `renewed [<expires in>]` |
//! | | `data <socketType> <epoch or -> <seq> <value>` |
//! | | `nothing` |

use socket_conn::{
    Body, Data, Dialect, Entry, Frame, History, Liveness, Millis, Position, Reading, Request,
    Subscription,
};

#[derive(Debug, Clone, Copy)]
pub(crate) struct Words {
    pub(crate) entry: Entry,
    pub(crate) liveness: Option<Liveness>,
    /// False: there is no `ping`.
    pub(crate) can_probe: bool,
    /// How often the client says `alive` by itself.
    pub(crate) alive_every: Option<Millis>,
    /// Whether the client says `bye`.
    pub(crate) says_bye: bool,
}

impl Default for Words {
    /// As the project's own server is spoken to.
    fn default() -> Self {
        Self {
            entry: Entry::Welcome,
            liveness: Some(Liveness::Asked {
                after: 15_000,
                within: 5_000,
            }),
            can_probe: true,
            alive_every: None,
            says_bye: false,
        }
    }
}

/// The subscription of a chart, with the contract's `<chartName>Data` as its socketType.
pub(crate) fn topic(chart: &str) -> Subscription {
    Subscription {
        socket_type: format!("{chart}Data"),
        chart_name: chart.to_owned(),
    }
}

impl Dialect for Words {
    fn entry(&self) -> Entry {
        self.entry
    }

    fn liveness(&self) -> Option<Liveness> {
        self.liveness
    }

    fn greeting(&self, credentials: Option<&str>) -> Option<Frame> {
        Some(format!("hello {}", credentials.unwrap_or("-")).into())
    }

    fn beat_every(&self) -> Option<Millis> {
        self.alive_every
    }

    fn beat(&self) -> Option<Frame> {
        Some("alive".into())
    }

    fn farewell(&self) -> Option<Frame> {
        self.says_bye.then(|| "bye".into())
    }

    fn request(&self, id: u64, request: &Request) -> Option<Frame> {
        (request.action != "no-word").then(|| format!("ask {id} {}", request.action).into())
    }

    fn subscribe(&self, id: u64, topic: &Subscription, resume: Option<&Position>) -> Option<Frame> {
        let mut text = format!("sub {id} {} {}", topic.socket_type, topic.chart_name);
        if let Some(position) = resume {
            text += &format!(" {} {}", position.epoch, position.seq);
        }
        Some(text.into())
    }

    fn unsubscribe(&self, id: u64, topic: &Subscription) -> Option<Frame> {
        Some(format!("unsub {id} {}", topic.chart_name).into())
    }

    fn probe(&self, id: u64, topic: Option<&Subscription>) -> Option<Frame> {
        let chart = topic.map_or("-", |topic| &topic.chart_name);
        self.can_probe.then(|| format!("ping {id} {chart}").into())
    }

    fn echo(&self) -> Option<Frame> {
        Some("beat".into())
    }

    fn renew(&self, id: u64, credentials: &str) -> Option<Frame> {
        Some(format!("renew {id} {credentials}").into())
    }

    fn read(&self, frame: &Frame, readings: &mut Vec<Reading>) -> Result<(), String> {
        let text = frame.as_text().ok_or("not UTF-8")?;
        let mut start = 0;
        for line in text.split('\n') {
            readings.push(line_read(line, start).ok_or_else(|| format!("no such word: {line}"))?);
            start += line.len() + 1;
        }
        Ok(())
    }
}

/// What one line means; `start` is where it begins in the frame.
fn line_read(line: &str, start: usize) -> Option<Reading> {
    let words: Vec<&str> = line.split(' ').collect();
    let reading = match words.as_slice() {
        ["welcome", rest @ ..] => Reading::Welcome {
            expires_in: span(rest)?,
        },
        ["renewed", rest @ ..] => Reading::Renewed {
            expires_in: span(rest)?,
        },
        ["refused"] => Reading::Refused,
        ["beat"] => Reading::Heartbeat,
        ["nothing"] => Reading::Nothing,
        ["pong"] => Reading::Pong { id: None },
        ["pong", id] => Reading::Pong {
            id: Some(id.parse().ok()?),
        },
        ["subscribed", id, epoch, seq, recovered, rest @ ..] => Reading::Subscribed {
            id: id.parse().ok()?,
            head: position(epoch, seq)?,
            recovered: *recovered == "recovered",
            history: match rest {
                [] => History::Newest,
                _ => History::Complete,
            },
        },
        ["error", id, socket_type] => Reading::Error {
            id: id.parse().ok(),
            socket_type: (*socket_type != "-").then(|| (*socket_type).to_owned()),
            data: Data {
                socket_type: Some("error".to_owned()),
                chart_name: None,
                position: None,
                body: Body::Json(start..start + line.len()),
            },
        },
        ["answer", id, value] => Reading::Answer {
            id: id.parse().ok()?,
            data: Data {
                socket_type: Some("answer".to_owned()),
                chart_name: None,
                position: None,
                body: Body::Json(start + line.len() - value.len()..start + line.len()),
            },
        },
        ["data", socket_type, epoch, seq, value] => Reading::Data(Data {
            socket_type: Some((*socket_type).to_owned()),
            chart_name: None,
            position: position(epoch, seq),
            body: Body::Json(start + line.len() - value.len()..start + line.len()),
        }),
        _ => return None,
    };
    Some(reading)
}

fn span(rest: &[&str]) -> Option<Option<Millis>> {
    match rest {
        [] => Some(None),
        [span] => span.parse().ok().map(Some),
        _ => None,
    }
}

fn position(epoch: &str, seq: &str) -> Option<Position> {
    Some(Position {
        epoch: (epoch != "-").then(|| epoch.to_owned())?,
        seq: seq.parse().ok()?,
    })
}
