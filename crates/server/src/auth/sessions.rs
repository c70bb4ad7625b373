use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::watch;
use tokio::time::Instant;
use tower_sessions::session::Id;

use super::Account;

/// How long it is remembered that a session was ended: longer than any request takes from reading it to using it.
const REMEMBERED: Duration = Duration::from_mins(1);

/// The sessions that something in this process holds on to: an open socket, a ticket, a recent request.
///
/// The database knows which sessions exist; this knows whom to tell when one of them ends.
#[derive(Debug, Default)]
pub struct LiveSessions {
    registry: Mutex<Registry>,
}

#[derive(Debug, Default)]
struct Registry {
    live: HashMap<Id, Arc<LiveSession>>,
    /// Sessions that were ended, and when: a request that read one from the database before may still touch it.
    ended: HashMap<Id, Instant>,
}

/// One session, shared by all that depend on it.
#[derive(Debug)]
pub struct LiveSession {
    /// Whose session it is.
    pub account: Account,
    /// The user's generations under which it lasts: one more for each password that was changed from within it.
    generations: Mutex<Vec<i64>>,
    end: watch::Sender<End>,
}

/// When a session is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Unless it is used before that.
    At(Instant),
    /// It is over: logged out, or the user is gone.
    Over,
}

impl LiveSessions {
    /// A session was used and lasts until `end` at least; one that was ended meanwhile is over.
    pub fn touch(&self, id: Id, account: &Account, end: Instant) -> Arc<LiveSession> {
        let mut registry = self.registry.lock();
        if registry.ended.contains_key(&id) {
            return Arc::new(LiveSession::new(account, End::Over));
        }
        let session = registry
            .live
            .entry(id)
            .or_insert_with(|| Arc::new(LiveSession::new(account, End::At(end))));
        session.outlast(account.generation);
        session.end.send_if_modified(|current| match current {
            End::At(earlier) if *earlier < end => {
                *earlier = end;
                true
            }
            _ => false,
        });
        Arc::clone(session)
    }

    /// Ends a session that exists, whether or not anything holds on to it; its sockets and tickets notice at once.
    pub fn end(&self, id: Id) {
        self.registry.lock().end(id);
    }

    /// Ends the sessions that are not valid any more.
    pub fn end_unless(&self, is_valid: impl Fn(&LiveSession) -> bool) {
        let mut registry = self.registry.lock();
        let live = registry.live.iter();
        let over = live.filter(|(_, session)| !is_valid(session));
        let over: Vec<Id> = over.map(|(id, _)| *id).collect();
        for id in over {
            registry.end(id);
        }
    }

    /// Forgets the sessions that nothing holds on to any more, and those that ended a while ago.
    pub fn sweep(&self) {
        let now = Instant::now();
        let mut registry = self.registry.lock();
        registry
            .live
            .retain(|_, session| Arc::strong_count(session) > 1);
        registry.ended.retain(|_, at| now - *at < REMEMBERED);
    }
}

impl Registry {
    fn end(&mut self, id: Id) {
        if let Some(session) = self.live.remove(&id) {
            session.end.send_replace(End::Over);
        }
        self.ended.insert(id, Instant::now());
    }
}

impl LiveSession {
    fn new(account: &Account, end: End) -> Self {
        Self {
            account: account.clone(),
            generations: Mutex::new(vec![account.generation]),
            end: watch::Sender::new(end),
        }
    }

    /// A session of a test, or of a user who needs no cookie.
    #[cfg(test)]
    pub(crate) fn lasting(account: Account, end: Instant) -> Arc<Self> {
        Arc::new(Self::new(&account, End::At(end)))
    }

    /// The session lasts under that generation of its user too. No generation ever comes back, so the earlier ones stay.
    pub fn outlast(&self, generation: i64) {
        let mut generations = self.generations.lock();
        if !generations.contains(&generation) {
            generations.push(generation);
        }
    }

    /// Whether the session lasts under that generation of its user.
    #[must_use]
    pub fn lasts_under(&self, generation: i64) -> bool {
        self.generations.lock().contains(&generation)
    }

    /// Whether the session is over at that time.
    #[must_use]
    pub fn is_over(&self, now: Instant) -> bool {
        match *self.end.borrow() {
            End::At(end) => end <= now,
            End::Over => true,
        }
    }

