use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, TransactionBehavior};

use super::StateLock;
use super::schema;
use crate::clock;

/// The name of the file in the state folder.
const FILE: &str = "live.db";

/// How long a connection waits for another one's transaction.
const BUSY: Duration = Duration::from_secs(5);

/// The database file, checked and of the newest schema.
#[derive(Debug, Clone)]
pub struct Database {
    path: PathBuf,
}

/// The state folder is of no use.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder or a file in it cannot be made, read or renamed.
    #[error("the state folder {folder} cannot be used: {error}")]
    Folder {
        /// Which folder.
        folder: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// SQLite refuses the file, though it is not damaged.
    #[error("the database {path} cannot be opened: {error}")]
    Sqlite {
        /// Which file.
        path: PathBuf,
        /// What SQLite says.
        error: rusqlite::Error,
    },
    /// The file is damaged.
    #[error("the database {path} is damaged ({why}): a server that starts with it sets it aside")]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What SQLite says.
        why: String,
    },
    /// A newer server wrote the file.
    #[error("the database {path} is from a newer version of this server (schema {found})")]
    Newer {
        /// Which file.
        path: PathBuf,
        /// Its schema's number.
        found: i64,
    },
}

/// Why one try to open the file failed.
enum Failure {
    Damaged(String),
    Other(OpenError),
}

impl Failure {
    fn of(self, path: &Path) -> OpenError {
        match self {
            Self::Other(error) => error,
            Self::Damaged(why) => OpenError::Damaged {
                path: path.to_owned(),
                why,
            },
        }
    }
}

impl Database {
    /// Opens the database of a state folder, and makes both when they are not there.
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        let database = Self::new(folder)?;
        match database.check() {
            Ok(()) => Ok(database),
            Err(failure) => Err(failure.of(&database.path)),
        }
    }

    /// Opens the database of a claimed folder; a damaged file is set aside under another name and a fresh one takes its
    /// place.
    ///
    /// So the server comes up in a new epoch, and whoever wants to look at the old file still can. Nobody else may do that:
    /// the file would vanish under a running server, which goes on writing to it unseen.
    pub fn open_or_replace(lock: &StateLock) -> Result<Self, OpenError> {
        let database = Self::new(lock.folder())?;
        let why = match database.check() {
            Ok(()) => return Ok(database),
            Err(Failure::Other(error)) => return Err(error),
            Err(Failure::Damaged(why)) => why,
        };
        let aside = set_aside(&database.path).map_err(|error| OpenError::Folder {
            folder: lock.folder().to_owned(),
            error,
        })?;
        tracing::error!(
            "the database {} is damaged ({why}): it is set aside as {}, and the server starts empty in a new epoch",
            database.path.display(),
            aside.display(),
        );
        match database.check() {
            Ok(()) => Ok(database),
            Err(failure) => Err(failure.of(&database.path)),
        }
    }

    fn new(folder: &Path) -> Result<Self, OpenError> {
        make_folder(folder).map_err(|error| OpenError::Folder {
            folder: folder.to_owned(),
            error,
        })?;
        Ok(Self {
            path: folder.join(FILE),
        })
    }

    /// A further connection to the file.
    pub fn connect(&self) -> rusqlite::Result<Connection> {
        let mut connection = Connection::open(&self.path)?;
        connection.busy_timeout(BUSY)?;
        // A transaction that reads before it writes would fail at once, and not wait, when another one has written in
        // between. The session store's do.
        connection.set_transaction_behavior(TransactionBehavior::Immediate);
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // What was acknowledged survives a power cut.
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        Ok(connection)
    }

    /// Writes the log back into the file, so that the file alone is the whole state.
    pub fn checkpoint(&self) -> rusqlite::Result<()> {
        self.connect()?
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
    }

    fn check(&self) -> Result<(), Failure> {
        let failure = |error: rusqlite::Error| match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Failure::Damaged(error.to_string())
            }
            _ => Failure::Other(OpenError::Sqlite {
                path: self.path.clone(),
                error,
            }),
        };
        let mut connection = self.connect().map_err(failure)?;
        let verdict: String = connection
            .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
            .map_err(failure)?;
        if verdict != "ok" {
            return Err(Failure::Damaged(verdict));
        }
        match schema::migrate(&mut connection).map_err(failure)? {
            schema::Outcome::Current => Ok(()),
            schema::Outcome::Newer(found) => Err(Failure::Other(OpenError::Newer {
                path: self.path.clone(),
                found,
            })),
        }
    }
}

