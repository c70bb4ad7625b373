//! The map's ECharts option.

use serde_json::{Value, json};

use super::{
    city::{City, Group},
    shapes::{Point, Shapes},
};
use crate::charts::{amount::Amount, look::Look};

/// Ripples cost a redraw per frame each, so that only a few may.
const RIPPLES: usize = 5;

/// The option of the map called `map`, with `cities` on it and its regions shaded by `regions`.
#[must_use]
pub fn option(
    map: &str,
    shapes: &Shapes,
    cities: &[Group],
    regions: &[Amount],
    look: &Look,
) -> Value {
    let mut series = vec![shading(shapes, regions)];
    series.extend(
        cities
            .iter()
            .enumerate()
            .map(|(index, group)| dots(group, index, cities.len(), shapes, look)),
    );
    series.push(ripples(cities, shapes, look));
    let mut legend = look.legend(cities.iter().map(|group| &group.name));
    legend["bottom"] = json!(0);
    look.option(json!({
        "tooltip": { "trigger": "item" },
        "legend": legend,
        "visualMap": {
            "type": "continuous",
            "show": false,
            "seriesIndex": 0,
            "min": 0,
            "max": 1,
            "inRange": { "color": [look.map.low, look.map.high] },
        },
        "geo": geo(map, look),
        "series": series,
    }))
}

/// How many cities have neither coordinates nor a region that the map knows.
#[must_use]
pub fn not_placed(cities: &[Group], shapes: &Shapes) -> usize {
    cities
        .iter()
        .flat_map(|group| &group.children)
        .filter(|city| place(city, shapes).is_none())
        .count()
}

fn place(city: &City, shapes: &Shapes) -> Option<Point> {
    shapes.place(city.spot.place, city.region.as_deref())
}

fn geo(map: &str, look: &Look) -> Value {
    json!({
        "id": "map",
        // A canvas of its own below all else: ripples redraw the cities in every frame, and the regions need not.
        "zlevel": -1,
        "map": map,
        "roam": true,
        "scaleLimit": { "min": 1, "max": 20 },
        "left": 0,
        "right": 0,
        "top": look.px(0.5),
        "bottom": look.px(2.0),
        "itemStyle": { "areaColor": look.map.empty, "borderColor": look.map.border, "borderWidth": look.px(0.05).max(0.6) },
        "emphasis": {
            "label": { "show": false },
            "itemStyle": { "areaColor": look.map.high, "borderColor": look.text, "borderWidth": 1 },
        },
        "select": { "label": { "show": false }, "itemStyle": { "areaColor": look.map.high } },
    })
}

/// The regions. Shades follow the square root of the amounts: one region that outsells all others leaves the rest their differences.
fn shading(shapes: &Shapes, regions: &[Amount]) -> Value {
    let most = regions
        .iter()
        .map(|region| region.value)
        .fold(0.0, f64::max);
    let known = regions
        .iter()
        .filter_map(|region| Some((shapes.name_of(&region.name)?, region.value)));
    let shade = |amount: f64| {
        if most > 0.0 {
            (amount.max(0.0) / most).sqrt()
        } else {
            0.0
        }
    };
    json!({
        "id": "regions",
        "type": "map",
        "geoIndex": 0,
        "tooltip": { "formatter": "regionTooltip" },
        "data": known.map(|(name, amount)| json!({ "name": name, "value": shade(amount), "amount": amount })).collect::<Vec<_>>(),
    })
}

/// The cities of one group, small to large, so that the large ones lie on top.
fn dots(group: &Group, index: usize, groups: usize, shapes: &Shapes, look: &Look) -> Value {
    let mut cities: Vec<_> = group
        .children
        .iter()
        .filter_map(|city| Some((city, place(city, shapes)?)))
        .collect();
    cities.sort_by(|(a, _), (b, _)| amount(a).total_cmp(&amount(b)));
    json!({
        "id": format!("cities-{index}"),
        "name": group.name,
        "type": "scatter",
        "coordinateSystem": "geo",
        "symbolSize": look.px(shown_at(index, groups, 0.3, 0.65)),
        "color": look.map.city,
        "itemStyle": { "opacity": shown_at(index, groups, 0.45, 0.95), "borderColor": look.map.border, "borderWidth": 1 },
        "tooltip": { "formatter": "moneyTooltip" },
        "data": cities.into_iter().map(|(city, point)| dot(city, point)).collect::<Vec<_>>(),
    })
}

