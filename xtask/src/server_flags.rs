//! The server's command line: what the user gives, and for the rest what a checkout needs.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::Path;

use crate::workspace::Workspace;

/// `given`, and the flags without which the server would look for its folders in the wrong place. The server takes each
/// flag once, so that one which is given has no default beside it.
pub(crate) fn complete(
    given: &[OsString],
    workspace: &Workspace,
    dist: &Path,
    address: SocketAddr,
) -> Vec<OsString> {
    let defaults: [(&str, OsString); 3] = [
        ("--dist", dist.into()),
        ("--state", workspace.path("live-data").into()),
        ("--listen", address.to_string().into()),
    ];
    let missing = defaults
        .into_iter()
        .filter(|(flag, _)| !is_given(given, flag));
    missing
        .flat_map(|(flag, value)| [flag.into(), value])
        .chain(given.iter().cloned())
        .collect()
}

fn is_given(arguments: &[OsString], flag: &str) -> bool {
    arguments
        .iter()
        .filter_map(|argument| argument.to_str())
        .any(|argument| argument == flag || argument.starts_with(&format!("{flag}=")))
}

#[cfg(test)]
mod tests {
    use super::is_given;

    #[test]
    fn a_flag_is_found_in_both_spellings_and_not_in_longer_names() {
        let arguments = ["--listen=[::1]:80", "--dist", "app", "--state-of-mind"].map(Into::into);
        assert!(is_given(&arguments, "--listen"));
        assert!(is_given(&arguments, "--dist"));
        assert!(!is_given(&arguments, "--state"));
    }
}
