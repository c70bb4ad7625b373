//! Hot categories: a ring of sub-categories, one category at a time.

use std::time::Duration;

use chart_payloads::{
    amount::Amount,
    hot::{Category, SubCategory, read},
};
use leptos::prelude::*;
use leptos_socket_store::{Topic, use_socket_store};
use serde_json::{Value, json};

use super::{
    amount::{largest_first, point},
    canvas::{Canvas, Pick},
    carousel::Carousel,
    look::{Look, merge},
    redraw::{option_of, table_of},
};
use crate::{
    components::{
        chart_tile::ChartTile,
        choice::Choice,
        pager::PagerNames,
        table::{Cell, Table},
    },
    effect::effect,
    words::t,
};

/// Where the data comes from.
pub const TOPIC: Topic<Vec<Category>> = Topic::new("hot").decoded_by(read);

const TURN: Duration = Duration::from_secs(8);
const PRODUCTS_IN_TOOLTIP: usize = 5;

/// One category at a time, and on a click the products of one of its sub-categories. The categories turn by themselves
/// until the pointer rests on the tile.
#[component]
pub fn Hot() -> impl IntoView {
    let topic = use_socket_store().topic(&TOPIC);
    let data = topic.value;
    let count = Memo::new(move |_| data.with(|data| data.as_ref().map_or(0, Vec::len)));
    let carousel = Carousel::new(count.into(), TURN);
    let drilled = RwSignal::new(None::<String>);
    let is_drilled = Memo::new(move |_| {
        data.with(|data| {
            let category = data.as_ref().and_then(|data| data.get(carousel.page()));
            drilled.with(|name| sub_category(category, name.as_deref()).is_some())
        })
    });
    carousel.rest_while(is_drilled.into());
    // Another category has other sub-categories.
    let page = Memo::new(move |_| carousel.page());
    effect(move || {
        let _ = page.get();
        drilled.set(None);
    });
    let option = option_of(topic, move |data, look| {
        let category = data.get(carousel.page());
        drilled.with(|name| match sub_category(category, name.as_deref()) {
            Some(sub_category) => products_option(sub_category, look),
            None => option(category, look),
        })
    });
    let on_pick = move |pick| match pick {
        Pick::Item { series, name } if series == RING_ID => drilled.set(Some(name)),
        Pick::Item { .. } | Pick::Double => drilled.set(None),
    };
    let names = Memo::new(move |_| {
        data.with(|data| {
            let category = data.as_ref().and_then(|data| data.get(carousel.page()));
            category.map(names).unwrap_or_default()
        })
    });
    let table = table_of(topic, |categories| table(categories));

    view! {
        <ChartTile name="hot" title=t("Hot categories") status=topic table held=carousel.held()
            tools=move || carousel.pager(pager_names())>
            <Canvas option on_pick />
            <Choice label=t("Sub-category") everything=t("All") names chosen=drilled testid="drill-hot" />
        </ChartTile>
    }
}

fn names(category: &Category) -> Vec<String> {
    let children = category.children.iter();
    children.map(|child| child.name.clone()).collect()
}

fn sub_category<'a>(category: Option<&'a Category>, name: Option<&str>) -> Option<&'a SubCategory> {
    let name = name?;
    category?.children.iter().find(|child| child.name == name)
}

fn pager_names() -> PagerNames {
    PagerNames {
        group: t("Categories"),
        previous: t("Previous category"),
        next: t("Next category"),
    }
}

const OPTION: &str = r#"{ "tooltip": { "trigger": "item" }, "series": [] }"#;

const RING: &str = r#"{
    "type": "pie",
    "radius": ["46%", "64%"],
    "center": ["50%", "54%"],
    "padAngle": 1.5,
    "minAngle": 3,
    "itemStyle": { "borderRadius": "0.25rem" },
    "label": {
        "color": "var(--text-soft)", "fontSize": "0.75rem", "lineHeight": "1.05rem",
        "formatter": "sliceLabel", "alignTo": "edge", "edgeDistance": 0
    },
    "labelLine": { "length": "0.5rem", "length2": "0.4rem", "lineStyle": { "color": "var(--text-soft)" } },
    "tooltip": { "formatter": "sliceTooltip" }
}"#;

const RING_ID: &str = "sub-categories";

/// There may be hundreds of products: the small ones tell their names when they are pointed at.
const PRODUCTS: &str =
    r#"{ "id": "products", "minAngle": 0, "padAngle": 0.4, "minShowLabelAngle": 9 }"#;

/// The category's name and amount in the middle of the ring: a pie of no size, for its label.
const MIDDLE: &str = r#"{
    "id": "total",
    "type": "pie",
    "radius": 0,
    "center": ["50%", "54%"],
    "data": [null],
    "label": {
        "position": "center",
        "formatter": "totalLabel",
        "rich": {
            "name": { "color": "var(--text-soft)", "fontSize": "0.85rem", "lineHeight": "1.2rem" },
            "total": { "color": "var(--text)", "fontSize": "1.3rem", "lineHeight": "1.8rem", "fontWeight": 600 }
        }
    }
}"#;

