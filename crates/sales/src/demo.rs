//! A shop that doesn't exist, for a dashboard that has no orders yet: seeded, so that everyone sees the same one.

mod arrivals;
mod catalogue;
mod cities;
mod goods;
mod history;
mod sellers;
mod weighted;

use std::time::Duration;

use fastrand::Rng;
use jiff::Timestamp;
use jiff::tz::Offset;

use crate::amount::Amount;
use crate::order::{Coordinates, OrderLine};
use crate::stock_levels::{Deliveries, StockLevels};
use catalogue::Catalogue;
use cities::CITIES;
use goods::CATEGORIES;
use sellers::SELLERS;
use weighted::Weighted;

/// A seeded synthetic shop: a few hundred products in six categories, a few dozen sellers, sixty-odd real cities.
///
/// The region of an order is the city's country as the `world-atlas` map names it. Amounts are in one unnamed currency.
///
/// The same seed always gives the same shop, the same backlog up to a day, and the same order at an index; so a program that
/// knows the next index goes on after a restart as if it had never stopped.
///
/// ```
/// use live_sales::Demo;
/// let demo = Demo::new(7);
/// let now = "2026-03-01T12:00:00Z".parse().unwrap();
/// assert_eq!(demo.order(0, now), Demo::new(7).order(0, now));
/// assert!(demo.history(now).all(|line| line.time < now));
/// ```
#[derive(Debug)]
pub struct Demo {
    seed: u64,
    catalogue: Catalogue,
    /// The sellers of each category; popularity in the order of the list.
    sellers: [Weighted; CATEGORIES.len()],
    cities: Weighted,
}

/// What a random number is for, so that no two purposes share a sequence.
#[derive(Clone, Copy, Debug)]
enum Purpose {
    Catalogue,
    Stock,
    Day,
    Order,
    Gap,
}

impl Demo {
    /// The shop of that seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            catalogue: Catalogue::new(&mut rng(seed, Purpose::Catalogue, 0)),
            sellers: SELLERS.map(|sellers| Weighted::by_rank(sellers.len())),
            cities: Weighted::new(CITIES.iter().map(|city| city.weight)),
        }
    }

    /// The backlog: some thirty thousand lines in time order, over the thirteen months that end with the last midnight (UTC)
    /// before `until`.
    ///
    /// A day's lines depend on the seed and that day alone. They are larger than those of [`order`](Self::order), because far
    /// fewer of them have to fill the charts.
    pub fn history(&self, until: Timestamp) -> impl Iterator<Item = OrderLine> + '_ {
        history::days(until).flat_map(|day| history::lines(self, day))
    }

    /// The live order number `index`, placed at the time `at`.
    #[must_use]
    pub fn order(&self, index: u64, at: Timestamp) -> OrderLine {
        let mut rng = rng(self.seed, Purpose::Order, index);
        let pieces = [1, 1, 1, 1, 1, 1, 2, 2, 3, 4][rng.usize(..10)];
        self.line(&mut rng, format!("L-{index:08}"), at, pieces)
    }

    /// The time from the order number `index`, which came at `at`, to the next one: about three a second over the day, with peaks
    /// around noon and in the evening (UTC), and never so long that the dashboard seems to stand still.
    #[must_use]
    pub fn gap(&self, index: u64, at: Timestamp) -> Duration {
        arrivals::gap(&mut rng(self.seed, Purpose::Gap, index), at)
    }

    /// Stock of every product, for the backlog and a few days of live orders, more for some than for others. Whenever a
    /// product has become scarce, more of it is delivered.
    #[must_use]
    pub fn stock_levels(&self) -> StockLevels {
        /// Pieces that the backlog and three live days sell.
        const PIECES: f64 = 150_000.0 + 3.0 * 400_000.0;
        /// More than any order takes, so that nothing is ever sold that is not there.
        const LEAST: i32 = 10;

        let mut rng = rng(self.seed, Purpose::Stock, 0);
        let mut levels = StockLevels::default();
        for (name, share) in self.catalogue.shares() {
            let pieces = PIECES * share * (0.4 + 1.2 * rng.f64());
            let tens = ((pieces / 10.0).ceil() as i32).max(5);
            levels.add(name, Amount::from_units(tens * 10));
            let part = |percent: i32| Amount::from_units((tens * percent / 10).max(LEAST));
            levels.deliver(
                name,
                Deliveries {
                    least: part(rng.i32(2..=12)),
                    pieces: part(rng.i32(40..=80)),
                },
            );
        }
        levels
    }

    /// A line of the shop's usual trade in the season of `time`.
    fn line(&self, rng: &mut Rng, order: String, time: Timestamp, pieces: i32) -> OrderLine {
        let month = Offset::UTC.to_datetime(time).month();
        let product = self.catalogue.pick(rng, month);
        let seller = SELLERS[product.category][self.sellers[product.category].pick(rng)];
        let city = &CITIES[self.cities.pick(rng)];
        OrderLine {
            time,
            order: Some(order),
            seller: Some(seller.to_owned()),
            category: Some(CATEGORIES[product.category].name.to_owned()),
            subcategory: Some(product.subcategory.to_owned()),
            product: Some(product.name.clone()),
            region: Some(city.country.to_owned()),
            city: Some(city.name.to_owned()),
            coordinates: Some(Coordinates {
                lng: city.lng,
                lat: city.lat,
            }),
            quantity: Amount::from_units(pieces),
            amount: Amount::from_cents(product.price * pieces),
        }
    }
}

/// The random numbers for one thing: far apart for neighbouring numbers.
fn rng(seed: u64, purpose: Purpose, number: u64) -> Rng {
    let mut of_seed = Rng::with_seed(seed);
    let mut of_purpose = Rng::with_seed(of_seed.u64(..) ^ purpose as u64);
    let mut of_number = Rng::with_seed(of_purpose.u64(..) ^ number);
    Rng::with_seed(of_number.u64(..))
}
