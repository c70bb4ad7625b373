//! What a chart takes from the page: the theme's colours, the size of the text, how numbers are written.

mod page;

use serde_json::{Value, json};

pub use page::{provide_look, use_look};

/// How many colours the series take turns with.
const SERIES_COLOURS: usize = 8;

/// Colours and sizes of all charts. The colours are the custom properties of `style/tokens.css`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Look {
    /// `--chart-1` … `--chart-8`: one per series, in turns.
    pub series: Vec<String>,
    /// `--chart-rest`: the part of a ring or bar that is not filled.
    pub rest: String,
    /// `--band-1` … `--band-3`: the best, the middle and the rest of a ranking.
    pub bands: [String; 3],
    /// `--level-low`, `--level-middle`, `--level-high`: how much is left.
    pub levels: [String; 3],
    /// Colours of the map.
    pub map: MapLook,
    /// `--text`, `--text-soft`.
    pub text: String,
    /// Labels that may stand back.
    pub text_soft: String,
    /// Grid lines.
    pub line: String,
    /// The tile behind the chart.
    pub surface: String,
    /// Tooltips.
    pub raised: String,
    /// The page's font families.
    pub font: String,
    /// The page's `rem` in CSS pixels: it grows with the screen, and the charts with it.
    pub rem: f64,
    /// The page is as narrow as a phone: there is room for half as much side by side.
    pub narrow: bool,
    /// The viewer asked the system for less motion.
    pub calm: bool,
}

/// Colours of the map.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MapLook {
    /// A region without sales.
    pub empty: String,
    /// The region that sells least.
    pub low: String,
    /// The region that sells most.
    pub high: String,
    /// Lines between regions.
    pub border: String,
    /// A city.
    pub city: String,
    /// The cities that sell most.
    pub city_top: String,
}

impl Look {
    /// The colour of the series with that index.
    #[must_use]
    pub fn series_colour(&self, index: usize) -> &str {
        self.series
            .get(index % SERIES_COLOURS)
            .map_or("", String::as_str)
    }

    /// So many rem, in the pixels that ECharts wants.
    #[must_use]
    pub fn px(&self, rem: f64) -> f64 {
        (rem * self.rem).round()
    }

    /// A legend in one line, which can be paged through when it is too long.
    #[must_use]
    pub fn legend<'a>(&self, names: impl Iterator<Item = &'a String>) -> Value {
        json!({
            "type": "scroll",
            "left": 0,
            "right": 0,
            "padding": 0,
            "itemWidth": self.px(0.65),
            "itemHeight": self.px(0.65),
            "itemGap": self.px(0.9),
            "textStyle": self.label_with(json!({ "padding": [0.0, 0.0, 0.0, self.px(0.15)] })),
            "inactiveColor": self.line,
            "inactiveBorderColor": self.line,
            "pageIconColor": self.text_soft,
            "pageIconInactiveColor": self.line,
            "pageIconSize": self.px(0.7),
            "pageTextStyle": self.label(),
            "data": names.collect::<Vec<_>>(),
        })
    }

    /// The text of axes, legends and labels.
    #[must_use]
    pub fn label(&self) -> Value {
        json!({ "color": self.text_soft, "fontFamily": self.font, "fontSize": self.px(0.75) })
    }

    /// The same text with members of its own, or other ones.
    #[must_use]
    pub fn label_with(&self, own: Value) -> Value {
        let mut label = self.label();
        merge(&mut label, own);
        label
    }

    /// A chart's option: what is its own, on top of what all charts share. Tooltips are drawn, never parsed as markup.
    #[must_use]
    pub fn option(&self, own: Value) -> Value {
        let mut option = json!({
            "animation": !self.calm,
            "animationDuration": 500,
            "animationDurationUpdate": 400,
            "textStyle": { "fontFamily": self.font, "color": self.text },
            "tooltip": {
                "renderMode": "richText",
                "confine": true,
                "backgroundColor": self.raised,
                "borderColor": self.line,
                "borderWidth": 1,
                "padding": self.px(0.6),
                "textStyle": {
                    "color": self.text,
                    "fontFamily": self.font,
                    "fontSize": self.px(0.8),
                    "lineHeight": self.px(1.25),
                },
            },
        });
        merge(&mut option, own);
        option
    }
}

/// Objects are merged member by member; anything else takes the other's place.
pub(super) fn merge(target: &mut Value, source: Value) {
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
    use serde_json::json;

    use super::Look;

    #[test]
    fn a_charts_own_option_stands_on_top_of_the_shared_one() {
        let option =
            Look::default().option(json!({ "tooltip": { "trigger": "axis" }, "series": [] }));
        assert_eq!(option["tooltip"]["trigger"], "axis");
        assert_eq!(
            option["tooltip"]["renderMode"], "richText",
            "a tooltip must never become markup"
        );
        assert_eq!(option["series"], json!([]));
    }

    #[test]
    fn series_take_turns_with_the_colours() {
        let look = Look {
            series: (0..8).map(|n| n.to_string()).collect(),
            ..Look::default()
        };
        assert_eq!(look.series_colour(1), look.series_colour(9));
    }

    #[test]
    fn sizes_follow_the_screen() {
        assert!(
            (Look {
                rem: 38.4,
                ..Look::default()
            }
            .px(0.75)
                - 29.0)
                .abs()
                < f64::EPSILON
        );
    }
}
