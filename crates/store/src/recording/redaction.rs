//! Credentials are not written down.

use std::collections::VecDeque;

use super::event::{Event, REDACTED, Words};

/// The event without these secrets in what goes out.
pub(super) fn redacted<'a>(event: Event<'a>, secrets: &VecDeque<String>) -> Event<'a> {
    match event {
        Event::Sent { dial, frame } => Event::Sent {
            dial,
            frame: secrets
                .iter()
                .fold(frame, |frame, secret| without(frame, secret)),
        },
        event => event,
    }
}

/// A frame's words without a secret, written as it is or as JSON writes it.
fn without<'a>(words: Words<'a>, secret: &str) -> Words<'a> {
    let in_json = serde_json::to_string(secret).unwrap_or_default();
    let in_json = in_json.trim_matches('"');
    match words {
        Words::Text(text) => {
            let text = text.replace(secret, REDACTED).replace(in_json, REDACTED);
            Words::Text(text.into())
        }
        Words::Binary(bytes) => {
            let holds = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
            if holds(secret.as_bytes()) || holds(in_json.as_bytes()) {
                return Words::Text(REDACTED.into());
            }
            Words::Binary(bytes)
        }
    }
}

#[cfg(test)]
mod tests {
    use socket_conn::Frame;

    use super::{Event, Words, redacted};

    fn sent(frame: &Frame) -> String {
        let secrets = ["said".to_owned(), "qu\"ote".to_owned()];
        let frame = Words::from(frame);
        let event = redacted(Event::Sent { dial: 1, frame }, &secrets.into());
        serde_json::to_string(&event).expect("an event")
    }

    #[test]
    fn what_holds_no_secret_is_written_as_it_is() {
        assert!(sent(&Frame::from("hello")).contains(r#""text":"hello""#));
        assert!(sent(&Frame::from(vec![1, 2])).contains(r#""binary":"AQI=""#));
    }

    #[test]
    fn no_secret_goes_out_in_writing() {
        for frame in [
            Frame::from("hello said qu\"ote"),
            Frame::from(r#"{"ticket":"qu\"ote","or":"said"}"#),
            Frame::from(b"hello said".to_vec()),
        ] {
            let text = sent(&frame);
            assert!(text.contains("credentials"), "{text}");
            assert!(!text.contains("said") && !text.contains("ote"), "{text}");
        }
    }
}
