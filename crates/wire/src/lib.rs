//! The words that browser and server exchange on the socket: pure types, no I/O.
//!
//! Every message is one JSON object. There is one vocabulary for two modes; the first message that a client sends
//! decides which of them the connection speaks.
//!
//! # Plain mode
//!
//! What big-screen Vue projects speak. A request is answered with the same object and `data` added, the chart's JSON
//! *as a string*; the same frame follows whenever the chart changes.
//!
//! ```text
//! → {"action":"getData","socketType":"trendData","chartName":"trend","value":""}
//! ← {"action":"getData","socketType":"trendData","chartName":"trend","value":"","data":"{\"map\":…}"}
//! → {"action":"themeChange","socketType":"themeChange","chartName":"","value":"dark"}   relayed to all, verbatim
//! → {"type":"auth","data":"<ticket>"}     ← {"type":"auth","data":"auth ok"}  or  {"type":"noAuth"}, close 4401
//! ← {"type":"heartCheck"}                 → {"type":"heartCheck"}
//! → ping                                  ← pong                               (bare texts, not JSON)
//! ← {"type":"error","code":"unknownTopic","message":"…","socketType":"xData","chartName":"x"}
//! ```
//!
//! # Native mode
//!
//! Begins with `hello`. An `id` is chosen by the client, counts up, and comes back in the answer.
//!
//! | direction | message | meaning |
//! |---|---|---|
//! | → | `{"type":"hello","version":1,"ticket":"…","codecs":["msgpack","json"]}` | must be first; `codecs` are those that the client reads, the preferred one first (none: JSON); `ticket` may be absent when a cookie or `--public` lets the client in |
//! | ← | `{"type":"hello","version":1,"codec":"json","user":"…","role":"…","heartbeat":25000,"expiresIn":43200,"ts":…,"screen":{…}}` | [`Welcome`]: what was agreed: `codec` is the first that the server knows, and if it knows none of them the client gets a `notAllowed` error and 4403; `screen` is the state that late joiners need |
//! | → | `{"action":"subscribe","id":1,"socketType":"trendData","chartName":"trend","epoch":"…","seq":41}` | `epoch` and `seq` only when resuming |
//! | ← | `{"type":"subscribed","id":1,"socketType":…,"chartName":…,"epoch":"…","seq":42,"recovered":true}` | the topic's head; `recovered` = the client was in this epoch and has lost nothing that matters; what it lacks follows as data; `"complete":true` in a topic each value of which counts, see below |
//! | ← | `{"socketType":"trendData","chartName":"trend","epoch":"…","seq":42,"ts":…,"data":{…}}` | a value of the topic; `data` is JSON itself and the **last** member, so that a reader can stop at it |
//! | ← | `{"type":"batch","data":[…]}` | several of the server's messages in one frame, in order |
//! | → | `{"action":"unsubscribe","id":2,"socketType":"trendData","chartName":"trend"}` | answered by `{"type":"unsubscribed","id":2,…}`; a subscription is told by both names, since a topic may be followed under several `socketType`s (without one: `<chartName>Data`) |
//! | → | `{"action":"getData","id":3,"socketType":"trendData","chartName":"trend"}` | the current value once: answered by a data frame with that `id`; of a complete topic, all values that the server keeps, as an array |
//! | → | `{"action":"themeChange","socketType":"themeChange","chartName":"","value":"dark"}` | a relayed action, sent verbatim to every client, the sender included |
//! | → | `{"type":"auth","id":4,"data":"<ticket>"}` | in-band re-authentication; ← `{"type":"auth","id":4,"data":"auth ok","expiresIn":43200}` |
//! | → | `{"type":"ping","id":5}` | ← `{"type":"pong","id":5,"ts":…}` |
//! | ← | `{"type":"heartCheck","ts":…}` | every `heartbeat` ms; echoed by the client |
//! | ← | `{"type":"error","code":"malformed","message":"…","id":…,"socketType":…,"chartName":…}` | an answer that is a refusal |
//!
//! Most topics are snapshots: a slow reader is sent the newest value only. In a complete topic each value counts, and its
//! `seq` grows by one from frame to frame. The server keeps the newest ones; of more at once than it keeps, the older ones
//! get no `seq` and are never sent. A client that resumes where none is missing (`recovered`) gets those that follow on its
//! own; any other gets all that are kept, whatever it had before; one that is slower than they go is closed with 4408.
//! Plain mode has an array of all of them as the chart.
//!
//! With the codec `msgpack`, data and batches of data are binary ([`pack`]), and all else stays text, as does a value
//! that cannot be packed. With `jsonBytes` they are the same JSON as with `json`, in UTF-8, as binary frames: a browser makes
//! a string of a text frame, of which WebAssembly has to make bytes again. A binary frame that begins with `{` is JSON.
//!
//! # Relayed actions
//!
//! A server relays the actions that it was told to (`--relay`), of clients that may, and refuses with `notAllowed`:
//!
//! - a message with `type`, `id`, `seq`, `epoch` or `data`, with a member twice, or with a `socketType` under which a chart's
//!   data comes, **even when its action is on the list**: sent verbatim to everybody, it would pass for one of the
//!   server's own;
//! - one of more than 4 KiB, or more than 20 in two seconds: each goes to every client.
//!
//! # Numbers and unknown members
//!
//! Times (`ts`) are milliseconds since the Unix epoch, durations milliseconds unless named `expiresIn` (seconds).
//! Numbers may arrive as strings, and unknown members are ignored, in both directions; so are, in what a client says,
//! the members that only servers send, and in plain mode an `id` that is no number. The folder `golden/` holds one
//! example of each message; a test reads and writes them all.
//!
//! # Layout
//!
//! In the order in which a message passes: [`scan`] finds the members of an object without decoding them,
//! [`Envelope`] reads those that route a server's message, [`ClientMessage`] is what a server acts on, [`ServerMessage`]
//! what a client acts on, [`Frame`] writes both. [`pack`] reads and writes the binary frames, [`Payload`] is what
//! a message carries. [`Screen`] and [`Theme`] hold the rules of what is relayed, for both ends. [`CloseCode`] and
//! [`ErrorCode`] name the refusals.

mod close;
mod envelope;
mod error;
mod frame;
mod from_client;
mod from_server;
mod name;
pub mod pack;
mod payload;
pub mod scan;
mod screen;
mod theme;

pub use close::CloseCode;
pub use envelope::Envelope;
pub use error::{ErrorCode, Malformed};
pub use frame::Frame;
pub use from_client::{ClientMessage, Hello, Mode, Request};
pub use from_server::{DataFrame, ServerMessage, Welcome};
pub use name::{InvalidName, TopicName, socket_type_of};
pub use payload::Payload;
pub use screen::Screen;
pub use theme::Theme;

/// The version of native mode that this crate speaks.
pub const VERSION: u32 = 1;

/// The name of the JSON codec in a hello.
pub const CODEC_JSON: &str = "json";

/// The name in a hello of the codec that has the same texts as [`CODEC_JSON`], data and batches of data as binary frames.
pub const CODEC_JSON_BYTES: &str = "jsonBytes";

/// The name of the MessagePack codec in a hello: see [`pack`].
pub const CODEC_MESSAGE_PACK: &str = "msgpack";

/// Where a reader stands in a topic.
///
/// An epoch is the life of a topic's numbering: as long as it stays the same, `seq` counts up by one with each value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// The life of the numbering, an opaque text.
    pub epoch: String,
    /// The number of the newest value that was seen.
    pub seq: u64,
}
