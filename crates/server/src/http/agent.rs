use axum::http::{HeaderMap, header};

/// So much is kept of what a client calls itself, in characters.
const LONGEST: usize = 200;

/// What a client calls itself, fit to be shown: `None` if it says nothing.
pub(super) fn agent(headers: &HeaderMap) -> Option<String> {
    let said = String::from_utf8_lossy(headers.get(header::USER_AGENT)?.as_bytes());
    let plain = said.chars().filter(|character| !character.is_control());
    let agent: String = plain.take(LONGEST).collect();
    (!agent.is_empty()).then_some(agent)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn kept(said: &[u8]) -> Option<String> {
        let value = HeaderValue::from_bytes(said).unwrap();
        agent(&HeaderMap::from_iter([(header::USER_AGENT, value)]))
    }

    #[test]
    fn a_client_is_known_by_its_own_words() {
        assert_eq!(kept(b"Firefox/140").as_deref(), Some("Firefox/140"));
        assert_eq!(kept("Zoë".as_bytes()).as_deref(), Some("Zoë"));
        assert_eq!(kept(b"Zo\xeb").as_deref(), Some("Zo\u{fffd}"));
    }

    #[test]
    fn a_client_that_says_nothing_is_not_made_up() {
        assert_eq!(agent(&HeaderMap::new()), None);
        assert_eq!(kept(b""), None);
        assert_eq!(kept(b"\t"), None);
    }

    #[test]
    fn long_words_are_cut_and_control_characters_dropped() {
        assert_eq!(kept(b"a\tb").as_deref(), Some("ab"));
        assert_eq!(kept("a\u{9b}b".as_bytes()).as_deref(), Some("ab"));
        let long = kept("ë".repeat(300).as_bytes()).unwrap();
        assert_eq!(long, "ë".repeat(200));
    }
}