    /// Seconds until it ends.
    #[must_use]
    pub fn expires_in(&self, now: Instant) -> u64 {
        match *self.end.borrow() {
            End::At(end) => end.saturating_duration_since(now).as_secs(),
            End::Over => 0,
        }
    }

    /// Follows the end, wherever it moves.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<End> {
        self.end.subscribe()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::Role;

    fn account(name: &str) -> Account {
        Account {
            name: name.into(),
            role: Role::Viewer,
            generation: 1,
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_used_session_lasts_longer_and_never_shorter() {
        let sessions = LiveSessions::default();
        let now = Instant::now();
        let session = sessions.touch(Id(1), &account("ann"), now + Duration::from_secs(60));
        sessions.touch(Id(1), &account("ann"), now + Duration::from_secs(90));
        sessions.touch(Id(1), &account("ann"), now + Duration::from_secs(30));
        assert_eq!(session.expires_in(now), 90);
    }

    #[tokio::test(start_paused = true)]
    async fn a_logout_ends_the_session_for_all_who_hold_it() {
        let sessions = LiveSessions::default();
        let now = Instant::now();
        let session = sessions.touch(Id(1), &account("ann"), now + Duration::from_secs(60));
        let mut end = session.watch();
        sessions.end(Id(1));
        end.changed().await.unwrap();
        assert!(session.is_over(now));
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_was_under_way_at_the_logout_does_not_bring_the_session_back() {
        let sessions = LiveSessions::default();
        let now = Instant::now();
        let end = now + Duration::from_secs(60);
        sessions.touch(Id(1), &account("ann"), end);
        sessions.end(Id(1));
        assert!(sessions.touch(Id(1), &account("ann"), end).is_over(now));
    }

    #[tokio::test(start_paused = true)]
    async fn a_session_that_nothing_held_at_the_logout_is_over_for_who_had_read_it_before() {
        let sessions = LiveSessions::default();
        let now = Instant::now();
        sessions.end(Id(1));
        sessions.sweep();
        let end = now + Duration::from_secs(60);
        assert!(sessions.touch(Id(1), &account("ann"), end).is_over(now));
    }

    #[tokio::test(start_paused = true)]
    async fn what_has_ended_is_forgotten_after_a_while() {
        let sessions = LiveSessions::default();
        sessions.end(Id(1));
        tokio::time::advance(REMEMBERED).await;
        sessions.sweep();
        assert!(sessions.registry.lock().ended.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn the_sessions_of_a_removed_user_end_and_others_go_on() {
        let sessions = LiveSessions::default();
        let now = Instant::now();
        let ann = sessions.touch(Id(1), &account("ann"), now + Duration::from_secs(60));
        let bob = sessions.touch(Id(2), &account("bob"), now + Duration::from_secs(60));
        sessions.end_unless(|session| session.account.name == "bob");
        assert!(ann.is_over(now));
        let end = now + Duration::from_secs(60);
        assert!(sessions.touch(Id(1), &account("ann"), end).is_over(now));
        assert!(!bob.is_over(now));
    }

    #[tokio::test(start_paused = true)]
    async fn a_session_outlasts_the_password_that_was_changed_from_within_it() {
        let sessions = LiveSessions::default();
        let now = Instant::now();
        let end = now + Duration::from_secs(60);
        let own = sessions.touch(Id(1), &account("ann"), end);
        let other = sessions.touch(Id(2), &account("ann"), end);
        own.outlast(2);
        // Who has looked at the users before the change ends nothing with it either.
        for generation in [1, 2] {
            sessions.end_unless(|session| session.lasts_under(generation));
            assert!(!own.is_over(now));
        }
        assert!(other.is_over(now));
        sessions.end_unless(|session| session.lasts_under(3));
        assert!(own.is_over(now));
    }

    #[tokio::test(start_paused = true)]
    async fn sessions_that_nobody_holds_are_forgotten() {
        let sessions = LiveSessions::default();
        let end = Instant::now() + Duration::from_secs(60);
        let held = sessions.touch(Id(1), &account("ann"), end);
        drop(sessions.touch(Id(2), &account("bob"), end));
        sessions.sweep();
        assert_eq!(sessions.registry.lock().live.len(), 1);
        drop(held);
    }
}
