use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use parking_lot::Mutex;
use tokio::time::Instant;

use super::LiveSession;

/// How long a ticket is good.
pub const TICKET_LIFETIME: Duration = Duration::from_secs(30);

/// So many unused tickets may be out for one session; the oldest is taken back for one more.
const PER_SESSION: usize = 1024;

/// Single-use tickets: the first message on a socket carries one, since a browser can add no header there.
///
/// A ticket is bound to the session that asked for it and dies with it.
#[derive(Debug, Default)]
pub struct Tickets {
    waiting: Mutex<HashMap<String, Waiting>>,
}

#[derive(Debug)]
struct Waiting {
    session: Arc<LiveSession>,
    until: Instant,
}

impl Tickets {
    /// A ticket for a session.
    ///
    /// # Errors
    ///
    /// The operating system has no random numbers.
    pub fn issue(
        &self,
        session: &Arc<LiveSession>,
        now: Instant,
    ) -> Result<String, getrandom::Error> {
        let mut bytes = [0u8; 24];
        getrandom::fill(&mut bytes)?;
        let ticket = URL_SAFE_NO_PAD.encode(bytes);
        let mut waiting = self.waiting.lock();
        waiting.retain(|_, waiting| waiting.until > now && !waiting.session.is_over(now));
        take_back_oldest(&mut waiting, session);
        waiting.insert(
            ticket.clone(),
            Waiting {
                session: Arc::clone(session),
                until: now + TICKET_LIFETIME,
            },
        );
        Ok(ticket)
    }

    /// Takes a ticket in: the session behind it, once, while both last.
    pub fn redeem(&self, ticket: &str, now: Instant) -> Option<Arc<LiveSession>> {
        let waiting = self.waiting.lock().remove(ticket)?;
        (waiting.until > now && !waiting.session.is_over(now)).then_some(waiting.session)
    }
}

fn take_back_oldest(waiting: &mut HashMap<String, Waiting>, session: &Arc<LiveSession>) {
    let mut own: Vec<(Instant, String)> = waiting
        .iter()
        .filter(|(_, waiting)| Arc::ptr_eq(&waiting.session, session))
        .map(|(ticket, waiting)| (waiting.until, ticket.clone()))
        .collect();
    if own.len() >= PER_SESSION {
        own.sort_unstable();
        waiting.remove(&own[0].1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::{Account, Role};

    fn session(now: Instant) -> Arc<LiveSession> {
        let account = Account {
            name: "ann".into(),
            role: Role::Viewer,
            generation: 1,
        };
        LiveSession::lasting(account, now + Duration::from_secs(3600))
    }

    #[tokio::test(start_paused = true)]
    async fn a_ticket_is_good_once() {
        let (tickets, now) = (Tickets::default(), Instant::now());
        let ticket = tickets.issue(&session(now), now).unwrap();
        assert_eq!(tickets.redeem(&ticket, now).unwrap().account.name, "ann");
        assert!(tickets.redeem(&ticket, now).is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn a_ticket_is_good_for_thirty_seconds() {
        let (tickets, now) = (Tickets::default(), Instant::now());
        let first = tickets.issue(&session(now), now).unwrap();
        let second = tickets.issue(&session(now), now).unwrap();
        assert!(
            tickets
                .redeem(&first, now + Duration::from_secs(29))
                .is_some()
        );
        assert!(tickets.redeem(&second, now + TICKET_LIFETIME).is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn a_ticket_dies_with_its_session() {
        let (tickets, now) = (Tickets::default(), Instant::now());
        let session =
            LiveSession::lasting(session(now).account.clone(), now + Duration::from_secs(10));
        let ticket = tickets.issue(&session, now).unwrap();
        assert!(
            tickets
                .redeem(&ticket, now + Duration::from_secs(11))
                .is_none()
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_session_that_hoards_tickets_loses_the_oldest() {
        let (tickets, now) = (Tickets::default(), Instant::now());
        let session = session(now);
        let first = tickets.issue(&session, now).unwrap();
        for second in 1..=PER_SESSION as u64 {
            let later = now + Duration::from_millis(second);
            tickets.issue(&session, later).unwrap();
        }
        assert!(tickets.redeem(&first, now).is_none());
        assert_eq!(tickets.waiting.lock().len(), PER_SESSION);
    }
}
