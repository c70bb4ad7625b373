use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rusqlite::{Connection, OptionalExtension as _};

/// The tables whose rows belong to a source.
const TABLES: [&str; 6] = [
    "topics",
    "histories",
    "outbox",
    "sums",
    "order_lines",
    "answered_requests",
];

/// A source of charts as the database knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRow {
    /// Which rows of the other tables are the source's.
    pub id: i64,
    /// The life of its topics' numbering.
    pub epoch: String,
}

impl SourceRow {
    /// The source of that name; an unknown one starts empty, in an epoch of its own.
    pub fn find_or_create(connection: &Connection, name: &str) -> rusqlite::Result<Self> {
        let found = connection
            .query_row(
                "SELECT id, epoch FROM sources WHERE name = ?1",
                [name],
                |row| {
                    Ok(Self {
                        id: row.get(0)?,
                        epoch: row.get(1)?,
                    })
                },
            )
            .optional()?;
        if let Some(found) = found {
            return Ok(found);
        }
        let epoch = random_epoch()?;
        connection.execute(
            "INSERT INTO sources (name, epoch) VALUES (?1, ?2)",
            (name, &epoch),
        )?;
        Ok(Self {
            id: connection.last_insert_rowid(),
            epoch,
        })
    }

    /// Forgets all that belongs to the source and begins a new epoch, for when what is stored cannot be used.
    pub fn start_over(&mut self, connection: &mut Connection) -> rusqlite::Result<()> {
        let epoch = random_epoch()?;
        let transaction = connection.transaction()?;
        for table in TABLES {
            transaction.execute(&format!("DELETE FROM {table} WHERE source = ?1"), [self.id])?;
        }
        transaction.execute(
            "UPDATE sources SET epoch = ?2, position = 0 WHERE id = ?1",
            (self.id, &epoch),
        )?;
        transaction.commit()?;
        self.epoch = epoch;
        Ok(())
    }
}

fn random_epoch() -> rusqlite::Result<String> {
    let mut bytes = [0u8; 9];
    getrandom::fill(&mut bytes)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::in_memory;

    #[test]
    fn a_source_that_starts_over_is_forgotten_in_every_table() {
        let connection = in_memory();
        let with_source = "SELECT t.name FROM sqlite_master t, pragma_table_info(t.name) c
                           WHERE t.type = 'table' AND c.name = 'source'";
        let mut statement = connection.prepare(with_source).unwrap();
        let names = statement.query_map([], |row| row.get(0)).unwrap();
        let mut names: Vec<String> = names.map(Result::unwrap).collect();
        names.sort();
        let mut forgotten = TABLES;
        forgotten.sort();
        assert_eq!(names, forgotten);
    }
}
