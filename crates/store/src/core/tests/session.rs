//! A session in which everything happens in any order, from a seed.

use std::cell::Cell;
use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::shop::{Cart, CartMutation, Note, Text, add};
use crate::testing::{NativePeer, World};
use crate::topic::{Keyed, Topic};
use crate::{
    Mutation, NativeDialect, Registration, Request, SocketStore, StoreOptions, TopicHandle,
};

const NEWEST: Topic<u32> = Topic::new("newest");
const LAST: Topic<u32, VecDeque<u32>> = Topic::ring("last", 3);
const SUM: Topic<u32, u64> = Topic::every("sum", |sum, number| *sum += u64::from(number));
const QUOTES: Topic<Quote, BTreeMap<u32, Quote>> = Topic::merged("quotes");

#[derive(Debug, Serialize, Deserialize)]
struct Quote(u32, u32);

impl Keyed for Quote {
    type Key = u32;

    fn key(&self) -> u32 {
        self.0
    }
}

/// What the credentials of a session have in common.
pub(super) const SECRET: &str = "ticket \"of\" ";

pub(super) fn options() -> StoreOptions {
    let asked = Cell::new(0);
    StoreOptions::new("/ws", NativeDialect::default()).credentials(move || {
        asked.set(asked.get() + 1);
        let ticket = format!("{SECRET}{}", asked.get());
        async move { Ok(Some(ticket)) }
    })
}

/// All that the app has, for a replay.
pub(super) fn register(store: SocketStore) -> TopicHandle<Option<u32>> {
    store.topic(&LAST);
    store.topic(&SUM);
    store.topic(&QUOTES);
    let _ = store.slice::<Cart>();
    let _ = store.slice::<Note>();
    store.topic(&NEWEST)
}

/// What subscribers and handlers do by themselves.
pub(super) fn live_in(store: SocketStore) {
    let answer = move |mutation: Mutation<'_>| {
        if mutation.name() == "cart/discount" {
            store.commit::<Cart>(CartMutation::Clear);
        }
    };
    store.subscribe(answer).detach();
    let handle = move |message: crate::Message<'_>| match message.to_json()["value"].as_u64() {
        Some(0) => store.close(),
        Some(1) => store.reset(),
        Some(2) => store.pause(),
        Some(3) => drop(store.send(&json!({ "action": "noted", "socketType": "noted" }))),
        _ => store.commit::<Cart>(add("handled")),
    };
    store.register("order", handle).detach();
    let handle = move |number: &u32| {
        if number.is_multiple_of(7) {
            store.commit::<Cart>(add(&number.to_string()));
        }
    };
    store.on(&LAST, handle).detach();
}

pub(super) struct Session {
    pub(super) world: World<NativePeer>,
    rng: fastrand::Rng,
    topics: Vec<Registration>,
    kept: Vec<Value>,
    number: u32,
}

impl Session {
    pub(super) fn new(options: StoreOptions, seed: u64) -> Self {
        let world = World::with_peer(options, NativePeer::default());
        let store = world.store();
        let _ = world.within(|| (store.slice::<Cart>(), store.slice::<Note>()));
        live_in(store);
        store.open();
        Self {
            world,
            rng: fastrand::Rng::with_seed(seed),
            topics: Vec::new(),
            kept: Vec::new(),
            number: 0,
        }
    }

    pub(super) fn go_on(&mut self, steps: u32) {
        for _ in 0..steps {
            match self.rng.u32(0..100) {
                0..40 => self.publish(),
                40..65 => self.pass_time(),
                65..70 => self.break_something(),
                70..80 => self.touch_topics(),
                80..90 => self.touch_state(),
                90..97 => self.say_something(),
                _ => self.touch_connection(),
            }
        }
        self.world.advance(5_000);
        self.world.flush();
    }

