//! The dashboard: a single-page app on one socket store.
//!
//! Data comes in through [`live`] (the store), is committed into topics, and drawn by [`charts`]. A click goes the other
//! way: [`components`] call back, [`screen_state`] and [`session`] act.

mod api;
mod app;
mod charts;
mod clock;
mod components;
mod config;
mod guard;
mod live;
mod pages;
mod screen_state;
mod session;
mod theme;

fn main() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(app::App);
}
