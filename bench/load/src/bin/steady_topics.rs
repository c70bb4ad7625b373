//! The real server with topics `t0`, `t1`… of its own, in which something is published at a steady rate. For measuring what
//! that costs: no feed publishes as often.
//!
//! ```text
//! steady-topics <topics> <messages per second> <bytes of a value> [flags of live-server]
//! ```

#[path = "../clock.rs"]
mod clock;

use std::sync::Arc;
use std::time::Duration;

use clap::Parser as _;
use live_server::cli::Cli;
use live_server::hub::Hub;
use live_server::run::Running;
use socket_wire::TopicName;
use tokio::time::{Instant, interval_at};

type AnyError = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), AnyError> {
    let mut arguments = std::env::args();
    let program = arguments.next().unwrap_or_default();
    let mut number = || -> Result<f64, AnyError> {
        let text = arguments.next().ok_or("three numbers are wanted")?;
        Ok(text.parse()?)
    };
    let (topics, rate, bytes) = (number()? as usize, number()?, number()? as usize);
    let flags = std::iter::once(program).chain(arguments);
    let running = Running::start(Cli::try_parse_from(flags)?.options).await?;
    publish(running.hub(), 0..topics, bytes).await?;
    tell(&format!("Live dashboard: http://{}/", running.address))?;

    let period = Duration::from_secs_f64(1.0 / rate);
    let mut ticks = interval_at(Instant::now() + period, period);
    for message in 0.. {
        ticks.tick().await;
        let topic = message % topics;
        publish(running.hub(), topic..topic + 1, bytes).await?;
    }
    Ok(())
}

/// Publishes one value in each of these topics.
async fn publish(
    hub: &Arc<Hub>,
    topics: std::ops::Range<usize>,
    bytes: usize,
) -> Result<(), AnyError> {
    let name = |topic| TopicName::new(format!("t{topic}"));
    let names: Vec<TopicName> = topics.map(name).collect::<Result<_, _>>()?;
    let hub = Arc::clone(hub);
    let publishing = tokio::task::spawn_blocking(move || {
        let values = names.into_iter().map(|name| (name, value(bytes)));
        hub.publish(values.collect())
    });
    publishing.await??;
    Ok(())
}

/// A value that says when it was made, in nanoseconds since the Unix epoch. It can be drawn as a ranking of one.
fn value(bytes: usize) -> String {
    const END: &str = r#"","name":"load","value":1}]"#;
    let at = clock::now().as_nanos();
    let mut value = format!(r#"[{{"at":"{at:019}","more":""#);
    let more = bytes.saturating_sub(value.len() + END.len());
    value.extend(std::iter::repeat_n('x', more));
    value.push_str(END);
    value
}

fn tell(line: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    writeln!(std::io::stdout(), "{line}")
}
