use std::collections::BTreeMap;

use socket_conn::{
    Body, Connection, Delivery, Dialect, Generation, Millis, Options, Output, Request,
    RequestError, SendError, Status,
};

use super::rules::{self, Rules};
use super::{Event, Peer, Words, topic};

/// The dialect is chosen when the program runs, as in the store.
pub(crate) type AnyConnection = Connection<Box<dyn Dialect>>;

/// How long a topic stays subscribed that nobody wants.
pub(crate) const LINGER: Millis = 2_000;

/// A connection, its peer and the time: what a driver does, without waiting.
pub(crate) struct Scene {
    pub(crate) now: Millis,
    pub(crate) connection: AnyConnection,
    pub(crate) peer: Peer,
    /// All outputs, and when they came.
    pub(crate) log: Vec<(Millis, Output)>,
    /// Whether the socket hands on all that it has taken before a timer fires.
    pub(crate) drains: bool,
    /// The numbers of all requests that were taken.
    pub(crate) requests: Vec<u64>,
    /// How many messages were sent, taken or not.
    pub(crate) messages: u64,
    rules: Rules,
    agenda: BTreeMap<(Millis, usize), Event>,
    planned: usize,
}

impl Scene {
    /// With credentials, and the dialect that asks for them.
    pub(crate) fn new() -> Self {
        let options = Options {
            credentials: true,
            ..Options::default()
        };
        Self::with(Words::default(), options, 7)
    }

    pub(crate) fn with_options(options: Options) -> Self {
        Self::with(Words::default(), options, 1)
    }

    pub(crate) fn with(words: Words, options: Options, seed: u64) -> Self {
        Self {
            // Not 0: nothing may depend on where the time begins.
            now: 1_000_000,
            rules: Rules::new(&options),
            connection: Connection::new(Box::new(words), options, seed),
            peer: Peer::default(),
            log: Vec::new(),
            drains: false,
            requests: Vec::new(),
            messages: 0,
            agenda: BTreeMap::new(),
            planned: 0,
        }
    }

    /// A scene that is live, and whose log and peer remember nothing of the way there.
    pub(crate) fn live() -> Self {
        let mut scene = Self::new();
        scene.go_live();
        scene
    }

    /// As [`Self::live`], with a peer that has one value of `trend`: the scene wants it, and has it too.
    pub(crate) fn with_a_value() -> Self {
        let mut scene = Self::live();
        scene.peer.publish("trend", "1");
        scene.subscribe("trend");
        scene.pass(100);
        assert_eq!(scene.delivered(), ["1"]);
        scene.clear_log();
        scene
    }

    /// Opens, waits until it has just become live, and forgets how it went.
    pub(crate) fn go_live(&mut self) {
        self.act(Connection::open);
        self.pass_until(|scene| *scene.status() == Status::Live);
        self.clear_log();
    }

    /// Clears the log and what the peer has heard.
    pub(crate) fn clear_log(&mut self) {
        self.log.clear();
        self.peer.heard.clear();
    }

    /// Calls the machine, then does what it says.
    pub(crate) fn act<T>(&mut self, call: impl FnOnce(&mut AnyConnection, Millis) -> T) -> T {
        let answer = call(&mut self.connection, self.now);
        while self.do_next() {}
        self.rules.check_at_rest(&self.connection);
        answer
    }

    /// Lets the peer say something, and does only the first so many things that the machine says.
    pub(crate) fn hear_and_do(&mut self, text: &str, outputs: usize) {
        let event = Event::Frame(self.generation(), text.into());
        self.rules.note(&event);
        event.tell(&mut self.connection, self.now);
        for _ in 0..outputs {
            self.do_next();
        }
    }

    fn do_next(&mut self) -> bool {
        let Some(output) = self.connection.poll_output() else {
            return false;
        };
        self.rules.check(&output, &self.connection);
        for (after, event) in self.peer.react(&output) {
            self.plan(self.now + after, event);
        }
        self.log.push((self.now, output));
        true
    }

    /// Lets something happen now.
    pub(crate) fn happen(&mut self, event: Event) {
        let foreign = event.generation() != self.newest_generation();
        let before = self.log.len();
        self.tell(event);
        let said = &self.log[before..];
        assert!(
            !foreign || said.is_empty(),
            "led by another socket: {said:?}"
        );
    }

