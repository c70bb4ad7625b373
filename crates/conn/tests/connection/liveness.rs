//! Heartbeats, both ways, and the peer that is gone without a word.

use socket_conn::{Connection, Entry, Liveness, Options, Output, Status, WakeReason};

use crate::harness::{Admission, Scene, Words};

#[test]
fn a_silent_peer_is_asked_and_lives_when_it_answers() {
    let mut scene = Scene::live();
    scene.pass(600_000);
    assert!(scene.statuses().is_empty());
    assert!((38..=41).contains(&scene.pings()), "{}", scene.pings());
}

#[test]
fn a_half_open_connection_is_found_within_25_seconds() {
    let mut scene = Scene::live();
    scene.publish("trend", "1");
    let last_sign = scene.now;
    scene.peer.reachable = false;
    scene.pass(25_000);
    let lost = scene.times(|output| matches!(output, Output::Status(Status::Reconnecting { .. })));
    assert_eq!(lost[0], last_sign + 20_000);
    assert_eq!(scene.statuses().first(), Some(&"reconnecting"));
}

#[test]
fn a_lost_heartbeat_closes_the_socket_then_dials_again() {
    let mut scene = Scene::live();
    let old = scene.generation();
    scene.peer.reachable = false;
    scene.pass(20_000);
    assert_eq!(scene.status().name(), "reconnecting");
    scene.peer.reachable = true;
    scene.pass(1_000);
    assert_eq!(*scene.status(), Status::Live);
    let closes = scene.times(|output| *output == Output::Close(old, 1000));
    assert_eq!(closes.len(), 1);
    assert!(closes[0] <= scene.dials()[0]);
}

#[test]
fn a_peer_that_answers_nothing_else_is_asked_with_a_topic() {
    let mut scene = Scene::live();
    scene.publish("trend", "1");
    scene.subscribe("trend");
    scene.clear_log();
    scene.pass(16_000);
    assert!(scene.peer.heard[0].starts_with("ping"));
    assert!(scene.peer.heard[0].ends_with(" trend"));
}

#[test]
fn it_is_asked_with_a_topic_that_it_has_answered_before_any_other() {
    let mut scene = Scene::live();
    scene.peer.answers_subscriptions = false;
    scene.subscribe("hot");
    scene.subscribe("trend");
    scene.hear("data trendData - 0 v");
    scene.clear_log();
    scene.pass(16_000);
    assert!(scene.peer.heard[0].ends_with(" trend"));
}

#[test]
fn it_is_not_asked_with_a_topic_that_it_refuses() {
    let mut scene = Scene::live();
    scene.peer.answers_subscriptions = false;
    scene.subscribe("hot");
    scene.hear("data hotData - 0 v");
    scene.hear("error - hotData");
    scene.subscribe("trend");
    scene.clear_log();
    scene.pass(16_000);
    assert!(scene.peer.heard[0].ends_with(" trend"));
    scene.hear("error - trendData");
    scene.clear_log();
    scene.pass(16_000);
    assert!(scene.peer.heard[0].ends_with(" -"));
}

#[test]
fn any_frame_is_a_sign_of_life() {
    let mut scene = Scene::live();
    scene.peer.reachable = false;
    for word in [
        "nothing",
        "data x - 0 v",
        "beat",
        "what?",
        "pong 99",
        "welcome",
    ] {
        scene.pass(14_900);
        scene.hear(word);
    }
    assert_eq!(scene.pings(), 0);
    scene.pass(19_000);
    scene.hear("nothing");
    scene.pass(14_000);
    assert!(scene.statuses().is_empty());
    assert_eq!(scene.pings(), 1);
}

#[test]
fn the_peers_heartbeat_is_echoed() {
    let mut scene = Scene::live();
    scene.hear("beat");
    assert_eq!(scene.peer.heard, ["beat"]);
    assert!(scene.delivered().is_empty());
}

