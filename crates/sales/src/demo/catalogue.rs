//! The products of the shop with their prices, and which of them are bought how often.

use fastrand::Rng;

use super::goods::{CATEGORIES, Category, Subcategory};
use super::weighted::Weighted;

/// The products of one seed: which of them are the bestsellers differs.
#[derive(Debug)]
pub(super) struct Catalogue {
    /// The products of each category, the most popular first.
    products: [Vec<Product>; CATEGORIES.len()],
    /// How often each of them is bought.
    popularity: [Weighted; CATEGORIES.len()],
    /// How often each category is bought, January to December.
    seasons: [Weighted; 12],
}

#[derive(Debug)]
pub(super) struct Product {
    pub(super) name: String,
    /// Place in [`CATEGORIES`].
    pub(super) category: usize,
    pub(super) subcategory: &'static str,
    /// Price of one piece, in hundredths.
    pub(super) price: i32,
}

impl Catalogue {
    pub(super) fn new(rng: &mut Rng) -> Self {
        let products = std::array::from_fn(|category| {
            let mut products = products(category);
            rng.shuffle(&mut products);
            products
        });
        let popularity = products
            .each_ref()
            .map(|products| Weighted::by_rank(products.len()));
        let seasons = std::array::from_fn(|month| {
            Weighted::new(CATEGORIES.iter().map(|category| category.season[month]))
        });
        Self {
            products,
            popularity,
            seasons,
        }
    }

    /// A product as it would be bought in `month`, 1 to 12.
    pub(super) fn pick(&self, rng: &mut Rng, month: i8) -> &Product {
        let month = usize::from(month.unsigned_abs()).saturating_sub(1) % self.seasons.len();
        let category = self.seasons[month].pick(rng);
        &self.products[category][self.popularity[category].pick(rng)]
    }

    /// Every product with its part in all that is bought, seasons aside.
    pub(super) fn shares(&self) -> impl Iterator<Item = (&str, f64)> {
        self.products
            .iter()
            .zip(&self.popularity)
            .flat_map(|(products, popularity)| {
                let shares = (0..).map(|place| popularity.share(place) / CATEGORIES.len() as f64);
                products
                    .iter()
                    .map(|product| product.name.as_str())
                    .zip(shares)
            })
    }
}

fn products(category: usize) -> Vec<Product> {
    let Category {
        ranges,
        subcategories,
        ..
    } = &CATEGORIES[category];
    let mut products = Vec::new();
    for Subcategory {
        name: subcategory,
        kinds,
    } in *subcategories
    {
        for (kind, usual) in kinds {
            for (range, percent) in ranges {
                products.push(Product {
                    name: format!("{range} {kind}"),
                    category,
                    subcategory,
                    price: price(usual * percent),
                });
            }
        }
    }
    products
}

/// A price such as shops have: 4.49 or 128.99.
fn price(hundredths: i32) -> i32 {
    let step = if hundredths < 2_000 { 50 } else { 100 };
    hundredths / step * step + step - 1
}
