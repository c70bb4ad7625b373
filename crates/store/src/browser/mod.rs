//! The browser's side of the store: the socket, the timer, the picture's clock, and what the page lives through.

mod alarm;
mod page;
mod socket;

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use socket_conn::{Frame, Generation, Millis};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::core::{Core, Platform};
use crate::options::{LocalFuture, StoreOptions};
use alarm::{Alarm, Flusher};
use page::PageEvents;
use socket::Socket;

/// The core of a store that lives in this page.
pub(crate) fn core(options: StoreOptions) -> Rc<Core> {
    let url = options.url.clone();
    let health_url = options.health_url.clone();
    // The wall clock is not asked: the seed only has to differ between pages.
    let seed = (js_sys::Math::random() * 2f64.powi(53)) as u64;
    Core::new(options, seed, |core| {
        Box::new(Browser {
            alarm: Alarm::new(core.clone()),
            flusher: Flusher::new(core.clone()),
            _page: PageEvents::listen(&core),
            socket: RefCell::default(),
            core,
            url,
            health_url,
        })
    })
}

struct Browser {
    core: Weak<Core>,
    url: String,
    health_url: Option<String>,
    socket: RefCell<Option<(Generation, Socket)>>,
    alarm: Alarm,
    flusher: Flusher,
    _page: PageEvents,
}

impl Platform for Browser {
    fn now(&self) -> Millis {
        now()
    }

    fn dial(&self, generation: Generation) -> Result<(), String> {
        let socket = Socket::dial(&self.url, generation, &self.core)?;
        self.socket.replace(Some((generation, socket)));
        Ok(())
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
        let url = self.health_url.clone();
        self.spawn(Box::pin(async move {
            let healthy = match url {
                Some(url) => answers(&url).await,
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

    fn request_flush(&self) {
        self.flusher.request();
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

/// Milliseconds since the page began: a clock that never goes back when the wall clock is set.
fn now() -> Millis {
    let performance = web_sys::window().and_then(|window| window.performance());
    performance.map_or(0, |performance| performance.now() as Millis)
}

/// Whether anything but a server error comes back: a server without such a page says by its 404 that it is up.
async fn answers(url: &str) -> bool {
    let Some(window) = web_sys::window() else {
        return false;
    };
    let init = web_sys::RequestInit::new();
    init.set_cache(web_sys::RequestCache::NoStore);
    // Another origin need not allow its answer to be read: that there is one says enough, and its status counts as 0.
    init.set_mode(web_sys::RequestMode::NoCors);
    init.set_signal(Some(&web_sys::AbortSignal::timeout_with_u32(5_000)));
    let answer = JsFuture::from(window.fetch_with_str_and_init(url, &init)).await;
    answer.is_ok_and(|response| {
        response
            .dyn_into::<web_sys::Response>()
            .is_ok_and(|response| response.status() < 500)
    })
}
