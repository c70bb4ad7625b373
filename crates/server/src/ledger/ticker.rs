use live_sales::{Amount, OrderLine};
use serde::Serialize;
use serde_json::value::RawValue;
use socket_wire::TopicName;

use crate::hub::HISTORY;

/// The topic of the order lines that count, one by one: of more at once than a history holds, the newest only.
pub(super) const NAME: &str = "ticker";

/// Its name, checked.
pub(super) fn topic() -> TopicName {
    TopicName::new(NAME).expect("letters are a name")
}

/// What readers are told of a line; what it doesn't say is left out.
#[derive(Serialize)]
struct Entry<'a> {
    time: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seller: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    product: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    city: Option<&'a str>,
    amount: Box<RawValue>,
    quantity: Box<RawValue>,
}

/// The entries of lines that are counted together, in their order: of very many only the newest, which are all that a
/// history can hold.
pub(super) fn entries<'a>(lines: impl DoubleEndedIterator<Item = &'a OrderLine>) -> Vec<String> {
    let mut newest: Vec<String> = lines.rev().take(HISTORY).map(entry).collect();
    newest.reverse();
    newest
}

fn entry(line: &OrderLine) -> String {
    let entry = Entry {
        time: line.time.to_string(),
        order: line.order.as_deref(),
        seller: line.seller.as_deref(),
        product: line.product.as_deref(),
        region: line.region.as_deref(),
        city: line.city.as_deref(),
        amount: number(line.amount),
        quantity: number(line.quantity),
    };
    serde_json::to_string(&entry).expect("texts and numbers always serialise")
}

/// The exact decimal, which a float need not be.
fn number(amount: Amount) -> Box<RawValue> {
    RawValue::from_string(amount.to_string()).expect("a decimal is a number in JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(json: &str) -> OrderLine {
        OrderLine::from_json(json, "2026-03-02T00:00:00Z".parse().unwrap()).unwrap()
    }

    #[test]
    fn an_entry_says_what_the_line_says_and_leaves_out_what_it_does_not() {
        let full = line(
            r#"{"time":"2026-03-01T09:30:00Z","order":"7","seller":"Ann","category":"c","subcategory":"s","product":"a \"b\"","region":"Ohio","city":"Lima","lng":1,"lat":2,"quantity":2,"amount":-957.5775}"#,
        );
        let short = line(r#"{"time":"2026-03-01","amount":0.000001}"#);
        assert_eq!(
            entries([&full, &short].into_iter()),
            [
                r#"{"time":"2026-03-01T09:30:00Z","order":"7","seller":"Ann","product":"a \"b\"","region":"Ohio","city":"Lima","amount":-957.5775,"quantity":2}"#,
                r#"{"time":"2026-03-01T00:00:00Z","amount":0.000001,"quantity":1}"#,
            ]
        );
    }

    #[test]
    fn of_very_many_lines_the_newest_are_told_in_their_order() {
        let lines: Vec<OrderLine> = (0..HISTORY + 2)
            .map(|n| {
                line(&format!(
                    r#"{{"time":"2026-03-01","order":"{n}","amount":1}}"#
                ))
            })
            .collect();
        let entries = entries(lines.iter());
        assert_eq!(entries.len(), HISTORY);
        assert!(entries[0].contains(r#""order":"2""#) && entries[1].contains(r#""order":"3""#));
    }
}
