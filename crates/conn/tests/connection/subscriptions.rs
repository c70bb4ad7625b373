//! Topics: asked for on every socket, from where we stand, and how far their values can be trusted.

use socket_conn::{Connection, Freshness};

use crate::harness::{LINGER, Opening, Scene};

fn asked(scene: &Scene) -> Vec<&str> {
    let heard = scene.peer.heard.iter().filter(|t| t.starts_with("sub "));
    // Without the request's number, which is another each time.
    heard
        .filter_map(|text| text.splitn(3, ' ').nth(2))
        .collect()
}

#[test]
fn a_topic_is_asked_for_at_once_while_live() {
    let mut scene = Scene::live();
    scene.subscribe("trend");
    assert_eq!(asked(&scene), ["trendData trend"]);
    assert_eq!(
        scene.connection.freshness("trendData"),
        Some(Freshness::Waiting)
    );
}

#[test]
fn a_topic_that_is_wanted_earlier_is_asked_for_when_live() {
    let mut scene = Scene::new();
    scene.subscribe("trend");
    scene.act(Connection::open);
    scene.subscribe("hot");
    scene.pass(25);
    scene.subscribe("map");
    assert!(asked(&scene).is_empty());
    scene.pass(10);
    assert_eq!(
        asked(&scene),
        ["hotData hot", "mapData map", "trendData trend"]
    );
}

#[test]
fn a_topic_that_is_wanted_twice_is_asked_for_once() {
    let mut scene = Scene::live();
    scene.subscribe("trend");
    scene.subscribe("trend");
    assert_eq!(asked(&scene).len(), 1);
    assert_eq!(scene.connection.subscriptions(), 1);
}

#[test]
fn a_topic_nobody_wants_has_no_freshness() {
    let mut scene = Scene::with_a_value();
    scene.unsubscribe("trend");
    scene.pass(LINGER);
    assert_eq!(scene.connection.freshness("trendData"), None);
    assert_eq!(scene.connection.subscriptions(), 0);
}

#[test]
fn after_a_reconnect_every_topic_is_asked_for_from_where_it_stood() {
    let mut scene = Scene::with_a_value();
    scene.publish("trend", "2");
    scene.subscribe("hot");
    scene.lose(1006);
    scene.clear_log();
    scene.pass(1_000);
    assert_eq!(asked(&scene), ["hotData hot", "trendData trend e1 2"]);
}

#[test]
fn what_was_missed_is_delivered_once_and_in_order() {
    let mut scene = Scene::with_a_value();
    scene.lose(1006);
    scene.peer.publish("trend", "2");
    scene.peer.publish("trend", "3");
    scene.pass(1_000);
    scene.publish("trend", "4");
    assert_eq!(scene.delivered(), ["3", "4"]);
}

#[test]
fn a_topic_that_was_given_up_is_not_asked_for_again() {
    let mut scene = Scene::with_a_value();
    scene.unsubscribe("trend");
    scene.pass(LINGER);
    assert!(scene.peer.heard[0].starts_with("unsub"));
    scene.lose(1006);
    scene.pass(1_000);
    assert!(asked(&scene).is_empty());
}

#[test]
fn a_topic_that_was_given_up_without_a_connection_is_not_mentioned() {
    let mut scene = Scene::with_a_value();
    scene.peer.opening = Opening::NoAnswer;
    scene.lose(1006);
    scene.unsubscribe("trend");
    scene.pass(LINGER);
    scene.peer.opening = Opening::Opens;
    scene.pass(20_000);
    assert_eq!(scene.peer.heard, ["hello ticket-3"]);
}

#[test]
fn giving_up_what_nobody_wanted_says_nothing() {
    let mut scene = Scene::live();
    scene.unsubscribe("trend");
    assert!(scene.log.is_empty());
}

#[test]
fn a_topic_that_is_wanted_anew_starts_anew() {
    let mut scene = Scene::with_a_value();
    scene.unsubscribe("trend");
    scene.pass(LINGER);
    scene.subscribe("trend");
    scene.pass(100);
    assert_eq!(asked(&scene), ["trendData trend"]);
    assert_eq!(scene.delivered(), ["1"]);
}

#[test]
fn values_are_stale_without_a_connection_and_live_when_the_peer_vouches_again() {
    let mut scene = Scene::with_a_value();
    scene.lose(1006);
    assert_eq!(scene.freshness(), ["trendData:stale"]);
    scene.pass(1_000);
    assert_eq!(scene.freshness(), ["trendData:stale", "trendData:live"]);
    assert!(scene.delivered().is_empty(), "it is the same value");
}

