use super::*;
use crate::database::{Database, in_memory};
use crate::testing::{Listener, TestStore, hub, name};

fn value(topic: &str, json: &str) -> (TopicName, String) {
    (name(topic), json.to_owned())
}

#[test]
fn only_a_value_that_differs_gets_a_number() {
    let hub = hub(in_memory(), "test");
    assert_eq!(
        hub.publish(vec![value("rank", "[1]"), value("hot", "[1]")])
            .unwrap(),
        2
    );
    assert_eq!(
        hub.publish(vec![value("rank", "[2]"), value("hot", "[1]")])
            .unwrap(),
        1
    );
    assert_eq!(hub.head(&name("rank")).unwrap().seq, 2);
    assert_eq!(hub.head(&name("hot")).unwrap().seq, 1);
}

#[test]
fn an_alias_is_the_topic_itself() {
    let hub = hub(in_memory(), "test");
    hub.publish(vec![value("hot", "[1]")]).unwrap();
    assert_eq!(&*hub.head(&name("hotproduct")).unwrap().json, "[1]");
    assert!(hub.head(&name("other")).is_none());
}

#[test]
fn a_topic_goes_before_an_alias_of_its_name() {
    let hub = hub(in_memory(), "test");
    hub.publish(vec![value("hotproduct", "[2]")]).unwrap();
    assert_eq!(&*hub.head(&name("hotproduct")).unwrap().json, "[2]");
    assert!(hub.head(&name("hot")).is_none());
    assert!(hub.is_data_type("hotproductData") && hub.is_data_type("hotData"));
    hub.publish(vec![value("hot", "[1]")]).unwrap();
    assert_eq!(&*hub.head(&name("hotproduct")).unwrap().json, "[2]");
}

#[test]
fn a_hub_of_the_same_source_goes_on_and_one_of_another_starts_empty() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(folder.path()).unwrap();
    let hub = |source| hub(database.connect().unwrap(), source);
    let first = hub("one");
    first.publish(vec![value("rank", "[1]")]).unwrap();
    let again = hub("one");
    again.publish(vec![value("rank", "[2]")]).unwrap();
    let (before, after) = (
        first.head(&name("rank")).unwrap(),
        again.head(&name("rank")).unwrap(),
    );
    assert_eq!((&before.epoch, before.seq + 1), (&after.epoch, after.seq));
    let other = hub("two");
    assert!(other.head(&name("rank")).is_none());
    assert_ne!(other.epoch, first.epoch);
}

#[test]
fn a_topic_that_was_retired_is_unknown_and_goes_on_with_its_numbers_when_it_is_back() {
    let store = TestStore::new();
    let hub = store.hub();
    hub.publish(vec![value("rank", "[1]"), value("hot", "[1]")])
        .unwrap();
    hub.publish(vec![value("rank", "[2]")]).unwrap();
    assert_eq!(hub.retire(&[name("rank"), name("other")]).unwrap(), 1);
    for hub in [hub, store.hub()] {
        assert!(hub.head(&name("rank")).is_none());
        assert_eq!(hub.names(), [name("hot")]);
        hub.publish(vec![value("rank", "[1]")]).unwrap();
        hub.retire(&[name("rank")]).unwrap();
    }
    let hub = store.hub();
    hub.publish(vec![value("rank", "[2]")]).unwrap();
    assert_eq!(hub.head(&name("rank")).unwrap().seq, 5);
    assert_eq!(store.hub().head(&name("rank")).unwrap().seq, 5);
}

#[test]
fn a_topic_whose_end_cannot_be_stored_stays() {
    let store = TestStore::new();
    let hub = store.hub();
    hub.publish(vec![value("rank", "[1]")]).unwrap();
    store.refuse_updates_of("topics");
    assert!(hub.retire(&[name("rank")]).is_err());
    assert!(hub.head(&name("rank")).is_some());
}

#[tokio::test(start_paused = true)]
async fn readers_are_told_of_a_change() {
    let hub = hub(in_memory(), "test");
    let (listener, _seat) = Listener::of(&hub, &["rank"]);
    hub.publish(vec![value("rank", "[1]")]).unwrap();
    assert_eq!(listener.settled().await, 1);
    hub.publish(vec![value("rank", "[1]")]).unwrap();
    assert_eq!(listener.settled().await, 1);
}

