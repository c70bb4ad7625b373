//! Cities in four groups of (nearly) equal size, the first with the largest amounts.

use serde::Serialize;

use crate::amount::Total;
use crate::sums::{City, CitySum, Sums};

const GROUPS: [&str; 4] = ["Top 25 %", "25–50 %", "50–75 %", "Last 25 %"];

#[derive(Serialize)]
pub(super) struct Group<'a> {
    name: &'static str,
    children: Vec<Place<'a>>,
}

#[derive(Serialize)]
struct Place<'a> {
    name: &'a str,
    /// Longitude, latitude, amount.
    value: (Option<f64>, Option<f64>, Total),
    region: &'a str,
}

/// All four groups, so that a group keeps its colour and its place in the legend; none without a city.
pub(super) fn groups(sums: &Sums) -> Vec<Group<'_>> {
    let mut cities: Vec<(&City, &CitySum)> = sums.cities.iter().collect();
    if cities.is_empty() {
        return Vec::new();
    }
    // The sums are in the order of region and city, and the sort keeps it among equal amounts of one name.
    cities.sort_by(|(a, a_sum), (b, b_sum)| {
        b_sum
            .amount
            .cmp(&a_sum.amount)
            .then_with(|| a.name.cmp(&b.name))
    });
    let count = cities.len();
    let mut groups = GROUPS.map(|name| Group {
        name,
        children: Vec::new(),
    });
    for (rank, (city, sum)) in cities.into_iter().enumerate() {
        groups[rank * GROUPS.len() / count]
            .children
            .push(place(city, sum));
    }
    groups.into()
}

fn place<'a>(city: &'a City, sum: &CitySum) -> Place<'a> {
    let (lng, lat) = (
        sum.coordinates.map(|at| at.lng),
        sum.coordinates.map(|at| at.lat),
    );
    Place {
        name: &city.name,
        value: (lng, lat, sum.amount),
        region: &city.region,
    }
}
