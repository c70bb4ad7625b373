//! Who sells: six shops for each category, in the categories' order, the busiest first. None of them exists.

use super::goods::CATEGORIES;

pub(super) const SELLERS: [&[&str]; CATEGORIES.len()] = [
    &[
        "Copper Finch Audio",
        "Wirework & Sons",
        "Quiet Static",
        "Lumen Alley",
        "Third Rail Gadgets",
        "Pixel & Pine",
    ],
    &[
        "Saltbox House",
        "The Crooked Ladle",
        "Marrow & Thyme",
        "Hearth on Seven",
        "Bramble Home",
        "Tin Roof Living",
    ],
    &[
        "Needle & Gale",
        "Old Ferry Outfitters",
        "Plum Street Tailors",
        "Woolgather",
        "Paper Lantern Wear",
        "Sundial Shoes",
    ],
    &[
        "Fernpath Supply",
        "Two Trails",
        "Muddy Compass",
        "Granite & Moss",
        "Longshadow Cycles",
        "Thistle Yard",
    ],
    &[
        "Kettle & Crumb",
        "Saffron Dock",
        "The Slow Roast",
        "Honeycrate",
        "Cinder Bean",
        "Larder Nine",
    ],
    &[
        "Wobbly Tower",
        "The Button Bear",
        "Moonhopper Toys",
        "Rainy Day Games",
        "Acorn Workshop",
        "Jigsaw Lane",
    ],
];
