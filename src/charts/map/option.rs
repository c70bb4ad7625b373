//! The map's ECharts option.

use chart_payloads::{
    amount::Amount,
    map::{City, Group, Point},
};
use serde_json::{Value, json};

use super::shapes::Shapes;
use crate::charts::{amount::largest_first, look::Look};
use crate::words::t;

/// More would be a drizzle.
const RIPPLES: usize = 5;

const OPTION: &str = r#"{
    "tooltip": { "trigger": "item" },
    "visualMap": {
        "type": "continuous",
        "show": false,
        "seriesIndex": 0,
        "min": 0,
        "max": 1,
        "inRange": { "color": ["var(--map-low)", "var(--map-high)"] }
    },
    "geo": {
        "id": "map",
        "roam": true,
        "scaleLimit": { "min": 1, "max": 20 },
        "left": 0,
        "right": 0,
        "top": "0.5rem",
        "bottom": "2rem",
        "itemStyle": { "areaColor": "var(--map-empty)", "borderColor": "var(--map-border)", "borderWidth": 0.8 },
        "emphasis": {
            "label": { "show": false },
            "itemStyle": { "areaColor": "var(--map-high)", "borderColor": "var(--text)", "borderWidth": 1 }
        },
        "select": { "label": { "show": false }, "itemStyle": { "areaColor": "var(--map-high)" } }
    }
}"#;

const REGIONS: &str = r#"{
    "id": "regions", "type": "map", "geoIndex": 0, "tooltip": { "formatter": "regionTooltip" }
}"#;

const CITIES: &str = r#"{
    "type": "scatter",
    "coordinateSystem": "geo",
    "color": "var(--map-city)",
    "itemStyle": { "borderColor": "var(--map-border)", "borderWidth": 1 },
    "tooltip": { "formatter": "moneyTooltip" }
}"#;

const BEST: &str = r#"{
    "id": "best",
    "type": "scatter",
    "ripples": true,
    "coordinateSystem": "geo",
    "symbolSize": "0.65rem",
    "color": "var(--map-city-top)",
    "silent": true,
    "label": {
        "show": true, "formatter": "{b}", "position": "top",
        "color": "var(--text)", "fontSize": "0.75rem", "textBorderColor": "var(--surface)", "textBorderWidth": 2
    },
    "labelLayout": { "hideOverlap": true }
}"#;

/// The option of the map called `map`, with `cities` on it and its regions shaded by `regions`.
#[must_use]
pub fn option(
    map: &str,
    shapes: &Shapes,
    cities: &[Group],
    regions: &[Amount],
    look: &Look,
) -> Value {
    let mut series = vec![shading(shapes, regions, look)];
    let groups = cities.iter().enumerate();
    series.extend(groups.map(|(index, group)| dots(group, index, cities.len(), shapes, look)));
    series.push(ripples(cities, shapes, look));
    let mut option = look.option(OPTION);
    option["geo"]["map"] = map.into();
    option["series"] = series.into();
    let names: Vec<String> = cities
        .iter()
        .map(|group| t(&group.name).to_owned())
        .collect();
    option["legend"] = look.legend(names.iter().map(String::as_str));
    option["legend"]["bottom"] = 0.into();
    // A map that was zoomed in lies behind it.
    option["legend"]["backgroundColor"] = look.colour("--surface").into();
    option
}

