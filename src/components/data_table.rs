//! The numbers behind a chart, as a table: for those who cannot see the drawing, and for those who want to read it off.

use leptos::prelude::*;
use leptos_socket_store::Millis;
use leptos_use::signal_throttled;

/// How often the rows are written at most, in milliseconds.
const REWRITE_EVERY: f64 = 1000.0;

/// Rows of as many cells as there are columns.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// What stands at the head.
    pub columns: Vec<String>,
    /// What stands below.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// A name.
    Text(String),
    /// A number. It is written in full, whatever the chart rounds it to.
    Number(f64),
}

impl Cell {
    /// A cell that holds a name.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// Shows a table. Nobody pays for its rows while it is not on the page.
#[component]
pub fn DataTable(
    /// Used as `table-<name>` by tests.
    name: &'static str,
    /// What the numbers are.
    caption: &'static str,
    /// Makes the table.
    table: Callback<(), Table>,
    /// When the numbers came: the table is made anew when they are newer, once a second at most.
    updated_at: Signal<Option<Millis>>,
) -> impl IntoView {
    let beat: Signal<Option<Millis>> = signal_throttled(updated_at, REWRITE_EVERY);
    let content = move || {
        beat.track();
        let table = untrack(|| table.run(()));
        view! {
            <thead><tr>{heading(&table).collect_view()}</tr></thead>
            <tbody>{table.rows.iter().map(|row| line(row)).collect_view()}</tbody>
        }
    };

    view! {
        <div class="data-table" tabindex="0" role="region" aria-label=caption>
            <table data-testid=format!("table-{name}")>
                <caption>{caption}</caption>
                {content}
            </table>
        </div>
    }
}

fn heading(table: &Table) -> impl Iterator<Item = AnyView> {
    let kinds = table.rows.first().map_or(&[][..], Vec::as_slice);
    table.columns.iter().enumerate().map(|(index, column)| {
        let numeric = matches!(kinds.get(index), Some(Cell::Number(_)));
        view! { <th scope="col" class:number=numeric>{column.clone()}</th> }.into_any()
    })
}

fn line(cells: &[Cell]) -> impl IntoView + use<> {
    view! { <tr>{cells.iter().map(cell).collect_view()}</tr> }
}

fn cell(cell: &Cell) -> impl IntoView + use<> {
    match cell {
        Cell::Text(text) => view! { <td>{text.clone()}</td> }.into_any(),
        Cell::Number(number) => view! { <td class="number">{written(*number)}</td> }.into_any(),
    }
}

/// A number as text: as many decimals as it has, four at most, for sums of binary fractions end in noise.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    reason = "beyond 9 · 10¹⁴ the last digits are noise as well"
)]
pub fn written(number: f64) -> String {
    const SCALE: u64 = 10_000;
    let scaled = (number * 10_000.0).round() as i64;
    let (whole, fraction) = (scaled.unsigned_abs() / SCALE, scaled.unsigned_abs() % SCALE);
    let sign = if scaled < 0 { "-" } else { "" };
    let text = format!("{sign}{whole}.{fraction:04}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn a_number_is_written_in_full_and_without_noise() {
        assert_eq!(written(725_457.824_5), "725457.8245");
        assert_eq!(written(0.1 + 0.2), "0.3");
        assert_eq!(written(12.0), "12");
        assert_eq!(written(-0.000_01), "0");
        assert_eq!(written(-12.05), "-12.05");
        assert_eq!(written(100.0), "100");
    }
}
