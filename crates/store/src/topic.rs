use std::borrow::Cow;
use std::marker::PhantomData;

use reactive_graph::signal::ReadSignal;
use socket_conn::{Freshness, Millis, Subscription};

/// A topic and the type of its values, bound at compile time.
///
/// ```
/// use leptos_socket_store::Topic;
/// const TREND: Topic<serde_json::Value> = Topic::new("trend");
/// assert_eq!(TREND.socket_type(), "trendData");
/// ```
#[derive(Debug)]
pub struct Topic<T> {
    chart_name: &'static str,
    socket_type: Option<&'static str>,
    value: PhantomData<fn() -> T>,
}

impl<T> Topic<T> {
    /// The topic of a chart; its `socketType` is the name with `Data` behind it.
    #[must_use]
    pub const fn new(chart_name: &'static str) -> Self {
        Self {
            chart_name,
            socket_type: None,
            value: PhantomData,
        }
    }

    /// A topic whose `socketType` does not follow from its name.
    #[must_use]
    pub const fn named(chart_name: &'static str, socket_type: &'static str) -> Self {
        Self {
            chart_name,
            socket_type: Some(socket_type),
            value: PhantomData,
        }
    }

    /// `chartName`: what the topic is called.
    #[must_use]
    pub const fn chart_name(&self) -> &'static str {
        self.chart_name
    }

    /// `socketType`: under which name its values arrive.
    #[must_use]
    pub fn socket_type(&self) -> Cow<'static, str> {
        match self.socket_type {
            Some(name) => Cow::Borrowed(name),
            None => Cow::Owned(format!("{}Data", self.chart_name)),
        }
    }

    pub(crate) fn subscription(&self) -> Subscription {
        Subscription {
            socket_type: self.socket_type().into_owned(),
            chart_name: self.chart_name.to_owned(),
        }
    }
}

/// A topic's state as signals; all of them change together, once per animation frame at most.
#[derive(Debug)]
pub struct TopicHandle<T: 'static> {
    /// The newest value that could be read; `None` before the first.
    pub value: ReadSignal<Option<T>>,
    /// How far the value can be trusted.
    pub freshness: ReadSignal<Freshness>,
    /// The value's number: the server's `seq`, or a local count in dialects that have none.
    pub seq: ReadSignal<u64>,
    /// When the value came, on the clock of [`SocketStore::now`](crate::SocketStore::now).
    pub updated_at: ReadSignal<Option<Millis>>,
}

impl<T> Clone for TopicHandle<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for TopicHandle<T> {}
