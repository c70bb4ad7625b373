//! Values that are prepared in every encoding, so that sending one is a copy.

use axum::body::Bytes;

use crate::charts::CHARTS;

/// How many values of a chart there are before they begin anew.
const VALUES: u64 = 64;

/// All values of all charts.
#[derive(Debug)]
pub(crate) struct Ring {
    charts: Vec<Vec<Value>>,
}

/// One value of a chart.
#[derive(Debug)]
pub(crate) struct Value {
    pub(crate) json: String,
    /// The same as a JSON string: quotes around it, and all of its own escaped.
    pub(crate) escaped: String,
    pub(crate) packed: Bytes,
}

impl Ring {
    pub(crate) fn new() -> Self {
        let of_chart = |chart: &crate::charts::Chart| {
            let values = (0..VALUES).map(|step| Value::new(&(chart.value)(phase(step))));
            values.collect()
        };
        Self {
            charts: CHARTS.iter().map(of_chart).collect(),
        }
    }

    /// The value with that number of the chart with that index.
    pub(crate) fn value(&self, chart: usize, seq: u64) -> &Value {
        let place = usize::try_from(seq % VALUES).unwrap_or_default();
        &self.charts[chart][place]
    }
}

/// Where in its cycle a step is, as an angle: the last step goes over into the first.
#[expect(clippy::cast_precision_loss, reason = "there are few steps")]
fn phase(step: u64) -> f64 {
    step as f64 / VALUES as f64 * std::f64::consts::TAU
}

impl Value {
    fn new(value: &serde_json::Value) -> Self {
        let json = value.to_string();
        let escaped = serde_json::Value::from(json.as_str()).to_string();
        let packed = rmp_serde::to_vec(value).expect("plain JSON can be packed");
        Self {
            json,
            escaped,
            packed: packed.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_is_about_as_long_as_promised_and_differs_from_the_next() {
        let ring = Ring::new();
        for (index, chart) in CHARTS.iter().enumerate() {
            for seq in 0..VALUES {
                let json = &ring.value(index, seq).json;
                assert!(
                    (1_100..=1_300).contains(&json.len()),
                    "{}: {} bytes",
                    chart.name,
                    json.len()
                );
                assert!(json.is_ascii(), "characters are counted as bytes");
                assert_ne!(json, &ring.value(index, seq + 1).json, "{}", chart.name);
            }
        }
    }
}