/// The ECharts option of one category, or of none.
#[must_use]
pub fn option(category: Option<&Category>, look: &Look) -> Value {
    let mut option = look.option(OPTION);
    if let Some(category) = category {
        let amount = category.children.iter().map(|child| child.value).sum();
        option["series"] = [ring(category, look), middle(&category.name, amount, look)]
            .into_iter()
            .collect();
    }
    option
}

/// The ECharts option of the products of one sub-category.
#[must_use]
pub fn products_option(sub_category: &SubCategory, look: &Look) -> Value {
    let mut ring = look.part(RING);
    merge(&mut ring, look.part(PRODUCTS));
    let products = best_products(sub_category).into_iter().enumerate();
    ring["data"] = products
        .map(|(index, product)| {
            let mut slice = point(product);
            slice["itemStyle"] = json!({ "color": look.series_colour(index) });
            slice
        })
        .collect();
    let mut option = look.option(OPTION);
    option["series"] = [ring, middle(&sub_category.name, sub_category.value, look)]
        .into_iter()
        .collect();
    option
}

fn ring(category: &Category, look: &Look) -> Value {
    let mut ring = look.part(RING);
    ring["id"] = RING_ID.into();
    let slices = category.children.iter().enumerate();
    ring["data"] = slices
        .map(|(index, child)| slice(child, look.series_colour(index)))
        .collect();
    ring
}

fn slice(child: &SubCategory, colour: &str) -> Value {
    let best = best_products(child).into_iter().take(PRODUCTS_IN_TOOLTIP);
    json!({
        "name": child.name,
        "value": child.value,
        "itemStyle": { "color": colour },
        "products": best.map(point).collect::<Value>(),
    })
}

fn middle(name: &str, amount: f64, look: &Look) -> Value {
    let mut middle = look.part(MIDDLE);
    middle["data"][0] = json!({ "name": name, "value": amount });
    middle
}

fn best_products(child: &SubCategory) -> Vec<&Amount> {
    largest_first(&child.children, |product| product.value)
}

/// One row per sub-category, so that the last column may be summed.
fn table(categories: &[Category]) -> Table {
    let rows = categories.iter().flat_map(|category| {
        category.children.iter().map(|child| {
            let best = best_products(child)
                .first()
                .map_or("", |product| product.name.as_str());
            vec![
                Cell::text(&category.name),
                Cell::text(&child.name),
                Cell::text(best),
                Cell::Amount(child.value),
            ]
        })
    });
    let columns = [
        t("Category"),
        t("Sub-category"),
        t("Best product"),
        t("Amount"),
    ];
    Table {
        columns: columns.map(str::to_owned).to_vec(),
        rows: rows.collect(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Category, Cell, Look, option, products_option, sub_category, table};

    fn sample() -> Vec<Category> {
        serde_json::from_value(json!([{ "name": "Technology", "children": [
            { "name": "Phones", "value": "30", "children": [{ "name": "One", "value": 10 }, { "name": "Two", "value": 20 }] },
            { "name": "Cables", "value": 12 },
        ] }, { "name": "Empty" }]))
        .expect("the sample is valid")
    }

    #[test]
    fn a_slice_brings_its_best_products_first() {
        let option = option(sample().first(), &Look::default());
        let slice = &option["series"][0]["data"][0];
        assert_eq!(slice["value"], 30.0);
        assert_eq!(slice["products"][0]["name"], "Two");
    }

    #[test]
    fn the_middle_of_the_ring_says_the_sum() {
        let option = option(sample().first(), &Look::default());
        assert_eq!(
            option["series"][1]["data"],
            json!([{ "name": "Technology", "value": 42.0 }])
        );
    }

    #[test]
    fn a_sub_category_is_a_ring_of_all_its_products() {
        let categories = sample();
        let phones = sub_category(categories.first(), Some("Phones")).expect("there is one");
        let option = products_option(phones, &Look::default());
        let names: Vec<_> = option["series"][0]["data"]
            .as_array()
            .expect("slices")
            .iter()
            .map(|slice| &slice["name"])
            .collect();
        assert_eq!(names, ["Two", "One"]);
        assert_eq!(option["series"][1]["data"][0]["value"], 30.0);
        assert!(sub_category(categories.first(), Some("Chairs")).is_none());
    }

    #[test]
    fn no_category_is_an_empty_ring() {
        assert_eq!(option(None, &Look::default())["series"], json!([]));
    }

    #[test]
    fn the_table_holds_every_sub_category_once() {
        assert_eq!(
            table(&sample()).rows,
            [
                [
                    Cell::text("Technology"),
                    Cell::text("Phones"),
                    Cell::text("Two"),
                    Cell::Amount(30.0)
                ],
                [
                    Cell::text("Technology"),
                    Cell::text("Cables"),
                    Cell::text(""),
                    Cell::Amount(12.0)
                ],
            ]
        );
    }
}
