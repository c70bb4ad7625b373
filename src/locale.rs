//! In which language the page speaks: the viewer's choice, else what `config.json` says, else what the browser is set to.

use leptos::prelude::*;

use crate::{
    config::Config,
    crash::write_banner,
    intl,
    kept::Kept,
    words::{LANGUAGES, Language, is_same_language, language_of, speak},
};

/// Where the browser keeps the viewer's choice.
const KEPT: Kept = Kept("live-dashboard.language");

/// The language, in the context of the whole app. Whoever reads it is made anew in the new one.
#[derive(Clone, Copy)]
pub struct Locale {
    language: RwSignal<&'static Language>,
    currency: StoredValue<String>,
    /// The tags that are asked for, the preferred one first.
    asked: StoredValue<Vec<String>>,
    was_chosen: StoredValue<bool>,
}

/// Provides the language.
pub fn provide_locale(config: &Config) -> Locale {
    let asked = match config.locale.as_str() {
        "auto" => intl::browser_languages(),
        tag => vec![tag.to_owned()],
    };
    let chosen = chosen_before();
    let language = chosen.unwrap_or_else(|| language_for(&asked));
    let locale = Locale {
        language: RwSignal::new(language),
        currency: StoredValue::new(config.currency.clone()),
        asked: StoredValue::new(asked),
        was_chosen: StoredValue::new(false),
    };
    locale.write(chosen);
    provide_context(locale);
    locale
}

/// Speaks as the viewer has chosen, or as the browser is set, before it is known what `config.json` says.
pub fn speak_as_before() {
    speak(chosen_before().unwrap_or_else(|| language_for(&intl::browser_languages())));
    write_banner();
}

/// The language in the context.
///
/// # Panics
///
/// When the app has provided none: a mistake in its wiring.
#[must_use]
pub fn use_locale() -> Locale {
    expect_context()
}

impl Locale {
    /// The language that is spoken.
    #[must_use]
    pub fn language(self) -> Signal<&'static Language> {
        self.language.into()
    }

    /// Speaks another language from here on, and the next time.
    pub fn choose(self, language: &'static Language) {
        KEPT.write(language.tag);
        self.was_chosen.set_value(true);
        self.write(Some(language));
        self.language.set(language);
    }

    /// Whether the page was just made anew because its reader chose its language.
    #[must_use]
    pub fn take_choice(self) -> bool {
        self.was_chosen
            .try_update_value(std::mem::take)
            .unwrap_or_default()
    }

    /// Words and numbers follow; numbers stay as the viewer's country writes them where its language is spoken.
    fn write(self, chosen: Option<&'static Language>) {
        let language = chosen.unwrap_or_else(|| self.language.get_untracked());
        speak(language);
        write_banner();
        let tag = self.asked.with_value(|asked| tag_for(chosen, asked));
        self.currency
            .with_value(|currency| intl::write_as(&tag, currency));
        if let Some(root) = document().document_element() {
            // The name of an attribute that HTML allows cannot be refused.
            let _ = root.set_attribute("lang", language.tag);
        }
    }
}

fn chosen_before() -> Option<&'static Language> {
    language_of(&KEPT.read()?)
}

fn language_for(asked: &[String]) -> &'static Language {
    let spoken = asked.iter().find_map(|tag| language_of(tag));
    spoken.unwrap_or(LANGUAGES[0])
}

/// How to write numbers: as the first tag that is asked for says, or the first of the language that was chosen.
fn tag_for(chosen: Option<&'static Language>, asked: &[String]) -> String {
    let fits = |tag: &&String| chosen.is_none_or(|language| is_same_language(language.tag, tag));
    let own = chosen.map(|language| language.tag).unwrap_or_default();
    asked
        .iter()
        .find(fits)
        .map_or_else(|| own.to_owned(), Clone::clone)
}

#[cfg(test)]
mod tests {
    use super::{language_for, language_of, tag_for};

    fn tags(tags: &[&str]) -> Vec<String> {
        tags.iter().map(|&tag| tag.to_owned()).collect()
    }

    #[test]
    fn the_first_language_that_is_spoken_here_wins() {
        assert_eq!(language_for(&tags(&["fr", "de-CH", "en"])).tag, "de");
        assert_eq!(language_for(&tags(&["fr"])).tag, "en");
        assert_eq!(language_for(&[]).tag, "en");
    }

    #[test]
    fn numbers_are_written_as_in_the_viewers_country() {
        let asked = tags(&["fr-CH", "en-GB"]);
        assert_eq!(tag_for(None, &asked), "fr-CH");
        assert_eq!(tag_for(language_of("en"), &asked), "en-GB");
        assert_eq!(tag_for(language_of("zh"), &asked), "zh-CN");
        assert_eq!(tag_for(None, &[]), "");
    }
}
