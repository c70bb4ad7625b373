//! Requests: a future per answer.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use socket_conn::Request;

use super::world::World;
use crate::core::{Answer, RequestError};

fn get(chart: &str) -> Request {
    Request {
        action: "getData".to_owned(),
        chart_name: Some(chart.to_owned()),
        ..Request::default()
    }
}

fn poll<F: Future>(future: F) -> Poll<F::Output> {
    pin!(future).poll(&mut Context::from_waker(Waker::noop()))
}

/// The number that a request was sent under.
fn id(world: &World) -> u64 {
    let sent = world.sent();
    let text = sent.last().expect("it was sent");
    let id = text.split(r#""id":"#).nth(1).expect("it has an id");
    let digits = id.chars().take_while(char::is_ascii_digit);
    digits.collect::<String>().parse().expect("digits")
}

fn answered(world: &World, id: u64, data: &str) {
    world.receive(format!(
        r#"{{"id":{id},"socketType":"xData","chartName":"x","epoch":"e","seq":1,"data":{data}}}"#
    ));
}

#[test]
fn many_requests_are_in_flight_at_once_and_each_gets_its_own_answer() {
    let world = World::live();
    let mut first = world.core.request(&get("a"), 1_000);
    let first_id = id(&world);
    let mut second = world.core.request(&get("b"), 1_000);
    let second_id = id(&world);
    answered(&world, second_id, "2");
    assert!(poll(&mut first).is_pending());
    answered(&world, first_id, "1");
    let number = |answer: &mut Answer| match poll(answer) {
        Poll::Ready(Ok(reply)) => reply.decode::<u32>().ok(),
        _ => None,
    };
    assert_eq!(
        (number(&mut first), number(&mut second)),
        (Some(1), Some(2))
    );
}

#[test]
fn no_answer_in_time_is_an_error() {
    let world = World::live();
    let mut answer = world.core.request(&get("a"), 1_000);
    world.advance(1_000);
    assert!(matches!(
        poll(&mut answer),
        Poll::Ready(Err(RequestError::TimedOut))
    ));
}

#[test]
fn a_refusal_says_why() {
    let world = World::live();
    let mut answer = world.core.request(&get("a"), 1_000);
    let id = id(&world);
    world.receive(format!(
        r#"{{"type":"error","id":{id},"code":"unknownTopic","message":"there is no such chart"}}"#
    ));
    let Poll::Ready(Err(RequestError::Refused(refusal))) = poll(&mut answer) else {
        panic!("it is refused");
    };
    assert_eq!(refusal.code, "unknownTopic");
}

#[test]
fn a_request_that_was_sent_is_lost_with_its_connection_and_one_that_waits_is_not() {
    let world = World::live();
    let mut sent = world.core.request(&get("a"), 60_000);
    world.lost();
    assert!(matches!(
        poll(&mut sent),
        Poll::Ready(Err(RequestError::Lost))
    ));
    let mut waiting = world.core.request(&get("b"), 60_000);
    world.sent();
    world.redial();
    world.opened();
    world.receive(r#"{"type":"hello","version":1,"codec":"json","heartbeat":25000,"ts":1}"#);
    answered(&world, id(&world), "2");
    assert!(matches!(poll(&mut waiting), Poll::Ready(Ok(_))));
}

#[test]
fn a_request_whose_answer_is_dropped_before_it_was_sent_never_is() {
    let world = World::live();
    world.lost();
    drop(world.core.request(&get("b"), 60_000));
    world.redial();
    world.opened();
    world.receive(r#"{"type":"hello","version":1,"codec":"json","heartbeat":25000,"ts":1}"#);
    assert!(!world.sent().iter().any(|text| text.contains("getData")));
}

#[test]
fn closing_answers_all_and_a_closed_store_takes_no_request() {
    let world = World::live();
    let mut answer = world.core.request(&get("a"), 60_000);
    world.core.drive(|connection, _| connection.close());
    assert!(matches!(
        poll(&mut answer),
        Poll::Ready(Err(RequestError::Closed))
    ));
    let mut late = world.core.request(&get("a"), 60_000);
    assert!(matches!(
        poll(&mut late),
        Poll::Ready(Err(RequestError::Closed))
    ));
}
