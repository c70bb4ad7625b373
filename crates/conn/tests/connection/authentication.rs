//! Credentials before the dial, as the first message, and what a refusal leads to.

use proptest::prelude::*;
use socket_conn::{
    Close, CloseAction, Connection, CredentialsError, Entry, FailReason, Generation, Options,
    Output, Status,
};

use crate::harness::{Admission, Event, Login, Scene, Words};

const SIGN_IN: Status = Status::Failed(FailReason::SignInRequired);

fn fetches(scene: &Scene) -> usize {
    let fetch = |output: &Output| matches!(output, Output::FetchCredentials(_));
    scene.times(fetch).len()
}

/// A peer that lets everyone in without a word.
fn without_welcome() -> Scene {
    let words = Words {
        entry: Entry::Open,
        ..Words::default()
    };
    let options = Options {
        credentials: true,
        ..Options::default()
    };
    Scene::with(words, options, 1)
}

#[test]
fn credentials_are_fetched_before_the_dial_and_are_the_first_message() {
    let mut scene = Scene::new();
    scene.act(Connection::open);
    assert_eq!(scene.log[0].1, Output::FetchCredentials(Generation(1)));
    assert!(scene.dials().is_empty());
    scene.pass(1_000);
    assert_eq!(scene.peer.heard, ["hello ticket-1"]);
}

#[test]
fn every_dial_has_fresh_credentials() {
    let mut scene = Scene::live();
    scene.lose(1006);
    scene.pass(1_000);
    assert_eq!(scene.peer.heard[0], "hello ticket-2");
}

#[test]
fn a_dial_may_need_none() {
    let mut scene = Scene::new();
    scene.peer.login = Login::NoAnswer;
    scene.act(Connection::open);
    scene.happen(Event::Credentials(Generation(1), Ok(None)));
    scene.pass(1_000);
    assert_eq!(scene.peer.heard, ["hello -"]);
}

#[test]
fn without_a_session_the_user_must_sign_in() {
    let mut scene = Scene::new();
    scene.peer.login = Login::SignInRequired;
    scene.act(Connection::open);
    scene.pass(60_000);
    assert_eq!(*scene.status(), SIGN_IN);
    assert!(FailReason::SignInRequired.requires_sign_in());
    assert!(scene.dials().is_empty());
}

#[test]
fn credentials_that_cannot_be_had_are_worth_a_new_try() {
    let mut scene = Scene::new();
    scene.peer.login = Login::Unavailable;
    scene.act(Connection::open);
    scene.pass(1_000);
    assert_eq!(scene.status().name(), "reconnecting");
    assert!(scene.dials().is_empty());
    scene.peer.login = Login::Ticket;
    scene.pass(5_000);
    assert_eq!(*scene.status(), Status::Live);
}

#[test]
fn credentials_that_never_come_are_asked_for_again() {
    let mut scene = Scene::new();
    scene.peer.login = Login::NoAnswer;
    scene.act(Connection::open);
    scene.pass(9_999);
    assert_eq!(fetches(&scene), 1);
    scene.peer.login = Login::Ticket;
    scene.pass(1_000);
    assert_eq!(fetches(&scene), 2);
    assert_eq!(*scene.status(), Status::Live);
}

#[test]
fn credentials_that_come_too_late_belong_to_no_attempt() {
    let mut scene = Scene::new();
    scene.peer.login = Login::NoAnswer;
    scene.act(Connection::open);
    scene.pass(10_000);
    scene.happen(Event::Credentials(
        Generation(1),
        Ok(Some("late".to_owned())),
    ));
    assert!(scene.dials().is_empty());
    scene.peer.login = Login::Ticket;
    scene.pass(1_000);
    assert_eq!(scene.peer.heard, ["hello ticket-1"]);
}

#[test]
fn credentials_that_come_twice_dial_once_and_are_said_once() {
    let mut scene = Scene::new();
    scene.act(Connection::open);
    scene.pass(10);
    for _ in 0..3 {
        scene.happen(Event::Credentials(
            Generation(1),
            Ok(Some("again".to_owned())),
        ));
        scene.pass(20);
    }
    assert_eq!(*scene.status(), Status::Live);
    assert_eq!(scene.dials().len(), 1);
    assert_eq!(scene.peer.heard, ["hello ticket-1"]);
}

