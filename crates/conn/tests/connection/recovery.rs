//! Where every value counts: gaps are found and filled, and what became of the missed values is told.

use socket_conn::{Freshness, Output, Recovery};

use crate::harness::Scene;

/// Live, with a topic that gives every value, of which it has the first five; the peer's answers are left to the test.
fn complete() -> Scene {
    let mut scene = Scene::live();
    scene.peer.answers_subscriptions = false;
    scene.subscribe("trend");
    let id = asked(&scene).1;
    scene.hear(&format!("subscribed {id} e1 5 anew complete"));
    scene.hear("data trendData e1 5 v5");
    scene.clear_log();
    scene
}

/// How often the topic was asked for, the number of the last time, and from where.
fn asked(scene: &Scene) -> (usize, u64, String) {
    let heard = scene.peer.heard.iter();
    let asked: Vec<&String> = heard.filter(|text| text.starts_with("sub ")).collect();
    let words: Vec<&str> = asked.last().expect("was asked").split(' ').collect();
    let id = words[1].parse().expect("a number");
    (asked.len(), id, words[4..].join(" "))
}

/// What was told about missed values.
fn recoveries(scene: &Scene) -> Vec<Recovery> {
    let recovery = |output: &Output| match output {
        Output::Recovered { recovery, .. } => Some(*recovery),
        _ => None,
    };
    scene.log.iter().filter_map(|(_, o)| recovery(o)).collect()
}

fn hear(scene: &mut Scene, epoch: &str, numbers: &[u64]) {
    for seq in numbers {
        scene.hear(&format!("data trendData {epoch} {seq} v{seq}"));
    }
}

fn missed(missed: u64) -> Recovery {
    Recovery::Continued { missed }
}

#[test]
fn a_number_left_out_is_a_gap_and_asked_for_once() {
    let mut scene = complete();
    hear(&mut scene, "e1", &[6, 8, 9, 10]);
    assert_eq!(scene.delivered(), ["v6"]);
    assert_eq!(scene.freshness(), ["trendData:gap"]);
    let (times, _, from) = asked(&scene);
    assert_eq!((times, from.as_str()), (1, "e1 6"));
    assert_eq!(scene.connection.counters().gaps, 1);
}

#[test]
fn what_was_missed_comes_in_order_and_once() {
    let mut scene = complete();
    hear(&mut scene, "e1", &[8, 9]);
    let id = asked(&scene).1;
    scene.hear(&format!("subscribed {id} e1 9 recovered complete"));
    hear(&mut scene, "e1", &[6, 7, 8, 9, 9, 10]);
    assert_eq!(scene.delivered(), ["v6", "v7", "v8", "v9", "v10"]);
    assert_eq!(recoveries(&scene), [missed(4)]);
    assert_eq!(scene.freshness(), ["trendData:gap", "trendData:live"]);
}

#[test]
fn the_next_number_is_taken_whether_asked_for_or_not() {
    let mut scene = complete();
    hear(&mut scene, "e1", &[8, 6]);
    assert_eq!(scene.delivered(), ["v6"]);
}

#[test]
fn the_next_gap_is_asked_for_too() {
    let mut scene = complete();
    hear(&mut scene, "e1", &[7]);
    let id = asked(&scene).1;
    scene.hear(&format!("subscribed {id} e1 7 recovered complete"));
    hear(&mut scene, "e1", &[6, 7, 9]);
    assert_eq!(asked(&scene).0, 2);
    assert_eq!(scene.connection.counters().gaps, 2);
}

#[test]
fn where_only_the_newest_counts_a_number_left_out_is_no_gap() {
    let mut scene = Scene::live();
    scene.publish("trend", "1");
    scene.subscribe("trend");
    scene.pass(100);
    hear(&mut scene, "e1", &[5]);
    assert_eq!(scene.delivered().last(), Some(&"v5"));
    assert_eq!(scene.connection.counters().gaps, 0);
}

#[test]
fn what_is_lost_is_told_and_the_topic_goes_on_where_the_peer_says() {
    let mut scene = complete();
    hear(&mut scene, "e1", &[900]);
    let id = asked(&scene).1;
    scene.hear(&format!("subscribed {id} e1 900 anew complete"));
    assert_eq!(recoveries(&scene), [Recovery::Snapshot]);
    hear(&mut scene, "e1", &[4, 5, 900, 901]);
    assert_eq!(scene.delivered(), ["v900", "v901"]);
    hear(&mut scene, "e1", &[903]);
    assert_eq!(asked(&scene).0, 2, "one loss excuses one gap");
}

