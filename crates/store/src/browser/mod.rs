//! The browser's side of the store: the socket, the timer, the picture's clock, and what the page lives through.

mod alarm;
mod blob;
mod clock;
mod page;
mod socket;
mod utf8;

pub use blob::SendBlobError;

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use socket_conn::{Frame, Generation, Millis, Unsupported};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::core::{Core, FlushAt, Platform};
use crate::options::{LocalFuture, StoreOptions};
use alarm::{Alarm, Flusher};
use clock::Clock;
use page::PageEvents;
use socket::Socket;

/// The core of a store that lives in this page.
pub(crate) fn core(options: StoreOptions) -> Rc<Core> {
    let url = options.url.clone();
    let health = options.health.clone();
    let subprotocols = options.subprotocols.clone();
    // The wall clock is not asked: the seed only has to differ between pages.
    let seed = (js_sys::Math::random() * 2f64.powi(53)) as u64;
    Core::new(options, seed, |core| {
        let clock = Rc::new(Clock::new());
        Box::new(Browser {
            alarm: Alarm::new(core.clone(), Rc::clone(&clock)),
            flusher: Flusher::new(core.clone()),
            _page: PageEvents::listen(&core, &clock),
            socket: RefCell::default(),
            clock,
            core,
            url,
            subprotocols,
            health,
        })
    })
}

struct Browser {
    core: Weak<Core>,
    clock: Rc<Clock>,
    url: String,
    subprotocols: Vec<String>,
    health: Option<Rc<dyn Fn() -> LocalFuture<bool>>>,
    socket: RefCell<Option<(Generation, Socket)>>,
    alarm: Alarm,
    flusher: Flusher,
    _page: PageEvents,
}

impl Platform for Browser {
    fn now(&self) -> Millis {
        self.clock.now()
    }

    fn dial(&self, generation: Generation) -> Result<(), Unsupported> {
        let socket = Socket::dial(&self.url, &self.subprotocols, generation, &self.core)?;
        self.socket.replace(Some((generation, socket)));
        Ok(())
    }

    fn buffered(&self) -> usize {
        let socket = self.socket.borrow();
        socket.as_ref().map_or(0, |(_, socket)| socket.buffered())
    }

    fn send(&self, generation: Generation, frame: Frame) {
        if let Some((current, socket)) = &*self.socket.borrow()
            && *current == generation
        {
            socket.send(&frame);
        }
    }

    fn close(&self, generation: Generation, code: u16) {
        let socket = self
            .socket
            .borrow_mut()
            .take_if(|(current, _)| *current == generation);
        if let Some((_, socket)) = socket {
            socket.close(code);
        }
    }

    fn check_health(&self, generation: Generation) {
        let core = self.core.clone();
        let answer = self.health.as_ref().map(|ask| ask());
        self.spawn(Box::pin(async move {
            let healthy = match answer {
                Some(answer) => answer.await,
                None => true,
            };
            if let Some(core) = core.upgrade() {
                core.drive(|connection, now| connection.handle_health(generation, healthy, now));
            }
        }));
    }

    fn wake_at(&self, at: Option<Millis>) {
        self.alarm.set(at);
    }

    fn request_flush(&self, when: FlushAt) {
        self.flusher.request(when);
    }

    fn spawn(&self, future: LocalFuture<()>) {
        wasm_bindgen_futures::spawn_local(future);
    }

    fn warn(&self, text: &str) {
        web_sys::console::warn_2(
            &JsValue::from_str("socket store:"),
            &JsValue::from_str(text),
        );
    }
}

/// Whether anything but a server error comes back: a server without such a page says by its 404 that it is up.
pub(crate) async fn answers(url: String) -> bool {
    let Some(window) = web_sys::window() else {
        return false;
    };
    let init = web_sys::RequestInit::new();
    init.set_cache(web_sys::RequestCache::NoStore);
    // Another origin need not allow its answer to be read: that there is one says enough, and its status counts as 0.
    init.set_mode(web_sys::RequestMode::NoCors);
    init.set_signal(Some(&web_sys::AbortSignal::timeout_with_u32(5_000)));
    let answer = JsFuture::from(window.fetch_with_str_and_init(&url, &init)).await;
    answer.is_ok_and(|response| {
        response
            .dyn_into::<web_sys::Response>()
            .is_ok_and(|response| response.status() < 500)
    })
}