#[test]
fn a_second_answer_cannot_end_a_connection_that_the_first_has_made() {
    let mut scene = Scene::live();
    for error in [
        CredentialsError::SignInRequired,
        CredentialsError::Unavailable,
    ] {
        scene.happen(Event::Credentials(Generation(1), Err(error)));
    }
    scene.pass(120_000);
    assert!(scene.statuses().is_empty());
    assert_eq!(fetches(&scene), 0);
}

#[test]
fn a_refusal_is_answered_once_by_fresh_credentials() {
    for admission in [Admission::Refused, Admission::Close(4401)] {
        let mut scene = Scene::new();
        scene.peer.admission = admission;
        scene.act(Connection::open);
        scene.pass(30);
        scene.peer.admission = Admission::Welcome { expires_in: None };
        scene.pass(1_000);
        assert_eq!(*scene.status(), Status::Live, "{admission:?}");
        assert_eq!(scene.peer.heard, ["hello ticket-1", "hello ticket-2"]);
    }
}

#[test]
fn a_second_refusal_in_a_row_means_that_the_user_must_sign_in() {
    for admission in [
        Admission::Refused,
        Admission::Close(4401),
        Admission::SayThenClose("nothing", 4401),
        Admission::SayThenClose("beat", 4401),
        Admission::SayThenClose("error - -", 4401),
        Admission::SayThenClose("what?", 4401),
    ] {
        for mut scene in [Scene::new(), without_welcome()] {
            scene.peer.admission = admission;
            scene.act(Connection::open);
            scene.pass(600_000);
            assert_eq!(*scene.status(), SIGN_IN, "{admission:?}");
            assert_eq!(scene.dials().len(), 2, "{admission:?}");
        }
    }
}

#[test]
fn a_loss_between_two_refusals_does_not_make_a_loop_of_them() {
    let mut scene = Scene::new();
    scene.peer.admission = Admission::Refused;
    scene.act(Connection::open);
    scene.pass(35);
    scene.peer.admission = Admission::Close(1006);
    scene.pass_until(|scene| scene.dials().len() == 2);
    scene.pass(20);
    assert_eq!(scene.status().name(), "reconnecting");
    scene.peer.admission = Admission::Refused;
    scene.pass(60_000);
    assert_eq!(*scene.status(), SIGN_IN);
}

#[test]
fn being_let_in_forgives_an_earlier_refusal() {
    let mut scene = Scene::live();
    for _ in 0..3 {
        scene.lose(4401);
        scene.pass(5_000);
        assert_eq!(*scene.status(), Status::Live);
    }
}

#[test]
fn where_no_welcome_is_said_a_value_forgives_an_earlier_refusal() {
    let mut scene = without_welcome();
    scene.go_live();
    for seq in 1..4 {
        scene.lose(4401);
        scene.pass(1_000);
        assert_eq!(*scene.status(), Status::Live);
        scene.hear(&format!("data trendData e1 {seq} x"));
    }
}

#[test]
fn a_session_that_ends_while_live_leads_to_the_login() {
    let mut scene = Scene::live();
    scene.peer.login = Login::SignInRequired;
    scene.lose(4401);
    scene.pass(1_000);
    assert_eq!(*scene.status(), SIGN_IN);
    let waits_then_asks = ["reconnecting", "reconnecting", "failed"];
    assert_eq!(scene.statuses(), waits_then_asks);
}

#[test]
fn not_being_allowed_is_final() {
    for code in [4403, 1010] {
        let mut scene = Scene::live();
        scene.lose(code);
        scene.pass(600_000);
        let refused = FailReason::Refused(Close {
            code,
            reason: "as the test says".to_owned(),
            was_clean: true,
        });
        assert!(!refused.requires_sign_in());
        assert_eq!(*scene.status(), Status::Failed(refused));
        assert!(scene.dials().is_empty());
    }
}

#[test]
fn after_signing_in_it_can_be_opened_again() {
    let mut scene = Scene::new();
    scene.peer.admission = Admission::Refused;
    scene.act(Connection::open);
    scene.pass(1_000);
    scene.peer.admission = Admission::Welcome { expires_in: None };
    scene.act(Connection::open);
    scene.pass(1_000);
    assert_eq!(*scene.status(), Status::Live);
}

proptest! {
    #[test]
    fn every_other_code_is_worth_a_new_try(code: u16) {
        let expected = match code {
            4401 => CloseAction::Refresh,
            4403 | 1010 => CloseAction::Fatal,
            1008 | 1013 | 4429 => CloseAction::RetryLater,
            _ => CloseAction::Retry,
        };
        prop_assert_eq!(CloseAction::of(code), expected);
    }
}
