use super::*;
use crate::database::refuse_growth;
use crate::testing::{Listener, TestStore};

fn order(id: &str, seller: &str, amount: u32) -> OrderLine {
    let text =
        format!(r#"{{"time":"2026-03-01","order":"{id}","seller":"{seller}","amount":{amount}}}"#);
    OrderLine::from_json(&text, "2026-03-02T00:00:00Z".parse().unwrap()).unwrap()
}

/// The keeper of a store as a server that starts would have it.
fn keeper(store: &TestStore) -> Keeper {
    let hub = store.hub();
    hub.open_history(&ticker::topic()).unwrap();
    Keeper {
        books: Books::open(store.journal()).unwrap(),
        stock: None,
        hub: Arc::new(hub),
        health: Arc::default(),
        publish_at: None,
    }
}

fn sellers(keeper: &mut Keeper) -> String {
    payload(Chart::Seller, keeper.books.sums().unwrap(), None)
}

fn name(key: &str) -> RequestName {
    RequestName {
        api_key: "till".into(),
        idempotency_key: key.into(),
    }
}

fn accepted(accepted: u64, duplicates: u64) -> Accepted {
    Accepted {
        accepted,
        duplicates,
    }
}

#[test]
fn lines_that_an_earlier_request_brought_count_once() {
    let store = TestStore::new();
    let mut keeper = keeper(&store);
    let (a, b) = (order("1", "Ann", 10), order("2", "Ann", 5));
    assert_eq!(
        keeper
            .count_request(std::slice::from_ref(&a), None)
            .unwrap(),
        accepted(1, 0)
    );
    assert_eq!(keeper.count_request(&[a, b], None).unwrap(), accepted(1, 1));
    assert_eq!(sellers(&mut keeper), r#"[{"name":"Ann","value":15}]"#);
}

#[test]
fn equal_lines_of_one_request_all_count_and_none_when_it_is_sent_again() {
    let store = TestStore::new();
    let mut keeper = keeper(&store);
    let line = order("1", "Ann", 10);
    let twice = [line.clone(), line.clone()];
    assert_eq!(keeper.count_request(&twice, None).unwrap(), accepted(2, 0));
    assert_eq!(keeper.count_request(&twice, None).unwrap(), accepted(0, 2));
    let thrice = [line.clone(), line.clone(), line];
    assert_eq!(keeper.count_request(&thrice, None).unwrap(), accepted(1, 2));
    assert_eq!(sellers(&mut keeper), r#"[{"name":"Ann","value":30}]"#);
}

#[test]
fn a_request_sent_again_is_answered_as_before_and_counts_nothing() {
    let store = TestStore::new();
    let mut keeper = keeper(&store);
    let lines = [order("1", "Ann", 10)];
    let first = keeper.count_request(&lines, Some(&name("k1"))).unwrap();
    let other = [order("2", "Bob", 1)];
    let again = keeper.count_request(&other, Some(&name("k1"))).unwrap();
    assert_eq!((first, again), (accepted(1, 0), accepted(1, 0)));
    assert_eq!(sellers(&mut keeper), r#"[{"name":"Ann","value":10}]"#);
}

#[test]
fn lines_and_position_of_a_feed_are_stored_together() {
    let store = TestStore::new();
    keeper(&store)
        .count_feed(&[order("1", "Ann", 10)], 1)
        .unwrap();
    let mut again = keeper(&store);
    assert_eq!(again.books.journal().position().unwrap(), 1);
    assert_eq!(sellers(&mut again), r#"[{"name":"Ann","value":10}]"#);
}

#[test]
fn what_cannot_be_stored_is_not_counted_and_counts_when_it_can_be() {
    let store = TestStore::new();
    let mut keeper = keeper(&store);
    keeper.count_feed(&[order("1", "Ann", 10)], 1).unwrap();
    keeper.publish();
    refuse_growth(keeper.books.journal().connection());
    let lines: Vec<OrderLine> = (0..2000)
        .map(|n| order(&n.to_string(), &format!("S{n}"), 1))
        .collect();
    assert!(keeper.count_feed(&lines, 2001).is_err());
    assert!(keeper.health.storage_failure().is_some());
    assert_eq!(sellers(&mut keeper), r#"[{"name":"Ann","value":10}]"#);
    assert_eq!(keeper.books.journal().position().unwrap(), 1);
    keeper.publish();
    assert!(
        keeper.health.storage_failure().is_some(),
        "nothing was written since"
    );

    keeper
        .books
        .journal()
        .connection()
        .pragma_update_and_check(None, "max_page_count", 100_000, |_| Ok(()))
        .unwrap();
    keeper.count_feed(&lines, 2001).unwrap();
    assert!(keeper.health.storage_failure().is_none());
    assert!(sellers(&mut keeper).contains("S1999"));
}

#[test]
fn a_full_disk_is_noticed_and_so_is_its_end_when_nothing_else_is_written() {
    let store = TestStore::new();
    let mut keeper = keeper(&store);
    refuse_growth(keeper.books.journal().connection());
    assert!(keeper.books.probe().is_err());
    keeper
        .books
        .journal()
        .connection()
        .pragma_update_and_check(None, "max_page_count", 100_000, |_| Ok(()))
        .unwrap();
    assert!(keeper.books.probe().is_ok());
}

#[test]
fn charts_are_published_when_they_have_changed() {
    let store = TestStore::new();
    let mut keeper = keeper(&store);
    keeper.publish();
    let seller = TopicName::new("seller").unwrap();
    assert_eq!(keeper.hub.head(&seller).unwrap().seq, 1);
    keeper.publish();
    assert_eq!(keeper.hub.head(&seller).unwrap().seq, 1);
    keeper.count_feed(&[order("1", "Ann", 10)], 1).unwrap();
    keeper.publish();
    let head = keeper.hub.head(&seller).unwrap();
    assert_eq!(
        (head.seq, &*head.json),
        (2, r#"[{"name":"Ann","value":10}]"#)
    );
}

/// What the ticker's readers have been told: numbers, and orders.
fn told(keeper: &Keeper) -> Vec<(u64, String)> {
    let news = keeper.hub.news(&ticker::topic(), None, usize::MAX).unwrap();
    let told = news.iter().map(|value| {
        let entry: serde_json::Value = serde_json::from_str(&value.json).unwrap();
        (value.seq, entry["order"].as_str().unwrap().to_owned())
    });
    told.collect()
}

fn numbered(orders: std::ops::RangeInclusive<u64>) -> Vec<(u64, String)> {
    orders.map(|n| (n, n.to_string())).collect()
}

#[test]
fn the_ticker_tells_each_line_that_counts_once_and_in_order() {
    let store = TestStore::new();
    let mut keeper = keeper(&store);
    let [a, b, c] = ["1", "2", "3"].map(|id| order(id, "Ann", 1));
    keeper.count_feed(&[a], 1).unwrap();
    keeper.publish();
    keeper
        .count_request(std::slice::from_ref(&b), None)
        .unwrap();
    keeper.count_request(&[b, c], None).unwrap();
    keeper.publish();
    keeper.publish();
    assert_eq!(told(&keeper), numbered(1..=3));
}

#[test]
fn what_was_counted_before_a_kill_and_not_yet_told_is_told_after_it() {
    let store = TestStore::new();
    let mut first = keeper(&store);
    first.count_feed(&[order("1", "Ann", 1)], 1).unwrap();
    first.publish();
    first.count_feed(&[order("2", "Ann", 1)], 2).unwrap();
    drop(first);
    for _ in 0..2 {
        let mut again = keeper(&store);
        again.publish();
        assert_eq!(told(&again), numbered(1..=2));
    }
}

#[test]
fn lines_that_are_not_stored_are_not_told() {
    let store = TestStore::new();
    let mut keeper = keeper(&store);
    keeper.count_feed(&[order("1", "Ann", 1)], 1).unwrap();
    store.refuse_updates_of("sources");
    assert!(keeper.count_feed(&[order("x", "Ann", 1)], 2).is_err());
    store.take_updates();
    keeper.count_feed(&[order("2", "Ann", 1)], 2).unwrap();
    keeper.publish();
    assert_eq!(told(&keeper), numbered(1..=2));
}

#[test]
fn what_cannot_be_told_waits_until_it_can() {
    let store = TestStore::new();
    let mut keeper = keeper(&store);
    keeper.count_feed(&[order("1", "Ann", 1)], 1).unwrap();
    store.refuse("DELETE", "outbox");
    keeper.publish();
    assert!(told(&keeper).is_empty());
    assert!(keeper.health.storage_failure().is_some() && keeper.publish_at.is_some());
    store.take_updates();
    keeper.publish();
    assert_eq!(told(&keeper), numbered(1..=1));
    assert!(keeper.health.storage_failure().is_none());
}

#[test]
fn more_lines_than_a_history_holds_do_not_overtake_a_reader_who_has_kept_up() {
    let store = TestStore::new();
    let mut keeper = keeper(&store);
    keeper.count_feed(&[order("0", "Ann", 1)], 1).unwrap();
    keeper.publish();
    let lines: Vec<OrderLine> = (1..=crate::hub::HISTORY as u64 + 7)
        .map(|n| order(&n.to_string(), "Ann", 1))
        .collect();
    for (batch, position) in lines.chunks(300).zip(2..) {
        keeper.count_feed(batch, position).unwrap();
    }
    let waiting = "SELECT count(*) FROM outbox";
    let connection = keeper.books.journal().connection();
    let waiting: usize = connection.query_row(waiting, [], |row| row.get(0)).unwrap();
    assert_eq!(waiting, crate::hub::HISTORY);
    keeper.publish();
    let news = keeper.hub.news(&ticker::topic(), Some(1), usize::MAX);
    let news = news.unwrap();
    assert_eq!(news.len(), crate::hub::HISTORY);
    assert!(news[0].seq == 2 && news[0].json.contains(r#""order":"8""#));
}

#[test]
fn lines_that_are_too_long_for_a_history_do_not_overtake_that_reader_either() {
    let store = TestStore::new();
    let mut keeper = keeper(&store);
    keeper.count_feed(&[order("0", "Ann", 1)], 1).unwrap();
    keeper.publish();
    let seller = "x".repeat(250);
    let lines: Vec<OrderLine> = (1..=1_000)
        .map(|n| order(&n.to_string(), &seller, 1))
        .collect();
    for (batch, position) in lines.chunks(500).zip(2..) {
        keeper.count_feed(batch, position).unwrap();
    }
    keeper.publish();
    let news = keeper.hub.news(&ticker::topic(), Some(1), usize::MAX);
    let news = news.unwrap();
    assert!(news.len() < 1_000 && news[0].seq == 2);
    assert!(news.last().unwrap().json.contains(r#""order":"1000""#));
}

#[tokio::test]
async fn orders_are_answered_when_they_are_stored_and_published_soon_after() {
    let store = TestStore::new();
    let hub = Arc::new(store.hub());
    let started = Ledger::start(store.journal(), None, Arc::clone(&hub), Arc::default());
    let (ledger, thread) = started.unwrap();
    let (listener, _seat) = Listener::of(&hub, &["seller"]);
    ledger
        .count_request(vec![order("1", "Ann", 10)], None)
        .await
        .unwrap();
    assert!(!store.journal().cells().unwrap().is_empty());
    listener.reaches(1).await;
    ledger.stop().await;
    thread.await.unwrap();
    let late = ledger.count_request(vec![order("2", "Ann", 1)], None).await;
    assert!(matches!(late, Err(LedgerError::Stopped)));
}
