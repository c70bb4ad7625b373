//! Regions by amount: bars in three bands of colour, a window that scrolls along all of them.

use std::time::Duration;

use chart_payloads::amount::{Amount, read};
use leptos::prelude::*;
use leptos_socket_store::{Topic, use_socket_store};
use serde_json::Value;

use super::{
    amount,
    canvas::Canvas,
    carousel::Carousel,
    look::{Look, use_look},
    redraw::{option_of, table_of},
};
use crate::{components::chart_tile::ChartTile, words::t};

/// Where the data comes from.
pub const TOPIC: Topic<Vec<Amount>> = Topic::new("rank").decoded_by(read);

const STEP: Duration = Duration::from_secs(3);

/// The regions, largest first; the window scrolls by itself until the pointer rests on the tile.
#[component]
pub fn Rank() -> impl IntoView {
    let topic = use_socket_store().topic(&TOPIC);
    let look = use_look();
    let data = topic.value;
    let in_view = Signal::derive(move || look.with(in_view));
    let positions = Memo::new(move |_| {
        positions(
            data.with(|data| data.as_ref().map_or(0, Vec::len)),
            in_view.get(),
        )
    });
    let carousel = Carousel::new(positions.into(), STEP);
    let option = option_of(topic, |data, look| option(data, look));
    let window = Signal::derive(move || (carousel.page(), carousel.page() + in_view.get() - 1));
    let table = table_of(topic, |regions| amount::table(t("Region"), regions));

    view! {
        <ChartTile name="rank" title=t("Regions") status=topic table held=carousel.held()
            tools=move || carousel.stop_button()>
            <Canvas option window />
        </ChartTile>
    }
}

/// How many bars stand side by side.
fn in_view(look: &Look) -> usize {
    if look.narrow { 4 } else { 8 }
}

/// At how many places so many bars can begin.
fn positions(regions: usize, in_view: usize) -> usize {
    regions.saturating_sub(in_view) + 1
}

/// Which part is in view is the chart's own state, so that it can be scrolled by hand.
const OPTION: &str = r#"{
    "tooltip": { "trigger": "item", "formatter": "moneyTooltip" },
    "grid": { "top": "1.5rem", "left": 0, "right": 0, "bottom": "1.5rem", "outerBoundsMode": "none" },
    "dataZoom": [{
        "type": "inside", "id": "window", "zoomLock": true, "zoomOnMouseWheel": false, "moveOnMouseWheel": true
    }],
    "xAxis": {
        "type": "category",
        "axisLine": { "lineStyle": { "color": "var(--line)" } },
        "axisTick": { "show": false },
        "axisLabel": {
            "color": "var(--text-soft)", "fontSize": "0.75rem", "lineHeight": "1rem",
            "interval": 0, "overflow": "truncate", "width": "4.8rem"
        }
    },
    "yAxis": { "type": "value", "show": false, "min": 0 },
    "series": [{
        "id": "regions",
        "type": "bar",
        "barWidth": "56%",
        "itemStyle": { "borderRadius": ["0.25rem", "0.25rem", 0, 0] },
        "label": {
            "show": true, "position": "top", "formatter": "compactMoneyLabel",
            "color": "var(--text-soft)", "fontSize": "0.75rem"
        }
    }]
}"#;

/// From the best to the rest.
const BANDS: [&str; 3] = ["--band-1", "--band-2", "--band-3"];

/// The ECharts option of the whole ranking.
#[must_use]
pub fn option(regions: &[Amount], look: &Look) -> Value {
    let sorted = amount::largest_first(regions, |region| region.value);
    let best = sorted.first().map_or(0.0, |region| region.value);
    let mut option = look.option(OPTION);
    option["xAxis"]["data"] = sorted.iter().map(|region| region.name.as_str()).collect();
    option["series"][0]["data"] = sorted
        .iter()
        .map(|region| bar(region, best, look))
        .collect();
    option
}

fn bar(region: &Amount, best: f64, look: &Look) -> Value {
    let mut bar = amount::point(region);
    bar["itemStyle"]["color"] = look.colour(BANDS[band(region.value, best)]).into();
    bar
}

/// The band of an amount: at least half of the best, at least a quarter, or less.
fn band(amount: f64, best: f64) -> usize {
    [0.5, 0.25]
        .iter()
        .position(|share| amount >= best * share)
        .unwrap_or(2)
}

#[cfg(test)]
mod tests {
    use super::{Amount, Look, band, option, positions};

    #[test]
    fn every_region_is_in_the_chart_and_the_window_reaches_the_last() {
        let regions: Vec<_> = (0..49)
            .map(|n| Amount {
                name: format!("region {n}"),
                value: f64::from(n),
            })
            .collect();
        let option = option(&regions, &Look::default());
        assert_eq!(
            option["series"][0]["data"].as_array().map(Vec::len),
            Some(49)
        );
        assert_eq!(option["xAxis"]["data"][0], "region 48");
        assert_eq!(
            positions(49, 8),
            42,
            "the last window begins at the 42nd of 49 and shows eight"
        );
    }

    #[test]
    fn a_short_ranking_stays_where_it_is() {
        assert_eq!(positions(0, 8), 1);
        assert_eq!(positions(8, 8), 1);
    }

    #[test]
    fn the_ranking_falls_into_three_bands() {
        let bands = [100.0, 50.0, 49.0, 25.0, 24.0, 0.0].map(|amount| band(amount, 100.0));
        assert_eq!(bands, [0, 0, 1, 1, 2, 2]);
    }

    #[test]
    fn scrolling_is_left_to_the_chart() {
        assert!(
            option(&[], &Look::default())["dataZoom"][0]
                .get("startValue")
                .is_none()
        );
    }
}
