//! Each dialect in a conversation: the connection is real, the server is the test, and time passes by hand.

mod device;
mod native;
mod ping_pong;
mod plain;
mod raw;
mod talk;
mod type_data;

use talk::Talk;
