//! What is said when the program has ended: it can't say it itself any more.

use leptos::prelude::*;

use crate::words::t;

/// Stands hidden in the page, in the language of its reader, until `crash.js` shows it.
#[component]
pub fn CrashBanner() -> impl IntoView {
    view! {
        <div class="crash" role="alert" data-testid="crash" hidden>
            <p>{t("The dashboard has stopped: what you see is old.")}</p>
            <p class="crash__soon">{t("It loads again in a moment.")}</p>
            <button type="button" class="button button--main">{t("Reload")}</button>
        </div>
    }
}