    /// Lets the peer say something on the current socket, at once.
    pub(crate) fn hear(&mut self, text: &str) {
        self.happen(Event::Frame(self.generation(), text.into()));
    }

    /// Lets the current socket close, at once.
    pub(crate) fn lose(&mut self, code: u16) {
        self.happen(Event::Closed(self.generation(), code));
    }

    /// Lets the peer change a chart and tell it on the current socket, at once.
    pub(crate) fn publish(&mut self, chart: &str, value: &str) {
        let frame = self.peer.publish(chart, value);
        self.happen(Event::Frame(self.generation(), frame));
    }

    /// Wakes the machine as a timer would that fires now.
    pub(crate) fn wake(&mut self) {
        if self.drains {
            self.buffered(0);
        }
        self.act(socket_conn::Connection::handle_timeout);
        rules::check_woken(&self.connection, self.now);
    }

    /// Lets time pass: all that was planned happens, and timers fire, each at its time.
    pub(crate) fn pass(&mut self, span: Millis) {
        let end = self.now + span;
        while let Some(step) = self.next_step().filter(|step| step.at() <= end) {
            self.now = self.now.max(step.at());
            match step {
                Step::Event(key) => {
                    let event = self.agenda.remove(&key).expect("was just seen");
                    self.happen(event);
                }
                Step::Wake(_) => self.wake(),
            }
        }
        self.now = end;
    }

    /// Lets time pass until something is so, looking whenever something has happened.
    pub(crate) fn pass_until(&mut self, so: impl Fn(&Self) -> bool) {
        let end = self.now + 600_000;
        while !so(self) {
            let next = self.next_step().map_or(end, |step| step.at());
            assert!(next < end, "not within ten minutes: {:?}", self.log);
            self.pass(next.saturating_sub(self.now));
        }
    }

    /// Lets time pass with nothing running, as in a sleeping machine: what was planned is late.
    pub(crate) fn sleep(&mut self, span: Millis) {
        self.now += span;
    }

    /// The current status.
    pub(crate) fn status(&self) -> &Status {
        self.connection.status()
    }

    /// The newest dial.
    pub(crate) fn generation(&self) -> Generation {
        self.rules.newest_dial
    }

    /// The newest attempt, which may not have come to a dial.
    pub(crate) fn newest_generation(&self) -> Generation {
        self.rules.newest
    }

    /// Times of all dials in the log.
    pub(crate) fn dials(&self) -> Vec<Millis> {
        self.times(|output| matches!(output, Output::Dial(_)))
    }

    /// Times of all outputs in the log that are such.
    pub(crate) fn times(&self, such: impl Fn(&Output) -> bool) -> Vec<Millis> {
        let chosen = self.log.iter().filter(|(_, output)| such(output));
        chosen.map(|(at, _)| *at).collect()
    }

    /// How many times the log asks whether the peer lives.
    pub(crate) fn pings(&self) -> usize {
        let ping = |output: &Output| match output {
            Output::Send(_, frame) => frame.as_text().is_some_and(|t| t.starts_with("ping")),
            _ => false,
        };
        self.times(ping).len()
    }

