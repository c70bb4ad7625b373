use js_sys::Uint8Array;
use socket_conn::SendError;
use wasm_bindgen_futures::JsFuture;

use crate::SocketStore;

/// A blob was not sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendBlobError {
    /// The browser could not read it: its file has changed or is gone.
    #[error("the blob can't be read")]
    Unreadable,
    /// It was read, and not taken; the message holds its bytes.
    #[error(transparent)]
    NotTaken(#[from] SendError),
}

impl SocketStore {
    /// Sends what a blob holds, such as a chosen file, as one binary message. It is read first: what is sent in the
    /// meantime goes out before it.
    ///
    /// # Errors
    ///
    /// The blob can't be read, or the message is not taken, as with [`send`](Self::send).
    pub async fn send_blob(&self, blob: &web_sys::Blob) -> Result<(), SendBlobError> {
        let buffer = JsFuture::from(blob.array_buffer()).await;
        let buffer = buffer.map_err(|_| SendBlobError::Unreadable)?;
        Ok(self.send_frame(Uint8Array::new(&buffer).to_vec())?)
    }
}
