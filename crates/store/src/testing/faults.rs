//! What goes wrong with a connection.

use socket_conn::{Close, Frame, Millis, Unsupported};

use super::peer::Peer;
use super::world::World;

/// What goes wrong with the connection.
impl<P: Peer> World<P> {
    /// The connection ends at this moment, with this code: 1006 for a cable that is cut, 1001 for a server that is
    /// stopped. What was on its way is lost.
    pub fn drop_connection(&self, code: u16) {
        self.close_connection(code, "");
    }

    /// The same with the server's words.
    pub fn close_connection(&self, code: u16, reason: &str) {
        self.end_socket(Close {
            code,
            reason: reason.to_owned(),
            was_clean: code != 1006,
        });
    }

    /// The server does not accept the session any more: 4401.
    pub fn revoke(&self) {
        self.close_connection(4401, "session revoked");
    }

    /// From here on nothing passes in either direction, what is on its way included, and nobody says so, until the
    /// connection ends.
    pub fn half_open(&self) {
        self.scene.network.borrow_mut().half_open();
    }

    /// Dials fail, as if no server were there; or don't any more.
    pub fn refuse_dials(&self, refuses: bool) {
        self.scene.refuses_dials.set(refuses);
    }

    /// The address can't be dialled at all, for this reason.
    pub fn refuse_address(&self, why: Unsupported) {
        self.scene.undialable.replace(Some(why));
    }

    /// Whether the server says that it is up; it does in the beginning.
    pub fn set_healthy(&self, is_healthy: bool) {
        self.scene.is_healthy.set(is_healthy);
    }

    /// How many bytes the socket has taken and can't get rid of.
    pub fn set_buffered(&self, bytes: usize) {
        self.scene.buffered.set(bytes);
    }

    /// What the server says from here on takes so long, milliseconds.
    pub fn delay(&self, span: Millis) {
        self.scene.network.borrow_mut().delay = span;
    }

    /// The next frame of the server arrives twice.
    pub fn duplicate_next(&self) {
        self.scene.network.borrow_mut().duplicates += 1;
    }

    /// The next frame of the server never arrives.
    pub fn lose_next(&self) {
        self.scene.network.borrow_mut().losses += 1;
    }

    /// What the server says from here on is held back, until it is [released](Self::release).
    pub fn hold(&self) {
        self.scene.network.borrow_mut().held = Some(Vec::new());
    }

    /// What was held back is on its way; the function may reorder it, repeat or leave out some of it.
    ///
    /// ```
    /// # use leptos_socket_store::testing::{NativePeer, World};
    /// # use leptos_socket_store::{NativeDialect, StoreOptions};
    /// # let options = StoreOptions::new("/ws", NativeDialect::default());
    /// # let world = World::with_peer(options, NativePeer::default());
    /// world.hold();
    /// world.say(|server| server.publish("sales", 1.into()));
    /// world.say(|server| server.publish("sales", 2.into()));
    /// world.release(|frames| frames.reverse());
    /// ```
    pub fn release(&self, change: impl FnOnce(&mut Vec<Frame>)) {
        let held = self.scene.network.borrow_mut().held.take();
        let mut frames: Vec<Frame> = held.into_iter().flatten().map(|(_, f)| f).collect();
        change(&mut frames);
        self.scene.carry(frames);
    }

    /// Changes each frame of the server before it is on its way.
    pub fn tamper(&self, change: impl FnMut(Frame) -> Vec<Frame> + 'static) {
        self.scene.network.borrow_mut().tamper = Some(Box::new(change));
    }

    /// Something arrives that no dialect reads.
    pub fn receive_garbage(&self) {
        self.receive("\u{0}{\"socketType\":");
        self.receive(vec![0xff, 0x00, 0xfe]);
    }
}