/// A scene that has the value `e1 5` of `trend`, has lost the connection and is live again, with a peer that leaves
/// the answer to the subscription to the test. Gives the request's number.
fn asked_again() -> (Scene, u64) {
    let mut scene = Scene::live();
    scene.peer.answers_subscriptions = false;
    scene.subscribe("trend");
    scene.hear("data trendData e1 5 v5");
    scene.lose(1006);
    scene.pass(1_000);
    let request = scene.peer.heard.iter().rfind(|t| t.starts_with("sub "));
    let id = request.and_then(|text| text.split(' ').nth(1)?.parse().ok());
    scene.clear_log();
    (scene, id.expect("was asked for"))
}

#[test]
fn a_value_that_has_changed_meanwhile_is_stale_until_it_comes() {
    let (mut scene, id) = asked_again();
    scene.hear(&format!("subscribed {id} e1 7 recovered"));
    assert!(scene.freshness().is_empty());
    scene.hear("data trendData e1 6 v6");
    assert_eq!(scene.freshness(), ["trendData:live"]);
}

#[test]
fn missed_values_that_cannot_be_had_are_a_gap_until_the_next_value() {
    let (mut scene, id) = asked_again();
    scene.hear(&format!("subscribed {id} e1 900 anew"));
    assert_eq!(scene.freshness(), ["trendData:gap"]);
    scene.hear("data trendData e1 5 v5");
    scene.hear("data trendData e1 900 v900");
    assert_eq!(scene.freshness(), ["trendData:gap", "trendData:live"]);
    assert_eq!(scene.delivered(), ["v900"]);
}

#[test]
fn a_new_life_of_the_numbering_starts_anew() {
    let (mut scene, id) = asked_again();
    scene.hear(&format!("subscribed {id} e2 1 anew"));
    scene.hear("data trendData e2 1 v1");
    scene.hear("data trendData e2 1 v1");
    assert_eq!(scene.freshness(), ["trendData:gap", "trendData:live"]);
    assert_eq!(scene.delivered(), ["v1"]);
}

#[test]
fn a_numbering_that_has_gone_back_does_not_mute_its_topic() {
    let (mut scene, id) = asked_again();
    scene.hear(&format!("subscribed {id} e1 3 anew"));
    scene.hear("data trendData e1 3 v3");
    scene.hear("data trendData e1 4 v4");
    assert_eq!(scene.delivered(), ["v3", "v4"]);
}

#[test]
fn a_value_that_is_the_head_is_good_even_if_the_peer_cannot_tell_what_was_missed() {
    let (mut scene, id) = asked_again();
    scene.hear(&format!("subscribed {id} e1 5 anew"));
    scene.hear("data trendData e1 5 v5");
    assert_eq!(scene.freshness(), ["trendData:live"]);
    assert!(scene.delivered().is_empty());
}

#[test]
fn the_answer_to_an_earlier_request_is_ignored() {
    let (mut scene, id) = asked_again();
    scene.hear(&format!("subscribed {} e1 5 recovered", id - 1));
    scene.hear(&format!("error {} -", id - 1));
    assert!(scene.freshness().is_empty());
}

#[test]
fn a_topic_that_is_refused_is_an_error_and_the_others_are_not() {
    let mut scene = Scene::with_a_value();
    scene.subscribe("unknown");
    scene.pass(100);
    assert_eq!(scene.freshness(), ["unknownData:error"]);
    assert_eq!(
        scene.connection.freshness("trendData"),
        Some(Freshness::Live)
    );
}

#[test]
fn a_topic_can_be_refused_by_its_name_alone() {
    let mut scene = Scene::with_a_value();
    scene.hear("error - trendData");
    scene.hear("error - otherData");
    scene.hear("error - -");
    assert_eq!(scene.freshness(), ["trendData:error"]);
}

#[test]
fn a_topic_that_was_refused_is_asked_for_again_on_the_next_connection() {
    let mut scene = Scene::live();
    scene.subscribe("trend");
    scene.pass(100);
    scene.lose(1006);
    assert_eq!(scene.freshness(), ["trendData:error", "trendData:waiting"]);
    scene.peer.publish("trend", "1");
    scene.pass(1_000);
    assert_eq!(
        scene.connection.freshness("trendData"),
        Some(Freshness::Live)
    );
}

#[test]
fn every_word_of_the_contract_has_a_freshness() {
    let all = [
        Freshness::Waiting,
        Freshness::Live,
        Freshness::Stale,
        Freshness::Gap,
        Freshness::Error,
    ];
    let names = all.map(Freshness::name);
    assert_eq!(names, ["waiting", "live", "stale", "gap", "error"]);
}
