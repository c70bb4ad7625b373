//! What of an option is new. A chart keeps what it was told, and whatever it is told again it reckons with again: colours
//! and axes that are as they were need not cross to it with every value.

use serde_json::{Map, Value};

/// What is to be merged into a chart that shows `before`, so that it shows `after`.
///
/// ECharts merges objects member by member; components in a list (the series, the titles) by their ids, axes by their order
/// too; any other list as a whole. What `after` leaves out is not taken away by that,
/// except for components with an id.
#[must_use]
pub fn changes(before: &Value, after: &Value) -> Value {
    let gone = before
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, was)| was.is_array() && after.get(name).is_none());
    let gone = gone.map(|(name, _)| (name.clone(), Value::Array(Vec::new())));
    let after = after.as_object().into_iter().flatten();
    let changed = after.filter_map(|(name, now)| {
        let change = match (before.get(name), now) {
            // Lists of components are always complete: one that is missing would be taken away.
            (Some(Value::Array(was)), Value::Array(now)) => components(name, was, now),
            (Some(was), now) if was == now => return None,
            (Some(was @ Value::Object(_)), Value::Object(_)) => members(was, now).into(),
            (_, now) => now.clone(),
        };
        Some((name.clone(), change))
    });
    Value::Object(changed.chain(gone).collect())
}

fn components(list: &str, before: &[Value], after: &[Value]) -> Value {
    let is_known = |(was, now): (&Value, &Value)| {
        let is_told_apart = now.get("id").is_some() || list.ends_with("Axis");
        is_told_apart && IDENTITY.iter().all(|name| was.get(name) == now.get(name))
    };
    if before.len() == after.len() && before.iter().zip(after).all(is_known) {
        let pairs = before.iter().zip(after);
        pairs.map(|(was, now)| component(was, now)).collect()
    } else {
        after.iter().cloned().collect()
    }
}

/// What ECharts recognises a component by.
const IDENTITY: [&str; 2] = ["id", "type"];

fn component(before: &Value, after: &Value) -> Value {
    let mut change = members(before, after);
    for name in IDENTITY {
        if let Some(value) = after.get(name) {
            change.insert(name.to_owned(), value.clone());
        }
    }
    change.into()
}

/// The members that have changed, each as a whole.
fn members(before: &Value, after: &Value) -> Map<String, Value> {
    let after = after.as_object().into_iter().flatten();
    after
        .filter(|(name, now)| before.get(name) != Some(now))
        .map(|(name, now)| (name.clone(), now.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::changes;

    #[test]
    fn what_is_as_it_was_is_left_out() {
        let before = json!({ "tooltip": { "padding": 5 }, "grid": { "top": 1, "left": 2 } });
        let after = json!({ "tooltip": { "padding": 5 }, "grid": { "top": 3, "left": 2 } });
        assert_eq!(changes(&before, &after), json!({ "grid": { "top": 3 } }));
    }

    #[test]
    fn a_series_is_known_by_its_id_and_tells_its_new_data() {
        let series = |data: u32| json!({ "series": [{ "id": "a", "type": "bar", "barWidth": 8, "data": [data] }] });
        assert_eq!(
            changes(&series(1), &series(2)),
            json!({ "series": [{ "id": "a", "type": "bar", "data": [2] }] })
        );
    }

    #[test]
    fn a_series_without_news_stays() {
        let option = json!({ "series": [{ "id": "a", "type": "bar", "data": [1] }] });
        assert_eq!(
            changes(&option, &option),
            json!({ "series": [{ "id": "a", "type": "bar" }] })
        );
    }

    #[test]
    fn other_series_are_told_in_full() {
        let before = json!({ "series": [{ "id": "a", "data": [1], "color": "red" }] });
        let after = json!({ "series": [{ "id": "b", "data": [1], "color": "red" }] });
        assert_eq!(changes(&before, &after), after);
        let more =
            json!({ "series": [{ "id": "a", "color": "red" }, { "id": "b", "color": "red" }] });
        assert_eq!(changes(&before, &more), more);
    }

    #[test]
    fn a_list_that_is_gone_is_told_to_be_empty() {
        let before = json!({ "title": [{ "id": "sum" }], "grid": {} });
        assert_eq!(changes(&before, &json!({})), json!({ "title": [] }));
    }

    #[test]
    fn axes_are_known_by_their_order() {
        let axes =
            |label: &str| json!({ "yAxis": [{ "show": true }, { "show": true, "data": [label] }] });
        assert_eq!(
            changes(&axes("x"), &axes("y")),
            json!({ "yAxis": [{}, { "data": ["y"] }] })
        );
    }

    #[test]
    fn a_list_that_is_no_list_of_components_is_told_as_a_whole() {
        let names = |last: &str| json!({ "legend": { "data": ["a", last] } });
        assert_eq!(changes(&names("b"), &names("c")), names("c"));
        assert_eq!(
            changes(&json!({ "color": [1, 2] }), &json!({ "color": [1, 3] })),
            json!({ "color": [1, 3] })
        );
    }
}
