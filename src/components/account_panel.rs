//! What users can do about their account: change the password, and see and end their logins.

use leptos::{
    ev::SubmitEvent, html::Input, prelude::*, task::spawn_local_scoped_with_cancellation,
};
use serde_json::json;

use super::{
    field::{Field, value_of},
    shown::Shown,
};
use crate::{
    api::{ApiError, Login},
    intl::{DateTimeFormat, date_time_format},
    session::use_session,
    words::{t, tf},
};

/// Who it is, the password, the logins.
#[component]
pub fn AccountPanel() -> impl IntoView {
    let session = use_session();
    let user = session.user().get_untracked().unwrap_or_default();
    let role = match user.role.as_str() {
        "operator" => t("Operator: changes what every screen shows"),
        "viewer" => t("Viewer: changes this screen only"),
        _ => "",
    };
    let logins = RwSignal::new(None);
    let look = Callback::new(move |()| {
        let api = session.api();
        spawn_local_scoped_with_cancellation(async move {
            match api.logins().await {
                Err(ApiError::Unauthorized) => session.ended(),
                answer => drop(logins.try_set(Some(answer.map_err(|error| error.at_login())))),
            }
        });
    });
    look.run(());
    view! {
        <p class="account__who"><strong>{user.user}</strong>" · "{role}</p>
        <Password on_changed=look />
        <section class="account__part">
            <h3>{t("Logins")}</h3>
            {move || logins.get().map(|answer| match answer {
                Ok(logins) => view! { <Logins logins on_changed=look /> }.into_any(),
                Err(why) => view! { <p class="form__error" role="alert">{why}</p> }.into_any(),
            })}
        </section>
    }
}

/// Changes the password.
#[component]
fn Password(
    /// It was changed: other logins are over.
    on_changed: Callback<()>,
) -> impl IntoView {
    let (current, new, again) = (NodeRef::new(), NodeRef::new(), NodeRef::new());
    let pending = RwSignal::new(false);
    let done = RwSignal::new(false);
    let error = RwSignal::new(None);
    let session = use_session();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if pending.get_untracked() {
            return;
        }
        done.set(false);
        error.set(None);
        let (old, wanted) = (value_of(current), value_of(new));
        if wanted != value_of(again) {
            error.set(Some(
                t("The two new passwords are not the same.").to_owned(),
            ));
            return;
        }
        pending.set(true);
        let api = session.api();
        spawn_local_scoped_with_cancellation(async move {
            let answer = api.change_password(&old, &wanted).await;
            pending.set(false);
            match answer {
                Ok(()) => {
                    [current, new, again].into_iter().for_each(clear);
                    done.set(true);
                    on_changed.run(());
                }
                Err(ApiError::Unauthorized) => session.ended(),
                Err(why) => error.set(Some(why_not(&why))),
            }
        });
    };
    view! {
        <form class="account__part" on:submit=submit data-testid="password-form">
            <h3>{t("Change the password")}</h3>
            <Field label=t("Current password") input=current name="password-current" kind="password" autocomplete="current-password" testid="password-current" />
            <Field label=t("New password") input=new name="password-new" kind="password" autocomplete="new-password" testid="password-new" />
            <Field label=t("New password again") input=again name="password-again" kind="password" autocomplete="new-password" testid="password-again" />
            <p class="form__error" role="alert" data-testid="password-error">{error}</p>
            <Shown when=done>
                <p class="form__done" role="status" data-testid="password-done">
                    {t("The password is changed, and all other logins are over.")}
                </p>
            </Shown>
            <button type="submit" class="button button--main" disabled=pending data-testid="password-submit">
                {t("Change the password")}
            </button>
        </form>
    }
}

/// All logins of the user.
#[component]
fn Logins(logins: Vec<Login>, on_changed: Callback<()>) -> impl IntoView {
    let format = date_time_format(&json!({ "dateStyle": "medium", "timeStyle": "short" }));
    let has_others = logins.len() > 1;
    let error = RwSignal::new(None);
    let session = use_session();
    let end = Callback::new(move |id: Option<String>| {
        let api = session.api();
        spawn_local_scoped_with_cancellation(async move {
            match api.end_login(id.as_deref()).await {
                // One that is not there any more has ended otherwise.
                Ok(()) | Err(ApiError::Refused(404)) => on_changed.run(()),
                Err(ApiError::Unauthorized) => session.ended(),
                Err(why) => error.set(Some(why.at_login())),
            }
        });
    });
    let rows = logins
        .into_iter()
        .map(|login| row(login, format.as_ref(), end))
        .collect_view();
    view! {
        <ul class="logins" data-testid="logins">{rows}</ul>
        <p class="form__error" role="alert">{error}</p>
        <Shown when=Signal::stored(has_others)>
            <button type="button" class="button" data-testid="end-others" on:click=move |_| end.run(None)>
                {t("End all others")}
            </button>
        </Shown>
    }
}

fn row(login: Login, format: Option<&DateTimeFormat>, end: Callback<Option<String>>) -> AnyView {
    let time = |seconds: u32| {
        format
            .map(|format| format.format(f64::from(seconds) * 1_000.0))
            .unwrap_or_default()
    };
    let device = login
        .agent
        .map_or_else(|| t("Unknown device").to_owned(), |agent| device(&agent));
    let when = tf(
        "since {0}, last used {1}",
        &[&time(login.since), &time(login.used_at)],
    );
    let act = if login.current {
        view! { <span class="logins__this">{t("this one")}</span> }.into_any()
    } else {
        let label = tf("End the login of {0}", &[&device]);
        let id = login.id;
        view! {
            <button type="button" class="button" aria-label=label on:click=move |_| end.run(Some(id.clone()))>{t("End")}</button>
        }
        .into_any()
    };
    view! {
        <li class="logins__one">
            <span class="logins__device">{device}" "<span class="logins__address">{login.address}</span></span>
            <span class="logins__when">{when}</span>
            {act}
        </li>
    }
    .into_any()
}

/// The browser and the system that a User-Agent header names, as far as people know them by these names.
fn device(agent: &str) -> String {
    let named = |names: &[(&str, &'static str)]| {
        names
            .iter()
            .find(|(sign, _)| agent.contains(sign))
            .map(|(_, name)| *name)
    };
    // In this order: each also claims to be some of those that follow it.
    let browser = named(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = named(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => agent.to_owned(),
    }
}

fn why_not(error: &ApiError) -> String {
    match error {
        ApiError::Refused(403) => t("The current password is wrong.").into(),
        ApiError::Refused(400 | 413) => {
            t("The new password will not do: it is empty or too long.").into()
        }
        ApiError::Refused(409) => t("The password of the demo can't be changed.").into(),
        other => other.at_login(),
    }
}

fn clear(field: NodeRef<Input>) {
    if let Some(field) = field.get_untracked() {
        field.set_value("");
    }
}

#[cfg(test)]
mod tests {
    use super::device;

    #[test]
    fn a_device_is_called_as_people_call_it() {
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
        assert_eq!(device(chrome), "Chrome, Linux");
        assert_eq!(
            device(&chrome.replace("Safari/537.36", "Safari/537.36 Edg/156.0.0.0")),
            "Edge, Linux"
        );
        let safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1";
        assert_eq!(device(safari), "Safari, iPhone");
        assert_eq!(device("curl/8.9"), "curl/8.9");
    }
}
