use std::collections::HashSet;

use live_sales::{Fingerprint, OrderLine, Sums, identities};

use super::{LedgerError, ticker};
use crate::database::{Accepted, Journal, Outgoing, RequestName};
use crate::hub::HISTORY;

/// The sums, and the journal that they are written to: what counts is what is stored.
pub(super) struct Books {
    journal: Journal,
    /// `None` after a failure: they may hold more than what is stored, and are read again before they are used.
    sums: Option<Sums>,
}

impl Books {
    pub(super) fn open(journal: Journal) -> Result<Self, LedgerError> {
        let mut books = Self {
            journal,
            sums: None,
        };
        books.sums()?;
        Ok(books)
    }

    /// The sums as they are stored.
    pub(super) fn sums(&mut self) -> Result<&mut Sums, LedgerError> {
        let sums = match self.sums.take() {
            Some(sums) => sums,
            None => Sums::restore(self.journal.cells()?)?,
        };
        Ok(self.sums.insert(sums))
    }

    /// Counts the lines of a feed that end at `position`.
    pub(super) fn count_feed(
        &mut self,
        lines: &[OrderLine],
        position: u64,
    ) -> Result<(), LedgerError> {
        let sums = self.sums()?;
        for line in lines {
            sums.apply(line);
        }
        let changes = sums.take_changes();
        let entries = ticker::entries(lines.iter());
        let written = self
            .journal
            .write_feed(&changes, &outgoing(&entries), position);
        self.keep_if(written)
    }

    /// What a request of that name was answered when it was counted.
    pub(super) fn answer(&self, name: &RequestName) -> Result<Option<Accepted>, LedgerError> {
        Ok(self.journal.answer(name)?)
    }

    /// Counts the lines that no earlier request has brought.
    pub(super) fn count_request(
        &mut self,
        lines: &[OrderLine],
        name: Option<&RequestName>,
    ) -> Result<Accepted, LedgerError> {
        let identities = identities(lines);
        let known = self.journal.known(identities.iter().flatten().copied())?;
        let is_known =
            |identity: &Option<Fingerprint>| identity.is_some_and(|id| known.contains(&id));
        let sums = self.sums()?;
        let pairs = lines.iter().zip(&identities);
        let counted = pairs.filter(|(_, identity)| !is_known(identity));
        let counted: Vec<&OrderLine> = counted.map(|(line, _)| line).collect();
        for line in &counted {
            sums.apply(line);
        }
        let answer = Accepted {
            accepted: counted.len() as u64,
            duplicates: (lines.len() - counted.len()) as u64,
        };
        let entries = ticker::entries(counted.into_iter());
        let changes = sums.take_changes();
        let fresh: HashSet<Fingerprint> = identities
            .into_iter()
            .flatten()
            .filter(|identity| !known.contains(identity))
            .collect();
        let written =
            self.journal
                .write_request(&changes, &outgoing(&entries), fresh, answer, name);
        self.keep_if(written)?;
        Ok(answer)
    }

    /// Whether the journal can be written at all.
    pub(super) fn probe(&mut self) -> Result<(), LedgerError> {
        Ok(self.journal.probe()?)
    }

    fn keep_if(&mut self, written: rusqlite::Result<()>) -> Result<(), LedgerError> {
        if written.is_err() {
            self.sums = None;
        }
        Ok(written?)
    }

    #[cfg(test)]
    pub(super) fn journal(&self) -> &Journal {
        &self.journal
    }
}

/// Entries for the ticker, written together with what they tell of.
fn outgoing(entries: &[String]) -> Outgoing<'_> {
    Outgoing {
        topic: ticker::NAME,
        values: entries,
        most: HISTORY,
    }
}
