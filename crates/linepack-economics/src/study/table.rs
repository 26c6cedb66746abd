//! A table of a study: CSV with a header, units in the column names, every error with its row and column.

use super::fault::{Fault, Place, nearest};

/// A table read as text, with the place of every cell.
#[derive(Debug, Clone)]
pub struct Table<'a> {
    file: &'a str,
    text: &'a str,
    columns: Vec<String>,
    rows: Vec<Row>,
}

#[derive(Debug, Clone)]
struct Row {
    line: usize,
    cells: Vec<String>,
}

impl<'a> Table<'a> {
    /// Reads a table whose header holds exactly the known columns, in any order; `required` ones must be there.
    ///
    /// # Errors
    /// A missing or unknown column, a row with another number of cells, quotes that do not close.
    pub fn read(file: &'a str, text: &'a str, known: &[&str], required: &[&str]) -> Result<Self, Fault> {
        let mut reader =
            csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_bytes());
        let mut records = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| {
                let line =
                    error.position().map_or(1, |position| usize::try_from(position.line()).unwrap_or(1));
                Fault::new(format!("the row cannot be read: {error}"), "check quotes and commas of this row")
                    .at(Place::of_line(file, text, line))
            })?;
            let line = record.position().map_or(1, |position| usize::try_from(position.line()).unwrap_or(1));
            records.push(Row { line, cells: record.iter().map(|cell| cell.trim().to_owned()).collect() });
        }
        let mut records = records.into_iter();
        let Some(header) = records.next() else {
            let hint = format!("the first row names the columns: {}", required.join(","));
            return Err(Fault::new(format!("{file} is empty"), hint).at(Place::of_line(file, text, 1)));
        };
        let at_header = || Place::of_line(file, text, header.line);
        for (index, column) in header.cells.iter().enumerate() {
            if !known.contains(&column.as_str()) {
                let hint = match nearest(column, known.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("known columns: {}", known.join(", ")),
                };
                return Err(Fault::new(format!("unknown column `{column}`"), hint).at(at_header()));
            }
            if header.cells[..index].contains(column) {
                let hint = "leave one of them out";
                return Err(Fault::new(format!("column `{column}` stands twice"), hint).at(at_header()));
            }
        }
        if let Some(missing) = required.iter().find(|column| !header.cells.iter().any(|cell| cell == *column))
        {
            let hint = format!("add it; the columns are {}", known.join(", "));
            return Err(Fault::new(format!("column `{missing}` is missing"), hint).at(at_header()));
        }
        let rows: Vec<Row> = records.filter(|row| row.cells.iter().any(|cell| !cell.is_empty())).collect();
        if let Some(row) = rows.iter().find(|row| row.cells.len() != header.cells.len()) {
            let (found, expected) = (row.cells.len(), header.cells.len());
            let message = format!("the row has {found} cells where the header has {expected}");
            let hint = "put a text that holds a comma in double quotes, or add the missing commas";
            return Err(Fault::new(message, hint).at(Place::of_line(file, text, row.line)));
        }
        Ok(Self { file, text, columns: header.cells, rows })
    }

    /// Number of rows below the header.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row below the header.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The text of a cell; empty where the column is absent.
    pub fn text(&self, row: usize, column: &str) -> &str {
        let index = self.columns.iter().position(|name| name == column);
        index.and_then(|index| self.rows.get(row)?.cells.get(index)).map_or("", String::as_str)
    }

    /// A number that must be there.
    ///
    /// # Errors
    /// When the cell is empty or is not a finite number.
    pub fn number(&self, row: usize, column: &str) -> Result<f64, Fault> {
        self.optional(row, column)?.ok_or_else(|| {
            let hint = "give a number in the unit that the column's name says";
            Fault::new(format!("`{column}` is empty"), hint).at(self.place(row))
        })
    }

    /// A number, or nothing where the cell is empty.
    ///
    /// # Errors
    /// When the cell holds something that is not a finite number.
    pub fn optional(&self, row: usize, column: &str) -> Result<Option<f64>, Fault> {
        let cell = self.text(row, column);
        if cell.is_empty() {
            return Ok(None);
        }
        match cell.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(Some(value)),
            _ => {
                let hint = "write a plain number with a decimal point; its unit stands in the column's name";
                Err(Fault::new(format!("`{column}`: `{cell}` is not a number"), hint).at(self.place(row)))
            }
        }
    }

    /// The place of a row.
    pub fn place(&self, row: usize) -> Place {
        Place::of_line(self.file, self.text, self.rows.get(row).map_or(1, |row| row.line))
    }
}

/// Splits a cell of ids, `C024 C025`, at blanks, commas and semicolons.
pub fn ids(cell: &str) -> Vec<String> {
    cell.split([' ', ',', ';']).filter(|id| !id.is_empty()).map(str::to_owned).collect()
}
