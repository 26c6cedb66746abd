//! What a page may load: nothing but itself, and of scripts only those it was written with.

use sha2::{Digest, Sha256};

/// The Content-Security-Policy of a page with one style and one script, both named by their SHA-256.
///
/// A script that a name in a file might smuggle in has another fingerprint, and does not run.
pub(crate) fn page(style: &str, script: &str) -> String {
    format!(
        "default-src 'none'; style-src '{}'; script-src '{}'; img-src data: blob:; base-uri 'none'; form-action 'none'",
        fingerprint(style),
        fingerprint(script)
    )
}

/// `sha256-` and the SHA-256 of a text in base 64, as a policy names it.
pub fn fingerprint(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut name = String::from("sha256-");
    for chunk in Sha256::digest(text.as_bytes()).chunks(3) {
        let bytes = [0, 1, 2].map(|k| u32::from(chunk.get(k).copied().unwrap_or(0)));
        let bits = bytes[0] << 16 | bytes[1] << 8 | bytes[2];
        for k in 0..4 {
            let letter = LETTERS.get((bits >> (18 - 6 * k) & 63) as usize).copied().unwrap_or(b'=');
            name.push(if k <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    name
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_fingerprint_is_the_one_of_the_standard() {
        // Content Security Policy Level 3, section 8.4, example 34.
        assert_eq!(
            super::fingerprint("doSomething();"),
            "sha256-RFWPLDbv2BY+rCkDzsE+0fr8ylGr2R2faWMhq4lfEQc="
        );
    }
}
