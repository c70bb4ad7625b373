//! Regions by amount: bars in three bands of colour, a window that scrolls along all of them.

use std::time::Duration;

use leptos::prelude::*;
use leptos_socket_store::{Topic, use_socket_store};
use serde_json::{Value, json};

use super::{
    amount::{self, Amount},
    canvas::Canvas,
    carousel::Carousel,
    look::{Look, use_look},
    redraw::throttled,
};
use crate::components::chart_tile::ChartTile;

/// Where the data comes from.
pub const TOPIC: Topic<Vec<Amount>> = Topic::new("rank");

const BARS_IN_VIEW: usize = 10;
const STEP: Duration = Duration::from_millis(2500);

/// The regions, largest first; the window scrolls by itself until the pointer rests on the tile.
#[component]
pub fn Rank() -> impl IntoView {
    let topic = use_socket_store().topic(&TOPIC);
    let look = use_look();
    let data = topic.value;
    let positions =
        Memo::new(move |_| data.with(|data| data.as_ref().map_or(1, |data| positions(data.len()))));
    let carousel = Carousel::new(positions.into(), STEP);
    let drawn = throttled(topic);
    let option = Signal::derive(move || {
        drawn.with(|data| {
            data.as_ref()
                .map(|data| look.with(|look| option(data, look)))
        })
    });
    let window = Signal::derive(move || (carousel.page(), carousel.page() + BARS_IN_VIEW - 1));
    let table = Signal::derive(move || {
        data.with(|data| amount::table("Region", data.as_deref().unwrap_or_default()))
    });

    view! {
        <ChartTile name="rank" title="Regions" status=topic table held=carousel.held()>
            <Canvas option window />
        </ChartTile>
    }
}

fn positions(regions: usize) -> usize {
    regions.saturating_sub(BARS_IN_VIEW) + 1
}

/// The ECharts option of the whole ranking. Which part is in view is the chart's own state, so that it can be scrolled by hand.
#[must_use]
pub fn option(regions: &[Amount], look: &Look) -> Value {
    let sorted = amount::largest_first(regions);
    let bars: Vec<_> = sorted
        .iter()
        .enumerate()
        .map(|(place, region)| bar(region, place, sorted.len(), look))
        .collect();
    let mut name = look.label();
    name["interval"] = json!(0);
    name["overflow"] = json!("truncate");
    name["width"] = json!(look.px(4.2));
    let mut amount = look.label();
    amount["show"] = json!(true);
    amount["position"] = json!("top");
    amount["formatter"] = json!("compactMoneyLabel");
    look.option(json!({
        "tooltip": { "trigger": "item", "formatter": "moneyTooltip" },
        "grid": { "top": look.px(1.5), "left": 0, "right": 0, "bottom": look.px(1.5) },
        "dataZoom": [{ "type": "inside", "id": "window", "zoomLock": true, "zoomOnMouseWheel": false, "moveOnMouseWheel": true }],
        "xAxis": {
            "type": "category",
            "data": sorted.iter().map(|region| &region.name).collect::<Vec<_>>(),
            "axisLine": { "lineStyle": { "color": look.line } },
            "axisTick": { "show": false },
            "axisLabel": name,
        },
        "yAxis": { "type": "value", "show": false, "min": 0, "max": sorted.first().map_or(1.0, |region| region.value.max(1.0)) },
        "series": [{
            "id": "regions",
            "type": "bar",
            "barWidth": "56%",
            "label": amount,
            "data": bars,
        }],
    }))
}

fn bar(region: &Amount, place: usize, count: usize, look: &Look) -> Value {
    let round = look.px(0.25);
    json!({
        "name": region.name,
        "value": region.value,
        "itemStyle": { "color": look.bands[band(place, count)], "borderRadius": [round, round, 0, 0] },
    })
}

/// The band of a place in the ranking: the best third, the next, the rest.
fn band(place: usize, count: usize) -> usize {
    (place * 3 / count.max(1)).min(2)
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
            positions(49),
            40,
            "the last position begins at the 40th of 49 and shows ten"
        );
    }

    #[test]
    fn a_short_ranking_stays_where_it_is() {
        assert_eq!(positions(0), 1);
        assert_eq!(positions(10), 1);
    }

    #[test]
    fn the_ranking_falls_into_three_bands() {
        let bands: Vec<_> = (0..6).map(|place| band(place, 6)).collect();
        assert_eq!(bands, [0, 0, 1, 1, 2, 2]);
        assert_eq!(band(0, 1), 0);
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
