use std::rc::{Rc, Weak};

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Event, EventTarget};

use super::clock::Clock;
use crate::core::{Core, Machine};

/// How often the clocks are compared, milliseconds: whoever comes back from sleep is not to wait longer.
const COMPARE: i32 = 1_000;

/// What the page lives through, as far as the connection should know; listens until it is dropped.
pub(super) struct PageEvents {
    listeners: Vec<Listener>,
    _sleep: Option<SleepWatch>,
}

struct Listener {
    target: EventTarget,
    name: &'static str,
    closure: Closure<dyn FnMut(Event)>,
}

impl PageEvents {
    pub(super) fn listen(core: &Weak<Core>, clock: &Rc<Clock>) -> Self {
        let mut events = Self {
            listeners: Vec::new(),
            _sleep: SleepWatch::begin(core, clock),
        };
        let Some(window) = web_sys::window() else {
            return events;
        };
        for (name, online) in [("online", true), ("offline", false)] {
            events.on(&window, name, core, move |core| {
                core.drive(|connection, now| connection.handle_network(online, now));
            });
        }
        // Into the browser's cache of pages, or away for good; and back from the cache.
        events.on(&window, "pagehide", core, |core| {
            core.drive(|connection, _| connection.handle_suspended());
        });
        events.on(&window, "pageshow", core, doubt);
        if let Some(document) = window.document() {
            events.on(&document, "visibilitychange", core, turned);
            events.on(&document, "resume", core, doubt);
        }
        events
    }

    fn on(
        &mut self,
        target: &EventTarget,
        name: &'static str,
        core: &Weak<Core>,
        tell: impl Fn(&Core) + 'static,
    ) {
        let core = core.clone();
        let closure = Closure::new(move |_: Event| {
            if let Some(core) = core.upgrade() {
                tell(&core);
            }
        });
        let function = closure.as_ref().unchecked_ref();
        if target
            .add_event_listener_with_callback(name, function)
            .is_ok()
        {
            self.listeners.push(Listener {
                target: target.clone(),
                name,
                closure,
            });
        }
    }
}

impl Drop for PageEvents {
    fn drop(&mut self) {
        for listener in &self.listeners {
            let function = listener.closure.as_ref().unchecked_ref();
            // It fails only for a target that is gone.
            let _ = listener
                .target
                .remove_event_listener_with_callback(listener.name, function);
        }
    }
}

/// The page was shown or hidden: a commit that waited for a picture must not wait for the page to be shown again,
/// and whoever looks again wants to know at once whether the connection still lives.
fn turned(core: &Core) {
    core.reschedule_flush();
    let hidden = web_sys::window()
        .and_then(|window| window.document())
        .is_some_and(|document| document.hidden());
    if !hidden {
        doubt(core);
    }
}

fn doubt(core: &Core) {
    core.drive(Machine::handle_doubt);
}

/// Compares the clocks again and again, and doubts the connection when the machine has slept.
struct SleepWatch {
    interval: i32,
    _on_time: Closure<dyn FnMut()>,
}

impl SleepWatch {
    fn begin(core: &Weak<Core>, clock: &Rc<Clock>) -> Option<Self> {
        let (core, clock) = (core.clone(), Rc::clone(clock));
        let on_time = Closure::new(move || {
            if clock.has_slept()
                && let Some(core) = core.upgrade()
            {
                doubt(&core);
            }
        });
        let interval = web_sys::window()?
            .set_interval_with_callback_and_timeout_and_arguments_0(
                on_time.as_ref().unchecked_ref(),
                COMPARE,
            )
            .ok()?;
        Some(Self {
            interval,
            _on_time: on_time,
        })
    }
}

impl Drop for SleepWatch {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            window.clear_interval_with_handle(self.interval);
        }
    }
}