    /// The statuses in the log, by their names.
    pub(crate) fn statuses(&self) -> Vec<&'static str> {
        let name = |(_, output): &(Millis, Output)| match output {
            Output::Status(status) => Some(status.name()),
            _ => None,
        };
        self.log.iter().filter_map(name).collect()
    }

    /// The freshness changes in the log, each as `topic:freshness`.
    pub(crate) fn freshness(&self) -> Vec<String> {
        let show = |(_, output): &(Millis, Output)| match output {
            Output::Freshness {
                socket_type,
                freshness,
            } => Some(format!("{socket_type}:{}", freshness.name())),
            _ => None,
        };
        self.log.iter().filter_map(show).collect()
    }

    /// The payloads in the log that were for handlers.
    pub(crate) fn delivered(&self) -> Vec<&str> {
        let outputs = self.log.iter().map(|(_, output)| output);
        outputs.filter_map(payload).collect()
    }

    /// All that a test may want to see, each as one word: what became of messages and requests.
    pub(crate) fn endings(&self) -> Vec<String> {
        let show = |(_, output): &(Millis, Output)| match output {
            Output::Dropped(SendError { frame, kind }) => {
                Some(format!("{}: {kind:?}", frame.as_text().unwrap_or_default()))
            }
            Output::Answered { id, answer } => Some(match answer {
                Ok(answer) => format!("{id}: {}", text_of(answer).unwrap_or_default()),
                Err(RequestError::Refused(_)) => format!("{id}: Refused"),
                Err(error) => format!("{id}: {error:?}"),
            }),
            _ => None,
        };
        self.log.iter().filter_map(show).collect()
    }

    /// Sends a message of the user; the rules know it by its first word, `msg`.
    pub(crate) fn send(&mut self, text: &str) -> Result<(), SendError> {
        let sent = self.connection.send(text.into(), self.now);
        self.sent(text, sent)
    }

    /// Sends a message that is not to wait.
    pub(crate) fn send_volatile(&mut self, text: &str) -> Result<(), SendError> {
        let sent = self.connection.send_volatile(text.into());
        self.sent(text, sent)
    }

    /// Asks the peer something.
    pub(crate) fn request(&mut self, action: &str, timeout: Millis) -> Result<u64, RequestError> {
        let request = Request {
            action: action.to_owned(),
            ..Request::default()
        };
        let asked = self.connection.request(&request, timeout, self.now);
        if let Ok(id) = asked {
            self.requests.push(id);
            self.rules.asked(id, format!("ask {id} {action}"));
        }
        self.act(|_, _| asked)
    }

    /// Waits for the answer to a request no more.
    pub(crate) fn cancel(&mut self, id: u64) {
        self.rules.cancelled(id);
        self.act(|connection, _| connection.cancel(id));
    }

    /// Tells how much the socket has not yet handed on.
    pub(crate) fn buffered(&mut self, bytes: usize) {
        self.rules.buffered(bytes);
        self.act(|connection, _| connection.handle_buffered(bytes));
    }

    /// Closes the connection by hand.
    pub(crate) fn close(&mut self) {
        self.act(|connection, _| connection.close());
    }

    /// Gives a reason for doubt: the page was hidden, the clock has jumped.
    pub(crate) fn doubt(&mut self) {
        self.act(Connection::handle_doubt);
    }

    /// Leaves the page.
    pub(crate) fn suspend(&mut self) {
        self.rules.suspended();
        self.act(|connection, _| connection.handle_suspended());
    }

    /// Wants the topic of a chart.
    pub(crate) fn subscribe(&mut self, chart: &str) {
        self.act(|connection, _| connection.subscribe(topic(chart)));
    }

    /// Wants the topic of a chart no more.
    pub(crate) fn unsubscribe(&mut self, chart: &str) {
        let socket_type = topic(chart).socket_type;
        self.act(|connection, now| connection.unsubscribe(&socket_type, now));
    }

    fn sent(&mut self, text: &str, sent: Result<(), SendError>) -> Result<(), SendError> {
        self.messages += 1;
        if sent.is_ok() {
            self.rules.taken(text);
        }
        self.act(|_, _| sent)
    }

    fn tell(&mut self, event: Event) {
        self.rules.note(&event);
        self.act(|connection, now| event.tell(connection, now));
    }

    fn plan(&mut self, at: Millis, event: Event) {
        self.planned += 1;
        self.agenda.insert((at, self.planned), event);
    }

    fn next_step(&self) -> Option<Step> {
        let event = self.agenda.keys().next().copied().map(Step::Event);
        let wake = self.connection.poll_timeout().map(|w| Step::Wake(w.at));
        event.into_iter().chain(wake).min_by_key(Step::at)
    }
}

/// The text that a delivery is about.
fn payload(output: &Output) -> Option<&str> {
    let Output::Deliver(delivery) = output else {
        return None;
    };
    text_of(delivery)
}

fn text_of(delivery: &Delivery) -> Option<&str> {
    let Body::Json(range) = &delivery.data.body else {
        return None;
    };
    delivery.frame.as_text()?.get(range.clone())
}

enum Step {
    Event((Millis, usize)),
    Wake(Millis),
}

impl Step {
    fn at(&self) -> Millis {
        match self {
            Self::Event((at, _)) | Self::Wake(at) => *at,
        }
    }
}
