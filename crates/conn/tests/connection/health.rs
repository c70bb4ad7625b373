//! After many failures a plain request is tried before the socket.

use socket_conn::{Connection, Options, Output};

use crate::harness::{Event, Opening, Scene};

fn checks(scene: &Scene) -> usize {
    let check = |output: &Output| matches!(output, Output::CheckHealth(_));
    scene.times(check).len()
}

/// A scene that has failed to dial five times in a row, at the moment when the health is asked.
fn after_five_failures() -> Scene {
    let mut scene = Scene::live();
    scene.peer.opening = Opening::Fails;
    scene.peer.healthy = false;
    scene.lose(1006);
    scene.pass_until(|scene| checks(scene) > 0);
    scene
}

#[test]
fn it_is_asked_after_five_failures() {
    let scene = after_five_failures();
    assert_eq!(scene.dials().len(), 4);
}

#[test]
fn an_unhealthy_server_is_dialled_once_in_four_attempts() {
    let mut scene = after_five_failures();
    scene.clear_log();
    scene.pass(600_000);
    let attempts = checks(&scene) / 4;
    assert!(attempts > 20, "{attempts}");
    let dials = scene.dials().len();
    assert!((attempts..=attempts + 1).contains(&dials), "{dials}");
    assert_eq!(scene.status().name(), "reconnecting");
}

#[test]
fn a_server_whose_health_alone_is_broken_is_reached() {
    for answers_health in [true, false] {
        let mut scene = after_five_failures();
        scene.peer.opening = Opening::Opens;
        scene.peer.answers_health = answers_health;
        scene.pass(60_000);
        assert_eq!(scene.status().name(), "live");
    }
}

#[test]
fn the_attempt_that_dials_anyway_is_the_fourth() {
    let options = Options {
        health_after: Some(0),
        ..Options::default()
    };
    let mut scene = Scene::with_options(options);
    scene.peer.healthy = false;
    scene.peer.opening = Opening::Fails;
    scene.act(Connection::open);
    scene.pass_until(|scene| scene.dials().len() == 2);
    assert_eq!(checks(&scene), 8);
}

#[test]
fn a_healthy_server_is_dialled_with_fresh_credentials() {
    let mut scene = after_five_failures();
    scene.peer.healthy = true;
    scene.peer.opening = Opening::Opens;
    scene.pass(10_000);
    assert_eq!(scene.status().name(), "live");
    assert_eq!(scene.dials().len(), 5);
    assert_eq!(scene.peer.heard, ["hello ticket-6"]);
}

#[test]
fn an_answer_that_never_comes_counts_as_unhealthy() {
    let mut scene = after_five_failures();
    scene.peer.latency = 60_000;
    scene.pass(30_000);
    assert!(checks(&scene) > 1);
    assert_eq!(scene.dials().len(), 4);
}

#[test]
fn an_answer_to_an_earlier_question_is_ignored() {
    let mut scene = after_five_failures();
    scene.peer.latency = 60_000;
    let Some(Output::CheckHealth(first)) = scene
        .log
        .iter()
        .map(|(_, o)| o)
        .rfind(|o| matches!(o, Output::CheckHealth(_)))
        .cloned()
    else {
        panic!("was asked");
    };
    scene.pass(15_000);
    scene.happen(Event::Health(first, true));
    assert_eq!(scene.dials().len(), 4);
}

#[test]
fn an_answer_that_comes_twice_dials_once() {
    let mut scene = after_five_failures();
    scene.peer.healthy = true;
    scene.peer.opening = Opening::NoAnswer;
    scene.pass(10_000);
    let dials = scene.dials().len();
    scene.happen(Event::Health(scene.generation(), true));
    scene.happen(Event::Health(scene.generation(), false));
    scene.pass(1_000);
    assert_eq!(scene.dials().len(), dials);
}

#[test]
fn it_is_not_asked_after_an_application_reply() {
    let mut scene = after_five_failures();
    scene.peer.healthy = true;
    scene.peer.opening = Opening::Opens;
    scene.pass(10_000);
    scene.clear_log();
    scene.lose(1006);
    scene.pass(1_000);
    assert_eq!(scene.status().name(), "live");
    assert_eq!(checks(&scene), 0);
}

#[test]
fn it_is_never_asked_where_there_is_nothing_to_ask() {
    let options = Options {
        health_after: None,
        ..Options::default()
    };
    let mut scene = Scene::with_options(options);
    scene.peer.opening = Opening::Fails;
    scene.act(Connection::open);
    scene.pass(600_000);
    assert_eq!(checks(&scene), 0);
    assert!(scene.dials().len() > 30);
}

#[test]
fn it_can_be_asked_before_the_very_first_dial() {
    let options = Options {
        health_after: Some(0),
        ..Options::default()
    };
    let mut scene = Scene::with_options(options);
    scene.act(Connection::open);
    assert_eq!(checks(&scene), 1);
    assert!(scene.dials().is_empty());
    scene.pass(1_000);
    assert_eq!(scene.status().name(), "live");
}
