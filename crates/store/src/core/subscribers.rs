//! A list of those who want to know something, which may change while they are told.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

pub(super) struct Subscribers<T> {
    list: RefCell<Vec<Rc<Subscriber<T>>>>,
    last_id: Cell<u64>,
}

struct Subscriber<T> {
    id: u64,
    is_subscribed: Cell<bool>,
    what: T,
}

impl<T> Subscribers<T> {
    pub(super) fn add(&self, what: T) -> u64 {
        let id = self.last_id.get() + 1;
        self.last_id.set(id);
        self.list.borrow_mut().push(Rc::new(Subscriber {
            id,
            is_subscribed: Cell::new(true),
            what,
        }));
        id
    }

    pub(super) fn remove(&self, id: u64) {
        let removed: Vec<_> = {
            let mut list = self.list.borrow_mut();
            list.extract_if(.., |subscriber| subscriber.id == id)
                .collect()
        };
        // Dropped outside of the borrow: what it owns may unsubscribe too. Whoever tells the list may hold it still.
        for subscriber in removed {
            subscriber.is_subscribed.set(false);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.borrow().is_empty()
    }

    pub(super) fn any(&self, such: impl Fn(&T) -> bool) -> bool {
        self.list
            .borrow()
            .iter()
            .any(|subscriber| such(&subscriber.what))
    }

    /// Tells those who are subscribed when it begins and still are when it is their turn, in the order in which they
    /// came.
    pub(super) fn tell(&self, call: impl Fn(&T)) {
        let list = self.list.borrow().clone();
        for subscriber in list {
            if subscriber.is_subscribed.get() {
                call(&subscriber.what);
            }
        }
    }
}

impl<T> Default for Subscribers<T> {
    fn default() -> Self {
        Self {
            list: RefCell::default(),
            last_id: Cell::default(),
        }
    }
}
