//! As much of something as a person reads.

use serde_json::{Map, Value};

/// So many characters of a text in full are shown at most.
const LONGEST: usize = 200_000;

/// The first characters of a text, in one line.
#[must_use]
pub fn in_a_line(text: &str, most: usize) -> String {
    let mut letters = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter });
    let mut line: String = letters.by_ref().take(most).collect();
    if letters.next().is_some() {
        line.push('…');
    }
    line
}

/// A text in full, JSON with a line for each member.
#[must_use]
pub fn in_full(text: &str) -> String {
    if text.len() <= LONGEST
        && let Ok(value) = serde_json::from_str::<Value>(text)
    {
        return pretty(&value);
    }
    cut(text.to_owned())
}

/// JSON with a line for each member.
#[must_use]
pub fn pretty(value: &Value) -> String {
    cut(serde_json::to_string_pretty(value).unwrap_or_default())
}

/// A copy of as much of a value as fits into so many bytes, more or less; what is left out is counted in its place.
#[must_use]
pub fn part_of(value: &Value, mut room: usize) -> Value {
    part(value, &mut room)
}

fn part(value: &Value, room: &mut usize) -> Value {
    match value {
        Value::Array(items) => {
            let mut kept = Vec::new();
            for item in items {
                if *room == 0 {
                    kept.push(format!("… {}", items.len() - kept.len()).into());
                    break;
                }
                kept.push(part(item, room));
            }
            Value::Array(kept)
        }
        Value::Object(members) => {
            let mut kept = Map::new();
            for (name, member) in members {
                if *room == 0 {
                    kept.insert("…".to_owned(), (members.len() - kept.len()).into());
                    break;
                }
                take(room, name.len());
                kept.insert(name.clone(), part(member, room));
            }
            Value::Object(kept)
        }
        Value::String(text) if text.len() > *room => {
            let kept = in_a_line(text, *room);
            *room = 0;
            kept.into()
        }
        Value::String(text) => {
            take(room, text.len());
            value.clone()
        }
        _ => {
            take(room, 8);
            value.clone()
        }
    }
}

fn take(room: &mut usize, bytes: usize) {
    *room = room.saturating_sub(bytes + 4);
}

fn cut(mut text: String) -> String {
    if text.len() > LONGEST {
        text.truncate(text.floor_char_boundary(LONGEST));
        text.push('…');
    }
    text
}

/// Whether a text holds another one, in whatever case. The other one is in lower case already.
#[must_use]
pub fn holds(text: &str, wanted: &str) -> bool {
    if !wanted.is_ascii() {
        return text.to_lowercase().contains(wanted);
    }
    let wanted = wanted.as_bytes();
    wanted.is_empty()
        || text
            .as_bytes()
            .windows(wanted.len())
            .any(|part| part.eq_ignore_ascii_case(wanted))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{LONGEST, holds, in_a_line, in_full, part_of, pretty};

    #[test]
    fn a_line_says_that_there_is_more_of_it() {
        assert_eq!(in_a_line("a\nb", 3), "a b");
        assert_eq!(in_a_line("äöü", 2), "äö…");
    }

    #[test]
    fn json_is_written_with_a_line_for_each_member_and_other_texts_as_they_are() {
        assert_eq!(in_full(r#"{"a":1}"#), "{\n  \"a\": 1\n}");
        assert_eq!(in_full("ping {"), "ping {");
    }

    #[test]
    fn what_is_huge_is_cut() {
        let text = in_full(&"ä".repeat(LONGEST));
        assert!(text.len() < LONGEST + 8 && text.ends_with('…'));
    }

    #[test]
    fn a_part_of_a_value_says_how_much_is_left_out() {
        let value = json!({ "list": (0..100).collect::<Vec<_>>(), "more": 1 });
        let part = part_of(&value, 40);
        assert_eq!(part, json!({ "list": [0, 1, 2, "… 97"], "…": 1 }));
        assert_eq!(part_of(&value, 10_000), value);
        assert_eq!(part_of(&json!("abcdef"), 3), json!("abc…"));
        assert!(pretty(&part_of(&value, 40)).len() < 100);
    }

    #[test]
    fn a_text_is_found_in_whatever_case() {
        assert!(holds(r#"{"socketType":"trendData"}"#, "trenddata"));
        assert!(holds("Zürich ÄÖ", "äö"));
        assert!(holds("anything", ""));
        assert!(!holds("short", "longer than that"));
    }
}
