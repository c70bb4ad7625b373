//! Any order of commands, events and time: the [rules](crate::harness) hold, and the connection gets well again.
//!
//! `cargo test -p socket-conn any_order` tries 256 orders. For a long run, in about a minute:
//!
//! ```text
//! PROPTEST_CASES=100000 cargo test --release -p socket-conn any_order
//! ```

use proptest::collection::vec;
use proptest::prelude::*;
use socket_conn::{
    Connection, CredentialsError, Entry, FailReason, Frame, Generation, Millis, Options, Output,
    Queue, Status, Unsupported,
};

use crate::harness::{Admission, Event, Login, Opening, Scene, Words};

/// No peer, option or mishap makes a connection wait longer than this once the peer is well: an attempt that runs out
/// at each step, and the wait of one who was told to come later.
const RECOVERY: Millis = 60_000;

const CHARTS: [&str; 3] = ["trend", "hot", "map"];

#[derive(Debug, Clone)]
enum Step {
    Open,
    Close,
    Fail,
    RetryNow,
    Subscribe(usize),
    Unsubscribe(usize),
    Send(usize),
    Publish(usize),
    Doubt,
    Network(bool),
    /// Something happens to the socket that was dialled so many dials before the newest.
    Happen(u64, Happening),
    /// Time passes, timers on time.
    Pass(Millis),
    /// Time passes, timers late.
    Sleep(Millis),
    /// A timer that nobody has set.
    Wake,
}

#[derive(Debug, Clone)]
enum Happening {
    Credentials(Result<Option<String>, CredentialsError>),
    Health(bool),
    Opened,
    Frame(String),
    Closed(u16),
}

fn step() -> impl Strategy<Value = Step> {
    let chart = || 0..CHARTS.len();
    prop_oneof![
        6 => Just(Step::Open),
        1 => Just(Step::Close),
        1 => Just(Step::Fail),
        2 => Just(Step::RetryNow),
        3 => chart().prop_map(Step::Subscribe),
        1 => chart().prop_map(Step::Unsubscribe),
        4 => (0..40_usize).prop_map(Step::Send),
        4 => chart().prop_map(Step::Publish),
        2 => Just(Step::Doubt),
        2 => any::<bool>().prop_map(Step::Network),
        30 => (generations_ago(), happening()).prop_map(|(ago, what)| Step::Happen(ago, what)),
        10 => (0..30_000_u64).prop_map(Step::Pass),
        3 => (0..900_000_u64).prop_map(Step::Sleep),
        2 => Just(Step::Wake),
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
        1 => (1..60_u64, epoch(), 0..9_u64, any::<bool>()).prop_map(|(id, epoch, seq, recovered)| {
            let word = if recovered { "recovered" } else { "anew" };
            format!("subscribed {id} {epoch} {seq} {word}")
        }),
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
        1 => chart().prop_map(|chart| format!("error - {chart}Data")),
        8 => (chart(), epoch(), 0..9_u64)
            .prop_map(|(chart, epoch, seq)| format!("data {chart}Data {epoch} {seq} v")),
    ];
    prop_oneof![
        1 => alone,
        5 => vec(in_a_batch, 1..4).prop_map(|lines| lines.join("\n")),
    ]
}

fn chart() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just("trend"), Just("hot"), Just("map"), Just("other")]
}

fn epoch() -> impl Strategy<Value = &'static str> {
    prop_oneof![5 => Just("e1"), 1 => Just("e2"), 1 => Just("-")]
}

/// Which connection. A peer that is not friendly leaves all to the steps.
#[derive(Debug, Clone)]
struct Setting {
    friendly: bool,
    seed: u64,
    credentials: bool,
    entry: Entry,
    health_after: Option<u32>,
}

fn setting() -> impl Strategy<Value = Setting> {
    let health_after = prop::option::of(0..3_u32);
    let friendly = prop::bool::weighted(0.8);
    let parts = (friendly, any::<u64>(), any::<bool>(), entry(), health_after);
    parts.prop_map(
        |(friendly, seed, credentials, entry, health_after)| Setting {
            friendly,
            seed,
            credentials,
            entry,
            health_after,
        },
    )
}

fn entry() -> impl Strategy<Value = Entry> {
    prop_oneof![Just(Entry::Open), Just(Entry::Welcome)]
}

