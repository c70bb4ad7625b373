//! Sellers and regions by amount.

use serde::Serialize;

use super::sort_largest_first;
use crate::amount::Total;

#[derive(Serialize)]
pub(super) struct Ranked<'a> {
    name: &'a str,
    value: Total,
}

pub(super) fn ranking<'a>(
    totals: impl Iterator<Item = (&'a String, &'a Total)>,
) -> Vec<Ranked<'a>> {
    let mut ranked: Vec<_> = totals
        .map(|(name, total)| Ranked {
            name,
            value: *total,
        })
        .collect();
    sort_largest_first(&mut ranked, |ranked| ranked.value, |ranked| ranked.name);
    ranked
}
