//! Stock: a ring per product, what is sold against what is left, five at a time.

use std::time::Duration;

use leptos::prelude::*;
use leptos_socket_store::{Topic, use_socket_store};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    canvas::Canvas,
    carousel::{Carousel, page_of},
    lenient,
    look::Look,
    redraw::option_of,
};
use crate::components::{
    chart_tile::ChartTile,
    data_table::{Cell, Table},
};

/// Where the data comes from.
pub const TOPIC: Topic<Vec<Product>> = Topic::new("stock");

const TURN: Duration = Duration::from_secs(5);

/// Middle of each ring, in percent of the tile: three above, two below.
const PLACES: [(f64, f64); 5] = [
    (17.0, 21.0),
    (50.0, 21.0),
    (83.0, 21.0),
    (33.5, 70.0),
    (66.5, 70.0),
];

/// A product in stock.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Product {
    /// Its name.
    pub name: String,
    /// Pieces left. Below zero when more was sold than there was.
    #[serde(deserialize_with = "lenient::number")]
    pub stock: f64,
    /// Pieces sold.
    #[serde(deserialize_with = "lenient::number")]
    pub sales: f64,
}

impl Product {
    fn sold_share(&self) -> f64 {
        let (left, sold) = (self.stock.max(0.0), self.sales.max(0.0));
        if left + sold > 0.0 {
            sold / (left + sold)
        } else {
            0.0
        }
    }
}

/// The products with the least left for what they sell come first; the pages turn by themselves.
#[component]
pub fn Stock() -> impl IntoView {
    let topic = use_socket_store().topic(&TOPIC);
    let data = topic.value;
    let pages = Memo::new(move |_| {
        data.with(|data| {
            data.as_ref()
                .map_or(0, |data| data.len().div_ceil(PLACES.len()))
        })
    });
    let carousel = Carousel::new(pages.into(), TURN);
    let option = option_of(topic, move |data, look| option(data, carousel.page(), look));
    let notice = Signal::derive(move || {
        data.with(|data| data.as_ref().is_some_and(Vec::is_empty))
            .then(|| "No stock levels were given.".to_owned())
    });
    let table =
        Signal::derive(move || data.with(|data| table(data.as_deref().unwrap_or_default())));

    view! {
        <ChartTile name="stock" title="Stock" status=topic table notice held=carousel.held()
            tools=move || carousel.pager("products")>
            <Canvas option />
        </ChartTile>
    }
}

/// The ECharts option of one page of rings.
#[must_use]
pub fn option(products: &[Product], page: usize, look: &Look) -> Value {
    let sorted = scarcest_first(products);
    let (_, shown) = page_of(&sorted, page, PLACES.len());
    let placed = || shown.iter().zip(PLACES).enumerate();
    look.option(json!({
        "tooltip": { "trigger": "item", "formatter": "countTooltip" },
        "title": placed().map(|(_, (product, place))| caption(product, place, look)).collect::<Vec<_>>(),
        "series": placed().map(|(index, (product, place))| ring(index, product, place, look)).collect::<Vec<_>>(),
    }))
}

fn scarcest_first(products: &[Product]) -> Vec<&Product> {
    let mut sorted: Vec<_> = products.iter().collect();
    sorted.sort_by(|a, b| b.sold_share().total_cmp(&a.sold_share()));
    sorted
}

fn ring(index: usize, product: &Product, (x, y): (f64, f64), look: &Look) -> Value {
    json!({
        "id": format!("ring-{index}"),
        "name": product.name,
        "type": "pie",
        "radius": ["26%", "32%"],
        "center": [format!("{x}%"), format!("{y}%")],
        "label": {
            "show": true,
            "position": "center",
            "formatter": "soldShareLabel",
            "color": look.text,
            "fontFamily": look.font,
            "fontSize": look.px(0.95),
            "fontWeight": 600,
        },
        "labelLine": { "show": false },
        "emphasis": { "scale": false },
        "data": [
            { "name": "sold", "value": product.sales.max(0.0), "share": product.sold_share(), "itemStyle": { "color": scarcity(product, look) } },
            { "name": "in stock", "value": product.stock.max(0.0), "label": { "show": false }, "itemStyle": { "color": look.rest } },
        ],
    })
}

/// Red for what is nearly gone, amber for what should be ordered, green for the rest.
fn scarcity<'a>(product: &Product, look: &'a Look) -> &'a str {
    match product.sold_share() {
        share if share >= 0.9 => &look.levels[0],
        share if share >= 0.75 => &look.levels[1],
        _ => &look.levels[2],
    }
}

/// Name and pieces left, below the ring.
fn caption(product: &Product, (x, y): (f64, f64), look: &Look) -> Value {
    let text = |size: f64, colour: &str| {
        json!({
            "color": colour,
            "fontFamily": look.font,
            "fontSize": look.px(size),
            "fontWeight": 400,
            "width": look.px(7.5),
            "overflow": "truncate",
        })
    };
    json!({
        "text": product.name,
        "subtext": format!("{} left", product.stock),
        "left": format!("{x}%"),
        "top": format!("{}%", y + 17.0),
        "textAlign": "center",
        "itemGap": look.px(0.15),
        "padding": 0,
        "textStyle": text(0.78, &look.text),
        "subtextStyle": text(0.72, &look.text_soft),
    })
}

fn table(products: &[Product]) -> Table {
    let rows = scarcest_first(products).into_iter().map(|product| {
        vec![
            Cell::text(&product.name),
            Cell::Number(product.sales),
            Cell::Number(product.stock),
        ]
    });
    Table {
        columns: ["Product", "Sold", "In stock"].map(str::to_owned).to_vec(),
        rows: rows.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Look, Product, option, table};

    fn product(name: &str, stock: f64, sales: f64) -> Product {
        Product {
            name: name.into(),
            stock,
            sales,
        }
    }

    #[test]
    fn what_is_nearly_sold_out_comes_first() {
        let products = [
            product("plenty", 90.0, 10.0),
            product("scarce", 10.0, 90.0),
            product("gone", -5.0, 50.0),
        ];
        let names: Vec<_> = option(&products, 0, &Look::default())["series"]
            .as_array()
            .expect("rings")
            .iter()
            .map(|ring| ring["name"].clone())
            .collect();
        assert_eq!(names, ["gone", "scarce", "plenty"]);
    }

    #[test]
    fn a_page_holds_five_rings() {
        let products: Vec<_> = (0..7)
            .map(|n| product(&n.to_string(), 1.0, f64::from(n)))
            .collect();
        let rings = |page| {
            option(&products, page, &Look::default())["series"]
                .as_array()
                .map(Vec::len)
        };
        assert_eq!((rings(0), rings(1), rings(2)), (Some(5), Some(2), Some(0)));
    }

    #[test]
    fn a_product_that_was_oversold_is_a_full_ring() {
        let option = option(&[product("gone", -5.0, 50.0)], 0, &Look::default());
        assert_eq!(option["series"][0]["data"][1]["value"], 0.0);
        assert_eq!(option["title"][0]["subtext"], "-5 left");
    }

    #[test]
    fn the_table_holds_what_was_sold_and_what_is_left() {
        let table = table(&[product("a", 3.0, 4.0)]);
        assert_eq!(table.columns, ["Product", "Sold", "In stock"]);
        assert_eq!(table.rows.len(), 1);
    }
}