impl Setting {
    fn scene(&self) -> Scene {
        let words = Words {
            entry: self.entry,
            ..Words::default()
        };
        let options = Options {
            credentials: self.credentials,
            health_after: self.health_after,
            queue: Queue {
                messages: 5,
                bytes: 60,
                ..Queue::default()
            },
            ..Options::default()
        };
        let mut scene = Scene::with(words, options, self.seed);
        if !self.friendly {
            scene.peer.login = Login::NoAnswer;
            scene.peer.opening = Opening::NoAnswer;
            scene.peer.answers_health = false;
            scene.peer.reachable = false;
        }
        scene
    }
}

impl Step {
    fn apply(&self, scene: &mut Scene) {
        match self {
            Self::Open => scene.act(Connection::open),
            Self::Close => scene.act(|connection, _| connection.close()),
            Self::Fail => scene.act(|connection, _| {
                connection.fail(FailReason::Unsupported(Unsupported::NoWebSocket));
            }),
            Self::RetryNow => scene.act(Connection::retry_now),
            Self::Subscribe(chart) => {
                scene.subscribe(CHARTS[*chart]);
            }
            Self::Unsubscribe(chart) => scene.unsubscribe(CHARTS[*chart]),
            Self::Send(length) => {
                let text = format!("msg {}", "x".repeat(*length));
                if let Err(error) = scene.send(&text) {
                    assert_eq!(error.frame, Frame::from(text), "another message came back");
                }
            }
            Self::Publish(chart) => scene.publish(CHARTS[*chart], "v"),
            Self::Doubt => scene.act(Connection::handle_doubt),
            Self::Network(online) => {
                scene.act(|connection, now| connection.handle_network(*online, now));
            }
            Self::Happen(ago, what) => {
                let generation = Generation(scene.newest_generation().0.wrapping_sub(*ago));
                scene.happen(what.to(generation));
            }
            Self::Pass(span) => scene.pass(*span),
            Self::Sleep(span) => scene.sleep(*span),
            Self::Wake => scene.wake(),
        }
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

/// Makes the peer a friendly one for all that comes.
fn heal(scene: &mut Scene) {
    scene.peer.login = Login::Ticket;
    scene.peer.opening = Opening::Opens;
    scene.peer.admission = Admission::Welcome { expires_in: None };
    scene.peer.answers_health = true;
    scene.peer.reachable = true;
}

/// What an unfriendly peer says before it closes.
fn last_words() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        Just("nothing"),
        Just("welcome"),
        Just("welcome 0"),
        Just("beat"),
        Just("data trendData - 0 v"),
        Just("what?"),
    ]
}

proptest! {
    #[test]
    fn the_rules_hold_and_a_friendly_peer_is_reached(
        setting in setting(),
        steps in vec(step(), 0..80),
    ) {
        let mut scene = setting.scene();
        for step in &steps {
            step.apply(&mut scene);
        }
        heal(&mut scene);
        scene.act(Connection::open);
        scene.pass(RECOVERY);
        prop_assert_eq!(scene.status(), &Status::Live);
        prop_assert_eq!(scene.connection.queued(), 0);
    }

    #[test]
    fn closed_by_hand_it_stays_closed_whatever_happens(
        setting in setting(),
        before in vec(step(), 0..40),
        after in vec(step(), 0..40),
    ) {
        let mut scene = setting.scene();
        scene.act(Connection::open);
        for step in &before {
            step.apply(&mut scene);
        }
        scene.act(Connection::open);
        scene.act(|connection, _| connection.close());
        scene.forget();
        for step in after.iter().filter(|step| !matches!(step, Step::Open | Step::RetryNow)) {
            step.apply(&mut scene);
        }
        let others = scene.times(|output| !matches!(output, Output::Unsubscribed { .. }));
        prop_assert!(others.is_empty(), "{:?}", scene.log);
        prop_assert_eq!(scene.status(), &Status::Closed);
    }

    #[test]
    fn an_unfriendly_peer_is_not_stormed(
        seed: u64,
        entry in entry(),
        admission in prop_oneof![
            Just(Admission::Refused),
            Just(Admission::Silence),
            any::<u16>().prop_map(Admission::Close),
            Just(Admission::Close(4401)),
            (last_words(), any::<u16>()).prop_map(|(word, code)| Admission::SayThenClose(word, code)),
            last_words().prop_map(|word| Admission::SayThenClose(word, 4401)),
        ],
    ) {
        let options = Options { credentials: true, ..Options::default() };
        let mut scene = Scene::with(Words { entry, ..Words::default() }, options, seed);
        scene.peer.admission = admission;
        scene.act(Connection::open);
        scene.pass(60_000);
        let dials = scene.times(|output| matches!(output, Output::Dial(_))).len();
        prop_assert!(dials <= 400, "{dials} dials in a minute");
    }
}
