use std::collections::HashSet;

use live_sales::Fingerprint;
use rusqlite::{Connection, OptionalExtension as _};

/// What was counted, for one source: the sums, the feed's position, the lines and requests that must not count twice.
#[derive(Debug)]
pub struct Journal {
    connection: Connection,
    source: i64,
}

/// The answer to a request that was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Accepted {
    /// Lines that count from now on.
    pub accepted: u64,
    /// Lines that an earlier request had counted.
    pub duplicates: u64,
}

/// A request as its sender names it, so that sending it again counts nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestName {
    /// The name of the sender's key.
    pub api_key: String,
    /// The request's `Idempotency-Key`.
    pub idempotency_key: String,
}

/// A cell of the sums: key and value.
pub type Cell = (String, String);

impl Journal {
    /// The journal of a source.
    #[must_use]
    pub fn new(connection: Connection, source: i64) -> Self {
        Self { connection, source }
    }

    /// All cells of the sums.
    pub fn cells(&self) -> rusqlite::Result<Vec<Cell>> {
        stored_cells(&self.connection, self.source)
    }

    /// How many lines of the feed were counted.
    pub fn position(&self) -> rusqlite::Result<u64> {
        self.connection.query_row(
            "SELECT position FROM sources WHERE id = ?1",
            [self.source],
            |row| row.get(0),
        )
    }

    /// What the request was answered, if it was counted before.
    pub fn answer(&self, request: &RequestName) -> rusqlite::Result<Option<Accepted>> {
        self.connection
            .prepare_cached(
                "SELECT accepted, duplicates FROM answered_requests
                 WHERE source = ?1 AND api_key = ?2 AND idempotency_key = ?3",
            )?
            .query_row(
                (self.source, &request.api_key, &request.idempotency_key),
                |row| {
                    Ok(Accepted {
                        accepted: row.get(0)?,
                        duplicates: row.get(1)?,
                    })
                },
            )
            .optional()
    }

    /// Which of these lines an earlier request had counted.
    pub fn known(
        &self,
        lines: impl IntoIterator<Item = Fingerprint>,
    ) -> rusqlite::Result<HashSet<Fingerprint>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT 1 FROM order_lines WHERE source = ?1 AND identity = ?2")?;
        let mut known = HashSet::new();
        for line in lines {
            if statement.exists((self.source, line))? {
                known.insert(line);
            }
        }
        Ok(known)
    }

    /// Keeps what lines of the feed changed, and the position after them.
    pub fn write_feed(&mut self, cells: &[Cell], position: u64) -> rusqlite::Result<()> {
        let transaction = self.connection.transaction()?;
        write_cells(&transaction, self.source, cells)?;
        transaction.execute(
            "UPDATE sources SET position = ?2 WHERE id = ?1",
            (self.source, position),
        )?;
        transaction.commit()
    }

    /// Keeps what a request changed, and its lines and answer.
    pub fn write_request(
        &mut self,
        cells: &[Cell],
        lines: impl IntoIterator<Item = Fingerprint>,
        answer: Accepted,
        request: Option<&RequestName>,
    ) -> rusqlite::Result<()> {
        let transaction = self.connection.transaction()?;
        write_cells(&transaction, self.source, cells)?;
        {
            let mut statement = transaction
                .prepare_cached("INSERT INTO order_lines (source, identity) VALUES (?1, ?2)")?;
            for line in lines {
                statement.execute((self.source, line))?;
            }
        }
        if let Some(request) = request {
            transaction.execute(
                "INSERT INTO answered_requests (source, api_key, idempotency_key, accepted, duplicates)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                (
                    self.source,
                    &request.api_key,
                    &request.idempotency_key,
                    answer.accepted,
                    answer.duplicates,
                ),
            )?;
        }
        transaction.commit()
    }

    /// Whether the database can be written at all, asked when nothing else is to be written.
    pub fn probe(&mut self) -> rusqlite::Result<()> {
        super::probe(&mut self.connection)
    }

    #[cfg(test)]
    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }
}

/// All cells of a source's sums.
pub fn stored_cells(connection: &Connection, source: i64) -> rusqlite::Result<Vec<Cell>> {
    let mut statement =
        connection.prepare_cached("SELECT key, value FROM sums WHERE source = ?1")?;
    let rows = statement.query_map([source], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

fn write_cells(connection: &Connection, source: i64, cells: &[Cell]) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO sums (source, key, value) VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET value = excluded.value",
    )?;
    for (key, value) in cells {
        statement.execute((source, key, value))?;
    }
    Ok(())
}
