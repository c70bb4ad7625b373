use std::time::Duration;

use serde::Serialize;

use crate::arguments::Arguments;
use crate::clock;
use crate::fleet::Fleet;
use crate::latency::Latencies;
use crate::process::{Usage, usage};
use crate::publisher::Publisher;

/// How long after the last message the last delivery may come.
const DRAIN: Duration = Duration::from_secs(2);

/// What was measured.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Report {
    sockets: usize,
    /// Seconds that were measured.
    seconds: f64,
    /// Messages that came in that time, on all sockets together.
    deliveries: u64,
    /// Those that never came, of all that were published from the first one on; nobody knows of what the hub publishes.
    lost: Option<i64>,
    /// Milliseconds from sending to having received.
    p50: Option<f64>,
    p99: Option<f64>,
    /// CPU seconds of the hub's process.
    user: f64,
    system: f64,
    /// CPU seconds of this program: the hub has to share the machine with it.
    own: f64,
    /// Resident bytes of the hub's process before the sockets were there, and with them.
    resident_before: u64,
    resident_open: u64,
    resident_after: u64,
}

/// Opens the sockets, lets things settle, measures, and waits for what is still under way.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Report> {
    let hub = arguments.pid.to_string();
    let alone = usage(&hub)?;
    let mut fleet = Fleet::open(arguments)?;
    let mut publisher = Publisher::new(arguments);
    let mut tally = Tally::new();

    let begin = clock::now() + arguments.warm_up();
    go_on(&mut fleet, &mut publisher, &mut tally, begin)?;
    let (hub_before, own_before) = (usage(&hub)?, usage("self")?);
    let begun = clock::now();
    tally.measured = Some(Latencies::new());
    let in_warm_up = tally.deliveries;
    go_on(
        &mut fleet,
        &mut publisher,
        &mut tally,
        begun + arguments.duration(),
    )?;
    let (hub_after, own_after) = (usage(&hub)?, usage("self")?);
    let seconds = (clock::now() - begun).as_secs_f64();
    let deliveries = tally.deliveries - in_warm_up;
    let latencies = tally.measured.take();

    let expected = (publisher.published * arguments.sockets) as u64;
    let last = clock::now() + DRAIN;
    while tally.deliveries < expected && clock::now() < last {
        fleet.read(last, |sent, came| tally.add(sent, came))?;
    }
    let quantile = |share| latencies.as_ref().and_then(|all| all.quantile(share));
    Ok(Report {
        sockets: arguments.sockets,
        seconds,
        deliveries,
        lost: (arguments.publishers > 0).then(|| expected as i64 - tally.deliveries as i64),
        p50: quantile(0.5),
        p99: quantile(0.99),
        user: hub_after.user - hub_before.user,
        system: hub_after.system - hub_before.system,
        own: cpu(own_after) - cpu(own_before),
        resident_before: alone.resident,
        resident_open: hub_before.resident,
        resident_after: hub_after.resident,
    })
}

/// Publishes and reads until that time.
fn go_on(
    fleet: &mut Fleet,
    publisher: &mut Publisher,
    tally: &mut Tally,
    end: Duration,
) -> anyhow::Result<()> {
    loop {
        let now = clock::now();
        if now >= end {
            return Ok(());
        }
        publisher.publish(now, fleet)?;
        let until = publisher.due().map_or(end, |due| due.min(end));
        fleet.read(until, |sent, came| tally.add(sent, came))?;
    }
}

/// What came.
struct Tally {
    deliveries: u64,
    measured: Option<Latencies>,
}

impl Tally {
    fn new() -> Self {
        Self {
            deliveries: 0,
            measured: None,
        }
    }

    fn add(&mut self, sent: Duration, came: Duration) {
        self.deliveries += 1;
        if let Some(latencies) = &mut self.measured {
            latencies.add(came.saturating_sub(sent));
        }
    }
}

fn cpu(usage: Usage) -> f64 {
    usage.user + usage.system
}
