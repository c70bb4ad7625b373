//! Credentials that end are renewed on the open socket.

use socket_conn::{Connection, Entry, FailReason, Millis, Options, Output, Status};

use crate::harness::{Admission, Event, Login, Scene, Words};

/// Live, with credentials that last so long.
fn live_for(span: Millis) -> Scene {
    let mut scene = Scene::new();
    scene.peer.admission = Admission::Welcome {
        expires_in: Some(span),
    };
    scene.act(Connection::open);
    scene.pass(30);
    assert_eq!(*scene.status(), Status::Live);
    scene.clear_log();
    scene
}

fn fetches(scene: &Scene) -> Vec<Millis> {
    scene.times(|output| matches!(output, Output::FetchCredentials(_)))
}

fn renewals(scene: &Scene) -> Vec<&str> {
    let heard = scene.peer.heard.iter().map(String::as_str);
    heard.filter(|text| text.starts_with("renew")).collect()
}

#[test]
fn they_are_renewed_when_nine_tenths_of_their_time_are_gone() {
    let mut scene = live_for(100_000);
    let start = scene.now;
    scene.pass(89_999);
    assert!(fetches(&scene).is_empty());
    scene.pass(11);
    assert_eq!(fetches(&scene), [start + 90_000]);
    assert_eq!(renewals(&scene).len(), 1);
    assert!(renewals(&scene)[0].ends_with("ticket-2"));
}

#[test]
fn renewed_ones_are_renewed_again_without_ever_leaving_live() {
    let mut scene = live_for(100_000);
    scene.pass(1_000_000);
    assert_eq!(renewals(&scene).len(), 11);
    assert!(scene.statuses().is_empty());
    assert!(scene.dials().is_empty());
}

#[test]
fn those_without_an_end_are_not_renewed() {
    let mut scene = Scene::live();
    scene.pass(1_000_000);
    assert!(fetches(&scene).is_empty());
}

#[test]
fn a_server_that_is_away_for_a_moment_is_asked_again() {
    let mut scene = live_for(100_000);
    scene.peer.login = Login::Unavailable;
    scene.pass(95_000);
    assert_eq!(*scene.status(), Status::Live);
    assert!(renewals(&scene).is_empty());
    scene.peer.login = Login::Ticket;
    scene.pass(10_000);
    assert_eq!(fetches(&scene).len(), 2);
    assert_eq!(renewals(&scene).len(), 1);
}

#[test]
fn credentials_that_never_come_are_asked_for_again() {
    let mut scene = live_for(100_000);
    scene.peer.login = Login::NoAnswer;
    let start = scene.now;
    scene.pass(110_000);
    // Ten seconds for the answer, then the wait after a server that was away.
    assert_eq!(fetches(&scene), [start + 90_000, start + 110_000]);
    scene.peer.login = Login::Ticket;
    scene.pass(20_010);
    assert_eq!(renewals(&scene).len(), 1);
    assert!(scene.statuses().is_empty());
}

#[test]
fn an_answer_after_its_deadline_is_not_handed_over() {
    let mut scene = live_for(100_000);
    scene.peer.login = Login::NoAnswer;
    scene.pass(100_000);
    let late = Ok(Some("late".to_owned()));
    scene.happen(Event::Credentials(scene.generation(), late));
    assert!(renewals(&scene).is_empty());
}

#[test]
fn a_server_that_has_none_to_give_is_not_asked_again() {
    let mut scene = live_for(100_000);
    scene.peer.login = Login::NoAnswer;
    scene.pass(90_000);
    scene.happen(Event::Credentials(scene.generation(), Ok(None)));
    scene.pass(600_000);
    assert_eq!(fetches(&scene).len(), 1);
    assert!(renewals(&scene).is_empty());
}

#[test]
fn the_wait_for_them_is_no_endless_loop_without_a_timeout() {
    let options = Options {
        credentials_timeout: 0,
        ..Options::default()
    };
    let mut scene = Scene::with_options(options);
    scene.peer.login = Login::NoAnswer;
    scene.peer.admission = Admission::Welcome {
        expires_in: Some(1),
    };
    scene.go_live();
    scene.pass(60_000);
    assert!(fetches(&scene).len() <= 7);
}

#[test]
fn a_session_that_is_over_ends_in_the_login() {
    let mut scene = live_for(100_000);
    scene.peer.login = Login::SignInRequired;
    scene.pass(600_000);
    assert_eq!(*scene.status(), Status::Failed(FailReason::SignInRequired));
    assert!(scene.dials().is_empty());
}

#[test]
fn the_next_connection_does_not_inherit_the_end_of_the_one_before() {
    let mut scene = live_for(100_000);
    scene.peer.admission = Admission::Welcome { expires_in: None };
    scene.pass(60_000);
    scene.lose(1006);
    scene.pass(1_000);
    assert_eq!(*scene.status(), Status::Live);
    scene.clear_log();
    scene.pass(600_000);
    assert!(fetches(&scene).is_empty());
}

#[test]
fn nor_does_it_where_no_welcome_is_said() {
    let words = Words {
        entry: Entry::Open,
        ..Words::default()
    };
    let mut scene = Scene::with(words, Options::default(), 1);
    scene.peer.admission = Admission::Silence;
    scene.go_live();
    scene.hear("welcome 100000");
    scene.lose(1006);
    scene.pass(600_000);
    assert_eq!(*scene.status(), Status::Live);
    assert!(fetches(&scene).is_empty());
}

#[test]
fn credentials_that_nobody_asked_for_are_not_handed_over() {
    let mut scene = live_for(100_000);
    let answer = Ok(Some("unasked".to_owned()));
    scene.happen(Event::Credentials(scene.generation(), answer));
    assert!(scene.peer.heard.is_empty());
}

#[test]
fn an_answer_that_comes_twice_is_handed_over_once() {
    let mut scene = live_for(100_000);
    scene.pass(90_010);
    let answer = Ok(Some("again".to_owned()));
    scene.happen(Event::Credentials(scene.generation(), answer));
    assert_eq!(renewals(&scene).len(), 1);
}

#[test]
fn an_answer_for_a_socket_that_is_gone_is_not_handed_over() {
    let mut scene = live_for(100_000);
    scene.pass(90_000);
    scene.lose(1006);
    scene.clear_log();
    scene.pass(1_000);
    assert_eq!(*scene.status(), Status::Live);
    assert!(renewals(&scene).is_empty());
    assert_eq!(scene.peer.heard.len(), 1);
}

#[test]
fn credentials_that_end_at_once_make_no_storm_of_renewals() {
    for span in [0, 1, 10] {
        let mut scene = Scene::new();
        scene.peer.admission = Admission::Welcome {
            expires_in: Some(span),
        };
        scene.act(Connection::open);
        scene.pass(60_000);
        assert!(fetches(&scene).len() <= 61, "{}", fetches(&scene).len());
    }
}

#[test]
fn credentials_that_last_longer_than_time_itself_do_no_harm() {
    let mut scene = live_for(u64::MAX);
    scene.pass(600_000);
    assert_eq!(*scene.status(), Status::Live);
    assert!(fetches(&scene).is_empty());
}
