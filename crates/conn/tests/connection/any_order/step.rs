//! One thing that is done or that happens.

use proptest::collection::vec;
use proptest::prelude::*;
use socket_conn::{
    Connection, CredentialsError, FailReason, Frame, Generation, Millis, RequestError, SendError,
    Unsupported,
};

use crate::harness::{Event, Scene};

const CHARTS: [&str; 3] = ["trend", "hot", "map"];

#[derive(Debug, Clone)]
pub(super) enum Step {
    Open,
    Close,
    Fail,
    RetryNow,
    Measure,
    Subscribe(usize),
    Unsubscribe(usize),
    Send(usize),
    SendVolatile(usize),
    Request(&'static str, Millis),
    /// Of all requests so far, this one; counted from the newest.
    Cancel(usize),
    /// The peer answers that request, or refuses it.
    Answer(usize, &'static str),
    SayFirst(Option<&'static str>),
    Publish(usize),
    Doubt,
    Suspend,
    Network(bool),
    /// So much of what was sent has not left the machine.
    Buffered(usize),
    /// Something happens to the socket that was dialled so many dials before the newest.
    Happen(u64, Happening),
    /// A frame comes, and a handler closes the connection after so many outputs.
    CloseMidway(String, usize),
    /// Time passes, timers on time.
    Pass(Millis),
    /// Time passes, timers late.
    Sleep(Millis),
    /// A timer that nobody has set.
    Wake,
}

#[derive(Debug, Clone)]
pub(super) enum Happening {
    Credentials(Result<Option<String>, CredentialsError>),
    Health(bool),
    Opened,
    Frame(String),
    Closed(u16),
}

pub(super) fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        24 => command(),
        14 => sending(),
        34 => (generations_ago(), happening()).prop_map(|(ago, what)| Step::Happen(ago, what)),
        1 => (frame(), 0..5_usize).prop_map(|(frame, n)| Step::CloseMidway(frame, n)),
        10 => (0..30_000_u64).prop_map(Step::Pass),
        3 => (0..900_000_u64).prop_map(Step::Sleep),
        2 => Just(Step::Wake),
    ]
}

fn command() -> impl Strategy<Value = Step> {
    let chart = || 0..CHARTS.len();
    prop_oneof![
        6 => Just(Step::Open),
        1 => Just(Step::Close),
        1 => Just(Step::Fail),
        2 => Just(Step::RetryNow),
        2 => Just(Step::Measure),
        3 => chart().prop_map(Step::Subscribe),
        1 => chart().prop_map(Step::Unsubscribe),
        1 => prop_oneof![Just(None), Just(Some("first"))].prop_map(Step::SayFirst),
        6 => chart().prop_map(Step::Publish),
        2 => Just(Step::Doubt),
        1 => Just(Step::Suspend),
        2 => any::<bool>().prop_map(Step::Network),
    ]
}

fn sending() -> impl Strategy<Value = Step> {
    let action = prop_oneof![4 => Just("count"), 1 => Just("refuse"), 1 => Just("no-word")];
    let word = prop_oneof![Just("answer"), Just("error")];
    prop_oneof![
        4 => (0..40_usize).prop_map(Step::Send),
        1 => (0..40_usize).prop_map(Step::SendVolatile),
        4 => (action, 0..30_000_u64).prop_map(|(action, span)| Step::Request(action, span)),
        1 => (0..4_usize).prop_map(Step::Cancel),
        1 => (0..4_usize, word).prop_map(|(nth, word)| Step::Answer(nth, word)),
        2 => (0..200_usize).prop_map(Step::Buffered),
    ]
}

/// Mostly the newest.
fn generations_ago() -> impl Strategy<Value = u64> {
    prop_oneof![6 => Just(0), 1 => 1..4_u64, 1 => Just(u64::MAX)]
}

fn happening() -> impl Strategy<Value = Happening> {
    let answer = prop_oneof![
        3 => Just(Ok(Some("ticket".to_owned()))),
        1 => Just(Ok(None)),
        1 => Just(Err(CredentialsError::Unavailable)),
        1 => Just(Err(CredentialsError::SignInRequired)),
    ];
    let code = prop_oneof![
        Just(1000_u16),
        Just(1006),
        Just(1012),
        Just(1013),
        Just(4401),
        Just(4403),
        Just(4408),
        Just(4429),
        any::<u16>(),
    ];
    prop_oneof![
        4 => answer.prop_map(Happening::Credentials),
        1 => any::<bool>().prop_map(Happening::Health),
        5 => Just(Happening::Opened),
        15 => frame().prop_map(Happening::Frame),
        3 => code.prop_map(Happening::Closed),
    ]
}

/// One reading, or a batch of those that may share a frame.
fn frame() -> impl Strategy<Value = String> {
    let alone = prop_oneof![
        3 => subscribed(),
        1 => Just("what is this".to_owned()),
        1 => "\\PC*",
    ];
    let in_a_batch = prop_oneof![
        3 => Just("welcome".to_owned()),
        1 => (0..100_000_u64).prop_map(|span| format!("welcome {span}")),
        1 => (0..100_000_u64).prop_map(|span| format!("renewed {span}")),
        1 => Just("refused".to_owned()),
        1 => Just("beat".to_owned()),
        1 => Just("nothing".to_owned()),
        1 => (0..60_u64).prop_map(|id| format!("pong {id}")),
        1 => (0..60_u64).prop_map(|id| format!("error {id} -")),
        1 => (0..60_u64).prop_map(|id| format!("answer {id} v")),
        1 => chart().prop_map(|chart| format!("error - {chart}Data")),
        10 => (chart(), epoch(), 0..9_u64)
            .prop_map(|(chart, epoch, seq)| format!("data {chart}Data {epoch} {seq} v")),
    ];
    prop_oneof![
        1 => alone,
        5 => vec(in_a_batch, 1..4).prop_map(|lines| lines.join("\n")),
    ]
}

fn subscribed() -> impl Strategy<Value = String> {
    let recovered = prop_oneof![Just("recovered"), Just("anew")];
    let history = prop_oneof![Just(""), Just(" complete")];
    (1..30_u64, epoch(), 0..9_u64, recovered, history).prop_map(
        |(id, epoch, seq, recovered, history)| {
            format!("subscribed {id} {epoch} {seq} {recovered}{history}")
        },
    )
}

fn chart() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just("trend"), Just("hot"), Just("map"), Just("other")]
}

