use std::future::{Future as _, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Poll, ready};

use parking_lot::Mutex;
use socket_wire::CloseCode;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::desk::{Desk, Visitor};
use super::farewell::{self, Ending};
use super::session::{Session, Socket};
use crate::hub::Reader;

/// Runs a connection from its first message to its close; returns when it is over.
pub async fn run<S: Socket>(
    socket: S,
    desk: Arc<Desk>,
    visitor: Visitor,
    shutdown: CancellationToken,
) {
    let hub = Arc::clone(&desk.hub);
    let session = Session::new(socket, desk, visitor);
    let line = Arc::new(Line(Mutex::new(Some(session))));
    let seat = hub.seat(Arc::clone(&line) as Arc<dyn Reader>);
    if let Some(session) = line.0.lock().as_mut() {
        session.sit(seat.interest());
    }
    let ending = line.talk(&shutdown).await;
    drop(seat);
    let Some(session) = line.0.lock().take() else {
        return;
    };
    let (socket, outbox, _open) = session.into_parts();
    // Far larger than the rest, and most connections are not at their end.
    Box::pin(farewell::say(socket, outbox, ending)).await;
}

/// A connection as its own task and the hub's audience share it: each does what it is there for, one at a time. Empty when
/// the connection has come to its end.
struct Line<S>(Mutex<Option<Session<S>>>);

impl<S: Socket> Line<S> {
    /// The connection's own task: reads, and watches the time.
    async fn talk(&self, shutdown: &CancellationToken) -> Ending {
        let mut shutdown = pin!(shutdown.cancelled());
        let mut alarm = pin!(sleep_until(Instant::now()));
        poll_fn(|cx| {
            let mut session = self.0.lock();
            let Some(session) = session.as_mut() else {
                return Poll::Ready(Ending::Gone);
            };
            if shutdown.as_mut().poll(cx).is_ready() {
                session.drop_waiting();
                return Poll::Ready(Ending::Close(CloseCode::Restart));
            }
            loop {
                if let Poll::Ready(ending) = session.poll(cx) {
                    return Poll::Ready(ending);
                }
                let due = session.alarm();
                // One that rings too early costs less than setting it anew for every message.
                if due < alarm.deadline() || alarm.is_elapsed() {
                    alarm.as_mut().reset(due);
                }
                ready!(alarm.as_mut().poll(cx));
            }
        })
        .await
    }
}

impl<S: Socket> Reader for Line<S> {
    fn tell(&self, values: bool, now: Instant) {
        if let Some(session) = self.0.lock().as_mut() {
            session.tell(values, now);
        }
    }
}
