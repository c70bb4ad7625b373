//! Sales by month: stacked areas of the top regions, sellers or products.

use chart_payloads::trend::{Kind, Line, TrendData, read};
use leptos::prelude::*;
use leptos_socket_store::{Topic, use_socket_store};
use serde_json::Value;

use super::{
    canvas::Canvas,
    look::Look,
    redraw::{option_of, table_of},
};
use crate::{
    components::{
        chart_tile::ChartTile,
        switch::Switch,
        table::{Cell, Table},
    },
    words::t,
};

/// Where the data comes from.
pub const TOPIC: Topic<TrendData> = Topic::new("trend").decoded_by(read);

/// Sales by month, and a switch between the breakdowns.
#[component]
pub fn Trend() -> impl IntoView {
    let topic = use_socket_store().topic(&TOPIC);
    let chosen = RwSignal::new(0);
    let data = topic.value;
    let choices =
        Memo::new(move |_| data.with(|data| data.as_ref().map(names).unwrap_or_default()));
    let option = option_of(topic, move |data, look| {
        let kind = offered(data)
            .get(chosen.get())
            .map_or(Kind::Map, |choice| choice.0);
        option(data, kind, look)
    });
    let table = table_of(topic, table);

    view! {
        <ChartTile name="trend" title=t("Trend") status=topic table
            tools=move || view! { <Switch label=t("Break down by") choices chosen /> }>
            <Canvas option />
        </ChartTile>
    }
}

/// The breakdowns to offer: those that the server names, else all of them.
fn offered(data: &TrendData) -> Vec<(Kind, String)> {
    if data.choices.is_empty() {
        return [
            (Kind::Map, t("Regions")),
            (Kind::Seller, t("Sellers")),
            (Kind::Commodity, t("Products")),
        ]
        .map(|(kind, text)| (kind, text.to_owned()))
        .to_vec();
    }
    data.choices
        .iter()
        .map(|choice| (choice.key, t(&choice.text).to_owned()))
        .collect()
}

fn names(data: &TrendData) -> Vec<String> {
    offered(data).into_iter().map(|(_, name)| name).collect()
}

const OPTION: &str = r#"{
    "tooltip": { "trigger": "axis", "axisPointer": { "lineStyle": { "color": "var(--text-soft)" } } },
    "grid": { "top": "2.2rem", "left": "0.2rem", "right": "0.9rem", "bottom": 0, "containLabel": true },
    "dataZoom": [{ "type": "inside", "id": "zoom" }],
    "xAxis": {
        "type": "category",
        "boundaryGap": false,
        "axisLine": { "lineStyle": { "color": "var(--line)" } },
        "axisTick": { "show": false },
        "axisLabel": {
            "color": "var(--text-soft)", "fontSize": "0.75rem", "lineHeight": "1rem", "margin": "0.6rem",
            "formatter": "month", "hideOverlap": true
        }
    },
    "yAxis": {
        "type": "value",
        "splitNumber": 4,
        "splitLine": { "lineStyle": { "color": "var(--line)" } },
        "axisLabel": {
            "color": "var(--text-soft)", "fontSize": "0.75rem", "margin": "0.5rem", "formatter": "compactMoney"
        }
    }
}"#;

const AREA: &str = r#"{
    "type": "line",
    "stack": "total",
    "smooth": 0.3,
    "smoothMonotone": "x",
    "showSymbol": false,
    "lineStyle": { "width": "0.13rem" },
    "areaStyle": { "opacity": 0.28 },
    "emphasis": { "focus": "series" },
    "tooltip": { "valueFormatter": "money" }
}"#;

/// The ECharts option of one breakdown.
#[must_use]
pub fn option(data: &TrendData, kind: Kind, look: &Look) -> Value {
    let lines = &data.breakdown(kind).data;
    let mut option = look.option(OPTION);
    option["xAxis"]["data"] = data.common.month.iter().map(String::as_str).collect();
    option["series"] = lines
        .iter()
        .enumerate()
        .map(|(index, line)| area(line, index, kind, look))
        .collect();
    option["legend"] = look.legend(lines.iter().map(|line| line.name.as_str()));
    option["legend"]["icon"] = "roundRect".into();
    option["legend"]["top"] = 0.into();
    option
}