    fn publish(&mut self) {
        self.number += 1;
        let number = self.number;
        let chart = ["newest", "last", "sum", "quotes"][self.rng.usize(0..4)];
        let value = match self.rng.u32(0..20) {
            0 => json!("not a number"),
            _ if chart == "quotes" => json!([number % 5, number]),
            _ => json!(number),
        };
        self.world.say(|server| server.publish(chart, value));
    }

    fn pass_time(&mut self) {
        match self.rng.u32(0..12) {
            0..4 => self.world.settle(),
            4..8 => self.world.flush(),
            8..11 => self.world.advance(self.rng.u64(0..1_500)),
            _ => self.world.advance(self.rng.u64(0..25_000)),
        }
    }

    fn break_something(&mut self) {
        let world = &self.world;
        match self.rng.u32(0..13) {
            0 => world.drop_connection(1006),
            1 => world.close_connection(1012, "restart"),
            2 => world.half_open(),
            3 => world.delay(self.rng.u64(0..300)),
            4 => world.duplicate_next(),
            5 => world.lose_next(),
            6 if self.rng.bool() => world.hold(),
            6 | 7 => world.release(|frames| frames.reverse()),
            8 => world.receive_garbage(),
            9 => world.revoke(),
            10 => world.refuse_dials(self.rng.bool()),
            11 => {
                world.say(|server| {
                    server.restart();
                    None
                });
                world.drop_connection(1001);
            }
            _ => world.receive(json!({ "socketType": "bytes" }).to_string().into_bytes()),
        }
    }

    fn touch_topics(&mut self) {
        let core = &self.world.core;
        let registration = match self.rng.u32(0..6) {
            0 => core.topic(&NEWEST, NEWEST.subscription(), None).1,
            1 => core.topic(&LAST, LAST.subscription(), None).1,
            2 => core.topic(&SUM, SUM.subscription(), None).1,
            3 => core.topic(&QUOTES, QUOTES.subscription(), None).1,
            _ if self.topics.is_empty() => return,
            _ => {
                let index = self.rng.usize(0..self.topics.len());
                return drop(self.topics.swap_remove(index));
            }
        };
        self.topics.push(registration);
    }

    fn touch_state(&mut self) {
        let store = self.world.store();
        match self.rng.u32(0..12) {
            0..3 => store.commit::<Cart>(add(&self.number.to_string())),
            3 => store.commit::<Cart>(CartMutation::Discount { coupon: 5 }),
            4 => store.commit::<Cart>(CartMutation::Coupon(None)),
            5 => store.commit::<Note>(Text(self.number.to_string())),
            6 => store.reset_slice::<Cart>(),
            7 => store.reset(),
            8 => drop(store.unregister_slice::<Cart>()),
            9 | 10 => self.kept.push(store.snapshot()),
            _ => {
                if let Some(tree) = self.rng.choice(&self.kept) {
                    store.replace_state(tree).expect("its own tree");
                }
            }
        }
    }

    fn say_something(&mut self) {
        let store = self.world.store();
        let order = json!({
            "action": "order", "socketType": "order", "value": self.rng.u32(0..12),
        });
        match self.rng.u32(0..4) {
            // It comes back, like all that is relayed.
            0 | 1 => drop(store.send(&order)),
            2 => drop(store.send_volatile(&order)),
            _ => {
                let request = Request {
                    action: "getData".to_owned(),
                    chart_name: Some("sum".to_owned()),
                    ..Request::default()
                };
                let answer = store.request(&request, 500);
                if self.rng.bool() {
                    self.world.spawn(async move { drop(answer.await) });
                }
            }
        }
    }

    fn touch_connection(&mut self) {
        let (world, store) = (&self.world, self.world.store());
        match self.rng.u32(0..12) {
            0 => store.close(),
            1..5 => store.open(),
            5 => store.retry_now(),
            6 => store.pause(),
            7 | 8 => store.resume(),
            9 => world.sleep(self.rng.u64(0..100_000)),
            10 => world.go_online(self.rng.bool()),
            _ => {
                world.leave_page();
                world.show_page();
            }
        }
    }
}
