//! Questions to the peer, each answered once.

use socket_conn::{
    Connection, Data, Delivery, Frame, Millis, Options, Queue, Request, RequestError, WakeReason,
    WhenFull,
};

use crate::harness::{Event, Opening, Scene};

const TIMEOUT: Millis = 5_000;

/// Live, with a peer that leaves the answers to the test.
fn live() -> Scene {
    let mut scene = Scene::live();
    scene.peer.answers_requests = false;
    scene
}

fn ask(scene: &mut Scene, action: &str) -> u64 {
    scene.request(action, TIMEOUT).expect("is taken")
}

#[test]
fn an_answer_ends_the_request_and_is_no_message_for_handlers() {
    let mut scene = Scene::live();
    let id = ask(&mut scene, "count");
    assert_eq!(scene.connection.pending_requests(), 1);
    scene.pass(20);
    assert_eq!(scene.peer.heard, [format!("ask {id} count")]);
    assert_eq!(scene.endings(), [format!("{id}: count")]);
    assert!(scene.delivered().is_empty());
    assert_eq!(scene.connection.pending_requests(), 0);
}

#[test]
fn many_are_under_way_at_once_and_answered_in_any_order() {
    let mut scene = live();
    let ids: Vec<u64> = (0..50).map(|_| ask(&mut scene, "x")).collect();
    assert_eq!(scene.connection.pending_requests(), 50);
    for id in ids.iter().rev() {
        scene.hear(&format!("answer {id} a{id}"));
    }
    let answers: Vec<String> = ids.iter().rev().map(|id| format!("{id}: a{id}")).collect();
    assert_eq!(scene.endings(), answers);
}

#[test]
fn answers_may_share_a_frame() {
    let mut scene = live();
    let (one, two) = (ask(&mut scene, "x"), ask(&mut scene, "y"));
    scene.hear(&format!("answer {two} b\nanswer {one} a"));
    assert_eq!(scene.endings(), [format!("{two}: b"), format!("{one}: a")]);
}

#[test]
fn without_an_answer_it_times_out() {
    let mut scene = live();
    let id = ask(&mut scene, "x");
    let due = scene.now + TIMEOUT;
    let wake = scene.connection.poll_timeout().expect("waits");
    assert_eq!((wake.at, wake.reason), (due, WakeReason::RequestTimedOut));
    scene.pass(TIMEOUT - 1);
    assert!(scene.endings().is_empty());
    scene.pass(1);
    assert_eq!(scene.endings(), [format!("{id}: TimedOut")]);
    assert_eq!(scene.connection.pending_requests(), 0);
}

#[test]
fn each_has_its_own_time() {
    let mut scene = live();
    let long = scene.request("x", 9_000).expect("is taken");
    let short = scene.request("x", 3_000).expect("is taken");
    scene.pass(3_000);
    assert_eq!(scene.endings(), [format!("{short}: TimedOut")]);
    scene.hear(&format!("answer {long} a"));
    assert_eq!(scene.endings()[1..], [format!("{long}: a")]);
}

#[test]
fn an_answer_that_comes_too_late_or_again_is_a_message_like_any_other() {
    let mut scene = live();
    let id = ask(&mut scene, "x");
    scene.pass(TIMEOUT);
    scene.hear(&format!("answer {id} late"));
    scene.hear(&format!("answer {id} again"));
    assert_eq!(scene.endings().len(), 1);
    assert_eq!(scene.delivered(), ["late", "again"]);
}

#[test]
fn a_refusal_ends_it_with_the_peers_words() {
    let mut scene = Scene::live();
    let id = ask(&mut scene, "refuse");
    scene.pass(20);
    assert_eq!(scene.endings(), [format!("{id}: Refused")]);
    assert!(scene.delivered().is_empty());
}

#[test]
fn a_refusal_of_something_else_does_not_end_it() {
    let mut scene = live();
    let id = ask(&mut scene, "x");
    scene.hear(&format!("error {} -", id + 1));
    scene.hear("error - -");
    assert!(scene.endings().is_empty());
    assert_eq!(scene.delivered().len(), 2);
}

#[test]
fn nobody_hears_of_one_that_was_cancelled() {
    let mut scene = live();
    let id = ask(&mut scene, "x");
    scene.cancel(id);
    assert_eq!(scene.connection.pending_requests(), 0);
    scene.pass(60_000);
    assert!(scene.endings().is_empty());
}

#[test]
fn one_that_is_cancelled_before_it_was_sent_is_never_sent() {
    let mut scene = Scene::new();
    scene.act(Connection::open);
    assert_eq!(scene.send("msg 1"), Ok(()));
    let id = ask(&mut scene, "x");
    assert_eq!(scene.send("msg 2"), Ok(()));
    scene.cancel(id);
    scene.pass(1_000);
    assert_eq!(scene.peer.heard, ["hello ticket-1", "msg 1", "msg 2"]);
}

#[test]
fn one_that_was_sent_is_lost_with_the_connection_and_not_repeated() {
    let mut scene = live();
    let id = ask(&mut scene, "x");
    scene.lose(1006);
    assert_eq!(scene.endings(), [format!("{id}: Lost")]);
    scene.clear_log();
    scene.pass(1_000);
    assert_eq!(scene.peer.heard, ["hello ticket-2"]);
}

