//! Where a connection stands, for whoever lets another one go on from there.

use serde::{Deserialize, Serialize};

use super::{Connection, Phase, State};
use crate::Dialect;
use crate::requests::Pending;
use crate::topics::Topic;

/// All that decides what a connection makes of what happens next. Credentials are not in it, and neither is what waits
/// to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    state: State,
    rng: u64,
    topics: Vec<Topic>,
    requests: Vec<(u64, Pending)>,
}

impl<D: Dialect> Connection<D> {
    /// Where it stands; `None` as long as it was never opened and nobody wants anything of it.
    pub fn standing(&self) -> Option<Standing> {
        if self.state.phase == Phase::Idle && self.topics.len() == 0 {
            return None;
        }
        let mut state = self.state.clone();
        if matches!(state.phase, Phase::Failed(_)) {
            state.phase = Phase::Closed;
        }
        Some(Standing {
            state,
            rng: self.rng.get_seed(),
            topics: self.topics.standing(),
            requests: self.requests.standing(),
        })
    }

    /// Goes on from where another connection stood. Nothing is said of that: whoever asks is told.
    pub fn go_on(&mut self, standing: Standing) {
        self.state = standing.state;
        self.rng = fastrand::Rng::with_seed(standing.rng);
        self.topics.go_on(standing.topics);
        self.requests.go_on(standing.requests);
        self.status = self.current_status();
    }
}