/// From `most` for the first group, the best, down to `least` for the last.
#[expect(clippy::cast_precision_loss, reason = "there are a handful of groups")]
fn shown_at(index: usize, groups: usize, least: f64, most: f64) -> f64 {
    let steps = groups.saturating_sub(1).max(1) as f64;
    most - (most - least) * index as f64 / steps
}

fn ripples(groups: &[Group], shapes: &Shapes, look: &Look) -> Value {
    let mut best: Vec<_> = groups
        .iter()
        .flat_map(|group| &group.children)
        .filter(|city| amount(city) > 0.0)
        .filter_map(|city| Some((city, place(city, shapes)?)))
        .collect();
    best.sort_by(|(a, _), (b, _)| amount(b).total_cmp(&amount(a)));
    best.truncate(RIPPLES);
    json!({
        "id": "best",
        "type": "effectScatter",
        "coordinateSystem": "geo",
        "symbolSize": look.px(0.65),
        "color": look.map.city_top,
        "silent": true,
        "rippleEffect": { "scale": if look.calm { 1.0 } else { 3.0 }, "brushType": "stroke", "number": 2 },
        "label": {
            "show": true,
            "formatter": "{b}",
            "position": "top",
            "color": look.text,
            "fontFamily": look.font,
            "fontSize": look.px(0.75),
            "textBorderColor": look.surface,
            "textBorderWidth": 2,
        },
        "labelLayout": { "hideOverlap": true },
        "data": best.into_iter().map(|(city, point)| dot(city, point)).collect::<Vec<_>>(),
    })
}

fn amount(city: &City) -> f64 {
    city.spot.amount.unwrap_or(0.0)
}

fn dot(city: &City, point: Point) -> Value {
    json!({ "name": city.name, "value": [point.lng, point.lat, city.spot.amount] })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Amount, Group, Look, RIPPLES, Shapes, not_placed, option};

    fn shapes() -> Shapes {
        let map = json!({ "features": [
            { "properties": { "name": "Texas", "cp": [-99.0, 31.0] } },
            { "properties": { "name": "Ohio", "cp": [-82.0, 40.0] } },
        ] });
        Shapes::parse(&map.to_string()).expect("the map is valid")
    }

    fn groups() -> Vec<Group> {
        serde_json::from_value(json!([
            { "name": "top", "children": [
                { "name": "Houston", "region": "texas", "value": [null, null, 50] },
                { "name": "Columbus", "region": "Ohio", "value": [-83.0, 39.9, 60] },
            ] },
            { "name": "rest", "children": [{ "name": "Nowhere", "region": "Atlantis", "value": [null, null, 1] }] },
        ]))
        .expect("the groups are valid")
    }

    fn regions() -> Vec<Amount> {
        serde_json::from_value(json!([{ "name": "TEXAS", "value": 100 }, { "name": "Ohio", "value": 25 }, { "name": "Atlantis", "value": 7 }]))
            .expect("the regions are valid")
    }

    fn series(id: &str) -> Value {
        let option = option("usa", &shapes(), &groups(), &regions(), &Look::default());
        option["series"]
            .as_array()
            .expect("a list")
            .iter()
            .find(|series| series["id"] == id)
            .expect(id)
            .clone()
    }

    #[test]
    fn cities_are_drawn_by_group_at_their_place_or_in_the_middle_of_their_region() {
        assert_eq!(
            series("cities-0")["data"],
            json!([
                { "name": "Houston", "value": [-99.0, 31.0, 50.0] },
                { "name": "Columbus", "value": [-83.0, 39.9, 60.0] },
            ])
        );
    }

    #[test]
    fn a_city_that_cannot_be_placed_is_counted_and_not_drawn() {
        assert_eq!(series("cities-1")["data"], json!([]));
        assert_eq!(not_placed(&groups(), &shapes()), 1);
    }

    #[test]
    fn regions_that_the_map_knows_are_shaded_under_the_maps_own_name() {
        assert_eq!(
            series("regions")["data"],
            json!([
                { "name": "Texas", "value": 1.0, "amount": 100.0 },
                { "name": "Ohio", "value": 0.5, "amount": 25.0 },
            ])
        );
    }

    #[test]
    fn only_a_few_cities_ripple_and_the_best_come_first() {
        let best = series("best");
        let names: Vec<_> = best["data"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|city| &city["name"])
            .collect();
        assert_eq!(names, ["Columbus", "Houston"]);
        assert!(names.len() <= RIPPLES);
    }

    #[test]
    fn zoom_and_position_are_left_to_the_viewer() {
        let geo = &option("usa", &shapes(), &groups(), &regions(), &Look::default())["geo"];
        assert!(geo.get("zoom").is_none() && geo.get("center").is_none());
    }
}
