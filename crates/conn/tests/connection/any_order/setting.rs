//! Which connection, and which peer.

use proptest::prelude::*;
use socket_conn::{Backoff, Entry, Liveness, Millis, Options, Queue, WhenFull};

use crate::harness::{Login, Opening, Scene, Words};

/// A peer that is not friendly leaves all to the steps.
#[derive(Debug, Clone)]
pub(super) struct Setting {
    friendly: bool,
    seed: u64,
    words: Words,
    options: Options,
    topics: PeerTopics,
}

/// How the peer's topics are kept.
#[derive(Debug, Clone, Copy)]
struct PeerTopics {
    complete: bool,
    forgetful: bool,
}

pub(super) fn setting() -> impl Strategy<Value = Setting> {
    let friendly = prop::bool::weighted(0.8);
    let parts = (friendly, any::<u64>(), words(), options(), peer_topics());
    parts.prop_map(|(friendly, seed, words, options, topics)| Setting {
        friendly,
        seed,
        words,
        options,
        topics,
    })
}

fn peer_topics() -> impl Strategy<Value = PeerTopics> {
    let parts = (any::<bool>(), prop::bool::weighted(0.2));
    parts.prop_map(|(complete, forgetful)| PeerTopics {
        complete,
        forgetful,
    })
}

fn words() -> impl Strategy<Value = Words> {
    let entry = prop_oneof![Just(Entry::Open), Just(Entry::Welcome)];
    let liveness = prop_oneof![
        6 => Just(Words::default().liveness),
        1 => Just(None),
        1 => Just(Some(Liveness::Asked { after: 1_000, within: 1_000 })),
        2 => (5_000..40_000_u64).prop_map(|within| Some(Liveness::Beats { within })),
    ];
    let alive_every = prop::option::weighted(0.2, 1_000..60_000_u64);
    let can_probe = prop::bool::weighted(0.8);
    let parts = (entry, liveness, can_probe, alive_every, any::<bool>());
    parts.prop_map(
        |(entry, liveness, can_probe, alive_every, says_bye)| Words {
            entry,
            liveness,
            can_probe,
            alive_every,
            says_bye,
        },
    )
}

fn options() -> impl Strategy<Value = Options> {
    let patience = (
        backoff(),
        prop::option::weighted(0.2, 0..4_u32),
        prop::option::of(0..3_u32),
    );
    let linger = prop_oneof![Just(0_u64), Just(2_000)];
    let parts = (patience, any::<bool>(), queue(), 0..100_usize, linger);
    parts.prop_map(|(patience, credentials, queue, high_water, linger)| {
        let (backoff, attempts, health_after) = patience;
        Options {
            backoff,
            attempts,
            health_after,
            credentials,
            queue,
            high_water,
            linger,
            ..Options::default()
        }
    })
}

fn backoff() -> impl Strategy<Value = Backoff> {
    let cap: Millis = 4_000;
    prop_oneof![
        3 => Just(Backoff::default()),
        1 => (0..=cap).prop_map(Backoff::Fixed),
        1 => (0..=cap).prop_map(move |step| Backoff::Linear { step, cap }),
    ]
}

fn queue() -> impl Strategy<Value = Queue> {
    let when_full = prop_oneof![Just(WhenFull::RefuseNewest), Just(WhenFull::DropOldest)];
    let ttl = prop::option::weighted(0.3, 0..30_000_u64);
    let parts = (ttl, when_full, 0..4_usize, 0..1_000_u64);
    parts.prop_map(|(ttl, when_full, burst, pause)| Queue {
        messages: 5,
        bytes: 60,
        ttl,
        when_full,
        burst,
        pause,
    })
}

impl Setting {
    pub(super) fn scene(&self) -> Scene {
        let mut scene = Scene::with(self.words, self.options.clone(), self.seed);
        scene.peer.complete = self.topics.complete;
        scene.peer.forgetful = self.topics.forgetful;
        if !self.friendly {
            scene.peer.login = Login::NoAnswer;
            scene.peer.opening = Opening::NoAnswer;
            scene.peer.answers_health = false;
            scene.peer.reachable = false;
        }
        scene
    }
}
