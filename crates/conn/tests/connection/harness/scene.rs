use std::collections::BTreeMap;

use socket_conn::{
    Body, Close, Connection, Dialect, Frame, Generation, Millis, Options, Output, Status,
};

use super::rules::Rules;
use super::{Event, Peer, Words};

/// The dialect is chosen when the program runs, as in the store.
pub(crate) type AnyConnection = Connection<Box<dyn Dialect>>;

/// A connection, its peer and the time: what a driver does, without waiting.
pub(crate) struct Scene {
    pub(crate) now: Millis,
    pub(crate) connection: AnyConnection,
    pub(crate) peer: Peer,
    /// All outputs, and when they came.
    pub(crate) log: Vec<(Millis, Output)>,
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

    pub(crate) fn with(words: Words, options: Options, seed: u64) -> Self {
        Self {
            // Not 0: nothing may depend on where the time begins.
            now: 1_000_000,
            rules: Rules::new(&options),
            connection: Connection::new(Box::new(words), options, seed),
            peer: Peer::default(),
            log: Vec::new(),
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

    /// Opens, waits until it has just become live, and forgets how it went.
    pub(crate) fn go_live(&mut self) {
        self.act(Connection::open);
        self.pass_until(|scene| *scene.status() == Status::Live);
        self.forget();
    }

    /// Clears the log and what the peer has heard.
    pub(crate) fn forget(&mut self) {
        self.log.clear();
        self.peer.heard.clear();
    }

    /// Calls the machine, then does what it says.
    pub(crate) fn act<T>(&mut self, call: impl FnOnce(&mut AnyConnection, Millis) -> T) -> T {
        let answer = call(&mut self.connection, self.now);
        while let Some(output) = self.connection.poll_output() {
            self.rules.check(&output, &self.connection);
            for (after, event) in self.peer.react(&output) {
                self.plan(self.now + after, event);
            }
            self.log.push((self.now, output));
        }
        self.rules.check_at_rest(&self.connection);
        answer
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
        self.act(socket_conn::Connection::handle_timeout);
        let wake = self.connection.poll_timeout();
        assert!(
            wake.is_none_or(|wake| wake.at > self.now),
            "still due after being woken: {wake:?} at {}",
            self.now
        );
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

    /// Sends a message of the user; the rules know it by its first word, `msg`.
    pub(crate) fn send(&mut self, text: &str) -> Result<(), socket_conn::SendError> {
        let sent = self.connection.send(Frame::from(text), self.now);
        if sent.is_ok() {
            self.rules.taken(text);
        }
        self.act(|_, _| sent)
    }

    /// Gives a topic up.
    pub(crate) fn unsubscribe(&mut self, socket_type: &str) {
        self.act(|connection, now| connection.unsubscribe(socket_type, now));
    }

    fn tell(&mut self, event: Event) {
        self.rules.note(&event);
        self.act(|connection, now| match event {
            Event::Credentials(generation, answer) => {
                connection.handle_credentials(generation, answer, now);
            }
            Event::Health(generation, healthy) => {
                connection.handle_health(generation, healthy, now);
            }
            Event::Opened(generation) => connection.handle_opened(generation, now),
            Event::Frame(generation, frame) => connection.handle_frame(generation, frame, now),
            Event::Closed(generation, code) => {
                let close = Close {
                    code,
                    reason: "as the test says".to_owned(),
                    was_clean: code != 1006,
                };
                connection.handle_closed(generation, close, now);
            }
        });
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
