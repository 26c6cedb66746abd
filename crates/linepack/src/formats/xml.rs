//! An XML file as a tree of elements, each with its line.
//!
//! Document types are refused, and with them entity bombs and external entities: no network format
//! needs one. Sizes are capped; an error names the cap.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::findings::Finding;

/// Largest file read, bytes.
pub(super) const SIZE_LIMIT: usize = 1 << 30;
/// Deepest nesting read.
pub(super) const DEPTH_LIMIT: usize = 32;

/// An element: its local name, attributes, children, own text, and the line it starts on.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct XmlElement {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<XmlElement>,
    pub(super) text: String,
    pub(super) line: u32,
}

impl XmlElement {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn child(&self, name: &str) -> Option<&XmlElement> {
        self.children.iter().find(|child| child.name == name)
    }
}

/// The root element of a file.
pub(super) fn read(bytes: &[u8], file: &str) -> Result<XmlElement, Finding> {
    if bytes.len() > SIZE_LIMIT {
        let text = format!("the file has {} bytes, more than the {SIZE_LIMIT} that are read", bytes.len());
        return Err(Finding::error(text).at(file, 1).hint("split the network"));
    }
    let text = utf8(bytes, file)?;
    let mut reader = Reader::from_str(text);
    reader.config_mut().trim_text(true);
    let mut lines = Lines { bytes: text.as_bytes(), seen: 0, line: 1 };
    let mut open: Vec<XmlElement> = Vec::new();
    let mut root = None;
    loop {
        let start = position(&reader);
        let event = reader.read_event().map_err(|error| {
            let line = lines.at(position(&reader));
            Finding::error(format!("the file is not well-formed XML: {error}"))
                .at(file, line)
                .hint("restore the file from its source; it may be cut off or edited by hand")
        })?;
        // trim_text skips blanks before the event, so its own line is found from its first character.
        let line = lines.at_first_mark(start);
        match event {
            Event::Start(tag) => {
                if open.len() >= DEPTH_LIMIT {
                    let text = format!("elements are nested deeper than {DEPTH_LIMIT}");
                    return Err(Finding::error(text).at(file, line).hint("this is no network file"));
                }
                open.push(element(&tag, line, file)?);
            }
            Event::Empty(tag) => close(element(&tag, line, file)?, &mut open, &mut root, file)?,
            Event::End(_) => {
                if let Some(element) = open.pop() {
                    close(element, &mut open, &mut root, file)?;
                }
            }
            Event::DocType(_) => {
                return Err(Finding::error("a document type (DOCTYPE) is not accepted")
                    .at(file, line)
                    .hint("remove the DOCTYPE line; network files need no entities of their own"));
            }
            Event::Text(text) => {
                if let Some(element) = open.last_mut() {
                    element.text.push_str(&text.xml10_content());
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if let Some(element) = open.last() {
        let text = format!("the file ends inside `{}`, which began on line {}", element.name, element.line);
        return Err(Finding::error(text)
            .at(file, lines.at(bytes.len()))
            .hint("the file is cut off; fetch it again"));
    }
    root.ok_or_else(|| {
        Finding::error("the file holds no XML element")
            .at(file, 1)
            .hint("check that this is the file you meant")
    })
}

fn close(
    element: XmlElement,
    open: &mut [XmlElement],
    root: &mut Option<XmlElement>,
    file: &str,
) -> Result<(), Finding> {
    if let Some(parent) = open.last_mut() {
        parent.children.push(element);
    } else if root.is_some() {
        let text = format!("a second root element `{}` follows the first", element.name);
        return Err(Finding::error(text).at(file, element.line).hint("keep one document a file"));
    } else {
        *root = Some(element);
    }
    Ok(())
}

fn utf8<'a>(bytes: &'a [u8], file: &str) -> Result<&'a str, Finding> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(Finding::error("the file is encoded in UTF-16").at(file, 1).hint("save it as UTF-8"));
    }
    let bytes = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let line = Lines { bytes, seen: 0, line: 1 }.at(error.valid_up_to());
        let byte = bytes.get(error.valid_up_to()).copied().unwrap_or(0);
        Finding::error(format!("byte 0x{byte:02X} is not UTF-8"))
            .at(file, line)
            .hint("save the file as UTF-8")
    })
}

fn element(tag: &BytesStart<'_>, line: u32, file: &str) -> Result<XmlElement, Finding> {
    let mut attributes = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| {
            Finding::error(format!(
                "an attribute of `{}` cannot be read: {error}",
                local(tag.name().as_ref())
            ))
            .at(file, line)
            .hint("write each attribute once, as name=\"value\"")
        })?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| {
            Finding::error(format!("the value of an attribute cannot be read: {error}"))
                .at(file, line)
                .hint("use no entities but &amp; &lt; &gt; &quot; &apos;")
        })?;
        attributes.push((local(attribute.key.as_ref()).to_owned(), value.into_owned()));
    }
    Ok(XmlElement {
        name: local(tag.name().as_ref()).to_owned(),
        attributes,
        children: Vec::new(),
        text: String::new(),
        line,
    })
}

/// A name without its namespace prefix.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

/// Counts lines once over the whole file.
struct Lines<'a> {
    bytes: &'a [u8],
    seen: usize,
    line: u32,
}

impl Lines<'_> {
    fn at(&mut self, position: usize) -> u32 {
        let to = position.min(self.bytes.len());
        for &byte in self.bytes.get(self.seen..to).unwrap_or_default() {
            self.line += u32::from(byte == b'\n');
        }
        self.seen = self.seen.max(to);
        self.line
    }

    fn at_first_mark(&mut self, position: usize) -> u32 {
        let rest = self.bytes.get(position..).unwrap_or_default();
        let blanks = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        self.at(position + blanks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_know_their_lines() {
        let root = read(
            b"\xEF\xBB\xBF<?xml version=\"1.0\"?>\n<!-- c -->\n<a:net>\n\n  <x id='1&amp;2'/>\n</a:net>\n",
            "f",
        )
        .unwrap();
        assert_eq!((root.name.as_str(), root.line), ("net", 3));
        assert_eq!(root.children[0].line, 5);
        assert_eq!(root.children[0].attribute("id"), Some("1&2"));
    }

    #[test]
    fn bombs_and_broken_files_are_refused_with_a_place() {
        let bomb =
            b"<?xml version='1.0'?>\n<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>\n<x>&b;</x>";
        let deep = "<a>".repeat(100_000);
        let cases: [(&[u8], &str); 9] = [
            (bomb, "DOCTYPE"),
            (b"<!DOCTYPE x SYSTEM 'file:///etc/passwd'><x/>", "DOCTYPE"),
            (deep.as_bytes(), "nested deeper than 32"),
            (b"<a>\n<b>", "ends inside `b`"),
            (b"<a>\n</b>", "not well-formed"),
            (b"", "no XML element"),
            (b"\xFF\xFE<\x00", "UTF-16"),
            (b"<a>\n\xE4</a>", "0xE4"),
            (b"<a x='&evil;'/>", "cannot be read"),
        ];
        for (bytes, words) in cases {
            let finding = read(bytes, "bad.net").unwrap_err();
            assert!(finding.text.contains(words), "{finding}");
            assert!(finding.place.is_some() && finding.hint.is_some(), "{finding}");
        }
    }
}
