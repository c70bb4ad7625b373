//! What the six charts are sent, as the Vue stack's servers have it, and how it is read: numbers may come as strings, and
//! unknown members are ignored.
//!
//! Each chart has a module with the type of its messages and a function `read`. The functions have no type parameters, so
//! they are compiled here, for speed, even in a program that is compiled for size.
//!
//! ```
//! use chart_payloads::{amount, hot};
//! use socket_wire::Payload;
//!
//! let regions = amount::read(Payload::Json(r#"[{"name":"East","value":"12.5"}]"#))?;
//! assert_eq!(regions[0].value, 12.5);
//! assert!(hot::read(Payload::Json("[1]")).is_err());
//! # Ok::<(), String>(())
//! ```

pub mod amount;
pub mod hot;
pub mod lenient;
pub mod map;
pub mod stock;
pub mod trend;
