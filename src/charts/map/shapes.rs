//! What the dashboard itself has to know of a map: which regions there are, and where their middles are.
//!
//! ECharts draws the same GeoJSON (RFC 7946). Two members beyond the RFC are honoured, as ECharts does: a feature's
//! `properties.cp` (or `centroid`), `[lng, lat]`, is its middle; and the collection's `specialAreas`,
//! `{region: {left, top, width}}` in degrees, says where a region is drawn that is not drawn in its place.

use std::collections::BTreeMap;

use chart_payloads::map::Point;
use serde::Deserialize;
use serde_json::{Map, Value, value::RawValue};

/// Where a region's name may stand: as ECharts has it, or as the usual sources of maps do. In echarts/entry.js too.
const NAMES: [&str; 6] = ["name", "NAME", "Name", "NAME_1", "ADMIN", "admin"];

/// The regions of a map.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shapes {
    /// In the order of their names in lower case, so that `new york` is found as well; under other names too.
    regions: Vec<(String, Region)>,
}

#[derive(Debug, Clone, PartialEq)]
struct Region {
    name: String,
    centre: Point,
    /// For regions that are drawn elsewhere.
    moved: Option<Move>,
}

impl Shapes {
    /// Reads a map. `names` says what its regions are called elsewhere: from there to the map's own name.
    ///
    /// # Errors
    /// What is no GeoJSON feature collection. A feature without a name or without a shape is passed over.
    pub fn parse(
        geojson: &str,
        names: &BTreeMap<String, String>,
    ) -> Result<Self, serde_json::Error> {
        let collection: Collection = serde_json::from_str(geojson)?;
        let region = |feature: Feature| {
            let properties = feature.properties.unwrap_or_default();
            let name = name_in(&properties)?;
            let polygons = feature.geometry.map(Geometry::polygons).unwrap_or_default();
            let area = collection.special_areas.get(&name).and_then(Area::read);
            let moved = area.and_then(|area| Move::between(&polygons, area));
            let centre = point_in(&properties, "cp")
                .or_else(|| point_in(&properties, "centroid"))
                .or_else(|| middle(&polygons))?;
            Some((
                key(&name),
                Region {
                    name,
                    centre,
                    moved,
                },
            ))
        };
        let mut regions: Vec<_> = collection.features.into_iter().filter_map(region).collect();
        let elsewhere = names.iter().filter_map(|(elsewhere, here)| {
            let (_, region) = regions.iter().find(|(name, _)| *name == key(here))?;
            Some((key(elsewhere), region.clone()))
        });
        regions.extend(elsewhere.collect::<Vec<_>>());
        regions.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        Ok(Self { regions })
    }

    /// The name that the map has for a region.
    #[must_use]
    pub fn name_of(&self, region: &str) -> Option<&str> {
        self.find(region).map(|region| region.name.as_str())
    }

    /// Where a city is drawn: at its own place, else in the middle of its region, else nowhere.
    #[must_use]
    pub fn place(&self, own: Option<Point>, region: Option<&str>) -> Option<Point> {
        let region = region.and_then(|region| self.find(region));
        let point = own.or(region.map(|region| region.centre))?;
        Some(match region.and_then(|region| region.moved) {
            Some(moved) => moved.apply(point),
            None => point,
        })
    }

    fn find(&self, region: &str) -> Option<&Region> {
        let name = key(region);
        let place = self
            .regions
            .binary_search_by(|(key, _)| key.as_str().cmp(&name))
            .ok()?;
        self.regions.get(place).map(|(_, region)| region)
    }
}

/// Names differ in case and blanks.
fn key(name: &str) -> String {
    name.trim().to_lowercase()
}

fn name_in(properties: &Map<String, Value>) -> Option<String> {
    let name = |key: &&str| properties.get(*key).and_then(Value::as_str);
    NAMES
        .iter()
        .filter_map(name)
        .find(|name| !name.is_empty())
        .map(str::to_owned)
}

