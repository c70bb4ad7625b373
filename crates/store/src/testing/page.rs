//! What happens to the page.

use socket_conn::Millis;

use super::peer::Peer;
use super::world::World;
use crate::core::Machine;

/// What happens to the page.
impl<P: Peer> World<P> {
    /// The machine sleeps: the clock moves, and no timer goes off before it is over.
    pub fn sleep(&self, span: Millis) {
        self.scene.now.set(self.now().saturating_add(span));
        self.core.drive(Machine::handle_doubt);
    }

    /// The browser says whether there is a network.
    pub fn go_online(&self, online: bool) {
        self.core.drive(|c, now| c.handle_network(online, now));
    }

    /// The page is looked at again, after it was hidden or came back out of the browser's cache.
    pub fn show_page(&self) {
        self.core.reschedule_flush();
        self.core.drive(Machine::handle_doubt);
    }

    /// The page is left.
    pub fn leave_page(&self) {
        self.core.drive(|c, _| c.handle_suspended());
    }
}
