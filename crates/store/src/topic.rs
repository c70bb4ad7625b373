//! What a topic is called, and what is kept of its messages.

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};

use reactive_graph::signal::ReadSignal;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use socket_conn::{Freshness, Millis, Subscription};
use socket_wire::{Payload, socket_type_of};

use crate::message::with_serde;

/// A topic, the type of its messages, and the state that they are committed to, bound at compile time.
///
/// How messages become state is the topic's *commit policy*, chosen by the constructor. All of them commit once per
/// animation frame, and when one of a store's topics gets its first value, which does not wait for a frame.
///
/// | constructor | state | what is decoded |
/// |---|---|---|
/// | [`new`](Self::new) | the latest message | the latest of each frame; what it overwrites never is |
/// | [`ring`](Topic::ring) | the last *n* messages, oldest first | the last *n* of each frame |
/// | [`merged`](Topic::merged) | the latest message per key | every message |
/// | [`every`](Topic::every) | whatever your function makes of them | every message, in order |
///
/// ```
/// use std::collections::BTreeMap;
/// use leptos_socket_store::{Keyed, Topic};
///
/// #[derive(serde::Serialize, serde::Deserialize)]
/// struct Quote { symbol: String, price: f64 }
///
/// impl Keyed for Quote {
///     type Key = String;
///     fn key(&self) -> String { self.symbol.clone() }
/// }
///
/// const TREND: Topic<serde_json::Value> = Topic::new("trend");
/// const TICKER: Topic<Quote, std::collections::VecDeque<Quote>> = Topic::ring("ticker", 50);
/// const QUOTES: Topic<Quote, BTreeMap<String, Quote>> = Topic::merged("quotes");
/// const TURNOVER: Topic<Quote, f64> = Topic::every("sale", |sum, sale| *sum += sale.price);
///
/// assert_eq!(TREND.socket_type(), "trendData");
/// ```
pub struct Topic<T, S = Option<T>> {
    chart_name: &'static str,
    socket_type: Option<&'static str>,
    pub(crate) policy: Policy<T, S>,
}

/// A message that replaces an earlier one with the same key.
pub trait Keyed {
    /// What tells two of them apart.
    type Key: Ord;

    /// This one's key.
    fn key(&self) -> Self::Key;
}

/// What is kept until the commit, and how it becomes state.
pub(crate) struct Policy<T, S> {
    pub(crate) decode: fn(Payload<'_>) -> Result<T, String>,
    pub(crate) keep: Keep,
    fold: Fold<T, S>,
    /// How a state that can't be made again from the messages that are kept is written and read.
    pub(crate) saving: Option<Saving<S>>,
}

/// Which messages are worth keeping until the commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    Newest,
    Last(usize),
    All,
}

enum Fold<T, S> {
    With(fn(&mut S, T)),
    /// With a bound that was chosen with the topic.
    Bounded(fn(&mut S, T, usize), usize),
}

pub(crate) struct Saving<S> {
    pub(crate) write: fn(&S) -> Result<Value, serde_json::Error>,
    pub(crate) read: fn(&Value) -> Result<S, serde_json::Error>,
}

impl<T, S> Policy<T, S> {
    /// Makes a message part of the state.
    pub(crate) fn fold(&self, state: &mut S, message: T) {
        match self.fold {
            Fold::With(fold) => fold(state, message),
            Fold::Bounded(fold, bound) => fold(state, message, bound),
        }
    }
}

impl<T: DeserializeOwned> Topic<T> {
    /// A topic of which only the latest message matters; its `socketType` is the name with `Data` behind it.
    #[must_use]
    pub const fn new(chart_name: &'static str) -> Self {
        Self {
            chart_name,
            socket_type: None,
            policy: Policy {
                decode: with_serde,
                keep: Keep::Newest,
                fold: Fold::With(|state, message| *state = Some(message)),
                saving: None,
            },
        }
    }
}

impl<T: DeserializeOwned> Topic<T, VecDeque<T>> {
    /// A topic of which the last `length` messages matter.
    #[must_use]
    pub const fn ring(chart_name: &'static str, length: usize) -> Self {
        Self {
            chart_name,
            socket_type: None,
            policy: Policy {
                decode: with_serde,
                keep: Keep::Last(length),
                fold: Fold::Bounded(
                    |state, message, length| {
                        state.push_back(message);
                        state.drain(..state.len().saturating_sub(length));
                    },
                    length,
                ),
                saving: None,
            },
        }
    }
}

