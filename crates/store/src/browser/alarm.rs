//! The timer that wakes the connection, and the one that commits.

use std::cell::Cell;
use std::rc::{Rc, Weak};

use socket_conn::Millis;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

use super::clock::Clock;
use crate::core::{Core, FlushAt, Machine};

/// Browsers keep a timer's span in 31 bits; whoever is woken early asks again.
const LONGEST: Millis = 1 << 30;

/// While the page is hidden there are no pictures: this often is enough then, milliseconds.
const HIDDEN_FLUSH: i32 = 250;

/// One timer for the connection's next deadline.
pub(super) struct Alarm {
    clock: Rc<Clock>,
    on_time: Closure<dyn FnMut()>,
    /// The time and the browser's handle, as long as it has not gone off.
    set: Rc<Cell<Option<(Millis, i32)>>>,
}

impl Alarm {
    pub(super) fn new(core: Weak<Core>, clock: Rc<Clock>) -> Self {
        let set = Rc::new(Cell::new(None));
        let gone_off = Rc::clone(&set);
        let on_time = Closure::new(move || {
            gone_off.set(None);
            if let Some(core) = core.upgrade() {
                core.drive_sending(Machine::handle_timeout);
            }
        });
        Self {
            clock,
            on_time,
            set,
        }
    }

    pub(super) fn set(&self, at: Option<Millis>) {
        let Some(window) = web_sys::window() else {
            return;
        };
        if let Some((current, handle)) = self.set.get() {
            // Each message moves a deadline further away. The timer stays: it goes off early, and is set again then.
            if at.is_some_and(|at| at >= current) {
                return;
            }
            window.clear_timeout_with_handle(handle);
        }
        let handle = at.and_then(|at| {
            let span = at.saturating_sub(self.clock.now()).min(LONGEST) as i32;
            let function = self.on_time.as_ref().unchecked_ref();
            window
                .set_timeout_with_callback_and_timeout_and_arguments_0(function, span)
                .ok()
        });
        self.set.set(at.zip(handle));
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        self.set(None);
    }
}

/// Commits at once, before the next picture, or after a short while when nobody looks.
pub(super) struct Flusher {
    on_time: Closure<dyn FnMut()>,
    requested: Rc<Cell<Option<Requested>>>,
}

#[derive(Clone, Copy)]
enum Requested {
    Frame(i32),
    Timeout(i32),
}

impl Flusher {
    pub(super) fn new(core: Weak<Core>) -> Self {
        let requested = Rc::new(Cell::new(None));
        let done = Rc::clone(&requested);
        let on_time = Closure::new(move || {
            done.set(None);
            if let Some(core) = core.upgrade() {
                core.flush();
            }
        });
        Self { on_time, requested }
    }

    pub(super) fn request(&self, when: FlushAt) {
        let Some(window) = web_sys::window() else {
            return;
        };
        self.cancel(&window);
        let function = self.on_time.as_ref().unchecked_ref();
        let is_hidden = || window.document().is_some_and(|document| document.hidden());
        let after = match when {
            FlushAt::Once => Some(0),
            FlushAt::Picture => is_hidden().then_some(HIDDEN_FLUSH),
        };
        let requested = match after {
            Some(span) => window
                .set_timeout_with_callback_and_timeout_and_arguments_0(function, span)
                .map(Requested::Timeout),
            None => window
                .request_animation_frame(function)
                .map(Requested::Frame),
        };
        self.requested.set(requested.ok());
    }

    fn cancel(&self, window: &web_sys::Window) {
        match self.requested.take() {
            // A handle that is not known any more is ignored by the browser.
            Some(Requested::Frame(handle)) => {
                let _ = window.cancel_animation_frame(handle);
            }
            Some(Requested::Timeout(handle)) => window.clear_timeout_with_handle(handle),
            None => {}
        }
    }
}

impl Drop for Flusher {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            self.cancel(&window);
        }
    }
}
