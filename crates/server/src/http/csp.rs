//! The Content-Security-Policy of the page.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// The policy for a page: its own inline scripts may run, by their hashes, and it may connect to these origins.
pub(super) fn policy(html: &str, connect: &[String]) -> String {
    let mut scripts = String::from("'self' 'wasm-unsafe-eval'");
    for script in inline_scripts(html) {
        let hash = STANDARD.encode(Sha256::digest(script));
        scripts.push_str(&format!(" 'sha256-{hash}'"));
    }
    let mut connections = String::from("'self'");
    for origin in connect {
        connections.push(' ');
        connections.push_str(origin);
    }
    format!(
        "default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src {connections}; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    )
}

/// The texts of the scripts that stand in the page itself.
fn inline_scripts(html: &str) -> Vec<&str> {
    let mut scripts = Vec::new();
    let mut rest = html;
    while let Some(begin) = rest.find("<script") {
        rest = &rest[begin..];
        let (Some(tag_end), Some(end)) = (rest.find('>'), rest.find("</script")) else {
            break;
        };
        if let Some(text) = rest.get(tag_end + 1..end)
            && !rest[..tag_end].contains(" src=")
        {
            scripts.push(text);
        }
        rest = &rest[end + 1..];
    }
    scripts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_scripts_are_allowed_by_their_hash_and_nothing_else_is() {
        let html = r#"<script type="module">alert(1)</script><script src="/a.js"></script>"#;
        let policy = policy(html, &[]);
        // echo -n 'alert(1)' | openssl dgst -sha256 -binary | base64
        assert!(policy.contains(
            "script-src 'self' 'wasm-unsafe-eval' 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=';"
        ));
        assert!(!policy.contains("unsafe-inline"));
    }

    #[test]
    fn a_socket_elsewhere_may_be_connected_to() {
        let policy = policy("", &["wss://live.example.com".into()]);
        assert!(policy.contains("connect-src 'self' wss://live.example.com;"));
    }

    #[test]
    fn a_page_that_ends_in_a_tag_is_no_problem() {
        for html in [
            "<script",
            "<script>",
            "<script></script",
            "</script><script>",
        ] {
            inline_scripts(html);
        }
    }
}
