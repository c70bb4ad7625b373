//! What follows a close, by its code or as the user decides.

use std::collections::BTreeSet;

use socket_conn::{
    Close, CloseAction, CloseCode, ClosePolicy, Connection, FailReason, Options, Output, Status,
};

use crate::harness::{Admission, Scene};

/// Lost with this code, by a policy of one's own.
fn lost_under(policy: ClosePolicy, code: u16) -> Scene {
    let options = Options {
        close_policy: policy,
        ..Options::default()
    };
    let mut scene = Scene::with_options(options);
    scene.go_live();
    scene.lose(code);
    scene
}

#[test]
fn the_table_is_sorted_and_names_each_code_once() {
    let codes: Vec<u16> = CloseCode::ALL.iter().map(|entry| entry.code).collect();
    assert!(codes.is_sorted_by(|one, next| one < next), "{codes:?}");
    let names: BTreeSet<&str> = CloseCode::ALL.iter().map(|entry| entry.name).collect();
    assert_eq!(names.len(), codes.len());
    assert!(CloseCode::ALL.iter().all(|entry| !entry.meaning.is_empty()));
}

#[test]
fn the_table_has_every_code_of_the_protocol() {
    for code in 1000..=1015 {
        assert_eq!(CloseCode::of(code).map(|entry| entry.code), Some(code));
    }
    for code in [0, 999, 1016, 2999, 3001, 4000, 5000] {
        assert_eq!(CloseCode::of(code), None);
    }
}

#[test]
fn a_close_is_told_with_its_code_its_reason_and_whether_it_was_clean() {
    for (code, was_clean) in [(1011, true), (1006, false)] {
        let mut scene = Scene::live();
        scene.lose(code);
        let close = Close {
            code,
            reason: "as the test says".to_owned(),
            was_clean,
        };
        assert_eq!(scene.log[0].1, Output::Closed(close.clone()));
        assert_eq!(scene.connection.last_close(), Some(&close));
    }
}

#[test]
fn the_last_close_is_remembered_until_it_is_opened_again_by_hand() {
    let mut scene = Scene::live();
    assert_eq!(scene.connection.last_close(), None);
    scene.lose(1012);
    scene.pass(1_000);
    let code = |scene: &Scene| scene.connection.last_close().map(|close| close.code);
    assert_eq!(code(&scene), Some(1012));
    scene.close();
    assert_eq!(code(&scene), Some(1012), "closing by hand is no close");
    scene.act(Connection::open);
    assert_eq!(code(&scene), None);
}

#[test]
fn a_policy_may_make_any_close_fatal() {
    let policy = ClosePolicy::new(|close| match close.reason.as_str() {
        "as the test says" => CloseAction::Fatal,
        _ => CloseAction::of(close.code),
    });
    let mut scene = lost_under(policy, 1000);
    scene.pass(600_000);
    assert!(scene.dials().is_empty());
    let Status::Failed(FailReason::Refused(close)) = scene.status() else {
        panic!("{:?}", scene.status());
    };
    assert_eq!(close.code, 1000);
}

#[test]
fn a_policy_may_retry_what_is_fatal_by_the_table() {
    let mut scene = lost_under(ClosePolicy::new(|_| CloseAction::Retry), 4403);
    scene.pass(1_000);
    assert_eq!(*scene.status(), Status::Live);
}

#[test]
fn a_policy_may_ask_for_patience() {
    let scene = lost_under(ClosePolicy::new(|_| CloseAction::RetryLater), 1000);
    let Status::Reconnecting { next_at, .. } = *scene.status() else {
        panic!("{:?}", scene.status());
    };
    assert!(next_at.is_some_and(|at| at >= scene.now + 10_000));
}

#[test]
fn a_policy_may_take_any_close_for_a_refusal() {
    let mut scene = lost_under(ClosePolicy::new(|_| CloseAction::Refresh), 1000);
    scene.peer.admission = Admission::Close(1000);
    scene.pass(600_000);
    assert_eq!(*scene.status(), Status::Failed(FailReason::SignInRequired));
    assert_eq!(scene.dials().len(), 1);
}

#[test]
fn reconnecting_after_an_abnormal_close_only_is_a_policy_of_three_lines() {
    let policy = || {
        ClosePolicy::new(|close| match close.code {
            1006 => CloseAction::Retry,
            _ => CloseAction::Fatal,
        })
    };
    assert_eq!(lost_under(policy(), 1006).status().name(), "reconnecting");
    assert_eq!(lost_under(policy(), 1000).status().name(), "failed");
}

#[test]
fn a_close_reads_as_a_sentence() {
    let close = |code, reason: &str| Close {
        code,
        reason: reason.to_owned(),
        was_clean: true,
    };
    let text = close(1012, "new version").to_string();
    assert_eq!(text, "1012 (service restart): new version");
    assert_eq!(close(4999, "").to_string(), "4999");
    assert_eq!(Close::abnormal().to_string(), "1006 (abnormal closure)");
    assert!(!Close::abnormal().was_clean);
}

#[test]
fn a_policy_can_be_shown_with_the_options_that_hold_it() {
    let text = format!("{:?}", ClosePolicy::default());
    assert_eq!(text, "ClosePolicy { .. }");
}
