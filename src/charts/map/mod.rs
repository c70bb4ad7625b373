//! The map: regions shaded by their sales, cities by group, the best of them rippling.

mod city;
mod option;
mod shapes;
mod source;

use leptos::prelude::*;
use leptos_socket_store::{Topic, use_socket_store};

use super::{
    canvas::Canvas,
    look::use_look,
    rank,
    redraw::{beats, table_of},
};
use crate::components::{
    chart_tile::ChartTile,
    data_table::{Cell, Table},
    icon::{IconButton, Sign},
};

pub use city::Group;

/// Where the data comes from. The regions' shades come from [`rank::TOPIC`].
pub const TOPIC: Topic<Vec<Group>> = Topic::new("map");

/// Cities by group on the regions' map.
#[component]
pub fn Map() -> impl IntoView {
    let topic = use_socket_store().topic(&TOPIC);
    let ranking = use_socket_store().topic(&rank::TOPIC);
    let look = use_look();
    let map = source::use_map();
    let reset = Trigger::new();
    let (cities_beat, ranking_beat) = (beats(topic), beats(ranking));
    let option = Callback::new(move |()| {
        cities_beat.track();
        ranking_beat.track();
        let map = map.read();
        let map = map.as_ref()?.as_ref().ok()?;
        let cities = topic.value.read_untracked();
        let ranking = ranking.value.read_untracked();
        let regions = ranking.as_deref().unwrap_or_default();
        look.with(|look| {
            Some(option::option(
                &map.name,
                &map.shapes,
                cities.as_ref()?,
                regions,
                look,
            ))
        })
    });
    let not_placed = Memo::new(move |_| {
        cities_beat.track();
        let map = map.read();
        let map = map.as_ref()?.as_ref().ok()?;
        let cities = topic.value.read_untracked();
        Some(option::not_placed(cities.as_ref()?, &map.shapes))
    });
    let notice = Signal::derive(move || {
        map.read()
            .as_ref()
            .and_then(|map| map.as_ref().err().cloned())
    });
    let table = table_of(topic, |groups| table(groups));

    view! {
        <ChartTile name="map" title="Where it sells" status=topic table notice
            tools=move || view! { <IconButton sign=Sign::Fit label="Show the whole map" on_press=move |()| reset.notify() /> }>
            <Canvas option reset />
            <NotPlaced count=not_placed />
        </ChartTile>
    }
}

/// How many cities the map could not show.
#[component]
fn NotPlaced(#[prop(into)] count: Signal<Option<usize>>) -> impl IntoView {
    let text = Signal::derive(move || match count.get().unwrap_or_default() {
        0 => None,
        1 => Some("1 city is not placed".to_owned()),
        count => Some(format!("{count} cities are not placed")),
    });
    view! { <p class="map__note" data-testid="not-placed">{text}</p> }
}

fn table(groups: &[Group]) -> Table {
    let rows = groups.iter().flat_map(|group| {
        group.children.iter().map(|city| {
            vec![
                Cell::text(&group.name),
                Cell::text(&city.name),
                Cell::text(city.region.as_deref().unwrap_or_default()),
                city.spot.amount.map_or(Cell::text(""), Cell::Number),
            ]
        })
    });
    Table {
        columns: ["Group", "City", "Region", "Amount"]
            .map(str::to_owned)
            .to_vec(),
        rows: rows.collect(),
    }
}
