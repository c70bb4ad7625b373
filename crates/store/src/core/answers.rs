//! Requests that wait for their answers.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::task::{Context, Poll, Waker};

use socket_conn::{Delivery, RequestError as Reason, SortedMap};

use super::Core;
use crate::message::{Message, Refusal, Reply};

/// Why a request has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// The server has not answered in time.
    #[error("no answer in time")]
    TimedOut,
    /// The connection was lost after it was sent: whether the server has acted on it is not known.
    #[error("the connection was lost before the answer")]
    Lost,
    /// The server refuses.
    #[error("the server refuses: {}", .0.message)]
    Refused(Refusal),
    /// It was never sent: the queue was full, or it waited too long.
    #[error("it could not be sent")]
    NotSent,
    /// The connection is closed, or the store is gone.
    #[error("the connection is closed")]
    Closed,
    /// This server's dialect has no requests.
    #[error("this server has no requests")]
    Unsupported,
}

impl From<Reason> for RequestError {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::TimedOut => Self::TimedOut,
            Reason::Lost => Self::Lost,
            Reason::NotSent => Self::NotSent,
            Reason::Closed => Self::Closed,
            Reason::Unsupported => Self::Unsupported,
            Reason::Refused(delivery) => {
                let message = Message::new(&delivery);
                let unnamed = |_| Refusal {
                    code: String::new(),
                    message: message.frame().as_text().unwrap_or_default().to_owned(),
                };
                Self::Refused(message.decode().unwrap_or_else(unnamed))
            }
        }
    }
}

/// The answer to a request, to be awaited. Dropping it cancels the request: one that has not been sent yet never is.
#[must_use = "a request is cancelled when its answer is dropped"]
pub struct Answer {
    core: Weak<Core>,
    state: Result<(u64, Rc<RefCell<Slot>>), RequestError>,
}

#[derive(Default)]
struct Slot {
    answer: Option<Result<Reply, RequestError>>,
    waker: Option<Waker>,
}

/// The requests of one store.
#[derive(Default)]
pub(super) struct Answers {
    slots: RefCell<SortedMap<u64, Rc<RefCell<Slot>>>>,
    /// How they are answered, from the first one on: an app that asks for nothing does not carry it.
    answer: Cell<Option<GiveAnswer>>,
}

type GiveAnswer = fn(&Answers, u64, Result<Delivery, Reason>);

impl Answers {
    pub(super) fn expect(&self, core: Weak<Core>, asked: Result<u64, Reason>) -> Answer {
        self.answer.set(Some(Self::give));
        let state = asked.map_err(RequestError::from).map(|id| {
            let slot = Rc::<RefCell<Slot>>::default();
            self.slots.borrow_mut().insert(id, Rc::clone(&slot));
            (id, slot)
        });
        Answer { core, state }
    }

    pub(super) fn answer(&self, id: u64, answer: Result<Delivery, Reason>) {
        if let Some(give) = self.answer.get() {
            give(self, id, answer);
        }
    }

    fn give(&self, id: u64, answer: Result<Delivery, Reason>) {
        let Some(slot) = self.slots.borrow_mut().remove(&id) else {
            return;
        };
        let waker = {
            let mut slot = slot.borrow_mut();
            slot.answer = Some(answer.map(Reply::new).map_err(RequestError::from));
            slot.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn forget(&self, id: u64) -> bool {
        self.slots.borrow_mut().remove(&id).is_some()
    }
}

impl Drop for Answers {
    /// Nobody will answer any more.
    fn drop(&mut self) {
        let ids: Vec<u64> = self.slots.borrow().keys().copied().collect();
        for id in ids {
            self.answer(id, Err(Reason::Closed));
        }
    }
}

impl Future for Answer {
    type Output = Result<Reply, RequestError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let (_, slot) = match &self.state {
            Ok(state) => state,
            Err(error) => return Poll::Ready(Err(error.clone())),
        };
        let mut slot = slot.borrow_mut();
        if let Some(answer) = slot.answer.take() {
            return Poll::Ready(answer);
        }
        if self.core.strong_count() == 0 {
            return Poll::Ready(Err(RequestError::Closed));
        }
        slot.waker = Some(context.waker().clone());
        Poll::Pending
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        let (Ok((id, _)), Some(core)) = (&self.state, self.core.upgrade()) else {
            return;
        };
        if core.answers.forget(*id) {
            core.drive(|connection, _| connection.cancel(*id));
        }
    }
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let id = self.state.as_ref().map(|(id, _)| id);
        f.debug_tuple("Answer").field(&id).finish()
    }
}
