//! From the wish to be connected to being live.

use socket_conn::{
    Connection, Entry, FailReason, Generation, Options, Output, Status, Unsupported,
};

use crate::harness::{Admission, Opening, Scene, Words};

#[test]
fn nothing_happens_before_it_is_opened() {
    let mut scene = Scene::new();
    scene.pass(60_000);
    assert!(scene.log.is_empty());
    assert_eq!(*scene.status(), Status::Idle);
    assert_eq!(scene.connection.poll_timeout(), None);
}

#[test]
fn it_becomes_live_step_by_step() {
    let mut scene = Scene::new();
    scene.act(Connection::open);
    scene.pass(1_000);
    assert_eq!(scene.statuses(), ["connecting", "authenticating", "live"]);
    assert_eq!(scene.dials().len(), 1);
    assert_eq!(scene.connection.counters().reconnects, 0);
}

#[test]
fn opening_twice_dials_once() {
    let mut scene = Scene::new();
    for _ in 0..5 {
        scene.act(Connection::open);
        scene.pass(15);
    }
    scene.pass(1_000);
    scene.act(Connection::open);
    assert_eq!(scene.dials().len(), 1);
}

#[test]
fn without_credentials_it_dials_at_once() {
    let mut scene = Scene::with_options(Options::default());
    scene.act(Connection::open);
    assert_eq!(scene.log[0].1, Output::Dial(Generation(1)));
    scene.pass(1_000);
    assert_eq!(scene.peer.heard, ["hello -"]);
}

#[test]
fn a_peer_that_says_no_welcome_is_live_as_soon_as_the_socket_is_open() {
    let words = Words {
        entry: Entry::Open,
        ..Words::default()
    };
    let mut scene = Scene::with(words, Options::default(), 1);
    scene.peer.admission = Admission::Silence;
    scene.act(Connection::open);
    scene.pass(10);
    assert_eq!(scene.statuses(), ["connecting", "live"]);
}

#[test]
fn a_socket_that_never_opens_is_given_up_and_dialled_again() {
    let mut scene = Scene::new();
    scene.peer.opening = Opening::NoAnswer;
    scene.act(Connection::open);
    scene.pass(10_009);
    assert_eq!(*scene.status(), Status::Connecting);
    scene.peer.opening = Opening::Opens;
    scene.pass(1);
    assert_eq!(scene.status().name(), "reconnecting");
    scene.pass(1_000);
    assert_eq!(*scene.status(), Status::Live);
    assert_eq!(scene.dials().len(), 2);
}

#[test]
fn a_welcome_that_never_comes_is_a_loss() {
    let mut scene = Scene::new();
    scene.peer.admission = Admission::Silence;
    scene.act(Connection::open);
    scene.pass(10_019);
    assert_eq!(*scene.status(), Status::Authenticating);
    scene.pass(1);
    assert_eq!(scene.status().name(), "reconnecting");
    assert!(
        scene
            .log
            .contains(&(scene.now, Output::Close(Generation(1), 1000)))
    );
}

#[test]
fn reconnecting_counts_the_attempts_and_lasts_until_live_again() {
    let mut scene = Scene::live();
    scene.peer.opening = Opening::Fails;
    scene.lose(1006);
    let next_at = scene.connection.poll_timeout().map(|wake| wake.at);
    let lost = Status::Reconnecting {
        attempt: 0,
        next_at,
    };
    assert_eq!(*scene.status(), lost);
    scene.pass(next_at.expect("is waiting") - scene.now);
    let dialling = Status::Reconnecting {
        attempt: 1,
        next_at: None,
    };
    assert_eq!(*scene.status(), dialling);
    scene.pass(5_000);
    scene.peer.opening = Opening::Opens;
    scene.pass(20_000);
    let (last, before) = scene
        .statuses()
        .split_last()
        .map(|(l, b)| (*l, b.to_vec()))
        .expect("told");
    assert_eq!(last, "live");
    assert!(before.iter().all(|name| *name == "reconnecting"));
    assert_eq!(scene.connection.counters().reconnects, 1);
}

#[test]
fn only_a_connection_that_was_lost_is_counted_as_won_back() {
    let mut scene = Scene::new();
    scene.peer.opening = Opening::Fails;
    scene.act(Connection::open);
    scene.pass(1_000);
    scene.peer.opening = Opening::Opens;
    scene.pass(10_000);
    assert_eq!(*scene.status(), Status::Live);
    assert_eq!(
        scene.connection.counters().reconnects,
        0,
        "never live before"
    );
    scene.close();
    scene.act(Connection::open);
    scene.pass(100);
    assert_eq!(*scene.status(), Status::Live);
    assert_eq!(scene.connection.counters().reconnects, 0, "closed by hand");
}

#[test]
fn attempts_are_counted_anew_after_each_loss() {
    let mut scene = Scene::live();
    scene.lose(1006);
    scene.pass(1_000);
    scene.clear_log();
    scene.lose(1006);
    assert!(matches!(
        scene.status(),
        Status::Reconnecting { attempt: 0, .. }
    ));
}

#[test]
fn an_address_that_cannot_be_dialled_ends_it() {
    let mut scene = Scene::new();
    scene.peer.opening = Opening::NoAnswer;
    scene.act(Connection::open);
    scene.pass(10);
    let reason = FailReason::Unsupported(Unsupported::InvalidUrl("http:".to_owned()));
    scene.act(|connection, _| connection.fail(reason.clone()));
    assert_eq!(*scene.status(), Status::Failed(reason));
    scene.pass(60_000);
    assert_eq!(scene.dials().len(), 1);
}

#[test]
fn an_address_can_be_known_as_unusable_before_it_is_dialled() {
    let mut scene = Scene::new();
    let reason = FailReason::Unsupported(Unsupported::InvalidUrl("http:".to_owned()));
    scene.act(|connection, _| connection.fail(reason.clone()));
    assert_eq!(*scene.status(), Status::Failed(reason));
    assert_eq!(scene.log.len(), 1);
}

#[test]
fn whoever_has_given_up_can_be_told_to_try_again() {
    let mut scene = Scene::new();
    scene.peer.admission = Admission::Close(4403);
    scene.act(Connection::open);
    scene.pass(1_000);
    assert_eq!(scene.status().name(), "failed");
    scene.peer.admission = Admission::Welcome { expires_in: None };
    scene.act(Connection::retry_now);
    assert_eq!(*scene.status(), Status::Connecting);
    scene.pass(1_000);
    assert_eq!(*scene.status(), Status::Live);
}
