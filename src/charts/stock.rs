//! Stock: a ring per product, what is sold against what is left, five at a time.

use std::time::Duration;

use chart_payloads::stock::{Product, read};
use leptos::prelude::*;
use leptos_socket_store::{Topic, use_socket_store};
use serde_json::Value;

use super::{
    amount::largest_first,
    canvas::Canvas,
    carousel::{Carousel, page_of},
    look::Look,
    redraw::{option_of, table_of},
};
use crate::{
    components::{
        chart_tile::ChartTile,
        pager::PagerNames,
        table::{Cell, Table},
    },
    intl,
    words::{t, tf},
};

/// Where the data comes from.
pub const TOPIC: Topic<Vec<Product>> = Topic::new("stock").decoded_by(read);

const TURN: Duration = Duration::from_secs(5);

/// Middle of each ring, in percent of the tile: three above, two below.
const PLACES: [(u32, u32); 5] = [(17, 21), (50, 21), (83, 21), (34, 70), (66, 70)];

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
            .then(|| t("No stock levels were given.").to_owned())
    });
    let table = table_of(topic, |products| table(products));

    view! {
        <ChartTile name="stock" title=t("Stock") status=topic table notice held=carousel.held()
            tools=move || carousel.pager(pager_names())>
            <Canvas option />
        </ChartTile>
    }
}

fn pager_names() -> PagerNames {
    PagerNames {
        group: t("Pages of products"),
        previous: t("Previous products"),
        next: t("Next products"),
    }
}

const OPTION: &str = r#"{ "tooltip": { "trigger": "item", "formatter": "countTooltip" } }"#;

const RING: &str = r#"{
    "type": "pie",
    "radius": ["26%", "32%"],
    "label": {
        "show": true, "position": "center", "formatter": "soldShareLabel",
        "color": "var(--text)", "fontSize": "0.95rem", "fontWeight": 600
    },
    "labelLine": { "show": false },
    "emphasis": { "scale": false },
    "data": [
        { "itemStyle": {} },
        { "itemStyle": { "color": "var(--chart-rest)" }, "label": { "show": false } }
    ]
}"#;

/// Name and pieces left, below the ring.
const CAPTION: &str = r#"{
    "textAlign": "center",
    "itemGap": 0,
    "padding": 0,
    "textStyle": {
        "color": "var(--text)", "fontSize": "0.78rem", "lineHeight": "1rem", "fontWeight": 400,
        "width": "7.5rem", "overflow": "truncate"
    },
    "subtextStyle": { "color": "var(--text-soft)", "fontSize": "0.72rem", "lineHeight": "1rem" }
}"#;

/// The ECharts option of one page of rings.
#[must_use]
pub fn option(products: &[Product], page: usize, look: &Look) -> Value {
    let sorted = scarcest_first(products);
    let (_, shown) = page_of(&sorted, page, PLACES.len());
    let placed = || shown.iter().zip(PLACES).enumerate();
    let mut option = look.option(OPTION);
    option["title"] = placed()
        .map(|(index, (product, place))| caption(index, product, place, look))
        .collect();
    option["series"] = placed()
        .map(|(index, (product, place))| ring(index, product, place, look))
        .collect();
    option
}

fn scarcest_first(products: &[Product]) -> Vec<&Product> {
    largest_first(products, Product::sold_share)
}

fn ring(index: usize, product: &Product, (x, y): (u32, u32), look: &Look) -> Value {
    let mut ring = look.part(RING);
    ring["id"] = format!("ring-{index}").into();
    ring["name"] = product.name.as_str().into();
    ring["center"] = [percent(x), percent(y)].into_iter().collect();
    let [sold, left] = [0, 1];
    ring["data"][sold]["name"] = t("sold").into();
    ring["data"][left]["name"] = t("in stock").into();
    ring["data"][sold]["value"] = product.sales.max(0.0).into();
    ring["data"][sold]["share"] = product.sold_share().into();
    ring["data"][sold]["itemStyle"]["color"] = look.colour(scarcity(product)).into();
    ring["data"][left]["value"] = product.stock.max(0.0).into();
    ring
}

/// Red for what is nearly gone, amber for what should be ordered, green for the rest.
fn scarcity(product: &Product) -> &'static str {
    match product.sold_share() {
        share if share >= 0.9 => "--level-low",
        share if share >= 0.75 => "--level-middle",
        _ => "--level-high",
    }
}

fn caption(index: usize, product: &Product, (x, y): (u32, u32), look: &Look) -> Value {
    const BELOW: u32 = 17;
    let mut caption = look.part(CAPTION);
    caption["id"] = format!("caption-{index}").into();
    caption["text"] = product.name.as_str().into();
    caption["subtext"] = tf("{0} left", &[&intl::number(product.stock)]).into();
    if look.narrow {
        caption["textStyle"]["width"] = look.px(5.6).into();
    }
    caption["left"] = percent(x).into();
    caption["top"] = percent(y + BELOW).into();
    caption
}

fn percent(number: u32) -> String {
    format!("{number}%")
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
        columns: [t("Product"), t("Sold"), t("In stock")]
            .map(str::to_owned)
            .to_vec(),
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
