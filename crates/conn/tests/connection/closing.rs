//! Closed by hand, told apart from every kind of loss.

use socket_conn::{Connection, FailReason, Freshness, Output, SendErrorKind, Status, Unsupported};

use crate::harness::{Admission, Login, Opening, Scene};

#[test]
fn closed_by_hand_it_stays_closed() {
    let mut scene = Scene::live();
    scene.close();
    assert_eq!(*scene.status(), Status::Closed);
    assert!(matches!(scene.log[0].1, Output::Close(_, 1000)));
    scene.pass(120_000);
    scene.doubt();
    scene.act(|connection, now| connection.handle_network(false, now));
    scene.act(|connection, now| connection.handle_network(true, now));
    scene.pass(120_000);
    assert_eq!(scene.statuses(), ["closed"]);
    assert!(scene.dials().is_empty());
}

#[test]
fn the_close_event_of_a_socket_that_was_closed_by_hand_is_no_loss() {
    let mut scene = Scene::live();
    scene.close();
    scene.lose(1006);
    scene.pass(60_000);
    assert_eq!(scene.statuses(), ["closed"]);
}

#[test]
fn it_can_be_closed_at_every_step() {
    for span in [0, 5, 10, 15, 20, 25, 30] {
        let mut scene = Scene::new();
        scene.act(Connection::open);
        scene.pass(span);
        scene.close();
        let closes = scene.times(|output| matches!(output, Output::Close(..)));
        assert_eq!(closes.len(), scene.dials().len(), "after {span} ms");
        scene.clear_log();
        scene.pass(60_000);
        assert!(scene.log.is_empty(), "after {span} ms: {:?}", scene.log);
    }
}

#[test]
fn it_can_be_closed_while_it_waits_for_the_next_attempt() {
    let mut scene = Scene::live();
    scene.lose(1006);
    scene.clear_log();
    scene.close();
    scene.pass(60_000);
    assert_eq!(
        scene.log,
        [(scene.now - 60_000, Output::Status(Status::Closed))]
    );
}

#[test]
fn closing_twice_says_it_once() {
    let mut scene = Scene::live();
    scene.close();
    scene.close();
    let closes = scene.times(|output| matches!(output, Output::Close(..)));
    assert_eq!(closes.len(), 1);
}

#[test]
fn closing_what_was_never_opened_does_nothing() {
    let mut scene = Scene::new();
    scene.close();
    assert_eq!(*scene.status(), Status::Idle);
    assert!(scene.log.is_empty());
}

#[test]
fn an_address_found_unusable_too_late_does_not_undo_the_closing() {
    let mut scene = Scene::new();
    scene.act(Connection::open);
    scene.close();
    scene.act(|connection, _| connection.fail(FailReason::Unsupported(Unsupported::NoWebSocket)));
    assert_eq!(*scene.status(), Status::Closed);
}

#[test]
fn after_having_given_up_it_can_be_closed() {
    let mut scene = Scene::new();
    scene.peer.login = Login::SignInRequired;
    scene.act(Connection::open);
    scene.pass(1_000);
    scene.close();
    assert_eq!(*scene.status(), Status::Closed);
}

#[test]
fn it_can_be_opened_again_and_goes_on_where_its_topics_were() {
    let mut scene = Scene::live();
    scene.subscribe("trend");
    scene.publish("trend", "1");
    scene.close();
    assert_eq!(
        scene.connection.freshness("trendData"),
        Some(Freshness::Stale)
    );
    scene.clear_log();
    scene.act(Connection::open);
    scene.pass(1_000);
    assert_eq!(scene.statuses(), ["connecting", "authenticating", "live"]);
    assert!(scene.peer.heard[1].ends_with("trendData trend e1 1"));
    assert_eq!(
        scene.connection.freshness("trendData"),
        Some(Freshness::Live)
    );
}

#[test]
fn opening_again_starts_with_a_clean_slate() {
    let mut scene = Scene::new();
    scene.peer.opening = Opening::Fails;
    scene.act(Connection::open);
    scene.pass(120_000);
    scene.close();
    scene.clear_log();
    scene.act(Connection::open);
    scene.pass(30);
    let asked = scene.times(|output| matches!(output, Output::CheckHealth(_)));
    assert!(asked.is_empty(), "the failures of before count no more");
    let Status::Reconnecting { next_at, .. } = *scene.status() else {
        panic!("{:?}", scene.status());
    };
    assert!(next_at.expect("waits") <= scene.now + 500);
}

#[test]
fn a_refusal_before_the_closing_does_not_count_after_it() {
    let mut scene = Scene::new();
    scene.peer.admission = Admission::Refused;
    scene.act(Connection::open);
    scene.pass(35);
    assert_eq!(scene.dials().len(), 1);
    scene.close();
    scene.clear_log();
    scene.act(Connection::open);
    scene.pass(1_000);
    assert_eq!(scene.dials().len(), 2, "one refusal is forgiven each time");
}

#[test]
fn every_loss_comes_back_by_itself() {
    for code in [
        1000, 1001, 1003, 1005, 1006, 1007, 1009, 1011, 1012, 1015, 3000, 4408, 4999,
    ] {
        let mut scene = Scene::live();
        scene.lose(code);
        scene.pass(1_000);
        let way = scene.statuses();
        assert_eq!(way.first(), Some(&"reconnecting"), "{code}");
        assert_eq!(way.last(), Some(&"live"), "{code}");
    }
}

#[test]
fn a_message_for_a_closed_connection_is_handed_back() {
    let mut scene = Scene::live();
    scene.close();
    let error = scene.send("msg").expect_err("closed");
    assert_eq!(error.kind, SendErrorKind::Closed);
    assert_eq!(error.frame.as_text(), Some("msg"));
}