fn point_in(properties: &Map<String, Value>, key: &str) -> Option<Point> {
    let [lng, lat] = properties.get(key)?.as_array()?.as_slice() else {
        return None;
    };
    Some(Point {
        lng: lng.as_f64()?,
        lat: lat.as_f64()?,
    })
}

#[derive(Deserialize)]
struct Collection {
    features: Vec<Feature>,
    #[serde(default, rename = "specialAreas")]
    special_areas: serde_json::Map<String, Value>,
}

#[derive(Deserialize)]
struct Feature {
    #[serde(default)]
    properties: Option<Map<String, Value>>,
    geometry: Option<Geometry>,
}

/// Coordinates nest differently in every kind of geometry; only areas matter here.
#[derive(Deserialize)]
struct Geometry {
    #[serde(rename = "type")]
    kind: String,
    coordinates: Option<Box<RawValue>>,
}

/// The outline of an area; its holes do not count.
type Ring = Vec<Vec<f64>>;

impl Geometry {
    fn polygons(self) -> Vec<Ring> {
        let Some(coordinates) = self.coordinates else {
            return Vec::new();
        };
        let polygons: Vec<Vec<Ring>> = match self.kind.as_str() {
            "Polygon" => serde_json::from_str(coordinates.get()).map(|polygon| vec![polygon]),
            "MultiPolygon" => serde_json::from_str(coordinates.get()),
            _ => Ok(Vec::new()),
        }
        .unwrap_or_default();
        polygons
            .into_iter()
            .filter_map(|rings| rings.into_iter().next())
            .collect()
    }
}

fn points(ring: &Ring) -> impl Iterator<Item = Point> + '_ {
    ring.iter().filter_map(|position| {
        Some(Point {
            lng: *position.first()?,
            lat: *position.get(1)?,
        })
    })
}

/// The centroid of the largest part: that of France lies in France, whatever lies overseas.
fn middle(polygons: &[Ring]) -> Option<Point> {
    let (area, middle) = polygons
        .iter()
        .filter_map(centroid)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    (area > 0.0).then_some(middle)
}

/// Area (square degrees) and centroid of a ring, by the shoelace formula.
fn centroid(ring: &Ring) -> Option<(f64, Point)> {
    let corners: Vec<_> = points(ring).collect();
    let (mut twice_area, mut lng, mut lat) = (0.0, 0.0, 0.0);
    let previous = corners.iter().cycle().skip(corners.len().checked_sub(1)?);
    for (a, b) in previous.zip(&corners) {
        let cross = a.lng * b.lat - b.lng * a.lat;
        twice_area += cross;
        lng += (a.lng + b.lng) * cross;
        lat += (a.lat + b.lat) * cross;
    }
    let six_areas = 3.0 * twice_area;
    (six_areas != 0.0).then(|| {
        (
            twice_area.abs() / 2.0,
            Point {
                lng: lng / six_areas,
                lat: lat / six_areas,
            },
        )
    })
}

/// Where a special area is drawn. Its height follows from the shape.
#[derive(Clone, Copy)]
struct Area {
    left: f64,
    /// The southern edge: ECharts measures geographic coordinates upwards.
    top: f64,
    width: f64,
}

impl Area {
    fn read(value: &Value) -> Option<Self> {
        let member = |name: &str| value.get(name).and_then(Value::as_f64);
        Some(Self {
            left: member("left")?,
            top: member("top")?,
            width: member("width")?,
        })
    }
}

/// Moves and scales a region from where it is to where it is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Move {
    from: Point,
    to: Point,
    scale: f64,
}

impl Move {
    fn between(polygons: &[Ring], area: Area) -> Option<Self> {
        let corners = || polygons.iter().flat_map(points);
        let west = corners().map(|point| point.lng).reduce(f64::min)?;
        let east = corners().map(|point| point.lng).reduce(f64::max)?;
        let south = corners().map(|point| point.lat).reduce(f64::min)?;
        (east > west).then(|| Self {
            from: Point {
                lng: west,
                lat: south,
            },
            to: Point {
                lng: area.left,
                lat: area.top,
            },
            scale: area.width / (east - west),
        })
    }

