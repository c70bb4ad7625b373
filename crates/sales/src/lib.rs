//! Order lines in, the dashboard's six charts out.
//!
//! The crate is pure: it opens no file and no socket and has no clock; bytes and times are arguments.
//!
//! # Layout, in the order in which data flows
//!
//! | module | what it does |
//! | --- | --- |
//! | `json`, `csv_orders` (by `columns`, on `csv_text`) | read orders from a request or a file: [`OrderLine::from_json`], [`parse_ndjson`], [`read_csv`] |
//! | `fields` | checks the texts that were read; [`OrderError`] and [`BadLine`] say what is wrong, and where |
//! | `demo` | makes orders up instead: a seeded shop, [`Demo`] |
//! | `order`, `amount` | [`OrderLine`] and its exact decimals; [`identities`] tells what was sent twice |
//! | `sums` | [`Sums`]: what all orders so far add up to, as cells that a key-value store can keep |
//! | `stock_levels` | [`StockLevels`]: what the stock chart counts down from |
//! | `charts` | [`payload`]: the JSON text of a [`Chart`] |
//!
//! # From a file to a chart
//!
//! ```
//! use live_sales::{Chart, Columns, Sums, payload, read_csv};
//!
//! let now = "2026-03-01T12:00:00Z".parse()?;
//! let columns: Columns = "time=Order Date,region=State,amount=Sales".parse()?;
//! let orders = read_csv(b"Order Date,State,Sales\n2026-02-27,Ohio,12.5\n2026-02-28,Utah,40\n", &columns, now)?;
//! let mut sums = Sums::new();
//! for line in &orders.lines {
//!     sums.apply(line);
//! }
//! assert_eq!(payload(Chart::Rank, &sums, None), r#"[{"name":"Utah","value":40},{"name":"Ohio","value":12.5}]"#);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A replayed file is continued by counting its lines: equal lines occur within one order. Lines that are *sent* may be sent again;
//! [`identities`] of a request's lines are what to remember.

mod amount;
mod charts;
mod columns;
mod csv_orders;
mod csv_text;
mod demo;
mod error;
mod fields;
mod json;
mod order;
mod stock_levels;
mod sums;

pub use amount::{Amount, AmountError};
pub use charts::{Chart, payload};
pub use columns::{Columns, ColumnsError};
pub use csv_orders::{CsvOrders, read_csv};
pub use csv_text::CsvError;
pub use demo::Demo;
pub use error::{BadLine, OrderError};
pub use fields::{Field, MAX_TEXT};
pub use json::parse_ndjson;
pub use order::{Coordinates, Fingerprint, OrderLine, identities};
pub use stock_levels::{StockError, StockLevels};
pub use sums::{RestoreError, Sums};
