//! How long ago something was.

use leptos_socket_store::Millis;

use crate::words::tf;

/// How long ago something was, in words that change no more often than they must. Empty for what was a moment ago.
#[must_use]
pub fn age(elapsed: Millis) -> String {
    const MINUTE: u64 = 60;
    const HOUR: u64 = 60 * MINUTE;
    match elapsed / 1000 {
        0..5 => String::new(),
        seconds @ 5..MINUTE => tf("{0} s ago", &[&(seconds / 5 * 5).to_string()]),
        seconds @ MINUTE..HOUR => tf("{0} min ago", &[&(seconds / MINUTE).to_string()]),
        seconds => tf("{0} h ago", &[&(seconds / HOUR).to_string()]),
    }
}

#[cfg(test)]
mod tests {
    use super::age;

    #[test]
    fn an_age_is_told_in_the_coarsest_words_that_are_true() {
        assert_eq!(age(4_900), "");
        assert_eq!(age(12_000), "10 s ago");
        assert_eq!(age(119_000), "1 min ago");
        assert_eq!(age(3 * 3_600_000), "3 h ago");
    }
}