/// The regions that the map knows, by the map's own names, in their order.
#[must_use]
pub fn drawn_regions(regions: &[Amount], shapes: &Shapes) -> Vec<String> {
    let names = regions
        .iter()
        .filter_map(|region| shapes.name_of(&region.name));
    let mut names: Vec<_> = names.map(str::to_owned).collect();
    names.sort_unstable();
    names.dedup();
    names
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

/// The regions. Shades follow the square root of the amounts: one region that outsells all others leaves the rest their
/// differences.
fn shading(shapes: &Shapes, regions: &[Amount], look: &Look) -> Value {
    let most = regions
        .iter()
        .map(|region| region.value)
        .fold(0.0, f64::max);
    let shade = |amount: f64| {
        if most > 0.0 {
            (amount.max(0.0) / most).sqrt()
        } else {
            0.0
        }
    };
    let point = |region: &Amount| {
        let name = shapes.name_of(&region.name)?;
        let value = shade(region.value);
        Some(json!({ "name": name, "label": region.name, "value": value, "amount": region.value }))
    };
    let mut series = look.part(REGIONS);
    series["data"] = regions.iter().filter_map(point).collect();
    series
}

/// The cities of one group, small to large, so that the large ones lie on top.
fn dots(group: &Group, index: usize, groups: usize, shapes: &Shapes, look: &Look) -> Value {
    let mut dots = look.part(CITIES);
    dots["id"] = format!("cities-{index}").into();
    dots["name"] = t(&group.name).into();
    dots["symbolSize"] = look.px(shown_at(index, groups, 0.3, 0.65)).into();
    dots["itemStyle"]["opacity"] = shown_at(index, groups, 0.45, 0.95).into();
    let smallest_first = largest_first(&group.children, amount).into_iter().rev();
    dots["data"] = smallest_first
        .filter_map(|city| dot(city, shapes))
        .collect();
    dots
}

/// From `most` for the first group, the best, down to `least` for the last.
#[expect(clippy::cast_precision_loss, reason = "there are a handful of groups")]
fn shown_at(index: usize, groups: usize, least: f64, most: f64) -> f64 {
    let steps = groups.saturating_sub(1).max(1) as f64;
    most - (most - least) * index as f64 / steps
}

/// The few best cities.
fn ripples(groups: &[Group], shapes: &Shapes, look: &Look) -> Value {
    let cities: Vec<_> = groups
        .iter()
        .flat_map(|group| &group.children)
        .filter(|city| amount(city) > 0.0)
        .collect();
    let best = largest_first(&cities, |city| amount(city)).into_iter();
    let mut ripples = look.part(BEST);
    ripples["data"] = best
        .filter_map(|city| dot(city, shapes))
        .take(RIPPLES)
        .collect();
    ripples
}

fn amount(city: &City) -> f64 {
    city.spot.amount.unwrap_or(0.0)
}

fn dot(city: &City, shapes: &Shapes) -> Option<Value> {
    let Point { lng, lat } = place(city, shapes)?;
    Some(json!({ "name": city.name, "value": [lng, lat, city.spot.amount] }))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::{Amount, Group, Look, RIPPLES, Shapes, not_placed, option};
    use crate::words::{LANGUAGES, speak};

    fn shapes() -> Shapes {
        let map = json!({ "features": [
            { "properties": { "name": "Texas", "cp": [-99.0, 31.0] } },
            { "properties": { "name": "Ohio", "cp": [-82.0, 40.0] } },
        ] });
        Shapes::parse(&map.to_string(), &BTreeMap::default()).expect("the map is valid")
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
                { "name": "Texas", "label": "TEXAS", "value": 1.0, "amount": 100.0 },
                { "name": "Ohio", "label": "Ohio", "value": 0.5, "amount": 25.0 },
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
    fn the_legend_names_the_series_in_every_language() {
        let groups: Vec<Group> =
            serde_json::from_value(json!([{ "name": "Top 25 %" }, { "name": "Last 25 %" }]))
                .expect("valid");
        for language in LANGUAGES {
            speak(language);
            let option = option("usa", &shapes(), &groups, &[], &Look::default());
            let legend = option["legend"]["data"].as_array().expect("names");
            let series = |name: &Value| {
                let all = option["series"].as_array().expect("a list");
                all.iter().any(|series| series["name"] == *name)
            };
            assert!(legend.iter().all(series), "{}: {legend:?}", language.tag);
        }
        speak(LANGUAGES[0]);
    }

    #[test]
    fn zoom_and_position_are_left_to_the_viewer() {
        let geo = &option("usa", &shapes(), &groups(), &regions(), &Look::default())["geo"];
        assert!(geo.get("zoom").is_none() && geo.get("center").is_none());
    }
}