#[test]
fn one_that_waits_for_the_connection_is_sent_in_its_place_and_answered() {
    let mut scene = Scene::live();
    scene.lose(1006);
    assert_eq!(scene.send("msg 1"), Ok(()));
    let id = ask(&mut scene, "x");
    assert_eq!(scene.send("msg 2"), Ok(()));
    scene.clear_log();
    scene.pass(1_000);
    let asked = format!("ask {id} x");
    assert_eq!(scene.peer.heard[1..], ["msg 1", &asked, "msg 2"]);
    assert_eq!(scene.endings(), [format!("{id}: x")]);
}

#[test]
fn one_that_waits_survives_a_loss_and_is_asked_once() {
    let mut scene = Scene::new();
    scene.act(Connection::open);
    let id = ask(&mut scene, "x");
    scene.pass(25);
    scene.lose(1006);
    assert!(scene.endings().is_empty());
    scene.pass(5_000);
    assert_eq!(scene.endings(), [format!("{id}: x")]);
}

#[test]
fn one_that_waits_too_long_times_out_and_is_never_sent() {
    let mut scene = live();
    scene.peer.opening = Opening::NoAnswer;
    scene.lose(1006);
    let id = ask(&mut scene, "x");
    scene.pass(TIMEOUT);
    assert_eq!(scene.endings(), [format!("{id}: TimedOut")]);
    assert_eq!(scene.connection.queued(), 0);
}

#[test]
fn an_answer_before_the_question_answers_something_else() {
    let mut scene = Scene::new();
    scene.act(Connection::open);
    let id = ask(&mut scene, "x");
    scene.pass(25);
    scene.hear(&format!("answer {id} guess\nerror {id} -"));
    assert!(scene.endings().is_empty());
    assert_eq!(scene.delivered()[0], "guess");
    scene.pass(50);
    assert_eq!(scene.endings(), [format!("{id}: x")]);
}

#[test]
fn closing_ends_them_all_each_once() {
    let options = Options {
        queue: Queue {
            burst: 1,
            ..Queue::default()
        },
        ..Options::default()
    };
    let mut scene = Scene::with_options(options);
    scene.peer.answers_requests = false;
    scene.act(Connection::open);
    let sent = ask(&mut scene, "x");
    assert_eq!(scene.send("msg 1"), Ok(()));
    let waits = ask(&mut scene, "y");
    scene.pass(100);
    scene.close();
    let ends = [
        format!("{sent}: Closed"),
        format!("{waits}: Closed"),
        "msg 1: Closed".to_owned(),
    ];
    assert_eq!(scene.endings(), ends);
    assert_eq!(scene.connection.counters().dropped, 2);
}

#[test]
fn an_answer_after_the_closing_changes_nothing() {
    let mut scene = live();
    let id = ask(&mut scene, "x");
    let socket = scene.generation();
    scene.close();
    scene.clear_log();
    let answer = format!("answer {id} late");
    scene.happen(Event::Frame(socket, answer.as_str().into()));
    assert!(scene.log.is_empty());
}

#[test]
fn one_that_makes_room_for_a_newer_message_was_not_sent() {
    let options = Options {
        queue: Queue {
            messages: 1,
            when_full: WhenFull::DropOldest,
            ..Queue::default()
        },
        ..Options::default()
    };
    let mut scene = Scene::with_options(options);
    scene.act(Connection::open);
    let id = ask(&mut scene, "x");
    assert_eq!(scene.send("msg 1"), Ok(()));
    assert_eq!(scene.endings(), [format!("{id}: NotSent")]);
}

#[test]
fn one_for_which_there_is_no_room_or_no_connection_is_refused_at_once() {
    let options = Options {
        queue: Queue {
            messages: 0,
            ..Queue::default()
        },
        ..Options::default()
    };
    let mut scene = Scene::with_options(options);
    assert_eq!(scene.request("x", TIMEOUT), Err(RequestError::Closed));
    scene.act(Connection::open);
    assert_eq!(scene.request("x", TIMEOUT), Err(RequestError::NotSent));
    assert_eq!(scene.connection.pending_requests(), 0);
}

#[test]
fn a_dialect_may_have_no_requests() {
    let mut scene = Scene::live();
    let unsupported = Err(RequestError::Unsupported);
    assert_eq!(scene.request("no-word", TIMEOUT), unsupported);
    assert!(scene.log.is_empty());
}

#[test]
fn numbers_are_never_used_twice() {
    let mut scene = live();
    let mut ids: Vec<u64> = (0..5).map(|_| ask(&mut scene, "x")).collect();
    scene.subscribe("trend");
    ids.push(ask(&mut scene, "x"));
    assert!(ids.is_sorted_by(|one, next| one < next), "{ids:?}");
}

#[test]
fn each_kind_of_failure_reads_as_a_sentence() {
    let data = Data {
        socket_type: None,
        chart_name: None,
        position: None,
        body: socket_conn::Body::Frame,
    };
    let frame = std::sync::Arc::new(Frame::from("no"));
    let refused = RequestError::Refused(Delivery { frame, data });
    let texts = [
        (RequestError::TimedOut, "no answer in time"),
        (
            RequestError::Lost,
            "the connection was lost before the answer",
        ),
        (refused, "the server refuses"),
        (RequestError::NotSent, "it could not be sent"),
        (RequestError::Closed, "the connection is closed"),
        (RequestError::Unsupported, "this server has no requests"),
    ];
    for (error, text) in texts {
        assert_eq!(error.to_string(), text);
    }
    assert_eq!(Request::default().action, "");
}
