//! A dialect that has no word for anything: it can only listen.

use socket_conn::{
    Connection, Dialect, Frame, Generation, Options, Output, Reading, Request, RequestError,
    Status, Subscription,
};

const SOCKET: Generation = Generation(1);

/// Each frame means what the test wants it to.
struct Listener(Reading);

impl Dialect for Listener {
    fn read(&self, _: &Frame, readings: &mut Vec<Reading>) -> Result<(), String> {
        readings.push(self.0.clone());
        Ok(())
    }
}

fn outputs(connection: &mut Connection<Listener>) -> Vec<Output> {
    std::iter::from_fn(|| connection.poll_output()).collect()
}

/// Live, with credentials that are ignored and a topic that can't be asked for.
fn live(frames_mean: Reading) -> Connection<Listener> {
    let options = Options {
        credentials: true,
        ..Options::default()
    };
    let mut connection = Connection::new(Listener(frames_mean), options, 1);
    connection.subscribe(Subscription {
        socket_type: "xData".to_owned(),
        chart_name: "x".to_owned(),
    });
    connection.open(0);
    connection.handle_credentials(SOCKET, Ok(Some("ticket".to_owned())), 5);
    connection.handle_opened(SOCKET, 10);
    let said = [
        Output::FetchCredentials(SOCKET),
        Output::Status(Status::Connecting),
        Output::Dial(SOCKET),
        Output::Status(Status::Live),
    ];
    assert_eq!(outputs(&mut connection), said);
    connection
}

#[test]
fn it_is_live_when_the_socket_is_open_and_says_nothing() {
    let connection = live(Reading::Nothing);
    assert_eq!(connection.poll_timeout(), None);
}

#[test]
fn it_has_no_doubts() {
    let mut connection = live(Reading::Nothing);
    connection.handle_doubt(20);
    assert!(outputs(&mut connection).is_empty());
}

#[test]
fn it_has_no_requests() {
    let mut connection = live(Reading::Nothing);
    let answer = connection.request(&Request::default(), 1_000, 20);
    assert_eq!(answer, Err(RequestError::Unsupported));
}

#[test]
fn it_has_no_answer_to_a_heartbeat() {
    let mut connection = live(Reading::Heartbeat);
    connection.handle_frame(SOCKET, "beat".into(), 20);
    assert!(outputs(&mut connection).is_empty());
}

#[test]
fn it_has_no_way_to_hand_over_fresh_credentials() {
    let expires_in = Some(10_000);
    let mut connection = live(Reading::Welcome { expires_in });
    connection.handle_frame(SOCKET, "welcome".into(), 20);
    connection.handle_timeout(20 + 9_000);
    let fetch = Output::FetchCredentials(SOCKET);
    assert_eq!(outputs(&mut connection), [fetch]);
    connection.handle_credentials(SOCKET, Ok(Some("fresh".to_owned())), 9_030);
    assert!(outputs(&mut connection).is_empty());
}

#[test]
fn it_gives_a_topic_up_without_a_word_and_has_no_farewell() {
    let mut connection = live(Reading::Nothing);
    connection.unsubscribe("xData", 20);
    connection.handle_timeout(2_020);
    connection.close();
    let socket_type = "xData".to_owned();
    let said = [
        Output::Unsubscribed { socket_type },
        Output::Close(SOCKET, 1000),
        Output::Status(Status::Closed),
    ];
    assert_eq!(outputs(&mut connection), said);
}

#[test]
fn a_user_may_say_anything_all_the_same() {
    let mut connection = live(Reading::Nothing);
    let frame = Frame::from(vec![1, 2, 3]);
    assert_eq!(connection.send(frame.clone(), 20), Ok(()));
    assert_eq!(outputs(&mut connection), [Output::Send(SOCKET, frame)]);
}