fn area(line: &Line, index: usize, kind: Kind, look: &Look) -> Value {
    let mut area = look.part(AREA);
    // By place, not by name: names may repeat, and ids must not.
    area["id"] = format!("{}-{index}", kind.name()).into();
    area["name"] = line.name.as_str().into();
    area["color"] = look.series_colour(index).into();
    area["data"] = line.data.iter().copied().collect();
    area
}

fn table(data: &TrendData) -> Table {
    let columns = [t("Breakdown"), t("Name")]
        .into_iter()
        .map(str::to_owned)
        .chain(data.common.month.iter().cloned());
    let rows = offered(data).into_iter().flat_map(|(kind, text)| {
        data.breakdown(kind).data.iter().map(move |line| {
            let name = [Cell::text(&text), Cell::text(&line.name)];
            name.into_iter()
                .chain(
                    line.data
                        .iter()
                        .map(|amount| amount.map_or(Cell::Empty, Cell::Amount)),
                )
                .collect()
        })
    });
    Table {
        columns: columns.collect(),
        rows: rows.collect(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Cell, Kind, Look, TrendData, option, table};

    fn sample() -> TrendData {
        serde_json::from_value(json!({
            "map": { "title": "Regions", "base": 310, "unit": "", "data": [
                { "name": "East", "data": ["1.5", 2] }, { "name": "West", "data": [3, 4], "unknown": true } ] },
            "seller": { "data": [{ "name": "Ann", "data": [5, 6] }] },
            "common": { "month": ["2017-11", "2017-12"] },
            "type": [{ "key": "map", "text": "Region" }, { "key": "seller", "text": "Seller" }],
        }))
        .expect("the sample is valid")
    }

    #[test]
    fn lines_of_the_chosen_breakdown_are_stacked() {
        let option = option(&sample(), Kind::Map, &Look::default());
        let series = option["series"].as_array().expect("a list");
        assert_eq!(series.len(), 2);
        assert_eq!(series[0]["data"], json!([1.5, 2.0]));
        assert!(series.iter().all(|line| line["stack"] == "total"));
    }

    #[test]
    fn a_month_that_is_not_known_is_a_gap_and_not_nothing_sold() {
        let line: super::Line =
            serde_json::from_value(json!({ "name": "East", "data": [1, null, "3"] }))
                .expect("valid");
        let mut data = sample();
        data.map.data = vec![line];
        let option = option(&data, Kind::Map, &Look::default());
        assert_eq!(option["series"][0]["data"], json!([1.0, null, 3.0]));
        assert_eq!(table(&data).rows[0][3], Cell::Empty);
    }

    #[test]
    fn lines_that_share_a_name_have_ids_of_their_own() {
        let mut data = sample();
        data.map.data[1].name = "East".into();
        let option = option(&data, Kind::Map, &Look::default());
        assert_ne!(option["series"][0]["id"], option["series"][1]["id"]);
    }

    #[test]
    fn zoom_is_left_to_the_viewer() {
        let zoom = &option(&sample(), Kind::Map, &Look::default())["dataZoom"][0];
        for member in ["start", "end", "startValue", "endValue"] {
            assert!(
                zoom.get(member).is_none(),
                "an update would undo the viewer's zoom"
            );
        }
    }

    #[test]
    fn the_table_holds_every_line_of_every_breakdown() {
        let table = table(&sample());
        assert_eq!(table.columns, ["Breakdown", "Name", "2017-11", "2017-12"]);
        assert_eq!(table.rows.len(), 3);
        assert_eq!(
            table.rows[2],
            [
                Cell::text("Seller"),
                Cell::text("Ann"),
                Cell::Amount(5.0),
                Cell::Amount(6.0)
            ]
        );
    }

    #[test]
    fn a_message_without_lists_is_an_empty_chart() {
        let option = option(&TrendData::default(), Kind::Commodity, &Look::default());
        assert_eq!(option["series"], json!([]));
    }
}
