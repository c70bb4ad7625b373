//! Finds the members of a JSON object without decoding them.
//!
//! The scanner knows only where values begin and end; each value is checked by whoever decodes it. That is what makes
//! routing a message cheaper than parsing it.

use crate::Malformed;

/// The deepest nesting that a message may have.
pub const MAX_DEPTH: usize = 32;

/// Checks that a text is JSON of at most [`MAX_DEPTH`] levels, as a server must before it trusts a scan.
pub fn validate(text: &str) -> Result<(), Malformed> {
    if depth(text.as_bytes()) > MAX_DEPTH {
        return Err(Malformed::TooDeep);
    }
    serde_json::from_str::<serde::de::IgnoredAny>(text)
        .map(|_| ())
        .map_err(|_| Malformed::NotAnObject)
}

fn depth(bytes: &[u8]) -> usize {
    let (mut at, mut depth, mut deepest) = (0, 0usize, 0);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at = end_of_string(bytes, at).unwrap_or(bytes.len());
                continue;
            }
            b'{' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    deepest
}

/// The members of an object, as raw text, in the order in which they stand.
///
/// ```
/// let mut members = socket_wire::scan::members(r#"{"a": [1, 2], "b": "x"}"#).unwrap();
/// let first = members.next_member().unwrap().unwrap();
/// assert_eq!((first.key, first.value), ("a", "[1, 2]"));
/// ```
pub fn members(text: &str) -> Result<Members<'_>, Malformed> {
    let at = skip_space(text.as_bytes(), 0);
    if text.as_bytes().get(at) != Some(&b'{') {
        return Err(Malformed::NotAnObject);
    }
    Ok(Members { text, at: at + 1 })
}

/// The elements of an array, as raw text.
pub fn elements(text: &str) -> Result<Vec<&str>, Malformed> {
    let bytes = text.as_bytes();
    let mut at = skip_space(bytes, 0);
    if bytes.get(at) != Some(&b'[') {
        return Err(Malformed::WrongType("data"));
    }
    at = skip_space(bytes, at + 1);
    let mut elements = Vec::new();
    if bytes.get(at) == Some(&b']') {
        return Ok(elements);
    }
    loop {
        let end = end_of_value(bytes, at).ok_or(Malformed::NotAnObject)?;
        elements.push(&text[at..end]);
        at = skip_space(bytes, end);
        match bytes.get(at) {
            Some(b',') => at = skip_space(bytes, at + 1),
            Some(b']') => return Ok(elements),
            _ => return Err(Malformed::NotAnObject),
        }
    }
}

/// See [`members`].
#[derive(Debug)]
pub struct Members<'a> {
    text: &'a str,
    at: usize,
}

/// One member of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member<'a> {
    /// The key between its quotes, escapes left as they are: no key of the vocabulary needs one.
    pub key: &'a str,
    /// The value's raw text.
    pub value: &'a str,
}

impl<'a> Members<'a> {
    /// The next member; `None` after the last.
    pub fn next_member(&mut self) -> Result<Option<Member<'a>>, Malformed> {
        let Some(key) = self.next_key()? else {
            return Ok(None);
        };
        let value = self.value()?;
        Ok(Some(Member { key, value }))
    }

    /// The next key, with the scanner left before its value: take it with [`value`](Self::value) or
    /// [`rest`](Self::rest).
    pub fn next_key(&mut self) -> Result<Option<&'a str>, Malformed> {
        let bytes = self.text.as_bytes();
        self.at = skip_space(bytes, self.at);
        if bytes.get(self.at) == Some(&b',') {
            self.at = skip_space(bytes, self.at + 1);
        }
        match bytes.get(self.at) {
            Some(b'}') => return Ok(None),
            Some(b'"') => {}
            _ => return Err(Malformed::NotAnObject),
        }
        let end = end_of_string(bytes, self.at).ok_or(Malformed::NotAnObject)?;
        let key = &self.text[self.at + 1..end - 1];
        let colon = skip_space(bytes, end);
        if bytes.get(colon) != Some(&b':') {
            return Err(Malformed::NotAnObject);
        }
        self.at = skip_space(bytes, colon + 1);
        Ok(Some(key))
    }

    /// The value at the scanner, found by walking to its end.
    pub fn value(&mut self) -> Result<&'a str, Malformed> {
        let end = end_of_value(self.text.as_bytes(), self.at).ok_or(Malformed::NotAnObject)?;
        let value = &self.text[self.at..end];
        self.at = end;
        Ok(value)
    }

    /// All up to the object's closing brace, without a look at it: right only for the last member.
    pub fn rest(&mut self) -> Result<&'a str, Malformed> {
        let rest = self.text[self.at..].trim_ascii_end();
        let value = rest.strip_suffix('}').ok_or(Malformed::NotAnObject)?;
        self.at += value.len();
        Ok(value.trim_ascii_end())
    }
}

fn skip_space(bytes: &[u8], mut at: usize) -> usize {
    while matches!(bytes.get(at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
        at += 1;
    }
    at
}

/// The index after the closing quote of the string that opens at `at`.
fn end_of_string(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    loop {
        let rest = bytes.get(at..)?;
        at += rest.iter().position(|byte| matches!(byte, b'"' | b'\\'))?;
        if bytes[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

fn end_of_value(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at)? {
        b'"' => end_of_string(bytes, at),
        b'{' | b'[' => end_of_nested(bytes, at),
        _ => {
            let length = bytes[at..].iter().position(|b| b",}] \t\n\r".contains(b))?;
            (length > 0).then_some(at + length)
        }
    }
}

/// Whether a byte opens or closes something. (A look into a table is faster than five comparisons for each byte.)
const IS_BRACKET_OR_QUOTE: [bool; 256] = {
    let mut table = [false; 256];
    let mut brackets: &[u8] = b"\"{}[]";
    while let [byte, rest @ ..] = brackets {
        table[*byte as usize] = true;
        brackets = rest;
    }
    table
};

fn end_of_nested(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut depth = 0usize;
    loop {
        let rest = bytes.get(at..)?;
        at += rest
            .iter()
            .position(|byte| IS_BRACKET_OR_QUOTE[usize::from(*byte)])?;
        match bytes[at] {
            b'"' => {
                at = end_of_string(bytes, at)?;
                continue;
            }
            b'{' | b'[' => depth += 1,
            _ => depth -= 1,
        }
        at += 1;
        if depth == 0 {
            return Some(at);
        }
    }
}
