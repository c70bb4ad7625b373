use std::time::Duration;

use super::*;

const THEME: &str =
    r#"{"action":"themeChange","socketType":"themeChange","chartName":"","value":"dark"}"#;

fn relayed(effects: &[Effect]) -> Vec<&str> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Relay(text) => Some(text.as_str()),
            _ => None,
        })
        .collect()
}

#[tokio::test]
async fn an_operators_action_is_relayed_as_it_is() {
    assert_eq!(relayed(&Talk::operator().say(THEME)), [THEME]);
}

#[tokio::test]
async fn anonymous_clients_may_relay_where_they_are_let_in() {
    assert_eq!(relayed(&Talk::new(Visitor::Anonymous).say(THEME)), [THEME]);
}

#[tokio::test]
async fn a_viewer_only_looks() {
    let effects = Talk::viewer().say(THEME);
    assert!(relayed(&effects).is_empty());
    let expected = r#"{"type":"error","socketType":"themeChange","chartName":"","code":"notAllowed","message":"viewers only look"}"#;
    assert_eq!(sent(&effects), [expected]);
}

#[tokio::test]
async fn a_stranger_relays_nothing() {
    assert!(relayed(&Talk::stranger().say(THEME)).is_empty());
}

#[tokio::test]
async fn an_action_that_is_not_on_the_list_is_malformed() {
    let effects = Talk::operator().say(r#"{"action":"reboot","socketType":"reboot"}"#);
    assert!(relayed(&effects).is_empty());
    assert!(sent(&effects)[0].contains(r#""code":"malformed""#));
}

#[tokio::test]
async fn a_relayed_message_cannot_pass_for_data() {
    let mut talk = Talk::operator();
    let effects = talk.say(r#"{"action":"themeChange","socketType":"rankData","data":"[]"}"#);
    assert!(relayed(&effects).is_empty());
    assert!(sent(&effects)[0].contains(r#""code":"notAllowed""#));
}

#[tokio::test]
async fn a_relayed_message_is_short() {
    let of_length = |length: usize| {
        let empty = r#"{"action":"themeChange","value":""}"#;
        let value = "x".repeat(length - empty.len());
        format!(r#"{{"action":"themeChange","value":"{value}"}}"#)
    };
    let mut talk = Talk::operator();
    assert_eq!(relayed(&talk.say(&of_length(4096))).len(), 1);
    let effects = talk.say(&of_length(4097));
    assert!(relayed(&effects).is_empty());
    assert!(sent(&effects)[0].contains(r#""code":"notAllowed""#));
}

#[tokio::test(start_paused = true)]
async fn relayed_messages_are_rarer_than_others() {
    let mut talk = Talk::operator();
    for _ in 0..20 {
        assert_eq!(relayed(&talk.say(THEME)).len(), 1);
    }
    let effects = talk.say(THEME);
    assert!(relayed(&effects).is_empty() && closed(&effects).is_none());
    assert!(sent(&effects)[0].contains(r#""code":"notAllowed""#));
    assert_eq!(talk.ask("ping"), ["pong"]);
    tokio::time::advance(Duration::from_millis(110)).await;
    assert_eq!(relayed(&talk.say(THEME)).len(), 1);
}

#[tokio::test]
async fn what_is_no_message_is_malformed_and_named_where_it_can_be() {
    let nested = format!("{}{}", "[".repeat(40), "]".repeat(40));
    for text in [
        "",
        "x",
        "[]",
        "7",
        "{",
        r#"{"a":}"#,
        r#"{"type":7}"#,
        &nested,
    ] {
        let answer = Talk::operator().ask(text);
        assert!(answer[0].contains(r#""code":"malformed""#), "{text}");
    }
    let answer = Talk::operator().ask(&format!(
        r#"{{"chartName":"rank","socketType":"rankData","value":{nested}}}"#
    ));
    assert!(answer[0].contains(r#""socketType":"rankData","chartName":"rank""#));
}

#[tokio::test(start_paused = true)]
async fn repeated_errors_end_the_connection_and_rare_ones_do_not() {
    let mut talk = Talk::operator();
    for _ in 0..5 {
        assert_eq!(closed(&talk.say("x")), None);
    }
    assert_eq!(closed(&talk.say("x")), Some(CloseCode::Policy));

    let mut talk = Talk::operator();
    for _ in 0..50 {
        assert_eq!(closed(&talk.say("x")), None);
        tokio::time::advance(Duration::from_secs(13)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_may_ask_for_charts_that_are_not_there_but_not_for_ever() {
    let mut talk = Talk::operator();
    let mut ask = || closed(&talk.say(r#"{"action":"getData","chartName":"weather"}"#));
    for _ in 0..64 {
        assert_eq!(ask(), None);
    }
    assert_eq!(ask(), Some(CloseCode::Policy));
}

#[tokio::test(start_paused = true)]
async fn a_client_that_asks_before_its_login_is_through_is_not_wrong() {
    let mut talk = Talk::stranger();
    for _ in 0..20 {
        let effects = talk.say(r#"{"action":"getData","chartName":"rank"}"#);
        assert_eq!(closed(&effects), None);
    }
}

#[tokio::test(start_paused = true)]
async fn a_flood_ends_the_connection() {
    let mut talk = Talk::operator();
    let flood = (0..1000).find_map(|_| closed(&talk.say("ping")));
    assert_eq!(flood, Some(CloseCode::TooMany));
    let mut talk = Talk::operator();
    let pings = (0..1000).find_map(|_| closed(&talk.conversation.handle_control(Instant::now())));
    assert_eq!(pings, Some(CloseCode::TooMany));
}

#[tokio::test]
async fn a_strangers_message_is_short() {
    let long = format!(r#"{{"type":"auth","data":"{}"}}"#, "x".repeat(4096));
    assert_eq!(
        closed(&Talk::stranger().say(&long)),
        Some(CloseCode::TooLarge)
    );
    assert_eq!(
        closed(&Talk::operator().say(&long)),
        Some(CloseCode::NotAuthenticated)
    );
}

proptest::proptest! {
    #[test]
    fn no_text_makes_a_conversation_panic(texts in proptest::collection::vec(".{0,80}", 0..8)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut talk = Talk::operator();
            for text in texts {
                talk.say(&text);
                talk.say(&format!(r#"{{"action":"{text}","chartName":"{text}"}}"#));
            }
        });
    }
}
