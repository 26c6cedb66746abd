//! What can be wrong with the files of a world: file, line, column, value, and one thing to try.

use thiserror::Error;

use crate::market::MarketError;

/// Why a world could not be read, or has no equilibrium to show.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum WorldError {
    /// A file could not be had.
    #[error("{file}: {reason}\nhint: the market folder of a study needs this file")]
    File {
        /// File within the market folder.
        file: String,
        /// What the reader of files said.
        reason: String,
    },
    /// A line that is not a row of the table.
    #[error(
        "{file}:{line}: unreadable row: {reason}\nhint: write as many fields as the first line names, text with a comma in double quotes"
    )]
    Row {
        /// File within the market folder.
        file: String,
        /// Line, counted from 1.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// A column that the table does not have.
    #[error("{file}:1: unknown column `{column}`\nhint: {hint}")]
    UnknownColumn {
        /// File within the market folder.
        file: String,
        /// Column found.
        column: String,
        /// The nearest known one, or all of them.
        hint: String,
    },
    /// A column that the table must have.
    #[error(
        "{file}:1: column `{column}` is missing\nhint: add it to the first line, and a value to every row"
    )]
    MissingColumn {
        /// File within the market folder.
        file: String,
        /// Column expected.
        column: &'static str,
    },
    /// A value that cannot stand where it stands.
    #[error("{file}:{line}: column `{column}`: `{value}` is not {expected}\nhint: {hint}")]
    Value {
        /// File within the market folder.
        file: String,
        /// Line, counted from 1.
        line: u64,
        /// Its column.
        column: String,
        /// What was found.
        value: String,
        /// What was expected.
        expected: &'static str,
        /// One thing to try.
        hint: String,
    },
    /// Something that must be there exactly once is absent.
    #[error("{file}: {what} is missing\nhint: add a row for it")]
    Missing {
        /// File within the market folder.
        file: String,
        /// What is missing.
        what: String,
    },
    /// A year for which there is no record of what happened.
    #[error("history.csv: no record of the year {year}\nhint: one of {known}")]
    NoHistory {
        /// Year asked for.
        year: i32,
        /// Years on record.
        known: String,
    },
    /// A region that the world does not have, named in a scenario.
    #[error("no region `{region}` in this world\nhint: {hint}")]
    UnknownRegion {
        /// Code asked for.
        region: String,
        /// The nearest known code.
        hint: String,
    },
    /// A pipeline that the world does not have, named in a scenario.
    #[error("no pipeline `{link}` in this world\nhint: {hint}")]
    UnknownLink {
        /// Link asked for.
        link: String,
        /// The nearest known one.
        hint: String,
    },
    /// The market of a year cannot clear, with the row that bounds the gas of the region that is short.
    #[error("{file}:{line}: {error}")]
    Short {
        /// File within the market folder.
        file: String,
        /// Line, counted from 1.
        line: u64,
        /// The line as written.
        source_line: String,
        /// Region, year and volume.
        error: Box<MarketError>,
    },
    /// The market of a year has no equilibrium to show.
    #[error(transparent)]
    Market(#[from] MarketError),
}
