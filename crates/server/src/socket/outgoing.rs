use axum::body::Bytes;

/// The longest head of a frame that a server sends.
const LONGEST_HEAD: usize = 10;
/// The bit that says that a message is one frame.
const WHOLE: u8 = 0x80;

/// A frame on its way to a client: a head of its own, and a payload that may be shared by all clients.
#[derive(Debug)]
pub(super) struct Outgoing {
    head: [u8; LONGEST_HEAD],
    head_len: u8,
    payload: Bytes,
}

impl Outgoing {
    pub(super) fn text(payload: Bytes) -> Self {
        Self::new(0x1, payload)
    }

    pub(super) fn binary(payload: Bytes) -> Self {
        Self::new(0x2, payload)
    }

    pub(super) fn ping(payload: Bytes) -> Self {
        Self::new(0x9, payload)
    }

    pub(super) fn pong(payload: Bytes) -> Self {
        Self::new(0xa, payload)
    }

    fn new(opcode: u8, payload: Bytes) -> Self {
        let mut head = [0; LONGEST_HEAD];
        head[0] = WHOLE | opcode;
        let length = payload.len();
        let head_len = if let Ok(short @ ..126) = u8::try_from(length) {
            head[1] = short;
            2
        } else if let Ok(longer) = u16::try_from(length) {
            head[1] = 126;
            head[2..4].copy_from_slice(&longer.to_be_bytes());
            4
        } else {
            head[1] = 127;
            head[2..].copy_from_slice(&(length as u64).to_be_bytes());
            10
        };
        Self {
            head,
            head_len,
            payload,
        }
    }

    /// In bytes, head and payload.
    pub(super) fn len(&self) -> usize {
        usize::from(self.head_len) + self.payload.len()
    }

    /// Head and payload, as far as they follow on the first `begun` bytes.
    pub(super) fn rest(&self, begun: usize) -> [&[u8]; 2] {
        let head = &self.head[..usize::from(self.head_len)];
        let of_head = begun.min(head.len());
        [&head[of_head..], &self.payload[begun - of_head..]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What tungstenite would send.
    fn expected(text: &str) -> Vec<u8> {
        use tungstenite::protocol::frame::Frame;
        use tungstenite::protocol::frame::coding::{Data, OpCode};

        let payload = Bytes::copy_from_slice(text.as_bytes());
        let frame = Frame::message(payload, OpCode::Data(Data::Text), true);
        let mut bytes = Vec::new();
        frame.format(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn a_frame_is_what_the_protocol_says_whatever_its_length() {
        for length in [0, 1, 125, 126, 127, 65_535, 65_536, 100_000] {
            let text = "x".repeat(length);
            let frame = Outgoing::text(Bytes::from(text.clone().into_bytes()));
            assert_eq!(frame.rest(0).concat(), expected(&text), "{length}");
            assert_eq!(frame.len(), expected(&text).len(), "{length}");
        }
    }

    #[test]
    fn a_frame_goes_on_where_it_was_interrupted() {
        let text = "x".repeat(200);
        let frame = Outgoing::text(Bytes::from(text.clone().into_bytes()));
        for begun in [1, 3, 4, 5, 203, 204] {
            assert_eq!(frame.rest(begun).concat(), expected(&text)[begun..]);
        }
    }
}
