use std::rc::Weak;

use js_sys::{Array, ArrayBuffer, Reflect, Uint8Array};
use socket_conn::{Close, Frame, Generation, Unsupported};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BinaryType, CloseEvent, Event, MessageEvent, Url, WebSocket};

use super::utf8::text_of;
use crate::core::Core;

/// A browser's socket and the closures that listen to it; dropping it ends both.
pub(super) struct Socket {
    socket: WebSocket,
    _on_open: Closure<dyn FnMut(Event)>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_close: Closure<dyn FnMut(CloseEvent)>,
}

impl Socket {
    /// Begins to open a socket.
    pub(super) fn dial(
        url: &str,
        subprotocols: &[String],
        generation: Generation,
        core: &Weak<Core>,
    ) -> Result<Self, Unsupported> {
        let socket = open(&resolve(url)?, subprotocols)?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let listener = core.clone();
        let on_open = Closure::new(move |_: Event| {
            if let Some(core) = listener.upgrade() {
                core.drive(|connection, now| connection.handle_opened(generation, now));
            }
        });
        let listener = core.clone();
        let on_message = Closure::new(move |event: MessageEvent| {
            if let (Some(core), Some(frame)) = (listener.upgrade(), read_frame(&event.data())) {
                core.drive(|connection, now| connection.handle_frame(generation, frame, now));
            }
        });
        let listener = core.clone();
        let on_close = Closure::new(move |event: CloseEvent| {
            if let Some(core) = listener.upgrade() {
                let close = Close {
                    code: event.code(),
                    reason: event.reason(),
                    was_clean: event.was_clean(),
                };
                core.drive(|connection, now| connection.handle_closed(generation, close, now));
            }
        });
        socket.set_onopen(Some(on_open.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(on_close.as_ref().unchecked_ref()));
        Ok(Self {
            socket,
            _on_open: on_open,
            _on_message: on_message,
            _on_close: on_close,
        })
    }

    /// Sends; on a socket that is closing it does nothing, and the close event follows.
    pub(super) fn send(&self, frame: &Frame) {
        // The only error is a socket that still opens, and the machine never sends before it is open.
        let _ = match frame {
            Frame::Text(text) => self.socket.send_with_str(text),
            Frame::Binary(bytes) => self.socket.send_with_u8_array(bytes),
        };
    }

    /// How many bytes have been taken and not yet handed to the network.
    pub(super) fn buffered(&self) -> usize {
        self.socket.buffered_amount() as usize
    }

    /// Closes with a code, and listens no more.
    pub(super) fn close(self, code: u16) {
        self.detach();
        // Codes other than 1000 and 3000–4999 are refused by browsers; then dropping closes without one.
        let _ = self.socket.close_with_code(code);
    }

    fn detach(&self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.detach();
        // Closing twice does no harm.
        let _ = self.socket.close();
    }
}

/// The socket's full address, from one that may be relative to the page.
fn resolve(url: &str) -> Result<String, Unsupported> {
    let invalid = |_| Unsupported::InvalidUrl(url.to_owned());
    let page = web_sys::window().and_then(|window| window.location().href().ok());
    let address = match &page {
        Some(page) => Url::new_with_base(url, page),
        None => Url::new(url),
    };
    let address = address.map_err(invalid)?;
    match address.protocol().as_str() {
        "http:" => address.set_protocol("ws:"),
        "https:" => address.set_protocol("wss:"),
        "ws:" | "wss:" => {}
        _ => return Err(invalid(JsValue::NULL)),
    }
    // Browsers refuse addresses with a fragment.
    address.set_hash("");
    let is_plain = address.protocol() == "ws:";
    let is_secure_page = page.is_some_and(|page| page.starts_with("https:"));
    let host = address.hostname();
    let is_this_machine = ["localhost", "127.0.0.1", "[::1]"].contains(&host.as_str());
    if is_plain && is_secure_page && !is_this_machine {
        return Err(Unsupported::MixedContent(address.href()));
    }
    Ok(address.href())
}

fn open(url: &str, subprotocols: &[String]) -> Result<WebSocket, Unsupported> {
    let has_sockets = Reflect::has(&js_sys::global(), &JsValue::from_str("WebSocket"));
    if has_sockets != Ok(true) {
        return Err(Unsupported::NoWebSocket);
    }
    let socket = if subprotocols.is_empty() {
        WebSocket::new(url)
    } else {
        let names: Array = subprotocols
            .iter()
            .map(|name| JsValue::from_str(name))
            .collect();
        WebSocket::new_with_str_sequence(url, &names)
    };
    socket.map_err(|error| {
        let message = error.dyn_ref::<js_sys::Error>().map(js_sys::Error::message);
        Unsupported::Refused(message.map_or_else(String::new, String::from))
    })
}

fn read_frame(data: &JsValue) -> Option<Frame> {
    if let Some(text) = text_of(data) {
        return Some(Frame::Text(text));
    }
    let buffer = data.dyn_ref::<ArrayBuffer>()?;
    Some(Frame::Binary(Uint8Array::new(buffer).to_vec()))
}
