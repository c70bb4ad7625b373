use std::rc::Weak;

use js_sys::{ArrayBuffer, Uint8Array};
use socket_conn::{Frame, Generation};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BinaryType, CloseEvent, Event, MessageEvent, WebSocket};

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
        generation: Generation,
        core: &Weak<Core>,
    ) -> Result<Self, String> {
        let socket = WebSocket::new(url).map_err(|error| describe(&error))?;
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
                let (code, reason) = (event.code(), event.reason());
                core.drive(|c, now| c.handle_closed(generation, code, &reason, now));
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

fn read_frame(data: &JsValue) -> Option<Frame> {
    if let Some(text) = data.as_string() {
        return Some(Frame::Text(text));
    }
    let buffer = data.dyn_ref::<ArrayBuffer>()?;
    Some(Frame::Binary(Uint8Array::new(buffer).to_vec()))
}

fn describe(error: &JsValue) -> String {
    let message = error.dyn_ref::<js_sys::Error>().map(js_sys::Error::message);
    message.map_or_else(|| "this address can't be dialled".to_owned(), String::from)
}