#[tokio::test(start_paused = true)]
async fn readers_of_an_alias_are_told_of_its_topic() {
    let hub = hub(in_memory(), "test");
    let (listener, _seat) = Listener::of(&hub, &["hotproduct"]);
    hub.publish(vec![value("hot", "[1]")]).unwrap();
    assert_eq!(listener.settled().await, 1);
}

#[test]
fn a_value_that_cannot_be_stored_is_not_published() {
    let hub = hub(in_memory(), "test");
    hub.publish(vec![value("rank", "[1]")]).unwrap();
    hub.table.lock().refuse_growth();
    let huge = format!("\"{}\"", "x".repeat(1 << 20));
    assert!(hub.publish(vec![value("rank", &huge)]).is_err());
    let head = hub.head(&name("rank")).unwrap();
    assert_eq!((head.seq, &*head.json), (1, "[1]"));
}

#[test]
fn a_relayed_message_cannot_pass_for_one_of_the_servers() {
    let hub = hub(in_memory(), "test");
    hub.publish(vec![value("rank", "[1]")]).unwrap();
    let check = |text| check_relay(&hub, text);
    assert_eq!(
        check(r#"{"action":"themeChange","socketType":"themeChange","value":"dark"}"#),
        Ok(())
    );
    assert!(check(r#"{"action":"themeChange","type":"noAuth"}"#).is_err());
    assert!(check(r#"{"action":"themeChange","\u0074ype":"noAuth"}"#).is_err());
    assert!(check(r#"{"action":"x","socketType":"x","socketType":"rankData"}"#).is_err());
    assert!(check(r#"{"action":"themeChange","socketType":"rankData"}"#).is_err());
    assert!(check(r#"{"action":"themeChange","socketType":"rank\u0044ata"}"#).is_err());
    assert!(check(r#"{"action":"themeChange","data":"[]"}"#).is_err());
}

#[test]
fn what_was_relayed_is_remembered_for_late_joiners() {
    let hub = hub(in_memory(), "test");
    hub.relay(r#"{"action":"themeChange","value":"contrast"}"#.into());
    assert_eq!(hub.join().0.theme.as_deref(), Some("contrast"));
}

#[test]
fn a_late_joiner_has_the_screen_that_all_others_have_come_to() {
    let hub = hub(in_memory(), "test");
    let theme = |theme: &str| format!(r#"{{"action":"themeChange","value":"{theme}"}}"#);
    for _ in 0..500 {
        let mut relays = hub.relays();
        std::thread::scope(|scope| {
            for value in ["dark", "light"] {
                let hub = &hub;
                scope.spawn(move || hub.relay(theme(value).into()));
            }
        });
        let mut next = || relays.take_next().unwrap().unwrap();
        let (first, last) = (next(), next());
        assert_ne!(first, last);
        let shown = hub.join().0.theme.unwrap();
        assert_eq!(last.as_str(), theme(&shown));
    }
}

#[test]
fn whoever_joins_finds_a_message_noted_or_gets_it_and_never_both() {
    // Fewer than a reader may lag behind: none is lost.
    const LAST: usize = relay_log::KEPT / 2;
    let hub = hub(in_memory(), "test");
    let full = |n: usize| format!(r#"{{"action":"fullScreen","chartName":"{n}","value":true}}"#);
    for _ in 0..50 {
        hub.relay(full(0).into());
        std::thread::scope(|scope| {
            let relaying = scope.spawn(|| (1..=LAST).for_each(|n| hub.relay(full(n).into())));
            let mut joined = Vec::new();
            while !relaying.is_finished() {
                joined.push(hub.join());
            }
            for (screen, mut relays) in joined {
                let noted: usize = screen.full_screen.unwrap().parse().unwrap();
                let next = relays.take_next().unwrap();
                let expected = (noted < LAST).then(|| Utf8Bytes::from(full(noted + 1)));
                assert_eq!(next, expected);
            }
        });
    }
}
