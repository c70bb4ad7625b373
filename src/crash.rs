//! What is said when the program has ended. It can't say it itself any more: the banner stands hidden in `index.html`, and
//! `crash.js` shows it.

use leptos::prelude::document;

use crate::words::t;

/// Writes the banner in the language that is spoken.
pub fn write_banner() {
    let texts = [
        (
            ".crash__stopped",
            t("The dashboard has stopped: what you see is old."),
        ),
        (".crash__soon", t("It loads again in a moment.")),
        (".crash__reload", t("Reload")),
    ];
    for (place, text) in texts {
        // Selectors that are right can't be refused.
        if let Ok(Some(element)) = document().query_selector(place) {
            element.set_text_content(Some(text));
        }
    }
}
