//! One example of each message, read and written: a change of the wire shows here first.

use std::path::{Path, PathBuf};

use serde_json::value::RawValue;
use socket_wire::{
    ClientMessage, Frame, Hello, Mode, Position, Request, Screen, ServerMessage, Welcome,
};

fn golden(name: &str) -> String {
    let path = folder().join(format!("{name}.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    text.trim_end().to_owned()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden")
}

fn raw(text: &str) -> Box<RawValue> {
    RawValue::from_string(text.to_owned()).expect("the test gives JSON")
}

fn trend() -> Frame<'static> {
    Frame {
        socket_type: Some("trendData"),
        chart_name: Some("trend"),
        ..Frame::default()
    }
}

fn trend_request(id: Option<u64>) -> Request {
    Request {
        id,
        socket_type: Some("trendData".to_owned()),
        chart_name: Some("trend".to_owned()),
    }
}

fn position(seq: u64) -> Position {
    let epoch = "e1".to_owned();
    Position { epoch, seq }
}

#[test]
fn every_golden_file_is_read() {
    for (side, read) in [
        (
            "client",
            (|t| ClientMessage::parse(t, Mode::Native).is_ok()) as fn(&str) -> bool,
        ),
        ("server", |t| {
            ServerMessage::read(t).is_ok_and(|m| m != ServerMessage::Unknown)
        }),
    ] {
        for entry in std::fs::read_dir(folder().join(side)).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(read(text.trim_end()), "{}", path.display());
        }
    }
}

#[test]
fn a_clients_messages_are_read() {
    let reads = |name: &str| ClientMessage::parse(&golden(name), Mode::Native).unwrap();
    assert_eq!(
        reads("client/hello"),
        ClientMessage::Hello(Hello {
            ticket: Some("t0".to_owned()),
            codecs: vec!["json".to_owned()],
        })
    );
    assert_eq!(
        reads("client/resume"),
        ClientMessage::Subscribe {
            request: trend_request(Some(1)),
            resume: Some(position(41)),
        }
    );
    assert_eq!(
        reads("client/plain-get-data"),
        ClientMessage::GetData(trend_request(None))
    );
    assert_eq!(
        reads("client/theme-change"),
        ClientMessage::Action {
            action: "themeChange".to_owned(),
            value: Some("\"dark\"".to_owned()),
            request: Request {
                id: None,
                socket_type: Some("themeChange".to_owned()),
                chart_name: Some(String::new()),
            },
        }
    );
    assert_eq!(reads("client/ping"), ClientMessage::Ping { id: Some(5) });
}

#[test]
fn a_clients_messages_are_written() {
    let subscribe = Frame {
        action: Some("subscribe"),
        id: Some(1),
        ..trend()
    };
    assert_eq!(subscribe.to_json(), golden("client/subscribe"));
    let resume = Frame {
        epoch: Some("e1"),
        seq: Some(41),
        ..subscribe
    };
    assert_eq!(resume.to_json(), golden("client/resume"));
    let hello = Frame {
        kind: Some("hello"),
        version: Some(1),
        ticket: Some("t0"),
        codecs: Some(&["json"]),
        ..Frame::default()
    };
    assert_eq!(hello.to_json(), golden("client/hello"));
    let ticket = raw("\"t1\"");
    let auth = Frame {
        kind: Some("auth"),
        id: Some(4),
        data: Some(&ticket),
        ..Frame::default()
    };
    assert_eq!(auth.to_json(), golden("client/auth"));
}

#[test]
fn a_servers_messages_are_read() {
    let text = golden("server/data");
    let Ok(ServerMessage::Data(data)) = ServerMessage::read(&text) else {
        panic!("not data: {text}");
    };
    assert_eq!(data.envelope.position(), Some(position(42)));
    assert_eq!(data.envelope.data, Some(r#"{"a":[1,2]}"#));
    assert_eq!(
        ServerMessage::read(&golden("server/subscribed")),
        Ok(ServerMessage::Subscribed {
            id: Some(1),
            chart_name: "trend".to_owned(),
            head: position(42),
            recovered: true,
            complete: false,
        })
    );
    assert_eq!(
        ServerMessage::read(&golden("server/subscribed-complete")),
        Ok(ServerMessage::Subscribed {
            id: Some(2),
            chart_name: "ticker".to_owned(),
            head: position(7),
            recovered: false,
            complete: true,
        })
    );
    let text = golden("server/batch");
    let Ok(ServerMessage::Batch(messages)) = ServerMessage::read(&text) else {
        panic!("not a batch: {text}");
    };
    assert_eq!(
        ServerMessage::read(messages[1]),
        Ok(ServerMessage::HeartCheck)
    );
}

#[test]
fn a_servers_messages_are_written() {
    let welcome = Welcome {
        version: 1,
        codec: "json".to_owned(),
        user: Some("demo".to_owned()),
        role: Some("operator".to_owned()),
        heartbeat: 25_000,
        expires_in: Some(43_200),
        ts: 1_700_000_000_000,
        screen: Screen {
            theme: Some("dark".to_owned()),
            full_screen: Some("trend".to_owned()),
        },
    };
    assert_eq!(welcome.to_json(), golden("server/hello"));
    let text = &*golden("server/hello");
    let expires_in = welcome.expires_in;
    assert_eq!(
        ServerMessage::read(text),
        Ok(ServerMessage::Welcome { expires_in })
    );
    assert_eq!(Welcome::read(text), Ok(welcome));
    let subscribed = Frame {
        kind: Some("subscribed"),
        id: Some(2),
        socket_type: Some("tickerData"),
        chart_name: Some("ticker"),
        epoch: Some("e1"),
        seq: Some(7),
        recovered: Some(false),
        complete: Some(true),
        ..Frame::default()
    };
    assert_eq!(subscribed.to_json(), golden("server/subscribed-complete"));
    let payload = raw(r#"{"a":[1,2]}"#);
    let data = Frame {
        epoch: Some("e1"),
        seq: Some(42),
        ts: Some(1_700_000_000_000),
        data: Some(&payload),
        ..trend()
    };
    assert_eq!(data.to_json(), golden("server/data"));
}
