//! Pieces of the page that know nothing of sockets or sales: they show what their props say, and call back.

pub mod chart_tile;
pub mod clock;
pub mod connection_pill;
pub mod data_table;
pub mod frame;
pub mod full_screen;
pub mod header;
pub mod icon;
pub mod pager;
pub mod shown;
pub mod switch;
pub mod toast;
