use rusqlite::{Connection, OptionalExtension as _, Transaction};

/// What the hub keeps of its topics, for one source.
#[derive(Debug)]
pub struct TopicTable {
    pub(super) connection: Connection,
    pub(super) source: i64,
}

/// A change of what is kept: all of it or, until it is committed, nothing.
#[derive(Debug)]
pub struct TopicChange<'a> {
    pub(super) transaction: Transaction<'a>,
    pub(super) source: i64,
}

/// The current value of a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredTopic {
    /// The topic.
    pub name: String,
    /// The value's number in the source's epoch.
    pub seq: u64,
    /// When it was published, milliseconds since the Unix epoch.
    pub ts: u64,
    /// The value.
    pub json: String,
}

impl TopicTable {
    /// The topics of a source.
    #[must_use]
    pub fn new(connection: Connection, source: i64) -> Self {
        Self { connection, source }
    }

    /// All current values.
    pub fn load(&self) -> rusqlite::Result<Vec<StoredTopic>> {
        let mut statement = self
            .connection
            .prepare("SELECT name, seq, ts, json FROM topics WHERE source = ?1 AND NOT is_gone")?;
        let rows = statement.query_map([self.source], |row| {
            Ok(StoredTopic {
                name: row.get(0)?,
                seq: row.get(1)?,
                ts: row.get(2)?,
                json: row.get(3)?,
            })
        })?;
        rows.collect()
    }

    /// Begins a change.
    pub fn change(&mut self) -> rusqlite::Result<TopicChange<'_>> {
        Ok(TopicChange {
            transaction: self.connection.transaction()?,
            source: self.source,
        })
    }

    /// The number and the time of a topic's last value, should it have had one, even if it is not there at present.
    pub fn last_number(&self, name: &str) -> rusqlite::Result<Option<(u64, u64)>> {
        self.connection
            .prepare_cached("SELECT seq, ts FROM topics WHERE source = ?1 AND name = ?2")?
            .query_row((self.source, name), |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()
    }

    /// Forgets the values of these topics, all or none; their numbers stay.
    pub fn retire<'a>(&mut self, names: impl IntoIterator<Item = &'a str>) -> rusqlite::Result<()> {
        let transaction = self.connection.transaction()?;
        for name in names {
            transaction.execute(
                "UPDATE topics SET is_gone = 1, json = '' WHERE source = ?1 AND name = ?2",
                (self.source, name),
            )?;
        }
        transaction.commit()
    }

    /// Whether the database can be written at all, asked when nothing else is to be written.
    pub fn probe(&mut self) -> rusqlite::Result<()> {
        super::probe(&mut self.connection)
    }
}

impl TopicChange<'_> {
    /// Keeps these values as the current ones.
    pub fn save<'a>(
        &self,
        topics: impl IntoIterator<Item = (&'a str, u64, u64, &'a str)>,
    ) -> rusqlite::Result<()> {
        let mut statement = self.transaction.prepare_cached(
            "INSERT INTO topics (source, name, seq, ts, json) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE
             SET seq = excluded.seq, ts = excluded.ts, json = excluded.json, is_gone = 0",
        )?;
        for (name, seq, ts, json) in topics {
            statement.execute((self.source, name, seq, ts, json))?;
        }
        Ok(())
    }

    /// Ends the change: from here on it holds.
    pub fn commit(self) -> rusqlite::Result<()> {
        self.transaction.commit()
    }
}

#[cfg(test)]
impl TopicTable {
    /// From here on the disk is full.
    pub(crate) fn refuse_growth(&self) {
        super::refuse_growth(&self.connection);
    }
}
