//! The README shows what is there.
#![cfg(not(target_arch = "wasm32"))]

const README: &str = include_str!("../README.md");
const PAGE: &str = include_str!("../examples/page.rs");

#[test]
fn the_quick_start_is_the_example() {
    let (_, code) = PAGE.split_once("\n\n").expect("a comment, then the code");
    assert!(README.contains(code));
}
