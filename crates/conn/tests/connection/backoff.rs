//! The waits between attempts.

use proptest::prelude::*;
use socket_conn::{Backoff, Connection, Entry, Millis, Options, Output, Status};

use crate::harness::{Admission, Opening, Scene, Words};

/// How long it waits before the next attempt.
fn wait(scene: &Scene) -> Millis {
    match *scene.status() {
        Status::Reconnecting {
            next_at: Some(at), ..
        } => at - scene.now,
        ref status => panic!("{status:?}"),
    }
}

/// The first waits after so many failures in a row, from the beginning of the log.
fn waits(scene: &mut Scene, failures: usize) -> Vec<Millis> {
    scene.pass_until(|scene| announced(scene).len() >= failures);
    announced(scene)[..failures].to_vec()
}

/// The waits in the log.
fn announced(scene: &Scene) -> Vec<Millis> {
    let wait = |(now, output): &(Millis, Output)| match output {
        Output::Status(Status::Reconnecting {
            next_at: Some(at), ..
        }) => Some(at - now),
        _ => None,
    };
    scene.log.iter().filter_map(wait).collect()
}

fn never_asking_health(seed: u64) -> Scene {
    let options = Options {
        health_after: None,
        ..Options::default()
    };
    Scene::with(Words::default(), options, seed)
}

#[test]
fn the_bound_doubles_up_to_the_cap() {
    let mut longest = [0; 10];
    for seed in 0..200 {
        let mut scene = never_asking_health(seed);
        scene.peer.opening = Opening::Fails;
        scene.act(Connection::open);
        for (longest, span) in longest.iter_mut().zip(waits(&mut scene, 10)) {
            *longest = span.max(*longest);
        }
    }
    let Backoff::FullJitter { base, cap } = Backoff::default() else {
        panic!("full jitter is the default");
    };
    for (attempt, longest) in longest.into_iter().enumerate() {
        let bound = cap.min(base << attempt);
        assert!(longest <= bound, "attempt {attempt}: {longest} > {bound}");
        assert!(
            longest > bound * 9 / 10,
            "attempt {attempt}: never near {bound}"
        );
    }
}

/// The first waits under a backoff, when no dial succeeds.
fn waits_under(backoff: Backoff, failures: usize) -> Vec<Millis> {
    let options = Options {
        backoff,
        health_after: None,
        ..Options::default()
    };
    let mut scene = Scene::with_options(options);
    scene.peer.opening = Opening::Fails;
    scene.act(Connection::open);
    waits(&mut scene, failures)
}

#[test]
fn a_fixed_wait_is_always_the_same() {
    assert_eq!(waits_under(Backoff::Fixed(2_000), 4), [2_000; 4]);
}

#[test]
fn a_linear_wait_grows_by_one_step_each_time_up_to_its_cap() {
    let linear = |cap| Backoff::Linear { step: 500, cap };
    let waits = waits_under(linear(1_700), 5);
    assert_eq!(waits, [500, 1_000, 1_500, 1_700, 1_700]);
    assert_eq!(waits_under(linear(Backoff::NO_CAP), 9)[8], 4_500);
}

#[test]
fn a_wait_of_nothing_and_timeouts_of_nothing_do_not_dial_for_ever_in_one_go() {
    let options = Options {
        backoff: Backoff::Fixed(0),
        dial_timeout: 0,
        credentials_timeout: 0,
        welcome_timeout: 0,
        ..Options::default()
    };
    let mut scene = Scene::with_options(options);
    scene.act(Connection::open);
    scene.pass(100);
    assert!(scene.dials().len() <= 101);
}

#[test]
fn waits_are_spread_over_the_whole_span() {
    let backoff = Backoff::default();
    let mut rng = fastrand::Rng::with_seed(3);
    let mut quarters = [0; 4];
    for _ in 0..4_000 {
        let span = backoff.delay(20, &mut rng);
        quarters[usize::try_from(span * 4 / 4_001).expect("below 4")] += 1;
    }
    assert!(
        quarters.iter().all(|n| (900..1_100).contains(n)),
        "{quarters:?}"
    );
}

#[test]
fn a_page_is_back_within_five_seconds_of_its_server() {
    for seed in 0..100 {
        let mut scene = Scene::with(Words::default(), Options::default(), seed);
        scene.go_live();
        scene.peer.opening = Opening::Fails;
        scene.peer.healthy = false;
        scene.lose(1006);
        scene.pass(600_000);
        scene.peer.opening = Opening::Opens;
        scene.peer.healthy = true;
        scene.pass(5_000);
        assert_eq!(*scene.status(), Status::Live, "seed {seed}");
    }
}

