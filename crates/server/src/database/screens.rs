use rusqlite::Connection;
use socket_wire::Screen;

/// What the screens of a source show.
#[derive(Debug)]
pub struct ScreenTable {
    connection: Connection,
    source: i64,
}

impl ScreenTable {
    /// The screen of a source.
    #[must_use]
    pub fn new(connection: Connection, source: i64) -> Self {
        Self { connection, source }
    }

    /// What was kept last; nothing is shown before anything was.
    pub fn load(&self) -> rusqlite::Result<Screen> {
        self.connection.query_row(
            "SELECT theme, full_screen FROM sources WHERE id = ?1",
            [self.source],
            |row| {
                Ok(Screen {
                    theme: row.get(0)?,
                    full_screen: row.get(1)?,
                })
            },
        )
    }

    /// Keeps this.
    pub fn save(&mut self, screen: &Screen) -> rusqlite::Result<()> {
        self.connection.execute(
            "UPDATE sources SET theme = ?2, full_screen = ?3 WHERE id = ?1",
            (self.source, &screen.theme, &screen.full_screen),
        )?;
        Ok(())
    }
}
