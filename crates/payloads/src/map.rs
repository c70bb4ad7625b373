//! `map`: cities in groups.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, SeqAccess, Visitor},
};
use socket_wire::Payload;

use crate::lenient::Number;

/// Reads what the map is sent.
///
/// # Errors
/// The payload is not a list of groups; the text says why.
pub fn read(payload: Payload<'_>) -> Result<Vec<Group>, String> {
    payload.decode()
}

/// Cities that sell about as much as each other.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Group {
    /// Its name in the legend.
    pub name: String,
    /// Its cities.
    #[serde(default)]
    pub children: Vec<City>,
}

/// A city.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct City {
    /// Its name.
    pub name: String,
    /// The region that it lies in, where the server says so.
    #[serde(default)]
    pub region: Option<String>,
    /// Where it lies, and how much it sells.
    #[serde(rename = "value", default, deserialize_with = "spot")]
    pub spot: Spot,
}

/// Longitude and latitude in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Degrees east.
    pub lng: f64,
    /// Degrees north.
    pub lat: f64,
}

/// The wire's `[lng, lat, amount]`, of which each may be absent or null.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Spot {
    /// None when the city has no coordinates, or such as no map has.
    pub place: Option<Point>,
    /// None when the server sends places only.
    pub amount: Option<f64>,
}

fn spot<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Spot, D::Error> {
    deserializer.deserialize_seq(SpotVisitor)
}

/// There are hundreds of cities: none of them makes a list first.
struct SpotVisitor;

impl<'de> Visitor<'de> for SpotVisitor {
    type Value = Spot;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("longitude, latitude and amount")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Spot, A::Error> {
        let mut next = || -> Result<Option<f64>, A::Error> {
            let number: Option<Option<Number>> = list.next_element()?;
            Ok(number.flatten().map(|Number(value)| value))
        };
        let (lng, lat, amount) = (next()?, next()?, next()?);
        while list.next_element::<IgnoredAny>()?.is_some() {}
        let place = lng.zip(lat).map(|(lng, lat)| Point { lng, lat });
        Ok(Spot {
            place: place.filter(|point| point.lng.abs() <= 180.0 && point.lat.abs() <= 90.0),
            amount,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{City, Point, Spot};

    fn read(value: serde_json::Value) -> Result<Spot, serde_json::Error> {
        serde_json::from_value::<City>(json!({ "name": "Here", "value": value }))
            .map(|city| city.spot)
    }

    #[test]
    fn a_city_may_come_with_coordinates_an_amount_or_neither() {
        let place = Some(Point {
            lng: 8.5,
            lat: 47.4,
        });
        assert_eq!(
            read(json!([8.5, 47.4])).expect("two"),
            Spot {
                place,
                amount: None
            }
        );
        assert_eq!(
            read(json!(["8.5", "47.4", "12"])).expect("strings"),
            Spot {
                place,
                amount: Some(12.0)
            }
        );
        assert_eq!(
            read(json!([null, null, 12])).expect("nulls"),
            Spot {
                place: None,
                amount: Some(12.0)
            }
        );
        assert_eq!(read(json!([])).expect("nothing"), Spot::default());
    }

    #[test]
    fn coordinates_that_are_not_on_earth_are_no_place() {
        assert_eq!(read(json!([200, 10, 1])).expect("readable").place, None);
        assert_eq!(read(json!([10, -91, 1])).expect("readable").place, None);
    }

    #[test]
    fn coordinates_that_are_no_numbers_are_an_error() {
        assert!(read(json!(["east", 1, 2])).is_err());
        assert!(read(json!("8.5,47.4")).is_err());
    }
}
