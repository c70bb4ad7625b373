use rusqlite::Connection;

/// Whether the database can be written, tried by writing.
///
/// A page more than there is has to fit: rewriting a row in place would not tell.
pub(super) fn probe(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    transaction.execute_batch(
        "CREATE TABLE probe (x); INSERT INTO probe VALUES (zeroblob(65536)); DROP TABLE probe",
    )?;
    transaction.commit()
}
