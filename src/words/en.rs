use super::Language;

/// The language of the sources.
pub(super) const ENGLISH: Language = Language {
    tag: "en",
    name: "English",
    words: &[],
};
