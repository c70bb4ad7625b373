use super::{TopicChange, TopicTable, outbox};

/// A value of a topic each of which counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredValue {
    /// The value's number in the source's epoch.
    pub seq: u64,
    /// When it was published, milliseconds since the Unix epoch.
    pub ts: u64,
    /// The value.
    pub json: String,
}

impl TopicTable {
    /// The values of a topic that are kept, the oldest first.
    pub fn history(&self, topic: &str) -> rusqlite::Result<Vec<StoredValue>> {
        let mut statement = self.connection.prepare(
            "SELECT seq, ts, json FROM histories WHERE source = ?1 AND topic = ?2 ORDER BY seq",
        )?;
        let rows = statement.query_map((self.source, topic), |row| {
            Ok(StoredValue {
                seq: row.get(0)?,
                ts: row.get(1)?,
                json: row.get(2)?,
            })
        })?;
        rows.collect()
    }
}

impl TopicChange<'_> {
    /// Adds values to a topic, and forgets those before `oldest` and what waited in the outbox up to `through`.
    pub fn append<'a>(
        &self,
        topic: &str,
        values: impl IntoIterator<Item = (u64, u64, &'a str)>,
        oldest: u64,
        through: i64,
    ) -> rusqlite::Result<()> {
        let mut statement = self.transaction.prepare_cached(
            "INSERT INTO histories (source, topic, seq, ts, json) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        for (seq, ts, json) in values {
            statement.execute((self.source, topic, seq, ts, json))?;
        }
        self.transaction
            .prepare_cached("DELETE FROM histories WHERE source = ?1 AND topic = ?2 AND seq < ?3")?
            .execute((self.source, topic, oldest))?;
        outbox::forget(&self.transaction, self.source, topic, through)
    }
}