#[test]
fn the_peers_heartbeat_is_echoed_before_it_lets_us_in_too() {
    let mut scene = Scene::new();
    scene.peer.admission = Admission::Silence;
    scene.act(Connection::open);
    scene.pass(30);
    scene.hear("beat");
    assert_eq!(*scene.status(), Status::Authenticating);
    assert_eq!(scene.peer.heard, ["hello ticket-1", "beat"]);
}

#[test]
fn a_peer_that_beats_is_never_asked() {
    let mut scene = Scene::live();
    for _ in 0..100 {
        scene.pass(10_000);
        scene.hear("beat");
    }
    assert_eq!(scene.pings(), 0);
}

#[test]
fn where_silence_means_nothing_nobody_is_asked() {
    let words = Words {
        entry: Entry::Open,
        liveness: None,
        ..Words::default()
    };
    let mut scene = Scene::with(words, Options::default(), 1);
    scene.act(Connection::open);
    scene.pass(10);
    assert_eq!(scene.connection.poll_timeout(), None);
    scene.doubt();
    scene.pass(86_400_000);
    assert_eq!(*scene.status(), Status::Live);
    assert_eq!(scene.pings(), 0);
}

#[test]
fn a_peer_that_cannot_be_asked_is_not_given_up_for_its_silence() {
    for after in [15_000, 0] {
        let words = Words {
            can_probe: false,
            liveness: Some(Liveness::Asked {
                after,
                within: 5_000,
            }),
            ..Words::default()
        };
        let mut scene = Scene::with(words, Options::default(), 1);
        scene.go_live();
        scene.pass(60_000);
        scene.doubt();
        scene.sleep(60_000);
        scene.pass(60_000);
        assert!(scene.log.is_empty(), "{:?}", scene.log);
    }
}

#[test]
fn every_wake_up_says_what_for() {
    let mut scene = Scene::new();
    let reason = |scene: &Scene| scene.connection.poll_timeout().map(|wake| wake.reason);
    assert_eq!(reason(&scene), None);
    scene.act(Connection::open);
    assert_eq!(reason(&scene), Some(WakeReason::StepTimedOut));
    scene.pass(1_000);
    assert_eq!(reason(&scene), Some(WakeReason::Silence));
    scene.peer.reachable = false;
    scene.pass(15_000);
    assert_eq!(reason(&scene), Some(WakeReason::NoAnswer));
    scene.hear("welcome 1000");
    assert_eq!(reason(&scene), Some(WakeReason::Renewal));
    scene.lose(1006);
    assert_eq!(reason(&scene), Some(WakeReason::Retry));
}

#[test]
fn being_woken_early_does_no_harm() {
    let mut scene = Scene::live();
    for _ in 0..100 {
        scene.pass(100);
        scene.wake();
    }
    assert!(scene.log.is_empty());
}

#[test]
fn spans_without_end_do_no_harm() {
    let words = Words {
        liveness: Some(Liveness::Asked {
            after: u64::MAX,
            within: u64::MAX,
        }),
        ..Words::default()
    };
    let options = Options {
        dial_timeout: u64::MAX,
        welcome_timeout: u64::MAX,
        doubt_timeout: u64::MAX,
        ..Options::default()
    };
    let mut scene = Scene::with(words, options, 1);
    scene.go_live();
    scene.doubt();
    scene.peer.reachable = false;
    scene.pass(86_400_000);
    assert_eq!(*scene.status(), Status::Live);
}

#[test]
fn the_peer_was_last_heard_when_a_frame_came_on_whichever_socket() {
    let mut scene = Scene::new();
    scene.act(Connection::open);
    scene.pass(20);
    assert_eq!(scene.connection.last_heard(), None);
    scene.pass(1_000);
    scene.hear("nothing");
    let heard = scene.now;
    scene.pass(100);
    assert_eq!(scene.connection.last_heard(), Some(heard));
    scene.peer.admission = Admission::Silence;
    scene.lose(1006);
    scene.pass_until(|scene| scene.peer.heard.len() == 2);
    assert_eq!(scene.connection.last_heard(), Some(heard));
}