#[test]
fn a_peer_that_says_it_has_all_and_has_not_is_taken_as_it_comes() {
    let mut scene = complete();
    hear(&mut scene, "e1", &[8]);
    let id = asked(&scene).1;
    scene.hear(&format!("subscribed {id} e1 8 recovered complete"));
    hear(&mut scene, "e1", &[8, 9]);
    assert_eq!(asked(&scene).0, 1, "asking again would not help");
    assert_eq!(recoveries(&scene), [missed(3), Recovery::Snapshot]);
    assert_eq!(scene.delivered(), ["v8", "v9"]);
    let freshness = scene.connection.freshness("trendData");
    assert_eq!(freshness, Some(Freshness::Live));
}

#[test]
fn a_peer_that_refuses_to_fill_a_gap_does_not_mute_the_topic() {
    let mut scene = complete();
    hear(&mut scene, "e1", &[8]);
    let id = asked(&scene).1;
    scene.hear(&format!("error {id} -"));
    hear(&mut scene, "e1", &[9, 10]);
    assert_eq!(recoveries(&scene), [Recovery::Snapshot]);
    assert_eq!(scene.delivered()[1..], ["v9", "v10"]);
}

#[test]
fn another_life_of_the_numbering_is_a_gap() {
    let mut scene = complete();
    hear(&mut scene, "e2", &[1]);
    assert!(scene.delivered().is_empty());
    let (_, id, from) = asked(&scene);
    assert_eq!(from, "e1 5");
    scene.hear(&format!("subscribed {id} e2 1 recovered complete"));
    assert_eq!(recoveries(&scene), [Recovery::Snapshot], "whatever it says");
    hear(&mut scene, "e2", &[1, 2]);
    assert_eq!(scene.delivered(), ["v1", "v2"]);
}

#[test]
fn a_numbering_that_has_gone_back_begins_again_where_it_is() {
    let mut scene = complete();
    hear(&mut scene, "e1", &[7]);
    let id = asked(&scene).1;
    scene.hear(&format!("subscribed {id} e1 3 anew complete"));
    hear(&mut scene, "e1", &[3, 4]);
    assert_eq!(scene.delivered(), ["v3", "v4"]);
    assert_eq!(scene.connection.counters().gaps, 1);
}

#[test]
fn a_loss_between_the_question_and_its_answer_asks_anew() {
    let mut scene = complete();
    hear(&mut scene, "e1", &[8]);
    scene.lose(1006);
    scene.clear_log();
    scene.pass(1_000);
    let (times, id, from) = asked(&scene);
    assert_eq!((times, from.as_str()), (1, "e1 5"));
    scene.hear(&format!("subscribed {id} e1 8 recovered complete"));
    hear(&mut scene, "e1", &[6, 7, 8, 10]);
    assert_eq!(scene.delivered(), ["v6", "v7", "v8"]);
    assert_eq!(scene.connection.counters().gaps, 2);
}

#[test]
fn values_without_a_number_pass_a_gap() {
    let mut scene = complete();
    hear(&mut scene, "e1", &[8]);
    scene.hear("data trendData - 0 plain");
    assert_eq!(scene.delivered(), ["plain"]);
    hear(&mut scene, "e1", &[9]);
    assert_eq!(scene.delivered(), ["plain"], "the gap is still there");
}

#[test]
fn after_a_reconnect_every_missed_value_comes_in_order() {
    let mut scene = Scene::live();
    scene.peer.complete = true;
    scene.publish("trend", "1");
    scene.subscribe("trend");
    scene.pass(100);
    scene.lose(1006);
    for value in ["2", "3", "4"] {
        scene.peer.publish("trend", value);
    }
    scene.clear_log();
    scene.pass(1_000);
    assert_eq!(scene.delivered(), ["2", "3", "4"]);
    assert_eq!(recoveries(&scene), [missed(3)]);
    assert_eq!(scene.connection.counters().duplicates, 0);
}

#[test]
fn nothing_missed_is_told_too() {
    let mut scene = Scene::live();
    scene.publish("trend", "1");
    scene.subscribe("trend");
    scene.pass(100);
    assert!(
        recoveries(&scene).is_empty(),
        "the first time is no recovery"
    );
    scene.lose(1006);
    scene.pass(1_000);
    assert_eq!(recoveries(&scene), [missed(0)]);
}

#[test]
fn a_head_behind_ours_missed_nothing() {
    let mut scene = complete();
    hear(&mut scene, "e1", &[7]);
    let id = asked(&scene).1;
    scene.hear(&format!("subscribed {id} e1 2 recovered complete"));
    assert_eq!(recoveries(&scene), [missed(0)]);
}

#[test]
fn a_topic_may_stop_giving_every_value() {
    let mut scene = complete();
    hear(&mut scene, "e1", &[7]);
    let id = asked(&scene).1;
    scene.hear(&format!("subscribed {id} e1 7 recovered"));
    hear(&mut scene, "e1", &[7, 9]);
    assert_eq!(scene.delivered(), ["v7", "v9"]);
}
