use tempfile::TempDir;

use super::*;
use crate::database::{Database, SourceRow, refuse_growth, stored_cells};
use crate::testing;

fn order(id: &str, seller: &str, amount: u32) -> OrderLine {
    let text =
        format!(r#"{{"time":"2026-03-01","order":"{id}","seller":"{seller}","amount":{amount}}}"#);
    OrderLine::from_json(&text, "2026-03-02T00:00:00Z".parse().unwrap()).unwrap()
}

/// A keeper over the database of a folder.
fn keeper(folder: &TempDir) -> Keeper {
    let database = Database::open(folder.path()).unwrap();
    let connection = database.connect().unwrap();
    let source = SourceRow::find_or_create(&connection, "test").unwrap();
    let journal = Journal::new(connection, source.id);
    Keeper {
        books: Books::open(journal).unwrap(),
        stock: None,
        hub: Arc::new(testing::hub(database.connect().unwrap(), "test")),
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
    let folder = tempfile::tempdir().unwrap();
    let mut keeper = keeper(&folder);
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
    let folder = tempfile::tempdir().unwrap();
    let mut keeper = keeper(&folder);
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
    let folder = tempfile::tempdir().unwrap();
    let mut keeper = keeper(&folder);
    let lines = [order("1", "Ann", 10)];
    let first = keeper.count_request(&lines, Some(&name("k1"))).unwrap();
    let other = [order("2", "Bob", 1)];
    let again = keeper.count_request(&other, Some(&name("k1"))).unwrap();
    assert_eq!((first, again), (accepted(1, 0), accepted(1, 0)));
    assert_eq!(sellers(&mut keeper), r#"[{"name":"Ann","value":10}]"#);
}

#[test]
fn lines_and_position_of_a_feed_are_stored_together() {
    let folder = tempfile::tempdir().unwrap();
    keeper(&folder)
        .count_feed(&[order("1", "Ann", 10)], 1)
        .unwrap();
    let mut again = keeper(&folder);
    assert_eq!(again.books.journal().position().unwrap(), 1);
    assert_eq!(sellers(&mut again), r#"[{"name":"Ann","value":10}]"#);
}

#[test]
fn what_cannot_be_stored_is_not_counted_and_counts_when_it_can_be() {
    let folder = tempfile::tempdir().unwrap();
    let mut keeper = keeper(&folder);
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
    let folder = tempfile::tempdir().unwrap();
    let mut keeper = keeper(&folder);
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
    let folder = tempfile::tempdir().unwrap();
    let mut keeper = keeper(&folder);
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

#[tokio::test]
async fn orders_are_answered_when_they_are_stored_and_published_soon_after() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(folder.path()).unwrap();
    let connection = database.connect().unwrap();
    let source = SourceRow::find_or_create(&connection, "test").unwrap();
    let hub = Arc::new(testing::hub(database.connect().unwrap(), "test"));
    let journal = Journal::new(connection, source.id);
    let (ledger, thread) = Ledger::start(journal, None, Arc::clone(&hub), Arc::default()).unwrap();
    let mut revision = hub.revision();
    ledger
        .count_request(vec![order("1", "Ann", 10)], None)
        .await
        .unwrap();
    let cells = stored_cells(&database.connect().unwrap(), source.id);
    assert!(!cells.unwrap().is_empty());
    revision.changed().await.unwrap();
    ledger.stop().await;
    thread.await.unwrap();
    let late = ledger.count_request(vec![order("2", "Ann", 1)], None).await;
    assert!(matches!(late, Err(LedgerError::Stopped)));
}
