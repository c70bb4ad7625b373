//! Pieces of the page that know nothing of sockets or sales: they show what their props say, and call back.

pub mod account_panel;
pub mod age;
pub mod chart_menu;
pub mod chart_tile;
pub mod choice;
pub mod clock;
pub mod connection_panel;
pub mod connection_pill;
pub mod crash_banner;
pub mod data_table;
pub mod dialog;
pub mod frame;
pub mod full_screen;
pub mod header;
pub mod icon;
pub mod language_choice;
pub mod pager;
pub mod pause_button;
pub mod popup;
pub mod shown;
pub mod slot;
pub mod switch;
pub mod table;
pub mod take_away;
pub mod theme_button;
pub mod toast;
