use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use serde::Deserialize;

use super::proof::{Proof, hash, prove};
use super::{ApiError, Peer, SignedIn};
use crate::app::App;
use crate::auth::Account;
use crate::database::OwnPassword;
use crate::users::{check_password, new_generation};

/// The body of `POST /api/session/password`.
#[derive(Deserialize)]
pub(super) struct Passwords {
    current: String,
    new: String,
}

/// `POST /api/session/password`: ends the user's other sessions, and lets this one go on.
pub(super) async fn change(
    State(app): State<App>,
    peer: Peer,
    signed_in: SignedIn,
    passwords: Result<Json<Passwords>, JsonRejection>,
) -> Result<StatusCode, ApiError> {
    let Json(Passwords { current, new }) = passwords?;
    if app.users.is_demo(&signed_in.account) {
        return Err(ApiError::new(
            StatusCode::CONFLICT,
            "the demo user's password is the one that everybody knows",
        ));
    }
    check_password(&new)
        .map_err(|error| ApiError::new(StatusCode::BAD_REQUEST, error.to_string()))?;
    // A cookie that was stolen must not do: who changes the password has to know it.
    let account = proved(&app, peer, &signed_in, current).await?;
    let hash = hash(&app, new).await?;
    let generation = new_generation().map_err(ApiError::unavailable)?;
    // Before it is stored: who looks at the users then must not end this session.
    signed_in.live.outlast(generation);
    let wanted = OwnPassword {
        account,
        session: signed_in.id,
        hash,
        generation,
    };
    let changed = app.users.accounts().change_own_password(wanted).await;
    // Somebody else may have changed the password, or ended the session, meanwhile.
    let others = changed
        .map_err(ApiError::unavailable)?
        .ok_or_else(ApiError::not_logged_in)?;
    for other in others {
        app.sessions.end(other);
    }
    tracing::info!(user = signed_in.account.name, "changed the password");
    Ok(StatusCode::NO_CONTENT)
}

async fn proved(
    app: &App,
    peer: Peer,
    signed_in: &SignedIn,
    current: String,
) -> Result<Account, ApiError> {
    let name = &signed_in.account.name;
    match prove(app, peer, name, current).await? {
        Proof::Given(account) => Ok(account),
        Proof::Wrong => {
            tracing::info!(address = %peer.address, user = name, "a change of the password failed");
            Err(ApiError::new(
                StatusCode::FORBIDDEN,
                "the current password is another one",
            ))
        }
        Proof::Throttled(wait) => Err(ApiError::too_many("too many wrong passwords", wait)),
    }
}