fn epoch() -> impl Strategy<Value = &'static str> {
    prop_oneof![8 => Just("e1"), 1 => Just("e2"), 1 => Just("-")]
}

impl Step {
    pub(super) fn apply(&self, scene: &mut Scene) {
        match self {
            Self::Open => scene.act(Connection::open),
            Self::Close => scene.close(),
            Self::Fail => scene.act(|connection, _| {
                connection.fail(FailReason::Unsupported(Unsupported::NoWebSocket));
            }),
            Self::RetryNow => scene.act(Connection::retry_now),
            Self::Measure => scene.act(Connection::measure_round_trip),
            Self::Subscribe(chart) => scene.subscribe(CHARTS[*chart]),
            Self::Unsubscribe(chart) => scene.unsubscribe(CHARTS[*chart]),
            Self::Send(length) => {
                let text = message(scene, *length);
                check_return(&text, scene.send(&text));
            }
            Self::SendVolatile(length) => {
                let text = message(scene, *length);
                check_return(&text, scene.send_volatile(&text));
            }
            Self::Request(action, timeout) => {
                let asked = scene.request(action, *timeout);
                let unsupported = asked == Err(RequestError::Unsupported);
                assert_eq!(unsupported, *action == "no-word");
            }
            Self::Cancel(nth) => {
                if let Some(id) = nth_request(scene, *nth) {
                    scene.cancel(id);
                }
            }
            Self::Answer(nth, word) => {
                if let Some(id) = nth_request(scene, *nth) {
                    scene.hear(&format!("{word} {id} -"));
                }
            }
            Self::SayFirst(text) => {
                let frame = text.map(Frame::from);
                scene.act(|connection, _| connection.say_first(frame));
            }
            Self::Publish(chart) => scene.publish(CHARTS[*chart], "v"),
            Self::Doubt => scene.doubt(),
            Self::Suspend => scene.suspend(),
            Self::Network(online) => {
                scene.act(|connection, now| connection.handle_network(*online, now));
            }
            Self::Buffered(bytes) => scene.buffered(*bytes),
            Self::Happen(ago, what) => {
                let generation = Generation(scene.newest_generation().0.wrapping_sub(*ago));
                scene.happen(what.to(generation));
            }
            Self::CloseMidway(frame, outputs) => {
                scene.hear_and_do(frame, *outputs);
                scene.close();
            }
            Self::Pass(span) => scene.pass(*span),
            Self::Sleep(span) => scene.sleep(*span),
            Self::Wake => scene.wake(),
        }
    }
}

/// A message like no other, so that none can be taken for another.
fn message(scene: &Scene, length: usize) -> String {
    format!("msg {} {}", scene.messages, "x".repeat(length))
}

fn nth_request(scene: &Scene, nth: usize) -> Option<u64> {
    scene.requests.iter().rev().nth(nth).copied()
}

/// What is not taken is handed back as it was.
fn check_return(text: &str, sent: Result<(), SendError>) {
    if let Err(error) = sent {
        assert_eq!(error.frame, Frame::from(text), "another message came back");
    }
}

impl Happening {
    fn to(&self, generation: Generation) -> Event {
        match self {
            Self::Credentials(answer) => Event::Credentials(generation, answer.clone()),
            Self::Health(healthy) => Event::Health(generation, *healthy),
            Self::Opened => Event::Opened(generation),
            Self::Frame(text) => Event::Frame(generation, text.as_str().into()),
            Self::Closed(code) => Event::Closed(generation, *code),
        }
    }
}
