//! A CSV file as rows with named columns; every complaint names file, line and column.

use super::WorldError;

/// The rows of one file, with columns found by name.
#[derive(Debug)]
pub(super) struct Table {
    file: &'static str,
    columns: Vec<String>,
    rows: Vec<(u64, csv::StringRecord)>,
}

/// One row of a [`Table`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    table: &'a Table,
    /// Line in the file, counted from 1.
    pub(super) line: u64,
    record: &'a csv::StringRecord,
}

impl Table {
    /// Reads `text` of `file`; the first line must name exactly `columns`, in any order.
    pub(super) fn read(file: &'static str, text: &str, columns: &[&'static str]) -> Result<Self, WorldError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let unreadable = |error: &csv::Error| WorldError::Row {
            file: file.to_owned(),
            line: error.position().map_or(1, csv::Position::line),
            reason: match error.kind() {
                csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                    format!("{len} fields where the first line names {expected_len}")
                }
                _ => error.to_string(),
            },
        };
        let header = reader.headers().map_err(|error| unreadable(&error))?.clone();
        for found in &header {
            if !columns.contains(&found) {
                return Err(WorldError::UnknownColumn {
                    file: file.to_owned(),
                    column: found.to_owned(),
                    hint: nearest(found, columns.iter().copied()),
                });
            }
        }
        if let Some(column) = columns.iter().find(|known| !header.iter().any(|found| found == **known)) {
            return Err(WorldError::MissingColumn { file: file.to_owned(), column });
        }
        let mut rows = Vec::new();
        for record in reader.into_records() {
            let record = record.map_err(|error| unreadable(&error))?;
            rows.push((record.position().map_or(0, csv::Position::line), record));
        }
        Ok(Self { file, columns: header.iter().map(str::to_owned).collect(), rows })
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, record)| Row { table: self, line: *line, record })
    }
}

impl Row<'_> {
    /// The text in a column; empty when there is none.
    pub(super) fn text(&self, column: &str) -> &str {
        let at = self.table.columns.iter().position(|name| name == column);
        at.and_then(|at| self.record.get(at)).unwrap_or("")
    }

    /// The number in a column.
    pub(super) fn number(&self, column: &str) -> Result<f64, WorldError> {
        let text = self.text(column);
        let hint = if text.contains(',') {
            "write the decimals after a point"
        } else {
            "write digits only; the unit stands in the column's name"
        };
        text.parse::<f64>()
            .ok()
            .filter(|value| value.is_finite())
            .ok_or_else(|| self.wrong(column, "a number", hint))
    }

    /// The number in a column, `None` where the field is empty.
    pub(super) fn optional(&self, column: &str) -> Result<Option<f64>, WorldError> {
        if self.text(column).is_empty() { Ok(None) } else { self.number(column).map(Some) }
    }

    /// The number in a column, zero or above.
    pub(super) fn non_negative(&self, column: &str) -> Result<f64, WorldError> {
        let value = self.number(column)?;
        if value < 0.0 { Err(self.wrong(column, "zero or above", "drop the sign")) } else { Ok(value) }
    }

    /// The number in a column, above zero.
    pub(super) fn positive(&self, column: &str) -> Result<f64, WorldError> {
        let value = self.number(column)?;
        if value > 0.0 {
            Ok(value)
        } else {
            Err(self.wrong(column, "above zero", "leave the row out if there is none"))
        }
    }

    /// Index among `codes` of the code in a column.
    pub(super) fn code(&self, column: &str, codes: &[String]) -> Result<usize, WorldError> {
        let text = self.text(column);
        codes.iter().position(|code| code == text).ok_or_else(|| {
            self.wrong(column, "a region of regions.csv", &nearest(text, codes.iter().map(String::as_str)))
        })
    }

    /// The complaint about the value in a column.
    pub(super) fn wrong(&self, column: &str, expected: &'static str, hint: &str) -> WorldError {
        WorldError::Value {
            file: self.table.file.to_owned(),
            line: self.line,
            column: column.to_owned(),
            value: self.text(column).to_owned(),
            expected,
            hint: hint.to_owned(),
        }
    }
}

/// The hint that names the known word nearest to one that is not known.
pub(super) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> String {
    let lower = word.to_lowercase();
    let best = known
        .map(|name| (strsim::jaro_winkler(&lower, &name.to_lowercase()), name))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    best.map_or_else(
        || "there is none to choose from".to_owned(),
        |(_, name)| format!("did you mean `{name}`?"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[&str] = &["region", "price"];

    #[test]
    fn an_unknown_column_is_named_with_the_nearest_known_one() {
        let error = Table::read("t.csv", "region,prise\nA,1\n", COLUMNS).unwrap_err();
        assert_eq!(error.to_string(), "t.csv:1: unknown column `prise`\nhint: did you mean `price`?");
    }

    #[test]
    fn a_missing_column_is_named() {
        let error = Table::read("t.csv", "region\nA\n", COLUMNS).unwrap_err();
        assert_eq!(
            error.to_string(),
            "t.csv:1: column `price` is missing\nhint: add it to the first line, and a value to every row"
        );
    }

    #[test]
    fn a_short_row_is_named_by_its_line() {
        let error = Table::read("t.csv", "region,price\nA,1\nB\n", COLUMNS).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("t.csv:3: unreadable row: 1 fields where the first line names 2\nhint: ")
        );
    }

    #[test]
    fn a_comma_for_the_point_is_seen() {
        let table = Table::read("t.csv", "region,price\nA,\"3,5\"\n", COLUMNS).unwrap();
        let error = table.rows().next().unwrap().number("price").unwrap_err();
        assert_eq!(
            error.to_string(),
            "t.csv:2: column `price`: `3,5` is not a number\nhint: write the decimals after a point"
        );
    }

    #[test]
    fn what_is_not_finite_is_no_number() {
        let table = Table::read("t.csv", "price,region\nNaN,A\ninf,B\n1e999,C\n", COLUMNS).unwrap();
        assert!(table.rows().all(|row| row.number("price").is_err()));
    }
}
