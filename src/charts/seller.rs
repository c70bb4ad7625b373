//! Sellers by amount: horizontal bars, five at a time.

use std::time::Duration;

use leptos::prelude::*;
use leptos_socket_store::{Topic, use_socket_store};
use serde_json::{Value, json};

use super::{
    amount::{self, Amount},
    canvas::Canvas,
    carousel::{Carousel, page_of},
    look::{Look, merge},
    redraw::option_of,
};
use crate::components::chart_tile::ChartTile;

/// Where the data comes from.
pub const TOPIC: Topic<Vec<Amount>> = Topic::new("seller");

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
    let table = Signal::derive(move || {
        data.with(|data| amount::table("Seller", data.as_deref().unwrap_or_default()))
    });

    view! {
        <ChartTile name="seller" title="Sellers" status=topic table held=carousel.held()
            tools=move || carousel.pager("sellers")>
            <Canvas option />
        </ChartTile>
    }
}

/// The ECharts option of one page of sellers, as if all of them stood below each other.
#[must_use]
pub fn option(sellers: &[Amount], page: usize, look: &Look) -> Value {
    let sorted = amount::largest_first(sellers);
    let most = sorted.first().map_or(0.0, |seller| seller.value);
    let (first, bars) = page_of(&sorted, page, BARS);
    look.option(json!({
        "tooltip": { "trigger": "item", "formatter": "moneyTooltip" },
        "grid": { "top": look.px(1.2), "left": 0, "right": 0, "bottom": 0 },
        "xAxis": { "type": "value", "show": false, "min": 0, "max": most.max(1.0) },
        "yAxis": [
            name_axis(first, bars, look),
            amount_axis(bars, look),
        ],
        "series": [{
            "id": "sellers",
            "type": "bar",
            "barWidth": look.px(0.5),
            "showBackground": true,
            "backgroundStyle": { "color": look.rest, "borderRadius": look.px(0.25) },
            "itemStyle": { "borderRadius": look.px(0.25), "color": look.series_colour(0) },
            "data": bars.iter().map(|seller| json!({ "name": seller.name, "value": seller.value })).collect::<Vec<_>>(),
        }],
    }))
}

/// Names stand above their bars, so that long ones have room.
fn name_axis(first: usize, bars: &[&Amount], look: &Look) -> Value {
    let numbered =
        |(index, seller): (usize, &&Amount)| format!("{}   {}", first + index + 1, seller.name);
    let names = bars.iter().enumerate().map(numbered).collect();
    category_axis(
        "left",
        names,
        json!({ "width": look.px(15.0), "overflow": "truncate" }),
        look,
    )
}

fn amount_axis(bars: &[&Amount], look: &Look) -> Value {
    let amounts = bars.iter().map(|seller| seller.value.to_string()).collect();
    category_axis(
        "right",
        amounts,
        json!({ "formatter": "moneyText", "fontWeight": 600 }),
        look,
    )
}

fn category_axis(position: &str, mut data: Vec<String>, own_label: Value, look: &Look) -> Value {
    // The bars of a last page that is not full stay as far apart as all others.
    data.resize(BARS, String::new());
    let mut axis = json!({
        "type": "category",
        "position": position,
        "inverse": true,
        "axisLine": { "show": false },
        "axisTick": { "show": false },
        "axisLabel": look.label_with(own_label),
        "data": data,
    });
    let above_the_bar = json!({
        "inside": true,
        "margin": 0,
        "align": position,
        "verticalAlign": "bottom",
        "padding": [0.0, 0.0, look.px(0.5), 0.0],
        "fontSize": look.px(0.875),
        "color": look.text,
    });
    merge(&mut axis["axisLabel"], above_the_bar);
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
