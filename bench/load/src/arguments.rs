use std::net::SocketAddr;
use std::time::Duration;

use clap::{Parser, ValueEnum};

/// Opens sockets to a hub on the loopback address, and measures.
#[derive(Debug, Parser)]
pub(crate) struct Arguments {
    /// Where the hub listens
    #[arg(long)]
    pub(crate) address: SocketAddr,
    /// The path of its socket
    #[arg(long, default_value = "/ws")]
    pub(crate) path: String,
    /// The process whose CPU time and memory are measured
    #[arg(long)]
    pub(crate) pid: u32,
    /// Sockets that listen, the publishing ones included
    #[arg(long)]
    pub(crate) sockets: usize,
    /// How many of them publish, in turns; none: the hub does by itself
    #[arg(long, default_value_t = 0)]
    pub(crate) publishers: usize,
    /// Messages in a second, of all publishers together
    #[arg(long, default_value_t = 10.0)]
    pub(crate) rate: f64,
    /// The length of a message, in bytes
    #[arg(long, default_value_t = 200)]
    pub(crate) size: usize,
    /// What the sockets speak
    #[arg(long, value_enum, default_value_t = Speech::Plain)]
    pub(crate) speech: Speech,
    /// Topics `t0`, `t1`… that the hub has
    #[arg(long, default_value_t = 0)]
    pub(crate) topics: usize,
    /// How many of those each socket follows; the next socket follows the next ones
    #[arg(long, default_value_t = 0)]
    pub(crate) follow: usize,
    /// Seconds before anything counts
    #[arg(long, default_value_t = 1.0)]
    pub(crate) warm_up: f64,
    /// Seconds in which it counts
    #[arg(long, default_value_t = 5.0)]
    pub(crate) seconds: f64,
}

/// What a socket says first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Speech {
    /// `getData` for each topic, and nothing else.
    Plain,
    /// A hello, then subscriptions; texts.
    Native,
    /// The same, and data in MessagePack.
    Packed,
}

impl Arguments {
    /// What the socket with this number says when it is open.
    pub(crate) fn first_words(&self, socket: usize) -> Vec<String> {
        let mut words = Vec::new();
        match self.speech {
            Speech::Plain => {}
            Speech::Native => words.push(hello("json")),
            Speech::Packed => words.push(hello("msgpack")),
        }
        let action = match self.speech {
            Speech::Plain => "getData",
            Speech::Native | Speech::Packed => "subscribe",
        };
        for place in 0..self.follow.min(self.topics) {
            let topic = (socket * self.follow + place) % self.topics;
            words.push(format!(
                r#"{{"action":"{action}","id":{place},"socketType":"t{topic}Data","chartName":"t{topic}"}}"#
            ));
        }
        words
    }

    pub(crate) fn warm_up(&self) -> Duration {
        Duration::from_secs_f64(self.warm_up)
    }

    pub(crate) fn duration(&self) -> Duration {
        Duration::from_secs_f64(self.seconds)
    }
}

fn hello(codec: &str) -> String {
    format!(r#"{{"type":"hello","version":1,"codecs":["{codec}"]}}"#)
}
