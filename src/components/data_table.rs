//! The numbers behind a chart, as a table: for those who cannot see the drawing, and for those who want to read it off.

use leptos::prelude::*;
use leptos_socket_store::Millis;
use leptos_use::signal_throttled;

use super::table::{Cell, Table};

/// How often the rows are written at most, in milliseconds.
const REWRITE_EVERY: f64 = 1000.0;

/// Shows a table. Nobody pays for its rows while it is not on the page.
#[component]
pub fn DataTable(
    /// Used as `table-<name>` by tests.
    name: &'static str,
    /// What the numbers are.
    #[prop(into)]
    caption: String,
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

    let region = caption.clone();
    view! {
        <div class="data-table" tabindex="0" role="region" aria-label=region>
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
        let is_name = matches!(kinds.get(index), None | Some(Cell::Text(_)));
        view! { <th scope="col" class:number=!is_name>{column.clone()}</th> }.into_any()
    })
}

fn line(cells: &[Cell]) -> impl IntoView + use<> {
    view! { <tr>{cells.iter().map(cell).collect_view()}</tr> }
}

fn cell(cell: &Cell) -> impl IntoView + use<> {
    let written = cell.written();
    match (cell, cell.figures()) {
        (_, Some(figures)) => {
            view! { <td class="number"><data value=figures>{written}</data></td> }.into_any()
        }
        (Cell::Empty, _) => view! { <td class="number">{written}</td> }.into_any(),
        _ => view! { <td>{written}</td> }.into_any(),
    }
}
