//! What there is to buy: every category has a few ranges, and every range has each kind of thing, as `Harbour Saucepan`.

pub(super) struct Category {
    pub(super) name: &'static str,
    /// How often it is bought, January to December.
    pub(super) season: [u32; 12],
    /// Brand-like names, each with its price in percent of the kind's.
    pub(super) ranges: [(&'static str, i32); 3],
    pub(super) subcategories: &'static [Subcategory],
}

pub(super) struct Subcategory {
    pub(super) name: &'static str,
    /// Kinds of things with their usual price in whole units.
    pub(super) kinds: [(&'static str, i32); 4],
}

pub(super) const CATEGORIES: [Category; 6] = [
    Category {
        name: "Electronics",
        season: [18, 15, 16, 15, 15, 16, 17, 17, 18, 20, 30, 32],
        ranges: [("Volta", 100), ("Nimbus", 145), ("Pico", 70)],
        subcategories: &[
            Subcategory {
                name: "Headphones",
                kinds: [
                    ("Earbuds", 59),
                    ("Studio Headphones", 129),
                    ("Sport Headset", 79),
                    ("Travel Headphones", 159),
                ],
            },
            Subcategory {
                name: "Speakers",
                kinds: [
                    ("Shelf Speaker", 119),
                    ("Pocket Speaker", 39),
                    ("Soundbar", 189),
                    ("Kitchen Radio", 69),
                ],
            },
            Subcategory {
                name: "Cameras",
                kinds: [
                    ("Compact Camera", 249),
                    ("Action Camera", 179),
                    ("Instant Camera", 89),
                    ("Webcam", 49),
                ],
            },
            Subcategory {
                name: "Wearables",
                kinds: [
                    ("Fitness Band", 49),
                    ("Running Watch", 169),
                    ("Smart Watch", 219),
                    ("Sleep Tracker", 99),
                ],
            },
            Subcategory {
                name: "Chargers & Cables",
                kinds: [
                    ("Wall Charger", 24),
                    ("Power Bank", 34),
                    ("Charging Cable", 12),
                    ("Docking Station", 109),
                ],
            },
        ],
    },
    Category {
        name: "Home & Kitchen",
        season: [20, 17, 18, 18, 18, 16, 15, 16, 18, 20, 24, 25],
        ranges: [("Harbour", 100), ("Fjell", 135), ("Everyday", 65)],
        subcategories: &[
            Subcategory {
                name: "Cookware",
                kinds: [
                    ("Frying Pan", 45),
                    ("Saucepan", 39),
                    ("Casserole", 79),
                    ("Wok", 49),
                ],
            },
            Subcategory {
                name: "Tableware",
                kinds: [
                    ("Dinner Plates", 48),
                    ("Soup Bowls", 36),
                    ("Cutlery Set", 59),
                    ("Water Glasses", 29),
                ],
            },
            Subcategory {
                name: "Lighting",
                kinds: [
                    ("Desk Lamp", 54),
                    ("Floor Lamp", 98),
                    ("Pendant Light", 84),
                    ("Reading Light", 32),
                ],
            },
            Subcategory {
                name: "Bedding",
                kinds: [
                    ("Duvet", 92),
                    ("Pillow", 34),
                    ("Linen Sheets", 76),
                    ("Wool Blanket", 88),
                ],
            },
            Subcategory {
                name: "Storage",
                kinds: [
                    ("Pantry Jars", 28),
                    ("Laundry Basket", 38),
                    ("Shelf Boxes", 26),
                    ("Coat Rack", 62),
                ],
            },
        ],
    },
    Category {
        name: "Clothing",
        season: [16, 14, 20, 22, 20, 18, 16, 17, 22, 22, 22, 24],
        ranges: [("Moorland", 110), ("Atelier", 160), ("Basic", 60)],
        subcategories: &[
            Subcategory {
                name: "Jackets",
                kinds: [
                    ("Rain Jacket", 119),
                    ("Down Jacket", 169),
                    ("Denim Jacket", 89),
                    ("Parka", 149),
                ],
            },
            Subcategory {
                name: "Knitwear",
                kinds: [
                    ("Cardigan", 69),
                    ("Crew Sweater", 62),
                    ("Scarf", 29),
                    ("Beanie", 22),
                ],
            },
            Subcategory {
                name: "Shirts",
                kinds: [
                    ("Oxford Shirt", 49),
                    ("Polo Shirt", 38),
                    ("T-Shirt", 22),
                    ("Flannel Shirt", 54),
                ],
            },
            Subcategory {
                name: "Shoes",
                kinds: [
                    ("Sneakers", 84),
                    ("Ankle Boots", 129),
                    ("Loafers", 104),
                    ("Sandals", 58),
                ],
            },
        ],
    },
    Category {
        name: "Outdoor & Garden",
        season: [8, 10, 18, 26, 32, 30, 28, 24, 16, 10, 8, 10],
        ranges: [("Ridgeway", 100), ("Alpine", 150), ("Weekend", 75)],
        subcategories: &[
            Subcategory {
                name: "Camping",
                kinds: [
                    ("Two-Person Tent", 189),
                    ("Sleeping Bag", 99),
                    ("Camp Stove", 54),
                    ("Lantern", 34),
                ],
            },
            Subcategory {
                name: "Hiking",
                kinds: [
                    ("Daypack", 74),
                    ("Trekking Poles", 59),
                    ("Water Bottle", 24),
                    ("Head Torch", 39),
                ],
            },
            Subcategory {
                name: "Cycling",
                kinds: [
                    ("Bike Helmet", 69),
                    ("Bike Lights", 32),
                    ("Pannier Bags", 89),
                    ("Floor Pump", 44),
                ],
            },
            Subcategory {
                name: "Garden",
                kinds: [
                    ("Pruning Shears", 29),
                    ("Watering Can", 26),
                    ("Raised Bed", 119),
                    ("Garden Chair", 79),
                ],
            },
        ],
    },
    Category {
        name: "Food & Drink",
        season: [20, 20, 20, 21, 19, 18, 17, 17, 20, 22, 26, 34],
        ranges: [("Organic", 120), ("Reserve", 170), ("Classic", 80)],
        subcategories: &[
            Subcategory {
                name: "Coffee",
                kinds: [
                    ("Espresso Beans", 14),
                    ("Filter Coffee", 12),
                    ("Decaf Beans", 13),
                    ("Cold Brew", 9),
                ],
            },
            Subcategory {
                name: "Tea",
                kinds: [
                    ("Green Tea", 9),
                    ("Breakfast Tea", 7),
                    ("Herbal Tea", 6),
                    ("Oolong", 16),
                ],
            },
            Subcategory {
                name: "Chocolate",
                kinds: [
                    ("Dark Bar", 5),
                    ("Milk Bar", 4),
                    ("Praline Box", 19),
                    ("Hot Chocolate", 8),
                ],
            },
            Subcategory {
                name: "Pantry",
                kinds: [
                    ("Olive Oil", 15),
                    ("Wildflower Honey", 9),
                    ("Sea Salt", 5),
                    ("Basil Pesto", 6),
                ],
            },
        ],
    },
    Category {
        name: "Toys & Games",
        season: [12, 12, 14, 16, 14, 14, 14, 14, 14, 18, 34, 46],
        ranges: [("Little Fox", 90), ("Workshop", 125), ("Family", 100)],
        subcategories: &[
            Subcategory {
                name: "Board Games",
                kinds: [
                    ("Strategy Game", 44),
                    ("Card Game", 14),
                    ("Quiz Game", 29),
                    ("Dice Game", 18),
                ],
            },
            Subcategory {
                name: "Puzzles",
                kinds: [
                    ("500-Piece Puzzle", 15),
                    ("1000-Piece Puzzle", 19),
                    ("Wooden Puzzle", 24),
                    ("Floor Puzzle", 17),
                ],
            },
            Subcategory {
                name: "Building Sets",
                kinds: [
                    ("Marble Run", 49),
                    ("Train Set", 69),
                    ("Castle Blocks", 39),
                    ("Gear Kit", 34),
                ],
            },
            Subcategory {
                name: "Soft Toys",
                kinds: [
                    ("Plush Bear", 24),
                    ("Plush Rabbit", 22),
                    ("Hand Puppet", 19),
                    ("Baby Rattle", 12),
                ],
            },
        ],
    },
];
