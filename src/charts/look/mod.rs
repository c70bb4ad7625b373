//! What a chart takes from the page: the theme's colours, and the size of the text.
//!
//! An option's style is written as a template: JSON as ECharts documents it, with colours and sizes as in a style sheet,
//! `"var(--text-soft)"` and `"0.75rem"`. Data is put into it afterwards, so that no name of a seller is ever read as style.
//!
//! ECharts takes a line of text to be as high as its letters are wide. Where something stands below it, or the canvas ends,
//! the template says how high it is: else the legs of letters are cut.

mod page;

use std::{
    ptr,
    sync::{Arc, Mutex, PoisonError},
};

use chart_payloads::lenient;
use serde_json::Value;

pub use page::{provide_look, use_look};

/// How many colours the series take turns with: `--chart-1` to `--chart-8`.
const SERIES_COLOURS: usize = 8;

/// What all charts share. Tooltips are drawn on the canvas, never parsed as markup.
const SHARED: &str = r#"{
    "textStyle": { "fontFamily": "var(--font)", "color": "var(--text)" },
    "tooltip": {
        "renderMode": "richText",
        "confine": true,
        "backgroundColor": "var(--surface-raised)",
        "borderColor": "var(--line)",
        "borderWidth": 1,
        "padding": "0.6rem",
        "textStyle": {
            "color": "var(--text)", "fontFamily": "var(--font)", "fontSize": "0.8rem", "lineHeight": "1.25rem"
        }
    }
}"#;

/// A legend in one line, which can be paged through when it is too long.
const LEGEND: &str = r#"{
    "type": "scroll",
    "left": 0,
    "right": 0,
    "padding": 0,
    "itemWidth": "0.65rem",
    "itemHeight": "0.65rem",
    "itemGap": "0.9rem",
    "textStyle": { "color": "var(--text-soft)", "fontSize": "0.75rem", "padding": [0, 0, 0, "0.15rem"] },
    "inactiveColor": "var(--line)",
    "inactiveBorderColor": "var(--line)",
    "pageIconColor": "var(--text-soft)",
    "pageIconInactiveColor": "var(--line)",
    "pageIconSize": "0.7rem",
    "pageTextStyle": { "color": "var(--text-soft)", "fontSize": "0.75rem" }
}"#;

/// Colours and sizes of all charts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Look {
    /// The custom properties that `style/tokens.css` sets, by name.
    properties: Vec<(&'static str, String)>,
    /// The page's `rem` in CSS pixels: it grows with the screen, and the charts with it.
    rem: f64,
    /// The page is as narrow as a phone: there is room for half as much side by side.
    pub narrow: bool,
    /// The viewer asked the system for less motion.
    pub calm: bool,
    /// Templates that were read already.
    parts: Parts,
}

