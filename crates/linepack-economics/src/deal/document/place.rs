//! The line on which a value stands in a JSON text.

/// Line, from 1, of the value at a path such as `games[2].n`; the nearest part that is there when it is not.
///
/// The text must be sound JSON; of two fields with one name the last counts, as for the reader of values.
pub(super) fn line_of(text: &str, path: &str) -> u32 {
    let mut walk = Walk { bytes: text.as_bytes(), at: 0, line: 1, path, best: (0, 1) };
    walk.value("");
    walk.best.1
}

struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u32,
    path: &'a str,
    /// Length of the longest part of the path met so far, and its line.
    best: (usize, u32),
}

impl Walk<'_> {
    fn here(&mut self) -> Option<u8> {
        while let Some(&byte) = self.bytes.get(self.at) {
            if !byte.is_ascii_whitespace() {
                return Some(byte);
            }
            self.step();
        }
        None
    }

    fn step(&mut self) {
        self.line += u32::from(self.bytes.get(self.at) == Some(&b'\n'));
        self.at += 1;
    }

    /// Passes over a value; `name` is its path.
    fn value(&mut self, name: &str) {
        let kind = self.here();
        let leads = self.path == name
            || self
                .path
                .strip_prefix(name)
                .is_some_and(|rest| name.is_empty() || rest.starts_with(['.', '[']));
        if leads && name.len() >= self.best.0 {
            self.best = (name.len(), self.line);
        }
        match kind {
            Some(b'{') => self.list(name, b'}'),
            Some(b'[') => self.list(name, b']'),
            Some(b'"') => drop(self.string()),
            _ => {
                // The first byte is passed whatever it is, so that a broken text ends too.
                self.at += 1;
                while self.bytes.get(self.at).is_some_and(|byte| !b",]}\n \t\r".contains(byte)) {
                    self.at += 1;
                }
            }
        }
    }

    fn list(&mut self, name: &str, end: u8) {
        self.step();
        let mut index = 0_usize;
        while let Some(byte) = self.here() {
            if byte == end {
                self.step();
                return;
            }
            if byte == b',' || byte == b':' {
                self.step();
                continue;
            }
            let inner = if end == b'}' {
                let key = self.string();
                while self.here().is_some_and(|byte| byte == b':') {
                    self.step();
                }
                if name.is_empty() { key } else { format!("{name}.{key}") }
            } else {
                format!("{name}[{index}]")
            };
            self.value(&inner);
            index += 1;
        }
    }

    /// Passes over a string and returns its text as written.
    fn string(&mut self) -> String {
        self.at += 1;
        let from = self.at;
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.step(),
            }
        }
        let text = self.bytes.get(from..self.at.min(self.bytes.len())).unwrap_or_default();
        self.at += 1;
        String::from_utf8_lossy(text).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::line_of;

    #[test]
    fn the_line_of_a_value_or_of_the_part_that_is_there() {
        let text = "{\n \"a\": [1,\n 2],\n \"b}\\\"\": {\"a\":\n  {\"c\": 3}},\n \"ab\": 5\n}";
        for (path, line) in [
            ("a[0]", 2),
            ("a[1]", 3),
            ("b}\\\".a.c", 5),
            ("b}\\\".a.d", 5),
            ("ab", 6),
            ("ab.x", 6),
            ("z", 1),
            ("a[7]", 2),
        ] {
            assert_eq!(line_of(text, path), line, "{path}");
        }
    }

    #[test]
    fn no_text_however_broken_stops_it() {
        for text in ["", "{", "[", "\"", "{\"a", "{\"a\":", "[1,", "\"\\", "}", "{]", "[}"] {
            line_of(text, "a[0].b");
        }
    }
}