    fn apply(self, point: Point) -> Point {
        Point {
            lng: self.to.lng + (point.lng - self.from.lng) * self.scale,
            lat: self.to.lat + (point.lat - self.from.lat) * self.scale,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::{Point, Shapes};

    fn shapes() -> Shapes {
        let square = |west: f64, south: f64, size: f64| {
            json!([
                [west, south],
                [west + size, south],
                [west + size, south + size],
                [west, south + size],
                [west, south]
            ])
        };
        let map = json!({
            "type": "FeatureCollection",
            "features": [
                { "properties": { "name": "Square" }, "geometry": { "type": "Polygon", "coordinates": [square(10.0, 20.0, 2.0)] } },
                { "properties": { "name": "Islands" }, "geometry":
                    { "type": "MultiPolygon", "coordinates": [[square(0.0, 0.0, 1.0)], [square(50.0, 50.0, 4.0)]] } },
                { "properties": { "name": "Named", "cp": [1.5, 2.5] }, "geometry": null },
                { "properties": { "name": "Far" }, "geometry": { "type": "Polygon", "coordinates": [square(-170.0, 60.0, 20.0)] } },
                { "properties": { "name": "", "NAME_1": "Éire", "cp": [3, 4] }, "geometry": null },
                { "properties": { "name": "" }, "geometry": null },
                { "properties": null, "geometry": null },
                { "properties": {}, "geometry": { "type": "Point", "coordinates": [1, 2] } },
            ],
            "specialAreas": { "Far": { "left": -120.0, "top": 25.0, "width": 10.0 } },
        });
        let names = [("Quadrat", "Square"), ("Nirgends", "Nowhere")]
            .map(|(there, here)| (there.to_owned(), here.to_owned()));
        Shapes::parse(&map.to_string(), &names.into()).expect("the map is valid")
    }

    fn at(lng: f64, lat: f64) -> Option<Point> {
        Some(Point { lng, lat })
    }

    #[test]
    fn a_city_with_a_place_of_its_own_stays_there() {
        assert_eq!(
            shapes().place(at(10.1, 20.2), Some("Square")),
            at(10.1, 20.2)
        );
        assert_eq!(shapes().place(at(10.1, 20.2), None), at(10.1, 20.2));
    }

    #[test]
    fn a_city_without_one_goes_to_the_middle_of_its_region() {
        assert_eq!(shapes().place(None, Some("Square")), at(11.0, 21.0));
        assert_eq!(
            shapes().place(None, Some(" square ")),
            at(11.0, 21.0),
            "names differ in case and blanks"
        );
        assert_eq!(shapes().place(None, Some("Named")), at(1.5, 2.5));
    }

    #[test]
    fn the_middle_is_that_of_the_largest_part() {
        assert_eq!(shapes().place(None, Some("Islands")), at(52.0, 52.0));
    }

    #[test]
    fn a_city_of_a_region_that_the_map_does_not_have_is_not_placed() {
        assert_eq!(shapes().place(None, Some("Atlantis")), None);
        assert_eq!(shapes().place(None, None), None);
    }

    #[test]
    fn a_region_may_be_called_otherwise_elsewhere() {
        assert_eq!(shapes().name_of("quadrat"), Some("Square"));
        assert_eq!(shapes().place(None, Some("Quadrat")), at(11.0, 21.0));
        assert_eq!(shapes().name_of("Nirgends"), None);
    }

    #[test]
    fn a_name_is_found_where_the_sources_of_maps_have_it() {
        assert_eq!(shapes().name_of("éire"), Some("Éire"));
    }

    #[test]
    fn a_region_that_is_drawn_elsewhere_takes_its_cities_along() {
        assert_eq!(
            shapes().place(at(-170.0, 60.0), Some("Far")),
            at(-120.0, 25.0)
        );
        assert_eq!(shapes().place(None, Some("Far")), at(-115.0, 30.0));
    }

    #[test]
    fn what_is_no_map_is_an_error() {
        assert!(Shapes::parse("<html>", &BTreeMap::default()).is_err());
        assert!(Shapes::parse("{}", &BTreeMap::default()).is_err());
    }
}