impl<T> Topic<T, BTreeMap<T::Key, T>>
where
    T: Keyed + Serialize + DeserializeOwned,
    T::Key: Serialize + DeserializeOwned,
{
    /// A topic of which the latest message per [key](Keyed) matters.
    #[must_use]
    pub const fn merged(chart_name: &'static str) -> Self {
        Self {
            chart_name,
            socket_type: None,
            policy: Policy {
                decode: with_serde,
                keep: Keep::All,
                fold: Fold::With(|state, message| drop(state.insert(message.key(), message))),
                saving: Some(Saving::WITH_SERDE),
            },
        }
    }
}

impl<T: DeserializeOwned, S: Serialize + DeserializeOwned> Topic<T, S> {
    /// A topic each message of which matters: it is folded into the state, in order, none left out.
    #[must_use]
    pub const fn every(chart_name: &'static str, fold: fn(&mut S, T)) -> Self {
        Self {
            chart_name,
            socket_type: None,
            policy: Policy {
                decode: with_serde,
                keep: Keep::All,
                fold: Fold::With(fold),
                saving: Some(Saving::WITH_SERDE),
            },
        }
    }
}

impl<T, S> Topic<T, S> {
    /// The same topic under a `socketType` that does not follow from its name.
    #[must_use]
    pub const fn under(mut self, socket_type: &'static str) -> Self {
        self.socket_type = Some(socket_type);
        self
    }

    /// The same topic with messages that are read by a function of your own, in the place of serde's.
    ///
    /// It is for messages that have more forms than one, and for speed: a function without type parameters is compiled in
    /// the crate that holds it, under that crate's `opt-level`, however small the program around it is made. (`T` is
    /// `Deserialize` all the same, for the constructors ask for it.)
    ///
    /// ```
    /// use leptos_socket_store::{Payload, Topic};
    ///
    /// /// Some of the servers send the number, others an object around it.
    /// fn read(payload: Payload<'_>) -> Result<f64, String> {
    ///     #[derive(serde::Deserialize)]
    ///     #[serde(untagged)]
    ///     enum Form {
    ///         Bare(f64),
    ///         Within { value: f64 },
    ///     }
    ///     payload.decode().map(|(Form::Bare(value) | Form::Within { value })| value)
    /// }
    ///
    /// const TEMPERATURE: Topic<f64> = Topic::new("temperature").decoded_by(read);
    /// ```
    #[must_use]
    pub const fn decoded_by(mut self, decode: fn(Payload<'_>) -> Result<T, String>) -> Self {
        self.policy.decode = decode;
        self
    }

    /// `chartName`: what the topic is called.
    #[must_use]
    pub const fn chart_name(&self) -> &'static str {
        self.chart_name
    }

    /// `socketType`: under which name its messages arrive.
    #[must_use]
    pub fn socket_type(&self) -> Cow<'static, str> {
        match self.socket_type {
            Some(name) => Cow::Borrowed(name),
            None => Cow::Owned(socket_type_of(self.chart_name)),
        }
    }

    pub(crate) fn subscription(&self) -> Subscription {
        Subscription {
            socket_type: self.socket_type().into_owned(),
            chart_name: self.chart_name.to_owned(),
        }
    }

    /// The same kind of topic under a name that is known only when the program runs.
    pub(crate) fn subscription_of(chart_name: &str) -> Subscription {
        Subscription {
            socket_type: socket_type_of(chart_name),
            chart_name: chart_name.to_owned(),
        }
    }
}

impl<S: Serialize + DeserializeOwned> Saving<S> {
    const WITH_SERDE: Self = Self {
        write: |state| serde_json::to_value(state),
        read: |value| S::deserialize(value),
    };
}

impl<T, S> Clone for Topic<T, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, S> Copy for Topic<T, S> {}

impl<T, S> Clone for Policy<T, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, S> Copy for Policy<T, S> {}

impl<T, S> Clone for Fold<T, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, S> Copy for Fold<T, S> {}

impl<S> Clone for Saving<S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Saving<S> {}

impl<T, S> std::fmt::Debug for Topic<T, S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Topic")
            .field("chart_name", &self.chart_name)
            .field("socket_type", &self.socket_type())
            .field("keep", &self.policy.keep)
            .finish()
    }
}

/// A topic's state as signals; all of them change together, with the commit.
#[derive(Debug)]
pub struct TopicHandle<S: 'static> {
    /// What the topic's messages have made of it; in a topic of which only the latest message matters `None` before
    /// the first.
    pub value: ReadSignal<S>,
    /// How far the value can be trusted.
    pub freshness: ReadSignal<Freshness>,
    /// The number of the newest message: the server's `seq`, or a local count in dialects that have none.
    pub seq: ReadSignal<u64>,
    /// When the newest message came, on the clock of [`SocketStore::now`](crate::SocketStore::now).
    pub updated_at: ReadSignal<Option<Millis>>,
}

impl<S> Clone for TopicHandle<S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for TopicHandle<S> {}
