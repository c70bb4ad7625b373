//! The Content-Security-Policy of the page.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// Where a page may go beside its own origin.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Elsewhere {
    /// Origins to connect to.
    pub(super) connect: Vec<String>,
    /// Origins to show images from.
    pub(super) images: Vec<String>,
}

/// The policy for a page: its own inline scripts may run, by their hashes, and nothing else that stands in it.
pub(super) fn policy(html: &str, elsewhere: &Elsewhere) -> String {
    let mut scripts = String::from("'self' 'wasm-unsafe-eval'");
    for script in inline_scripts(html) {
        let hash = STANDARD.encode(Sha256::digest(script));
        scripts.push_str(&format!(" 'sha256-{hash}'"));
    }
    let own_and = |origins: &[String]| [&["'self'".to_owned()], origins].concat().join(" ");
    let connections = own_and(&elsewhere.connect);
    let images = own_and(&elsewhere.images);
    format!(
        "default-src 'none'; script-src {scripts}; style-src 'self'; img-src {images} data:; font-src 'self'; \
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
        let policy = policy(html, &Elsewhere::default());
        // echo -n 'alert(1)' | openssl dgst -sha256 -binary | base64
        assert!(policy.contains(
            "script-src 'self' 'wasm-unsafe-eval' 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=';"
        ));
        assert!(!policy.contains("unsafe-inline"));
    }

    #[test]
    fn a_socket_elsewhere_may_be_connected_to() {
        let elsewhere = Elsewhere {
            connect: vec!["wss://live.example.com".into()],
            ..Elsewhere::default()
        };
        let policy = policy("", &elsewhere);
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