/// Makes a state folder where there is none. What it holds lets one log in, so no other account of the machine may look.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Renames the file and what SQLite keeps beside it; the new name of the file.
fn set_aside(path: &Path) -> io::Result<PathBuf> {
    let with = |path: &Path, suffix: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    };
    let aside = with(path, &format!(".damaged-{}", clock::unix_ms()));
    fs::rename(path, &aside)?;
    for suffix in ["-wal", "-shm"] {
        match fs::rename(with(path, suffix), with(&aside, suffix)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(aside)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::LockError;

    fn aside_files(folder: &Path) -> usize {
        fs::read_dir(folder)
            .unwrap()
            .filter(|entry| {
                let name = entry.as_ref().unwrap().file_name();
                name.to_string_lossy().contains(".damaged-")
            })
            .count()
    }

    /// What a server that starts comes to.
    fn replaced(folder: &Path) -> Database {
        let lock = StateLock::take(folder).unwrap();
        Database::open_or_replace(&lock).unwrap()
    }

    fn filled(folder: &Path) {
        let database = Database::open(folder).unwrap();
        let connection = database.connect().unwrap();
        for name in 0..500 {
            connection
                .execute(
                    "INSERT INTO users (name, role, hash, generation) VALUES (?1, 'viewer', ?2, 1)",
                    (format!("user{name}"), "x".repeat(100)),
                )
                .unwrap();
        }
        database.checkpoint().unwrap();
    }

    fn users(database: &Database) -> i64 {
        let connection = database.connect().unwrap();
        connection
            .query_row("SELECT count(*) FROM users", [], |row| row.get(0))
            .unwrap()
    }

    #[test]
    fn a_whole_database_is_opened_again_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        filled(folder.path());
        let database = Database::open(folder.path()).unwrap();
        assert_eq!(users(&database), 500);
        assert_eq!(aside_files(folder.path()), 0);
    }

    #[test]
    fn a_file_that_is_no_database_is_set_aside() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(
            folder.path().join(FILE),
            "not a database at all".repeat(100),
        )
        .unwrap();
        let database = replaced(folder.path());
        assert_eq!(users(&database), 0);
        assert_eq!(aside_files(folder.path()), 1);
    }

    #[test]
    fn without_the_lock_a_damaged_file_is_named_and_left_where_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        fs::write(&path, "not a database at all".repeat(100)).unwrap();
        let error = Database::open(folder.path()).unwrap_err();
        assert!(matches!(error, OpenError::Damaged { .. }), "{error}");
        assert!(path.exists());
        assert_eq!(aside_files(folder.path()), 0);
    }

    #[test]
    fn a_folder_is_claimed_once() {
        let folder = tempfile::tempdir().unwrap();
        let first = StateLock::take(folder.path()).unwrap();
        let second = StateLock::take(folder.path());
        assert!(matches!(second, Err(LockError::InUse(_))));
        drop(first);
        assert!(StateLock::take(folder.path()).is_ok());
    }

    #[test]
    fn what_lies_beside_a_damaged_file_is_set_aside_under_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        fs::write(&path, "").unwrap();
        let beside =
            |path: &Path, suffix: &str| PathBuf::from(format!("{}{suffix}", path.display()));
        for suffix in ["-wal", "-shm"] {
            fs::write(beside(&path, suffix), "").unwrap();
        }
        let aside = set_aside(&path).unwrap();
        for suffix in ["", "-wal", "-shm"] {
            assert!(beside(&aside, suffix).exists(), "{suffix}");
            assert!(!beside(&path, suffix).exists(), "{suffix}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_on_the_machine_can_read_the_state_folder() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("a/state");
        Database::open(&state).unwrap();
        let mode = fs::metadata(&state).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }

    #[test]
    fn a_truncated_database_is_set_aside() {
        let folder = tempfile::tempdir().unwrap();
        filled(folder.path());
        let path = folder.path().join(FILE);
        let length = fs::metadata(&path).unwrap().len();
        let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
        file.set_len(length / 2).unwrap();
        let database = replaced(folder.path());
        assert_eq!(users(&database), 0);
        assert_eq!(aside_files(folder.path()), 1);
    }

    #[test]
    fn a_database_of_a_newer_server_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let connection = Database::open(folder.path()).unwrap().connect().unwrap();
        connection.pragma_update(None, "user_version", 999).unwrap();
        let error = Database::open(folder.path()).unwrap_err();
        assert!(matches!(error, OpenError::Newer { found: 999, .. }));
        assert_eq!(aside_files(folder.path()), 0);
    }

    #[test]
    fn a_state_folder_that_cannot_be_made_is_an_error_of_one_line() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let error = Database::open(&file.join("state")).unwrap_err();
        assert_eq!(error.to_string().lines().count(), 1);
    }
}
