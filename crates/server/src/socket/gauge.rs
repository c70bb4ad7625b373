/// Counts one open socket under the mode that it speaks, for as long as it is open.
#[derive(Debug)]
pub(super) struct Gauge {
    mode: &'static str,
}

impl Gauge {
    pub(super) fn new() -> Self {
        let gauge = Self { mode: "undecided" };
        gauge.metric().increment(1.0);
        gauge
    }

    pub(super) fn set_mode(&mut self, mode: &'static str) {
        if self.mode != mode {
            self.metric().decrement(1.0);
            self.mode = mode;
            self.metric().increment(1.0);
        }
    }

    fn metric(&self) -> metrics::Gauge {
        metrics::gauge!("live_sockets", "mode" => self.mode)
    }
}

impl Drop for Gauge {
    fn drop(&mut self) {
        self.metric().decrement(1.0);
    }
}
