//! Categories, their subcategories and their products, each with the sum of what is in it.

use serde::Serialize;

use super::sort_largest_first;
use crate::amount::Total;
use crate::sums::{Product, Sums};

/// A category, a subcategory, or a product, which has no children.
#[derive(Serialize)]
pub(super) struct Node<'a> {
    name: &'a str,
    value: Total,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    children: Vec<Node<'a>>,
}

/// The sums are in the order of category, subcategory and product, so that what belongs together stands side by side.
pub(super) fn categories(sums: &Sums) -> Vec<Node<'_>> {
    let products: Vec<_> = sums.products.iter().collect();
    let categories = products.chunk_by(|(a, _), (b, _)| a.category == b.category);
    sorted(categories.map(|category| group(&category[0].0.category, subcategories(category))))
}

fn subcategories<'a>(category: &[(&'a Product, &'a Total)]) -> Vec<Node<'a>> {
    let subcategories = category.chunk_by(|(a, _), (b, _)| a.subcategory == b.subcategory);
    sorted(
        subcategories
            .map(|subcategory| group(&subcategory[0].0.subcategory, products(subcategory))),
    )
}

fn products<'a>(subcategory: &[(&'a Product, &'a Total)]) -> Vec<Node<'a>> {
    sorted(subcategory.iter().map(|(product, total)| Node {
        name: &product.name,
        value: **total,
        children: Vec::new(),
    }))
}

fn group<'a>(name: &'a str, children: Vec<Node<'a>>) -> Node<'a> {
    Node {
        name,
        value: children.iter().map(|child| child.value).sum(),
        children,
    }
}

fn sorted<'a>(nodes: impl Iterator<Item = Node<'a>>) -> Vec<Node<'a>> {
    let mut nodes: Vec<_> = nodes.collect();
    sort_largest_first(&mut nodes, |node| node.value, |node| node.name);
    nodes
}
