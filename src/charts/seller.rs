//! Sellers by amount: horizontal bars, five at a time.

use std::time::Duration;

use chart_payloads::amount::{Amount, read};
use leptos::prelude::*;
use leptos_socket_store::{Topic, use_socket_store};
use serde_json::Value;

use super::{
    amount,
    canvas::Canvas,
    carousel::{Carousel, page_of},
    look::Look,
    redraw::{option_of, table_of},
};
use crate::{
    components::{chart_tile::ChartTile, pager::PagerNames},
    words::t,
};

/// Where the data comes from.
pub const TOPIC: Topic<Vec<Amount>> = Topic::new("seller").decoded_by(read);

const BARS: usize = 5;
const TURN: Duration = Duration::from_secs(4);

/// The sellers, largest first; the pages turn by themselves until the pointer rests on the tile.
#[component]
pub fn Seller() -> impl IntoView {
    let topic = use_socket_store().topic(&TOPIC);
    let data = topic.value;
    let pages = Memo::new(move |_| {
        data.with(|data| data.as_ref().map_or(0, |data| data.len().div_ceil(BARS)))
    });
    let carousel = Carousel::new(pages.into(), TURN);
    let option = option_of(topic, move |data, look| option(data, carousel.page(), look));
    let table = table_of(topic, |sellers| amount::table(t("Seller"), sellers));

    view! {
        <ChartTile name="seller" title=t("Sellers") status=topic table held=carousel.held()
            tools=move || carousel.pager(pager_names())>
            <Canvas option />
        </ChartTile>
    }
}

fn pager_names() -> PagerNames {
    PagerNames {
        group: t("Pages of sellers"),
        previous: t("Previous sellers"),
        next: t("Next sellers"),
    }
}

const OPTION: &str = r#"{
    "tooltip": { "trigger": "item", "formatter": "moneyTooltip" },
    "grid": { "top": "1.2rem", "left": 0, "right": 0, "bottom": 0, "outerBoundsMode": "none" },
    "xAxis": { "type": "value", "show": false, "min": 0 },
    "series": [{
        "id": "sellers",
        "type": "bar",
        "barWidth": "0.5rem",
        "showBackground": true,
        "backgroundStyle": { "color": "var(--chart-rest)", "borderRadius": "0.25rem" },
        "itemStyle": { "color": "var(--chart-1)", "borderRadius": "0.25rem" }
    }]
}"#;

/// Labels stand above the bars, so that long names have room.
const AXIS: &str = r#"{
    "type": "category",
    "inverse": true,
    "axisLine": { "show": false },
    "axisTick": { "show": false },
    "axisLabel": {
        "color": "var(--text)", "fontSize": "0.875rem",
        "inside": true, "margin": 0, "verticalAlign": "bottom", "padding": [0, 0, "0.5rem", 0]
    }
}"#;

/// The ECharts option of one page of sellers, as if all of them stood below each other.
#[must_use]
pub fn option(sellers: &[Amount], page: usize, look: &Look) -> Value {
    let sorted = amount::largest_first(sellers, |seller| seller.value);
    let most = sorted.first().map_or(0.0, |seller| seller.value);
    let (first, bars) = page_of(&sorted, page, BARS);
    let mut option = look.option(OPTION);
    option["xAxis"]["max"] = most.max(1.0).into();
    option["yAxis"] = [names(first, bars, look), amounts(bars, look)]
        .into_iter()
        .collect();
    option["series"][0]["data"] = bars.iter().enumerate().map(bar).collect();
    option
}

/// Its id is its place on the page: a page that turns lets the bars grow and shrink, and none flies in.
fn bar((place, seller): (usize, &&Amount)) -> Value {
    let mut bar = amount::point(seller);
    bar["id"] = place.to_string().into();
    bar
}

fn names(first: usize, bars: &[&Amount], look: &Look) -> Value {
    let numbered = |(index, seller): (usize, &&Amount)| {
        format!("{}   {}", first + index + 1, seller.name).into()
    };
    let mut axis = axis(
        "left",
        bars.iter().enumerate().map(numbered).collect(),
        look,
    );
    axis["axisLabel"]["width"] = look.px(15.0).into();
    axis["axisLabel"]["overflow"] = "truncate".into();
    axis
}

fn amounts(bars: &[&Amount], look: &Look) -> Value {
    let mut axis = axis(
        "right",
        bars.iter().map(|seller| seller.value.into()).collect(),
        look,
    );
    axis["axisLabel"]["formatter"] = "moneyText".into();
    axis["axisLabel"]["fontWeight"] = 600.into();
    axis
}

fn axis(side: &str, mut labels: Vec<Value>, look: &Look) -> Value {
    // The bars of a last page that is not full stay as far apart as all others.
    labels.resize(BARS, "".into());
    let mut axis = look.part(AXIS);
    axis["position"] = side.into();
    axis["axisLabel"]["align"] = side.into();
    axis["data"] = labels.into();
    axis
}

#[cfg(test)]
mod tests {
    use super::{Amount, Look, option};

    fn sellers(amounts: &[f64]) -> Vec<Amount> {
        amounts
            .iter()
            .map(|&value| Amount {
                name: format!("seller of {value}"),
                value,
            })
            .collect()
    }

    #[test]
    fn the_first_page_shows_the_largest_first() {
        let option = option(
            &sellers(&[1.0, 7.0, 3.0, 5.0, 6.0, 2.0, 4.0]),
            0,
            &Look::default(),
        );
        let bars: Vec<_> = option["series"][0]["data"]
            .as_array()
            .expect("bars")
            .iter()
            .map(|bar| &bar["value"])
            .collect();
        assert_eq!(bars, [7.0, 6.0, 5.0, 4.0, 3.0]);
    }

    #[test]
    fn later_pages_keep_the_scale_and_the_spacing_of_the_first() {
        let option = option(
            &sellers(&[1.0, 7.0, 3.0, 5.0, 6.0, 2.0, 4.0]),
            1,
            &Look::default(),
        );
        assert_eq!(option["xAxis"]["max"], 7.0);
        assert_eq!(
            option["series"][0]["data"].as_array().map(Vec::len),
            Some(2)
        );
        assert_eq!(option["yAxis"][0]["data"].as_array().map(Vec::len), Some(5));
        assert_eq!(option["yAxis"][0]["data"][0], "6   seller of 2");
    }

    #[test]
    fn no_sellers_make_no_bars() {
        assert_eq!(
            option(&[], 0, &Look::default())["series"][0]["data"]
                .as_array()
                .map(Vec::len),
            Some(0)
        );
    }
}
