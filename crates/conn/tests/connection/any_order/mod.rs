//! Any order of commands, events and time: the [rules](crate::harness) hold, and the connection gets well again.
//!
//! `cargo test -p socket-conn any_order` tries 256 orders. `docs/proof.md` says how to try 100,000.

mod setting;
mod step;

use proptest::collection::vec;
use proptest::prelude::*;
use socket_conn::{Connection, Entry, Millis, Options, Output, Status};

use self::setting::setting;
use self::step::{Step, step};
use crate::harness::{Admission, Login, Opening, Scene, Words};

/// No peer, option or mishap makes a connection wait longer than this once the peer is well: an attempt that runs out
/// at each step, the wait of one who was told to come later, and all that waits to be sent.
const RECOVERY: Millis = 90_000;

/// Makes the peer a friendly one for all that comes.
fn heal(scene: &mut Scene) {
    scene.peer.login = Login::Ticket;
    scene.peer.opening = Opening::Opens;
    scene.peer.admission = Admission::Welcome { expires_in: None };
    scene.peer.answers_health = true;
    scene.peer.reachable = true;
    scene.drains = true;
}

/// Someone looks at the page, and opens what has given up.
fn look_again(scene: &mut Scene) {
    scene.act(Connection::open);
    scene.doubt();
}

/// Whether it is live within the time for it, with nothing left to send. One who has given up is told to go on.
fn gets_well(scene: &mut Scene) -> bool {
    let end = scene.now + RECOVERY;
    look_again(scene);
    while scene.now < end {
        if *scene.status() == Status::Live && scene.connection.queued() == 0 {
            return true;
        }
        scene.pass(500);
        scene.act(Connection::open);
    }
    false
}

/// What an unfriendly peer says before it closes.
fn last_words() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        Just("nothing"),
        Just("welcome"),
        Just("welcome 0"),
        Just("beat"),
        Just("data trendData - 0 v"),
        Just("what?"),
    ]
}

fn unfriendly() -> impl Strategy<Value = Admission> {
    prop_oneof![
        Just(Admission::Refused),
        Just(Admission::Silence),
        any::<u16>().prop_map(Admission::Close),
        Just(Admission::Close(4401)),
        (last_words(), any::<u16>()).prop_map(|(word, code)| Admission::SayThenClose(word, code)),
        last_words().prop_map(|word| Admission::SayThenClose(word, 4401)),
    ]
}

/// The largest number of these times that lie within one second.
fn most_in_a_second(times: &[Millis]) -> usize {
    let within = |start: Millis| {
        times
            .iter()
            .filter(move |at| (start..start + 1_000).contains(at))
    };
    let counts = times.iter().map(|start| within(*start).count());
    counts.max().unwrap_or(0)
}

proptest! {
    #[test]
    fn the_rules_hold_and_a_friendly_peer_is_reached(
        setting in setting(),
        steps in vec(step(), 0..80),
    ) {
        let mut scene = setting.scene();
        for step in &steps {
            step.apply(&mut scene);
        }
        heal(&mut scene);
        prop_assert!(gets_well(&mut scene), "{:?}", scene.status());
        scene.pass(RECOVERY);
        prop_assert_eq!(scene.connection.pending_requests(), 0);
    }

    #[test]
    fn closed_by_hand_it_stays_closed_whatever_happens(
        setting in setting(),
        before in vec(step(), 0..40),
        after in vec(step(), 0..40),
    ) {
        let mut scene = setting.scene();
        scene.act(Connection::open);
        for step in &before {
            step.apply(&mut scene);
        }
        scene.act(Connection::open);
        scene.close();
        scene.clear_log();
        for step in after.iter().filter(|step| !matches!(step, Step::Open | Step::RetryNow)) {
            step.apply(&mut scene);
        }
        let others = scene.times(|output| !matches!(output, Output::Unsubscribed { .. }));
        prop_assert!(others.is_empty(), "{:?}", scene.log);
        prop_assert_eq!(scene.status(), &Status::Closed);
    }

    #[test]
    fn an_unfriendly_peer_is_not_stormed(
        seed: u64,
        entry in prop_oneof![Just(Entry::Open), Just(Entry::Welcome)],
        admission in unfriendly(),
    ) {
        let options = Options { credentials: true, ..Options::default() };
        let mut scene = Scene::with(Words { entry, ..Words::default() }, options, seed);
        scene.peer.admission = admission;
        scene.act(Connection::open);
        scene.pass(60_000);
        for times in [
            scene.dials(),
            scene.times(|output| matches!(output, Output::FetchCredentials(_))),
        ] {
            // A wait is two seconds on average once it has grown, and a quarter of one at first.
            prop_assert!(times.len() <= 60, "{} in a minute", times.len());
            let most = most_in_a_second(&times);
            prop_assert!(most <= 8, "{most} in a second");
        }
    }
}