#[test]
fn the_same_seed_waits_the_same() {
    let run = |seed| {
        let mut scene = never_asking_health(seed);
        scene.peer.opening = Opening::Fails;
        scene.act(Connection::open);
        waits(&mut scene, 8)
    };
    assert_eq!(run(5), run(5));
    assert_ne!(run(5), run(6));
}

#[test]
fn an_open_socket_alone_does_not_reset_it() {
    let mut longest = 0;
    for seed in 0..20 {
        let mut scene = never_asking_health(seed);
        scene.peer.admission = Admission::Close(1011);
        scene.act(Connection::open);
        longest = longest.max(waits(&mut scene, 4)[3]);
    }
    assert!(longest > 2_000, "{longest}");
}

#[test]
fn an_open_socket_alone_does_not_reset_it_where_no_welcome_is_said_either() {
    let words = Words {
        entry: Entry::Open,
        ..Words::default()
    };
    let mut longest = 0;
    for seed in 0..20 {
        let mut scene = Scene::with(words, Options::default(), seed);
        scene.peer.admission = Admission::Close(1011);
        scene.act(Connection::open);
        longest = longest.max(waits(&mut scene, 4)[3]);
    }
    assert!(longest > 2_000, "{longest}");
}

#[test]
fn the_first_application_reply_resets_it() {
    for entry in [Entry::Welcome, Entry::Open] {
        for seed in 0..20 {
            let words = Words {
                entry,
                ..Words::default()
            };
            let mut scene = Scene::with(words, Options::default(), seed);
            scene.peer.opening = Opening::Fails;
            scene.act(Connection::open);
            waits(&mut scene, 4);
            scene.peer.opening = Opening::Opens;
            scene.pass(10_000);
            assert_eq!(*scene.status(), Status::Live);
            scene.hear("nothing");
            scene.lose(1006);
            assert!(wait(&scene) <= 500);
        }
    }
}

#[test]
fn noise_is_no_application_reply() {
    let words = Words {
        entry: Entry::Open,
        ..Words::default()
    };
    let mut longest = 0;
    for seed in 0..20 {
        let mut scene = Scene::with(words, Options::default(), seed);
        scene.peer.opening = Opening::Fails;
        scene.act(Connection::open);
        waits(&mut scene, 3);
        scene.peer.opening = Opening::Opens;
        scene.peer.admission = Admission::Silence;
        scene.pass(4_000);
        assert_eq!(*scene.status(), Status::Live);
        scene.hear("<html>");
        scene.lose(1006);
        longest = longest.max(wait(&scene));
    }
    assert!(longest > 500, "{longest}");
}

#[test]
fn a_peer_with_too_much_to_do_is_left_alone_for_a_while() {
    for code in [1008, 1013, 4429] {
        for seed in 0..50 {
            let mut scene = Scene::with(Words::default(), Options::default(), seed);
            scene.go_live();
            scene.lose(code);
            assert!((10_000..=20_000).contains(&wait(&scene)), "{code}");
        }
    }
}

#[test]
fn whoever_does_not_want_to_wait_needs_not() {
    let mut scene = Scene::live();
    scene.lose(1013);
    scene.act(Connection::retry_now);
    scene.pass(100);
    assert_eq!(*scene.status(), Status::Live);
}

#[test]
fn not_wanting_to_wait_changes_nothing_while_an_attempt_is_under_way() {
    let mut scene = Scene::new();
    for _ in 0..40 {
        scene.act(Connection::retry_now);
        scene.act(Connection::open);
        scene.pass(1);
    }
    assert_eq!(scene.dials().len(), 1);
    assert_eq!(*scene.status(), Status::Live);
}

proptest! {
    #[test]
    fn no_wait_is_longer_than_the_cap(base: u64, cap in 0..u64::MAX, attempt: u32, seed: u64) {
        let span = Backoff::FullJitter { base, cap }.delay(attempt, &mut fastrand::Rng::with_seed(seed));
        prop_assert!(span <= cap);
        if let Some(ceiling) = 1u64.checked_shl(attempt).and_then(|n| n.checked_mul(base)) {
            prop_assert!(span <= ceiling);
        }
    }
}
