//! The dashboard: a single-page app on one socket store.
//!
//! Data comes in through [`live`] (the store), is committed into topics, and drawn by [`charts`]. A click goes the other
//! way: [`components`] call back, [`screen_state`] and [`session`] act.

pub mod api;
pub mod app;
pub mod charts;
pub mod clock;
pub mod components;
pub mod config;
pub mod connection;
pub mod crash;
pub mod effect;
pub mod guard;
pub mod inspector;
pub mod intl;
pub mod kept;
pub mod live;
pub mod locale;
pub mod pages;
pub mod protocol;
pub mod screen_state;
pub mod session;
pub mod theme;
pub mod words;
