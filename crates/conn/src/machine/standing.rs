//! Where a connection stands, for whoever lets another one go on from there.

use serde::{Deserialize, Serialize};

use super::alive::Alive;
use super::{Connection, Phase};
use crate::requests::Pending;
use crate::topics::Topic;
use crate::{Dialect, Generation, Millis};

/// All that decides what a connection makes of what happens next. Credentials are not in it, and neither is what waits
/// to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Standing {
    phase: Phase,
    dial: u64,
    last_id: u64,
    rng: u64,
    lost: bool,
    was_live: bool,
    attempt: u32,
    failures: u32,
    live_since: Millis,
    replied: bool,
    refreshed: bool,
    online: bool,
    alive: Alive,
    topics: Vec<Topic>,
    requests: Vec<(u64, Pending)>,
}

impl<D: Dialect> Connection<D> {
    /// Where it stands; `None` as long as it was never opened and nobody wants anything of it.
    pub fn standing(&self) -> Option<Standing> {
        if self.phase == Phase::Idle && self.topics.len() == 0 {
            return None;
        }
        Some(Standing {
            phase: match &self.phase {
                Phase::Failed(_) => Phase::Closed,
                phase => phase.clone(),
            },
            dial: self.generation.0,
            last_id: self.last_id,
            rng: self.rng.get_seed(),
            lost: self.lost,
            was_live: self.was_live,
            attempt: self.attempt,
            failures: self.failures,
            live_since: self.live_since,
            replied: self.replied,
            refreshed: self.refreshed,
            online: self.online,
            alive: self.alive.clone(),
            topics: self.topics.standing(),
            requests: self.requests.standing(),
        })
    }

    /// Goes on from where another connection stood. Nothing is said of that: whoever asks is told.
    pub fn go_on(&mut self, standing: Standing) {
        self.phase = standing.phase;
        self.generation = Generation(standing.dial);
        self.last_id = standing.last_id;
        self.rng = fastrand::Rng::with_seed(standing.rng);
        self.lost = standing.lost;
        self.was_live = standing.was_live;
        self.attempt = standing.attempt;
        self.failures = standing.failures;
        self.live_since = standing.live_since;
        self.replied = standing.replied;
        self.refreshed = standing.refreshed;
        self.online = standing.online;
        self.alive = standing.alive;
        self.topics.go_on(standing.topics);
        self.requests.go_on(standing.requests);
        self.status = self.current_status();
    }
}
