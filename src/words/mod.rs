//! The words of the page, in every language that it speaks.
//!
//! The page is written in English; what it says passes through [`t`], which looks the English words up in the language
//! that is spoken. A language is one file of pairs, and a line in [`LANGUAGES`]; a test holds it against the sources, so
//! that none lacks a word or keeps one that nobody says.
//!
//! Texts are looked up when they are put on the page: whoever [speaks](speak) another language makes the page anew.

mod de;
mod en;
mod zh;

use std::cell::Cell;

/// A language.
#[derive(Debug, PartialEq, Eq)]
pub struct Language {
    /// Its BCP 47 tag.
    pub tag: &'static str,
    /// What it calls itself.
    pub name: &'static str,
    /// What to say for the English words. `{0}`, `{1}` stand for what is put in, in any order.
    words: &'static [(&'static str, &'static str)],
}

/// All languages; the first is spoken where none of them is asked for.
pub const LANGUAGES: [&Language; 3] = [&en::ENGLISH, &zh::CHINESE, &de::GERMAN];

thread_local! {
    static SPOKEN: Cell<&'static Language> = const { Cell::new(&en::ENGLISH) };
}

/// Speaks a language from here on.
pub fn speak(language: &'static Language) {
    SPOKEN.set(language);
}

/// The language that is spoken.
#[must_use]
pub fn spoken() -> &'static Language {
    SPOKEN.get()
}

/// The English words, or what the language that is spoken says for them. Words that it does not know, such as the name of
/// a seller, stay as they are.
#[must_use]
pub fn t(english: &str) -> &str {
    let words = spoken().words;
    words
        .iter()
        .find(|(key, _)| *key == english)
        .map_or(english, |(_, said)| said)
}

/// The same with something put in, the first for `{0}`.
///
/// ```
/// use live_dashboard::words::tf;
///
/// assert_eq!(tf("{0} s ago", &["20"]), "20 s ago");
/// ```
#[must_use]
pub fn tf(english: &str, put_in: &[&str]) -> String {
    let mut rest = t(english);
    let mut said = String::with_capacity(rest.len() + 16);
    while let Some(brace) = rest.find('{') {
        said.push_str(&rest[..brace]);
        rest = &rest[brace..];
        let place = rest.as_bytes().get(1).copied().unwrap_or_default();
        let put = put_in.get(usize::from(place.wrapping_sub(b'0')));
        match put.filter(|_| rest.as_bytes().get(2) == Some(&b'}')) {
            Some(put) => {
                said.push_str(put);
                rest = &rest[3..];
            }
            None => {
                said.push('{');
                rest = &rest[1..];
            }
        }
    }
    said.push_str(rest);
    said
}

/// The language that a BCP 47 tag asks for, if it is spoken here: `zh-TW` gets what there is of Chinese.
#[must_use]
pub fn language_of(tag: &str) -> Option<&'static Language> {
    LANGUAGES
        .into_iter()
        .find(|language| is_same_language(language.tag, tag))
}

/// Whether two tags mean the same language, wherever it is spoken.
#[must_use]
pub fn is_same_language(tag: &str, other: &str) -> bool {
    let language = |tag: &'_ str| tag.split(['-', '_']).next().map(str::to_ascii_lowercase);
    language(tag) == language(other)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::{LANGUAGES, en::ENGLISH, language_of, speak, t, tf, zh::CHINESE};

    /// What the project's own server says in its charts.
    const FROM_THE_SERVER: [&str; 7] = [
        "Regions",
        "Sellers",
        "Products",
        "Top 25 %",
        "25–50 %",
        "50–75 %",
        "Last 25 %",
    ];

    /// What the sources say through `t` and `tf`, tests left out.
    fn said_in(folder: &Path, said: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).expect("the sources are there") {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                said_in(&path, said);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let source = fs::read_to_string(&path).expect("UTF-8");
                let source = source.split("#[cfg(test)]").next().unwrap_or_default();
                said.extend(words_of(source));
            }
        }
    }

    /// The literals that stand as the first argument of `t` or `tf`.
    fn words_of(source: &str) -> Vec<String> {
        let mut words = Vec::new();
        for call in ["t(", "tf("] {
            for (place, _) in source.match_indices(call) {
                let before = source[..place].chars().next_back().unwrap_or(' ');
                let rest = source[place + call.len()..].trim_start();
                if before.is_alphanumeric() || before == '_' || !rest.starts_with('"') {
                    continue;
                }
                let end = rest[1..].find('"').expect("a literal ends");
                words.push(rest[1..=end].to_owned());
            }
        }
        words
    }

    #[test]
    fn every_language_has_all_words_and_no_others() {
        let mut said = BTreeSet::from(FROM_THE_SERVER.map(str::to_owned));
        said_in(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            &mut said,
        );
        assert!(said.len() > 50, "the sources were not understood");
        for language in LANGUAGES
            .into_iter()
            .filter(|language| **language != ENGLISH)
        {
            let known: BTreeSet<_> = language
                .words
                .iter()
                .map(|(key, _)| (*key).to_owned())
                .collect();
            let missing: Vec<_> = said.difference(&known).collect();
            let left_over: Vec<_> = known.difference(&said).collect();
            assert!(missing.is_empty(), "{} lacks {missing:#?}", language.tag);
            assert!(
                left_over.is_empty(),
                "{} has left over {left_over:#?}",
                language.tag
            );
            assert_eq!(
                known.len(),
                language.words.len(),
                "{} has a word twice",
                language.tag
            );
        }
    }

    #[test]
    fn what_is_put_in_is_put_into_every_language() {
        for language in LANGUAGES {
            for (key, said) in language.words {
                for place in ["{0}", "{1}", "{2}"] {
                    assert_eq!(
                        key.contains(place),
                        said.contains(place),
                        "{}: {key}",
                        language.tag
                    );
                }
            }
        }
    }

    #[test]
    fn words_are_those_of_the_language_that_is_spoken_and_names_stay() {
        assert_eq!(t("Log out"), "Log out");
        speak(&CHINESE);
        assert_eq!(t("Log out"), "退出登录");
        assert_eq!(t("Anna"), "Anna");
        assert_eq!(tf("{0} s ago", &["20"]), "20 秒前");
        speak(&ENGLISH);
    }

    #[test]
    fn what_is_put_in_is_not_read_again() {
        assert_eq!(tf("{1} {0} {x} {9}", &["{1}", "b"]), "b {1} {x} {9}");
        assert_eq!(tf("{", &[]), "{");
    }

    #[test]
    fn a_tag_finds_its_language_wherever_it_is_spoken() {
        assert_eq!(language_of("zh-Hant-TW"), Some(&CHINESE));
        assert_eq!(language_of("EN_gb"), Some(&ENGLISH));
        assert_eq!(language_of("fr"), None);
    }
}
