//! Values on their way to a topic's history.
//!
//! Who changes something writes what it has to tell here, in the same transaction; the hub takes it from here into the
//! history, in one transaction too. So each is told once, whatever is killed when.

use rusqlite::Connection;

use super::TopicTable;

/// What a change has to tell the readers of a topic.
#[derive(Debug, Clone, Copy)]
pub struct Outgoing<'a> {
    /// Which topic.
    pub topic: &'a str,
    /// The values, the oldest first.
    pub values: &'a [String],
    /// So many may wait; the oldest make way for new ones.
    pub most: usize,
}

/// Values that wait to be appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The oldest first.
    pub values: Vec<String>,
    /// Up to which place they were read.
    pub through: i64,
}

/// Writes into the outbox, inside the transaction of the change.
pub(super) fn put(
    transaction: &Connection,
    source: i64,
    outgoing: &Outgoing<'_>,
) -> rusqlite::Result<()> {
    let Outgoing {
        topic,
        values,
        most,
    } = *outgoing;
    let last: Option<i64> = transaction
        .prepare_cached("SELECT max(place) FROM outbox WHERE source = ?1 AND topic = ?2")?
        .query_row((source, topic), |row| row.get(0))?;
    let mut place = last.unwrap_or(0);
    let mut statement = transaction.prepare_cached(
        "INSERT INTO outbox (source, topic, place, json) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for value in values {
        place += 1;
        statement.execute((source, topic, place, value))?;
    }
    let gone = place - i64::try_from(most).unwrap_or(i64::MAX);
    forget(transaction, source, topic, gone)
}

/// Forgets what waits up to that place, inside the transaction that makes room or appends it.
pub(super) fn forget(
    transaction: &Connection,
    source: i64,
    topic: &str,
    through: i64,
) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("DELETE FROM outbox WHERE source = ?1 AND topic = ?2 AND place <= ?3")?
        .execute((source, topic, through))?;
    Ok(())
}

impl TopicTable {
    /// The values that wait to be appended to a topic.
    pub fn waiting(&self, topic: &str) -> rusqlite::Result<Waiting> {
        let mut statement = self.connection.prepare_cached(
            "SELECT place, json FROM outbox WHERE source = ?1 AND topic = ?2 ORDER BY place",
        )?;
        let mut rows = statement.query((self.source, topic))?;
        let mut waiting = Waiting {
            values: Vec::new(),
            through: 0,
        };
        while let Some(row) = rows.next()? {
            waiting.through = row.get(0)?;
            waiting.values.push(row.get(1)?);
        }
        Ok(waiting)
    }
}

#[cfg(test)]
impl TopicTable {
    /// Lets values wait, as a change does that has them to tell.
    pub(crate) fn put(&mut self, outgoing: &Outgoing<'_>) -> rusqlite::Result<()> {
        let transaction = self.connection.transaction()?;
        put(&transaction, self.source, outgoing)?;
        transaction.commit()
    }
}
