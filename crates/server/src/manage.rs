//! The sub-commands `user` and `key`. They work beside a running server, which notices within a second.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;

use crate::auth::{self, Account, PasswordError};
use crate::cli::{KeyCommand, UserCommand};
use crate::database::{Accounts, AccountsError, Database, OpenError, StoredUser};
use crate::users::{
    InvalidName, InvalidPassword, check_name, check_password, key_hash, new_generation, new_key,
};

/// A sub-command has not done what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum ManageError {
    /// The state folder is of no use.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database refused a connection.
    #[error("the database cannot be opened: {0}")]
    Connect(#[from] rusqlite::Error),
    /// The database refused.
    #[error(transparent)]
    Accounts(#[from] AccountsError),
    /// The name cannot be had.
    #[error(transparent)]
    Name(#[from] InvalidName),
    /// The name is taken.
    #[error("there is {0} already")]
    Taken(String),
    /// The name is not there.
    #[error("there is no {0}")]
    Unknown(String),
    /// The password could not be read, or the outcome not shown.
    #[error("the terminal: {0}")]
    Terminal(#[from] io::Error),
    /// The password cannot be had.
    #[error(transparent)]
    Password(#[from] InvalidPassword),
    /// The password was not typed the same way twice.
    #[error("the two passwords differ")]
    Mistyped,
    /// The password could not be hashed.
    #[error(transparent)]
    Hash(#[from] PasswordError),
    /// There are no random numbers.
    #[error("no random numbers: {0}")]
    Random(#[from] getrandom::Error),
}

/// `user …`.
pub async fn user(command: UserCommand, state: &Path) -> Result<(), ManageError> {
    let accounts = accounts(state)?;
    match command {
        UserCommand::Add { name, role } => {
            check_name(&name)?;
            let account = Account {
                name: name.clone(),
                role,
                generation: new_generation()?,
            };
            let hash = auth::hash(&password()?)?;
            let added = accounts.add_user(StoredUser { account, hash }).await?;
            said_if(added, || ManageError::Taken(format!("a user {name}")))?;
            say(&format!("{name} can log in as {}", role.as_str()))
        }
        UserCommand::Passwd { name } => {
            let unknown = || ManageError::Unknown(format!("user {name}"));
            said_if(accounts.user(&name).await?.is_some(), unknown)?;
            let hash = auth::hash(&password()?)?;
            let generation = new_generation()?;
            let changed = accounts.change_password(&name, hash, generation).await?;
            said_if(changed, unknown)?;
            say(&format!("{name} has a new password"))
        }
        UserCommand::Remove { name } => {
            let removed = accounts.remove_user(&name).await?;
            said_if(removed, || ManageError::Unknown(format!("user {name}")))?;
            say(&format!("{name} is gone"))
        }
        UserCommand::List => {
            for account in accounts.users().await? {
                say(&format!("{}\t{}", account.name, account.role.as_str()))?;
            }
            Ok(())
        }
    }
}

/// `key …`.
pub async fn key(command: KeyCommand, state: &Path) -> Result<(), ManageError> {
    let accounts = accounts(state)?;
    match command {
        KeyCommand::Add { name } => {
            check_name(&name)?;
            let key = new_key()?;
            let added = accounts.add_key(&name, key_hash(&key)).await?;
            said_if(added, || ManageError::Taken(format!("a key {name}")))?;
            say(&key)
        }
        KeyCommand::Remove { name } => {
            let removed = accounts.remove_key(&name).await?;
            said_if(removed, || ManageError::Unknown(format!("key {name}")))?;
            say(&format!("{name} is gone"))
        }
        KeyCommand::List => {
            for (name, _) in accounts.keys().await? {
                say(&name)?;
            }
            Ok(())
        }
    }
}

fn accounts(state: &Path) -> Result<Accounts, ManageError> {
    Ok(Accounts::new(Database::open(state)?.connect()?))
}

fn said_if(done: bool, error: impl FnOnce() -> ManageError) -> Result<(), ManageError> {
    if done { Ok(()) } else { Err(error()) }
}

fn say(line: &str) -> Result<(), ManageError> {
    Ok(writeln!(io::stdout(), "{line}")?)
}

/// Asks for a password twice on a terminal, without showing it; elsewhere it is the first line of stdin.
fn password() -> Result<String, ManageError> {
    let password = if io::stdin().is_terminal() {
        let password = rpassword::prompt_password("Password: ")?;
        if rpassword::prompt_password("Once more: ")? != password {
            return Err(ManageError::Mistyped);
        }
        password
    } else {
        let mut line = String::new();
        io::stdin().read_line(&mut line)?;
        line.trim_end_matches(['\r', '\n']).to_owned()
    };
    check_password(&password)?;
    Ok(password)
}
