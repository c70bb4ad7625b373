//! Files of the npm packages that the set-up installs: real orders, and the map's shapes.

use std::path::Path;

/// The bytes of a file under the workspace's `node_modules`.
pub(crate) fn file(path: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../node_modules")
        .join(path);
    std::fs::read(&path).unwrap_or_else(|error| {
        panic!(
            "{}: {error}; `cargo xtask setup` installs it",
            path.display()
        )
    })
}
