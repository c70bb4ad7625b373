use std::time::Duration;

use crate::arguments::Arguments;
use crate::fleet::Fleet;
use crate::{clock, frames};

/// Before the time of sending in a message, nanoseconds since the Unix epoch in [`DIGITS`] digits.
const MARK: &[u8] = br#""at":""#;
const DIGITS: usize = 19;

/// Before the first message. A hub answers the upgrade before it has taken the socket in; what is sent in between does not
/// reach that socket, and would count as lost.
const TAKING_IN: Duration = Duration::from_millis(500);
/// A delay that is not caught up with.
const STALL: Duration = Duration::from_millis(100);

/// Publishes at a steady rate, by several sockets in turns: a server limits what one client may relay.
pub(crate) struct Publisher {
    sockets: usize,
    size: usize,
    interval: Duration,
    next: Duration,
    pub(crate) published: usize,
}

impl Publisher {
    pub(crate) fn new(arguments: &Arguments) -> Self {
        Self {
            sockets: arguments.publishers.min(arguments.sockets),
            size: arguments.size,
            interval: Duration::from_secs_f64(1.0 / arguments.rate),
            next: clock::now() + TAKING_IN,
            published: 0,
        }
    }

    /// When the next message is due; never if nobody publishes.
    pub(crate) fn due(&self) -> Option<Duration> {
        (self.sockets > 0).then_some(self.next)
    }

    /// Sends one message if it is due. A short delay is caught up with, so that the rate is what was asked for; after a
    /// stall it goes on as if there had been none.
    pub(crate) fn publish(&mut self, now: Duration, fleet: &mut Fleet) -> anyhow::Result<()> {
        if self.due().is_none_or(|due| due > now) {
            return Ok(());
        }
        self.next = (self.next + self.interval).max(now.saturating_sub(STALL));
        let socket = self.published % self.sockets;
        self.published += 1;
        fleet.send(socket, &frames::text(&message(self.size, clock::now())))
    }
}

fn message(size: usize, at: Duration) -> String {
    let head = r#"{"action":"load","socketType":"load","chartName":"","value":"","at":""#;
    let tail = r#"","more":"#;
    let mut text = format!("{head}{:0DIGITS$}{tail}\"", at.as_nanos());
    let more = size.saturating_sub(text.len() + 2);
    text.extend(std::iter::repeat_n('x', more));
    text.push_str("\"}");
    text
}

/// When a message was sent, if it says so.
pub(crate) fn sent_at(payload: &[u8]) -> Option<Duration> {
    let place = payload.windows(MARK.len()).position(|part| part == MARK)? + MARK.len();
    let digits = payload.get(place..place + DIGITS)?;
    let nanos = str::from_utf8(digits).ok()?.parse().ok()?;
    Some(Duration::from_nanos(nanos))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_as_long_as_was_asked_and_tells_its_time() {
        let at = Duration::from_nanos(1_700_000_000_123_456_789);
        let text = message(200, at);
        assert_eq!(text.len(), 200);
        assert_eq!(sent_at(text.as_bytes()), Some(at));
        assert_eq!(sent_at(b"{}"), None);
    }
}
