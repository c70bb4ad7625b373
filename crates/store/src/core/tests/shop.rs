//! An app's state: a cart, and a text that counts how often it is written down.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use serde::{Deserialize, Serialize, Serializer};

use crate::slice::Slice;

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Cart {
    pub(super) items: Vec<String>,
    pub(super) coupon: Option<u32>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum CartMutation {
    Add(String),
    Discount { coupon: u32 },
    Coupon(Option<u32>),
    Clear,
}

impl Slice for Cart {
    const NAME: &'static str = "cart";
    type Mutation = CartMutation;

    fn apply(&mut self, mutation: CartMutation) {
        match mutation {
            CartMutation::Add(item) => self.items.push(item),
            CartMutation::Discount { coupon } => self.coupon = Some(coupon),
            CartMutation::Coupon(coupon) => self.coupon = coupon,
            CartMutation::Clear => self.items.clear(),
        }
    }
}

pub(super) fn add(item: &str) -> CartMutation {
    CartMutation::Add(item.to_owned())
}

/// A slice whose mutation is no enum, and which can't be copied.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Note(pub(super) Text);

/// A text that counts how often it is written down, as a list of one.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "[String; 1]")]
pub(super) struct Text(pub(super) String);

thread_local! {
    static WRITTEN: Cell<u32> = const { Cell::new(0) };
}

/// How often a [`Text`] was written down on this thread.
pub(super) fn written() -> u32 {
    WRITTEN.get()
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        WRITTEN.set(WRITTEN.get() + 1);
        [&self.0].serialize(serializer)
    }
}

impl From<[String; 1]> for Text {
    fn from([text]: [String; 1]) -> Self {
        Self(text)
    }
}

impl Serialize for Note {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Slice for Note {
    const NAME: &'static str = "note";
    type Mutation = Text;

    fn apply(&mut self, mutation: Text) {
        self.0 = mutation;
    }
}

/// What was told, in order.
#[derive(Clone, Default)]
pub(super) struct Heard(Rc<RefCell<Vec<String>>>);

impl Heard {
    pub(super) fn note(&self, text: impl Into<String>) {
        self.0.borrow_mut().push(text.into());
    }

    pub(super) fn take(&self) -> Vec<String> {
        self.0.take()
    }
}
