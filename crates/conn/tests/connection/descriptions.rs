//! What the user gets to read.

use socket_conn::{Close, FailReason, Status, Unsupported};

#[test]
fn every_status_has_the_contracts_word() {
    let statuses = [
        (Status::Idle, "idle"),
        (Status::Connecting, "connecting"),
        (Status::Authenticating, "authenticating"),
        (Status::Live, "live"),
        (Status::Offline, "offline"),
        (Status::Closed, "closed"),
        (Status::Failed(FailReason::SignInRequired), "failed"),
    ];
    for (status, name) in statuses {
        assert_eq!(status.name(), name);
    }
    assert_eq!(Status::default(), Status::Idle);
}

#[test]
fn every_reason_to_give_up_reads_as_a_sentence() {
    let text = |reason: FailReason| reason.to_string();
    let sign_in = "the session is over: sign in again";
    assert_eq!(text(FailReason::SignInRequired), sign_in);
    let close = Close {
        code: 4403,
        reason: "no licence".to_owned(),
        was_clean: true,
    };
    let refused = "the server refuses the connection: 4403 (not allowed): no licence";
    assert_eq!(text(FailReason::Refused(close)), refused);
    let cannot = |why| text(FailReason::Unsupported(why));
    let none = "this browser has no WebSocket";
    assert_eq!(cannot(Unsupported::NoWebSocket), none);
    let url = || "ws://x".to_owned();
    let invalid = "not the address of a socket: ws://x";
    assert_eq!(cannot(Unsupported::InvalidUrl(url())), invalid);
    let mixed = "a secure page may not dial ws://x";
    assert_eq!(cannot(Unsupported::MixedContent(url())), mixed);
    let refused = "the browser refuses to dial: why";
    assert_eq!(cannot(Unsupported::Refused("why".to_owned())), refused);
}
