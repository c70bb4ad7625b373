//! The pages, one per route.

pub mod chart;
pub mod login;
pub mod not_found;
pub mod problem;
pub mod screen;