/// What templates have become in a look: charts ask for the same ones with every drawing.
#[derive(Debug, Clone, Default)]
struct Parts(Arc<Mutex<Vec<(&'static str, Value)>>>);

/// They follow from the rest of a look.
impl PartialEq for Parts {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Parts {
    fn get(&self, template: &'static str, make: impl FnOnce() -> Value) -> Value {
        let mut parts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = parts.iter().find(|(known, _)| ptr::eq(*known, template));
        known.map(|(_, part)| part.clone()).unwrap_or_else(|| {
            let part = make();
            parts.push((template, part.clone()));
            part
        })
    }
}

impl Look {
    /// A chart's option: its own template on top of what all charts share.
    ///
    /// # Panics
    /// When the template is no JSON: a mistake in the program, found by the chart's first test.
    #[must_use]
    pub fn option(&self, template: &'static str) -> Value {
        let mut option = self.part(SHARED);
        option["animation"] = Value::Bool(!self.calm);
        merge(&mut option, self.part(template));
        option
    }

    /// A part of an option.
    ///
    /// # Panics
    /// As [`option`](Self::option).
    #[must_use]
    pub fn part(&self, template: &'static str) -> Value {
        self.parts.get(template, || {
            let mut part = serde_json::from_str(template).expect("a template is JSON");
            self.resolve(&mut part);
            part
        })
    }

    /// The shared legend, for series of these names.
    #[must_use]
    pub fn legend<'a>(&self, names: impl Iterator<Item = &'a str>) -> Value {
        let mut legend = self.part(LEGEND);
        legend["data"] = names.collect();
        legend
    }

    /// A colour by the name of its custom property. Empty, which ECharts takes for its default, when there is none.
    #[must_use]
    pub fn colour(&self, property: &str) -> &str {
        let found = self.properties.iter().find(|(name, _)| *name == property);
        found.map_or("", |(_, value)| value)
    }

    /// The colour of the series with that index.
    #[must_use]
    pub fn series_colour(&self, index: usize) -> &str {
        self.colour(PROPERTIES[index % SERIES_COLOURS])
    }

    /// So many rem, in the pixels that ECharts wants.
    #[must_use]
    pub fn px(&self, rem: f64) -> f64 {
        (rem * self.rem).round()
    }

    fn resolve(&self, value: &mut Value) {
        match value {
            Value::Object(members) => members.values_mut().for_each(|value| self.resolve(value)),
            Value::Array(items) => items.iter_mut().for_each(|value| self.resolve(value)),
            Value::String(text) => {
                if let Some(resolved) = self.resolved(text) {
                    *value = resolved;
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn resolved(&self, text: &str) -> Option<Value> {
        if let Some(property) = text
            .strip_prefix("var(")
            .and_then(|text| text.strip_suffix(')'))
        {
            return Some(self.colour(property).into());
        }
        let rem = lenient::parse(text.strip_suffix("rem")?)?;
        Some(self.px(rem).into())
    }
}

/// The custom properties that charts use. The series' colours come first.
const PROPERTIES: [&str; 28] = [
    "--chart-1",
    "--chart-2",
    "--chart-3",
    "--chart-4",
    "--chart-5",
    "--chart-6",
    "--chart-7",
    "--chart-8",
    "--chart-rest",
    "--band-1",
    "--band-2",
    "--band-3",
    "--level-low",
    "--level-middle",
    "--level-high",
    "--map-empty",
    "--map-low",
    "--map-high",
    "--map-border",
    "--map-city",
    "--map-city-top",
    "--text",
    "--text-soft",
    "--text-faint",
    "--line",
    "--surface",
    "--surface-raised",
    "--font",
];

/// Puts `source` on top of `target`: objects are merged member by member; anything else takes the other's place.
pub fn merge(target: &mut Value, source: Value) {
    match (target, source) {
        (Value::Object(target), Value::Object(source)) => {
            for (key, value) in source {
                merge(target.entry(key).or_insert(Value::Null), value);
            }
        }
        (target, source) => *target = source,
    }
}

#[cfg(test)]
mod tests {
    use super::{Look, PROPERTIES};

    fn look() -> Look {
        Look {
            properties: PROPERTIES.map(|name| (name, name.to_owned())).to_vec(),
            rem: 20.0,
            ..Look::default()
        }
    }

    #[test]
    fn a_charts_own_template_stands_on_top_of_the_shared_one() {
        let option = look().option(r#"{ "tooltip": { "trigger": "axis" }, "series": [] }"#);
        assert_eq!(option["tooltip"]["trigger"], "axis");
        assert_eq!(
            option["tooltip"]["renderMode"], "richText",
            "a tooltip must never become markup"
        );
        assert!(option["series"].is_array());
    }

    #[test]
    fn colours_and_sizes_are_those_of_the_page() {
        let part = look()
            .part(r#"{ "color": "var(--line)", "padding": [0, "0.5rem"], "name": "remarkable" }"#);
        assert_eq!(part["color"], "--line");
        assert_eq!(part["padding"][1], 10.0);
        assert_eq!(part["name"], "remarkable");
    }

    #[test]
    fn a_colour_that_is_not_there_is_the_charts_default() {
        assert_eq!(look().part(r#""var(--no-such-colour)""#), "");
    }

    #[test]
    fn series_take_turns_with_the_colours() {
        assert_eq!(look().series_colour(1), look().series_colour(9));
        assert_ne!(look().series_colour(1), look().series_colour(2));
    }
}
