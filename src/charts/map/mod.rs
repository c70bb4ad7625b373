//! The map: regions shaded by their sales, cities by group, the best of them rippling.

mod option;
mod shapes;
mod source;

use chart_payloads::map::{Group, read};
use leptos::prelude::*;
use leptos_socket_store::{Topic, use_socket_store};

use super::{
    canvas::{Canvas, Pick},
    look::use_look,
    rank,
    redraw::{beats, table_of},
};
use crate::{
    components::{
        chart_tile::ChartTile,
        choice::Choice,
        escape::{Layer, on_escape},
        icon::{IconButton, Sign},
        table::{Cell, Table},
    },
    words::{t, tf},
};

/// Where the data comes from. The regions' shades come from [`rank::TOPIC`].
pub const TOPIC: Topic<Vec<Group>> = Topic::new("map").decoded_by(read);

/// In milliseconds: to draw a map takes as long as all other charts together.
const REDRAW_EVERY: f64 = 500.0;

/// Cities by group on the regions' map.
#[component]
pub fn Map() -> impl IntoView {
    let topic = use_socket_store().topic(&TOPIC);
    let ranking = use_socket_store().topic(&rank::TOPIC);
    let look = use_look();
    let map = source::use_map();
    let region = RwSignal::new(None::<String>);
    on_escape(Layer::Part, move || {
        let is_near = region.with_untracked(Option::is_some);
        if is_near {
            region.set(None);
        }
        is_near
    });
    let beat = beats(REDRAW_EVERY, move || {
        ranking.updated_at.track();
        topic.updated_at.get().is_some()
    });
    let option = Callback::new(move |()| {
        beat.track();
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
        beat.track();
        let map = map.read();
        let map = map.as_ref()?.as_ref().ok()?;
        let cities = topic.value.read_untracked();
        Some(option::not_placed(cities.as_ref()?, &map.shapes))
    });
    let on_pick = move |pick| match pick {
        Pick::Item { series, name } if series == "regions" => region.set(Some(name)),
        Pick::Item { .. } => {}
        Pick::Double => region.set(None),
    };
    let names = Memo::new(move |_| {
        beat.track();
        let map = map.read();
        let shapes = map
            .as_ref()
            .and_then(|map| map.as_ref().ok())
            .map(|map| &map.shapes);
        let ranking = ranking.value.read_untracked();
        let regions = ranking.as_deref().unwrap_or_default();
        let mut names =
            shapes.map_or_else(Vec::new, |shapes| option::drawn_regions(regions, shapes));
        // One that has sold nothing can be chosen on the map, and must be left through the list too.
        names.extend(region.get().filter(|region| !names.contains(region)));
        names
    });
    let notice = Signal::derive(move || {
        map.read()
            .as_ref()
            .and_then(|map| map.as_ref().err().cloned())
    });
    let table = table_of(topic, |groups| table(groups));

    view! {
        <ChartTile name="map" title=t("Where it sells") status=topic table notice
            tools=move || view! { <IconButton sign=Sign::Fit label=t("Show the whole map") on_press=move |_| region.set(None) /> }>
            <Canvas option focus=region on_pick />
            <Choice label=t("Region") everything=t("Whole map") names chosen=region testid="region-map" />
            <NotPlaced count=not_placed />
        </ChartTile>
    }
}

/// How many cities the map could not show.
#[component]
fn NotPlaced(#[prop(into)] count: Signal<Option<usize>>) -> impl IntoView {
    let text = Signal::derive(move || match count.get().unwrap_or_default() {
        0 => None,
        count => Some(tf("Not placed: {0}", &[&count.to_string()])),
    });
    view! { <p class="map__note" data-testid="not-placed">{text}</p> }
}

fn table(groups: &[Group]) -> Table {
    let rows = groups.iter().flat_map(|group| {
        group.children.iter().map(|city| {
            vec![
                Cell::text(t(&group.name)),
                Cell::text(&city.name),
                Cell::text(city.region.as_deref().unwrap_or_default()),
                city.spot.amount.map_or(Cell::Empty, Cell::Amount),
            ]
        })
    });
    Table {
        columns: [t("Group"), t("City"), t("Region"), t("Amount")]
            .map(str::to_owned)
            .to_vec(),
        rows: rows.collect(),
    }
}
