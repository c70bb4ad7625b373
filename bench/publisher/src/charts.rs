//! Made-up sales: the six charts as `live-server` publishes them, each in about 1.2 KB of JSON. Names stay, amounts move.

use std::f64::consts::TAU;

use serde_json::{Value, json};

/// A chart.
#[derive(Debug)]
pub(crate) struct Chart {
    pub(crate) name: &'static str,
    pub(crate) socket_type: &'static str,
    /// Its value at an angle of the cycle in which all amounts move.
    pub(crate) value: fn(f64) -> Value,
}

/// In the order in which they are published.
pub(crate) const CHARTS: [Chart; 6] = [
    chart("trend", "trendData", trend),
    chart("seller", "sellerData", seller),
    chart("map", "mapData", map),
    chart("rank", "rankData", rank),
    chart("hot", "hotData", hot),
    chart("stock", "stockData", stock),
];

const fn chart(name: &'static str, socket_type: &'static str, value: fn(f64) -> Value) -> Chart {
    Chart {
        name,
        socket_type,
        value,
    }
}

const REGIONS: [&str; 34] = [
    "United States of America",
    "Germany",
    "China",
    "Japan",
    "United Kingdom",
    "France",
    "India",
    "Brazil",
    "Canada",
    "Italy",
    "Spain",
    "Australia",
    "Mexico",
    "South Korea",
    "Indonesia",
    "Netherlands",
    "Turkey",
    "Poland",
    "Sweden",
    "Argentina",
    "South Africa",
    "Norway",
    "Austria",
    "Egypt",
    "Thailand",
    "Vietnam",
    "Chile",
    "Kenya",
    "Portugal",
    "Greece",
    "Peru",
    "Morocco",
    "Denmark",
    "Ireland",
];
const SELLERS: [&str; 31] = [
    "Ada Lindqvist",
    "Bruno Carvalho",
    "Chen Wei",
    "Dana Whitfield",
    "Emil Novak",
    "Fatima Haddad",
    "Grace Okafor",
    "Hiro Tanaka",
    "Ines Moreau",
    "Jonas Becker",
    "Karin Holm",
    "Luca Ferrari",
    "Maya Patel",
    "Nils Jansen",
    "Olga Petrova",
    "Priya Nair",
    "Quentin Roux",
    "Rosa Delgado",
    "Sven Larsen",
    "Tara Sullivan",
    "Umar Farouk",
    "Vera Kowalska",
    "William Hart",
    "Xenia Popa",
    "Yusuf Demir",
    "Zoe Martin",
    "Anton Keller",
    "Bella Rossi",
    "Carl Nyberg",
    "Dora Simic",
    "Erik Dahl",
];
const PRODUCTS: [&str; 26] = [
    "Desk lamp",
    "Office chair",
    "Standing desk",
    "Bookcase",
    "Monitor arm",
    "Keyboard",
    "Headset",
    "Webcam",
    "Docking station",
    "Laser printer",
    "Ink cartridge",
    "Copy paper",
    "Label maker",
    "Binder",
    "Stapler",
    "Notebook",
    "Gel pen",
    "Whiteboard",
    "Projector",
    "Router",
    "Power strip",
    "USB cable",
    "Paper shredder",
    "Desk mat",
    "Footrest",
    "Pin board",
];
const CATEGORIES: [(&str, [&str; 3]); 3] = [
    ("Furniture", ["Chairs", "Tables", "Lamps and shelves"]),
    ("Technology", ["Phones", "Printers", "Screens"]),
    ("Office supplies", ["Paper", "Binders", "Pens and storage"]),
];
/// City, region, longitude and latitude; four in a group.
const CITIES: [(&str, &str, f64, f64); 16] = [
    ("New York", "United States of America", -74.0, 40.7),
    ("Berlin", "Germany", 13.4, 52.5),
    ("Shanghai", "China", 121.5, 31.2),
    ("Tokyo", "Japan", 139.7, 35.7),
    ("London", "United Kingdom", -0.1, 51.5),
    ("Paris", "France", 2.4, 48.9),
    ("Mumbai", "India", 72.9, 19.1),
    ("Sao Paulo", "Brazil", -46.6, -23.5),
    ("Toronto", "Canada", -79.4, 43.7),
    ("Milan", "Italy", 9.2, 45.5),
    ("Sydney", "Australia", 151.2, -33.9),
    ("Jakarta", "Indonesia", 106.8, -6.2),
    ("Istanbul", "Turkey", 29.0, 41.0),
    ("Warsaw", "Poland", 21.0, 52.2),
    ("Nairobi", "Kenya", 36.8, -1.3),
    ("Santiago", "Chile", -70.7, -33.5),
];
const GROUPS: [&str; 4] = [
    "Top quarter",
    "Second quarter",
    "Third quarter",
    "Last quarter",
];
const MONTHS: [&str; 12] = [
    "2025-01", "2025-02", "2025-03", "2025-04", "2025-05", "2025-06", "2025-07", "2025-08",
    "2025-09", "2025-10", "2025-11", "2025-12",
];

