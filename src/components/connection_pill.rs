//! What the connection is doing, in a word, and a way to hurry it.

use leptos::prelude::*;
use leptos_socket_store::{FailReason, Status};

use super::shown::Shown;

/// The connection's state. It is announced to screen readers when it changes; the seconds of a countdown are not.
#[component]
pub fn ConnectionPill(
    /// The connection's status.
    #[prop(into)]
    status: Signal<Status>,
    /// Seconds until the next attempt; none while one is under way.
    #[prop(optional, into)]
    retry_in: Signal<Option<u64>>,
    /// Asks for an attempt at once.
    #[prop(into)]
    on_retry: Callback<()>,
) -> impl IntoView {
    let text = Memo::new(move |_| status.with(words));
    let state = Signal::derive(move || status.with(Status::name));
    let countdown = Signal::derive(move || status.with(|status| countdown(status, retry_in.get())));
    let can_retry = Signal::derive(move || status.with(is_worth_retrying));
    view! {
        <div class="connection" data-testid="connection" data-state=state>
            <span class="connection__dot" aria-hidden="true"></span>
            <span class="connection__text"><span role="status">{text}</span>{countdown}</span>
            <Shown when=can_retry>
                <button type="button" class="connection__retry" data-testid="retry-now" on:click=move |_| on_retry.run(())>
                    "Retry now"
                </button>
            </Shown>
        </div>
    }
}

fn is_worth_retrying(status: &Status) -> bool {
    match status {
        Status::Reconnecting { .. } | Status::Offline | Status::Closed => true,
        Status::Failed(reason) => !reason.requires_sign_in(),
        Status::Idle | Status::Connecting | Status::Authenticating | Status::Live => false,
    }
}

fn words(status: &Status) -> String {
    match status {
        Status::Idle => "Not connected".into(),
        Status::Connecting => "Connecting".into(),
        Status::Authenticating => "Signing in".into(),
        Status::Live => "Live".into(),
        Status::Reconnecting { .. } => "Reconnecting".into(),
        Status::Offline => "Offline".into(),
        Status::Closed => "Closed".into(),
        Status::Failed(FailReason::SignInRequired) => "Signed out".into(),
        Status::Failed(FailReason::Refused(close)) if close.reason.is_empty() => {
            format!("Refused ({})", close.code)
        }
        Status::Failed(FailReason::Refused(close)) => format!("Refused: {}", close.reason),
        Status::Failed(FailReason::GaveUp { attempts, .. }) => {
            format!("No connection after {attempts} attempts")
        }
        Status::Failed(FailReason::Unsupported(why)) => format!("Cannot connect: {why}"),
    }
}

/// What follows the words while the next attempt is waited for.
fn countdown(status: &Status, retry_in: Option<u64>) -> Option<String> {
    let seconds = retry_in.filter(|&seconds| seconds > 0)?;
    matches!(status, Status::Reconnecting { .. }).then(|| format!(" in {seconds} s"))
}

#[cfg(test)]
mod tests {
    use leptos_socket_store::Close;

    use super::{FailReason, Status, countdown, is_worth_retrying, words};

    #[test]
    fn waiting_for_an_attempt_counts_down() {
        let status = Status::Reconnecting {
            attempt: 2,
            next_at: Some(9_000),
        };
        assert_eq!(words(&status), "Reconnecting");
        assert_eq!(countdown(&status, Some(3)).as_deref(), Some(" in 3 s"));
        assert_eq!(countdown(&status, Some(0)), None);
        assert_eq!(countdown(&status, None), None);
        assert_eq!(countdown(&Status::Live, Some(3)), None);
    }

    #[test]
    fn a_refusal_says_why() {
        let refused = |reason: &str| {
            Status::Failed(FailReason::Refused(Close {
                code: 4403,
                reason: reason.into(),
                was_clean: true,
            }))
        };
        assert_eq!(
            words(&refused("not for viewers")),
            "Refused: not for viewers"
        );
        assert_eq!(words(&refused("")), "Refused (4403)");
    }

    #[test]
    fn retrying_is_offered_where_it_can_help() {
        assert!(is_worth_retrying(&Status::Offline));
        assert!(!is_worth_retrying(&Status::Live));
        assert!(!is_worth_retrying(&Status::Failed(
            FailReason::SignInRequired
        )));
    }
}
