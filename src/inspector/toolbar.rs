//! What is done with recordings.

use leptos::{html, prelude::*, task::spawn_local};
use leptos_socket_store::Recording;

use super::{
    Inspector,
    notes::{Notes, ROOM},
    page::text_of,
    size::size,
};
use crate::{
    clock::use_clock,
    components::{
        shown::Shown,
        take_away::{file_name, save_text},
    },
    config::Config,
    live::store_options,
    session::use_session,
    words::{t, tf},
};

/// The buttons beside the tabs: record, export, open; and how large the recording is.
#[component]
pub fn Toolbar(
    /// Whose recording.
    inspector: Inspector,
    /// When to look again how large it is.
    beat: Signal<u32>,
) -> impl IntoView {
    let wall = use_clock().wall;
    let problem = RwSignal::new(None::<String>);
    let has_problem = Signal::derive(move || problem.with(Option::is_some));
    let recorded = Memo::new(move |_| {
        beat.track();
        inspector.with_notes(extent).unwrap_or_default()
    });
    let export = move |_| {
        if let Some(text) = inspector.with_notes(|notes| notes.recording.text()) {
            let file = file_name("recording", wall.get_untracked(), "jsonl");
            save_text(&file, "application/jsonl", &text);
        }
    };
    view! {
        <div class="inspector__actions">
            <span class="inspector__extent" data-testid="recorded">{recorded}</span>
            <button
                type="button"
                class="button button--small"
                title=t("Forgets what is recorded, and begins anew")
                data-testid="record"
                on:click=move |_| inspector.record()
            >
                {t("Record")}
            </button>
            <button type="button" class="button button--small" data-testid="export" on:click=export>{t("Export")}</button>
            <OpenRecording inspector problem />
        </div>
        <Shown when=has_problem>
            <p class="inspector__problem" role="alert" data-testid="inspector-problem">{problem}</p>
        </Shown>
    }
}

/// Plays the recording that is in a file; what is none is refused in words.
#[component]
fn OpenRecording(inspector: Inspector, problem: RwSignal<Option<String>>) -> impl IntoView {
    let config = expect_context::<StoredValue<Config>>();
    let session = use_session();
    let input = NodeRef::<html::Input>::new();
    let open = move |_| {
        let Some(input) = input.get_untracked() else {
            return;
        };
        spawn_local(async move {
            let Some(text) = text_of(&input).await else {
                return;
            };
            // Whoever has logged out meanwhile has closed it.
            if !inspector.is_open.get_untracked() {
                return;
            }
            let refusal = match Recording::parse(&text) {
                Ok(recording) => {
                    let options = config.with_value(|config| store_options(config, session));
                    inspector.playback.play(recording, options);
                    None
                }
                Err(why) => Some(tf("This is no recording: {0}", &[&why.to_string()])),
            };
            problem.set(refusal);
        });
    };
    view! {
        <label class="button button--small inspector__open" title=t("Open a recording")>
            {t("Open")}
            <input
                node_ref=input
                type="file"
                accept=".jsonl"
                class="unseen"
                aria-label=t("Open a recording")
                data-testid="open-recording"
                on:change=open
            />
        </label>
    }
}

fn extent(notes: &Notes) -> String {
    if notes.recording.is_full() {
        return tf("Full: the recording ends at {0}", &[&size(ROOM as f64)]);
    }
    tf("Recorded: {0}", &[&size(notes.recording.len() as f64)])
}