/// How far amounts move.
const SWING: f64 = 0.2;
/// Those of a ranking move so little that only neighbours change places, and seldom.
const RANKED_SWING: f64 = 0.03;

fn trend(angle: f64) -> Value {
    let breakdown = |title: &str, names: &[&str], first: usize| {
        let line = |(index, name): (usize, &&str)| {
            let amounts = (0..12).map(|month| amount(first + index + month, 60_000, angle));
            json!({ "name": name, "data": amounts.collect::<Vec<_>>() })
        };
        let lines: Vec<_> = names.iter().enumerate().map(line).collect();
        json!({ "title": title, "base": 0, "unit": "USD", "data": lines })
    };
    json!({
        "map": breakdown("Regions", &REGIONS[1..5], 0),
        "seller": breakdown("Sellers", &SELLERS[..2], 7),
        "commodity": breakdown("Products", &PRODUCTS[..2], 13),
        "common": { "month": MONTHS },
        "type": [
            { "key": "map", "text": "Regions" },
            { "key": "seller", "text": "Sellers" },
            { "key": "commodity", "text": "Products" },
        ],
    })
}

fn seller(angle: f64) -> Value {
    ranking(&SELLERS, 90_000, angle)
}

fn rank(angle: f64) -> Value {
    ranking(&REGIONS, 400_000, angle)
}

fn ranking(names: &[&str], most: u32, angle: f64) -> Value {
    let line = |(index, name): (usize, &&str)| {
        let middle = falling(most, index, names.len());
        json!({ "name": name, "value": swinging(index, middle, RANKED_SWING, angle) })
    };
    names.iter().enumerate().map(line).collect()
}

fn map(angle: f64) -> Value {
    let group = |(index, cities): (usize, &[(&str, &str, f64, f64)])| {
        let city = |(place, &(name, region, lng, lat)): (usize, &(&str, &str, f64, f64))| {
            let index = index * 4 + place;
            let middle = falling(120_000, index, CITIES.len());
            let amount = swinging(index, middle, RANKED_SWING, angle);
            json!({ "name": name, "region": region, "value": [lng, lat, amount] })
        };
        let cities: Vec<_> = cities.iter().enumerate().map(city).collect();
        json!({ "name": GROUPS[index], "children": cities })
    };
    CITIES.chunks(4).enumerate().map(group).collect()
}

fn hot(angle: f64) -> Value {
    let category = |(category, (name, children)): (usize, &(&str, [&str; 3]))| {
        let child = |(child, name): (usize, &&str)| {
            let index = category * 3 + child;
            let products = (0..2).map(|product| {
                let name = PRODUCTS[(index * 2 + product) % PRODUCTS.len()];
                json!({ "name": name, "value": amount(index + product, 20_000, angle) })
            });
            let products: Vec<_> = products.collect();
            let sum: u64 = products
                .iter()
                .filter_map(|product| product["value"].as_u64())
                .sum();
            json!({ "name": name, "value": sum, "children": products })
        };
        let children: Vec<_> = children.iter().enumerate().map(child).collect();
        json!({ "name": name, "children": children })
    };
    CATEGORIES.iter().enumerate().map(category).collect()
}

fn stock(angle: f64) -> Value {
    let product = |(index, name): (usize, &&str)| {
        let sales = amount(index, 500 + 15 * small(index), angle);
        json!({ "name": name, "stock": 1_200 - sales.min(1_190), "sales": sales })
    };
    PRODUCTS.iter().enumerate().map(product).collect()
}

fn amount(index: usize, middle: u32, angle: f64) -> u64 {
    swinging(index, middle, SWING, angle)
}

/// An amount that swings by a share of its middle, each thing in a phase of its own.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "amounts are positive and small"
)]
fn swinging(index: usize, middle: u32, share: f64, angle: f64) -> u64 {
    let own = f64::from(small(index)) * TAU / 7.0;
    (f64::from(middle) * (1.0 + share * (angle + own).sin())).round() as u64
}

/// From `most` for the first of so many down to a tenth of it.
fn falling(most: u32, index: usize, count: usize) -> u32 {
    most - most / 10 * 9 * small(index) / small(count)
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
