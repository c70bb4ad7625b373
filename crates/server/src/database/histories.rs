use super::TopicTable;
use super::outbox::{self, Waiting};

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

    /// Adds values to a topic, forgets those before `oldest`, and those that waited to be added; all or nothing.
    pub fn append<'a>(
        &mut self,
        topic: &str,
        values: impl IntoIterator<Item = (u64, u64, &'a str)>,
        oldest: u64,
        waited: Option<&Waiting>,
    ) -> rusqlite::Result<()> {
        let transaction = self.connection.transaction()?;
        {
            let mut statement = transaction.prepare_cached(
                "INSERT INTO histories (source, topic, seq, ts, json) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?;
            for (seq, ts, json) in values {
                statement.execute((self.source, topic, seq, ts, json))?;
            }
        }
        transaction.execute(
            "DELETE FROM histories WHERE source = ?1 AND topic = ?2 AND seq < ?3",
            (self.source, topic, oldest),
        )?;
        if let Some(waited) = waited {
            outbox::forget(&transaction, self.source, topic, waited)?;
        }
        transaction.commit()
    }
}
