use super::*;

const GET_RANK: &str =
    r#"{"action":"getData","socketType":"rankData","chartName":"rank","value":""}"#;

#[tokio::test]
async fn a_request_is_answered_with_itself_and_the_data_as_a_string() {
    let mut talk = Talk::operator();
    let expected = r#"{"action":"getData","socketType":"rankData","chartName":"rank","value":"","data":"[1]"}"#;
    assert_eq!(talk.ask(GET_RANK), [expected]);
}

#[tokio::test]
async fn the_same_frame_follows_whenever_the_chart_changes() {
    let mut talk = Talk::operator();
    talk.ask(GET_RANK);
    assert!(talk.frames().is_empty());
    talk.hub.publish("rank", r#"[{"name":"a \"b\""}]"#);
    let expected = r#"{"action":"getData","socketType":"rankData","chartName":"rank","value":"","data":"[{\"name\":\"a \\\"b\\\"\"}]"}"#;
    assert_eq!(talk.frames(), [expected]);
    assert!(talk.frames().is_empty());
}

#[tokio::test]
async fn a_slow_reader_gets_the_newest_value_only() {
    let mut talk = Talk::operator();
    talk.ask(GET_RANK);
    talk.hub.publish("rank", "[2]");
    talk.hub.publish("rank", "[3]");
    assert!(talk.frames()[0].ends_with(r#""data":"[3]"}"#));
    assert!(talk.frames().is_empty());
}

#[tokio::test]
async fn a_request_may_have_members_of_its_own_and_they_come_back() {
    let mut talk = Talk::operator();
    let answer =
        talk.ask(r#"{ "chartName":"rank", "data":"old", "mine":{"a":[1]}, "action":"getData" }"#);
    assert_eq!(
        answer,
        [r#"{"chartName":"rank","mine":{"a":[1]},"action":"getData","data":"[1]"}"#]
    );
}

#[tokio::test]
async fn members_that_servers_send_are_the_clients_own_in_its_requests() {
    let request = r#"{"action":"getData","chartName":"rank","id":"3f1c","code":200,"ts":"2026-03-01","message":{}"#;
    let answer = Talk::operator().ask(&format!("{request}}}"));
    assert_eq!(answer, [format!(r#"{request},"data":"[1]"}}"#)]);
}

#[tokio::test]
async fn an_alias_is_answered_under_its_own_name() {
    let mut talk = Talk::operator();
    let answer =
        talk.ask(r#"{"action":"getData","socketType":"hotData","chartName":"hotproduct"}"#);
    assert_eq!(
        answer,
        [r#"{"action":"getData","socketType":"hotData","chartName":"hotproduct","data":"[]"}"#]
    );
}

#[tokio::test]
async fn an_unknown_chart_is_an_error_with_the_names_of_the_request() {
    let mut talk = Talk::operator();
    let answer = talk.ask(r#"{"action":"getData","socketType":"xData","chartName":"x"}"#);
    assert_eq!(
        answer,
        [
            r#"{"type":"error","socketType":"xData","chartName":"x","code":"unknownTopic","message":"there is no such chart"}"#
        ]
    );
}

#[tokio::test]
async fn a_name_that_is_a_path_is_malformed() {
    for name in [
        "../rank",
        "%2e%2e",
        "rank\\u0000",
        "/etc/passwd",
        "价格",
        "",
    ] {
        let request = format!(r#"{{"action":"getData","chartName":"{name}"}}"#);
        let answer = Talk::operator().ask(&request);
        assert!(
            answer[0].contains(r#""code":"malformed""#),
            "{name}: {answer:?}"
        );
    }
}

#[tokio::test]
async fn asking_twice_is_one_subscription() {
    let mut talk = Talk::operator();
    talk.ask(GET_RANK);
    talk.ask(GET_RANK);
    talk.hub.publish("rank", "[2]");
    assert_eq!(talk.frames().len(), 1);
}

fn under(socket_type: &str, topic: &str) -> String {
    format!(r#"{{"action":"getData","socketType":"{socket_type}","chartName":"{topic}"}}"#)
}

#[tokio::test]
async fn subscriptions_are_limited() {
    let mut talk = Talk::operator();
    for n in 0..=64 {
        talk.hub.publish(&format!("chart{n}"), "[]");
    }
    for n in 0..64 {
        assert!(talk.ask(&under("x", &format!("chart{n}")))[0].contains("data"));
    }
    assert!(talk.ask(&under("x", "chart64"))[0].contains(r#""code":"notAllowed""#));
}

#[tokio::test]
async fn one_chart_has_a_few_names_for_a_client_and_no_more() {
    let mut talk = Talk::operator();
    for n in 0..4 {
        assert!(talk.ask(&under(&format!("t{n}"), "rank"))[0].contains("data"));
    }
    assert!(talk.ask(&under("t4", "rank"))[0].contains(r#""code":"notAllowed""#));
    assert!(talk.ask(&under("t0", "rank"))[0].contains("data"));
    assert!(talk.ask(&under("t4", "hot"))[0].contains("data"));
}

#[tokio::test]
async fn a_socket_type_that_is_no_name_is_malformed() {
    let long = "x".repeat(65);
    for socket_type in ["", "rank data", "<b>", &long] {
        let answer = Talk::operator().ask(&under(socket_type, "rank"));
        assert!(answer[0].contains(r#""code":"malformed""#), "{answer:?}");
    }
}

#[tokio::test]
async fn requests_that_are_kept_have_a_length_together() {
    let mut talk = Talk::operator();
    let long = |topic| {
        let value = "x".repeat(40_000);
        format!(r#"{{"action":"getData","chartName":"{topic}","value":"{value}"}}"#)
    };
    assert!(talk.ask(&long("rank"))[0].contains("data"));
    assert!(talk.ask(&long("rank"))[0].contains("data"));
    assert!(talk.ask(&long("hot"))[0].contains(r#""code":"notAllowed""#));
}

#[tokio::test]
async fn frames_are_made_one_at_a_time_and_every_chart_has_its_turn() {
    let mut talk = Talk::operator();
    talk.ask(GET_RANK);
    talk.ask(&under("hotData", "hot"));
    let mut next = |rank: &str| {
        talk.hub.publish("rank", rank);
        talk.hub.publish("hot", rank);
        talk.conversation.poll_frame().unwrap().to_string()
    };
    assert!(next("[2]").contains("rankData"));
    assert!(next("[3]").contains("hotData"));
    assert!(next("[4]").contains("rankData"));
}

#[tokio::test]
async fn the_text_ping_gets_the_text_pong() {
    assert_eq!(Talk::stranger().ask("ping"), ["pong"]);
}

#[tokio::test]
async fn a_ticket_lets_a_stranger_in() {
    let mut talk = Talk::stranger();
    assert!(talk.ask(GET_RANK)[0].contains(r#""code":"notAllowed""#));
    let auth = format!(r#"{{"type":"auth","data":"{}"}}"#, talk.ticket());
    assert_eq!(talk.ask(&auth), [r#"{"type":"auth","data":"auth ok"}"#]);
    assert!(talk.ask(GET_RANK)[0].contains(r#""data":"[1]""#));
}

#[tokio::test]
async fn a_wrong_ticket_ends_the_connection() {
    let mut talk = Talk::stranger();
    let effects = talk.say(r#"{"type":"auth","data":"nonsense"}"#);
    assert_eq!(sent(&effects), [r#"{"type":"noAuth"}"#]);
    assert_eq!(closed(&effects), Some(CloseCode::NotAuthenticated));
}

#[tokio::test]
async fn the_heartbeat_is_the_bare_one() {
    let talk = Talk::operator();
    assert_eq!(
        talk.conversation.heartbeat(7).as_str(),
        r#"{"type":"heartCheck"}"#
    );
}

#[tokio::test]
async fn the_echo_of_a_heartbeat_needs_no_answer() {
    assert!(Talk::operator().say(r#"{"type":"heartCheck"}"#).is_empty());
}
