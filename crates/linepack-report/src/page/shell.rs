//! Pieces that every section is made of: figures with their data, tables, links to derivations.

use linepack_economics::outcome::{Outcome, Quantity};
use maud::{Markup, PreEscaped, html};

use crate::format::{self, Amount};
use crate::prose::{Prose, Text};
use crate::svg::{Caption, Size};

/// What a section is drawn from.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    /// The answer of the study.
    pub(crate) outcome: &'a Outcome,
    /// The language.
    pub(crate) prose: &'a dyn Prose,
}

impl<'a> Context<'a> {
    /// A fixed text.
    pub(crate) fn text(&self, text: Text) -> &'static str {
        self.prose.text(text)
    }

    /// A link to the derivation of a quantity under its own label, or its bare id where it does not exist.
    pub(crate) fn link(&self, id: &str) -> Markup {
        let label = self.outcome.quantity(id).map(|quantity| quantity.label.as_str());
        label.map_or_else(|| html! { code { (id) } }, |label| self.named_link(id, label))
    }

    /// A link to the derivation of a quantity under another name, or the bare name where it does not exist.
    pub(crate) fn named_link(&self, id: &str, name: &str) -> Markup {
        let known = self.outcome.quantity(id).is_some();
        html! { @if known { a href={ "#" (anchor("q", id)) } { (name) } } @else { (name) } }
    }

    /// A link to a row of the ledger, or the bare name of a row that does not exist.
    pub(crate) fn claim(&self, id: &str) -> Markup {
        let known = self.outcome.claim(id).is_some();
        html! { @if known { a href={ "#" (anchor("e", id)) } { (id) } } @else { code { (id) } } }
    }

    /// Quantities whose id starts with a prefix.
    pub(crate) fn starting(&self, prefix: &str) -> Vec<&'a Quantity> {
        self.outcome.quantities.iter().filter(|quantity| quantity.id.starts_with(prefix)).collect()
    }
}

/// Identifier of an element made from one of the study's.
pub(crate) fn anchor(kind: &str, id: &str) -> String {
    let clean: String = id.chars().map(|c| if c.is_whitespace() || c == '"' { '-' } else { c }).collect();
    format!("{kind}-{clean}")
}

/// One cell of a table.
#[derive(Debug, Clone)]
pub(crate) enum Cell {
    /// Words.
    Text(String),
    /// A number and the decimals to show; all digits go into the saved data.
    Number(f64, usize),
    /// Links and marks.
    Markup(Markup),
    /// Nothing known.
    Missing,
}

impl Cell {
    /// A number with three significant digits.
    pub(crate) fn number(value: f64) -> Self {
        Self::Number(value, format::decimals([value]))
    }

    /// A number where there is one.
    pub(crate) fn maybe(value: Option<f64>) -> Self {
        value.map_or(Self::Missing, Self::number)
    }

    /// Words.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

/// A table with a caption; its first column names the rows.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    /// Caption.
    pub(crate) caption: String,
    /// Names of the columns.
    pub(crate) head: Vec<&'static str>,
    /// Rows.
    pub(crate) rows: Vec<Vec<Cell>>,
    /// Rows to set off.
    pub(crate) marked: Vec<usize>,
}

impl Table {
    /// A table without marked rows.
    pub(crate) fn new(caption: impl Into<String>, head: Vec<&'static str>, rows: Vec<Vec<Cell>>) -> Self {
        Self { caption: caption.into(), head, rows, marked: Vec::new() }
    }

    /// The same table with some of its rows.
    pub(crate) fn only(&self, rows: &[usize]) -> Self {
        let position = |row: &usize| rows.iter().position(|kept| kept == row);
        Self {
            caption: format!("{} ({})", self.caption, rows.len()),
            head: self.head.clone(),
            rows: rows.iter().filter_map(|row| self.rows.get(*row).cloned()).collect(),
            marked: self.marked.iter().filter_map(position).collect(),
        }
    }

    /// Whether all cells of a column are numbers or missing: its head then stands at the right, above them.
    fn is_numeric(&self, column: usize) -> bool {
        let cells = self.rows.iter().filter_map(|row| row.get(column));
        self.rows.iter().any(|row| matches!(row.get(column), Some(Cell::Number(..))))
            && cells.clone().all(|cell| matches!(cell, Cell::Number(..) | Cell::Missing))
    }

    /// Draws it within a frame that scrolls sideways where the page is narrow.
    pub(crate) fn draw(&self, caption_hidden: bool) -> Markup {
        html! {
            div class="scroll" tabindex="0" role="region" aria-label=(self.caption) {
                table {
                    caption class=[caption_hidden.then_some("unseen")] { (self.caption) }
                    thead { tr {
                        @for (column, name) in self.head.iter().enumerate() {
                            th scope="col" class=[self.is_numeric(column).then_some("num")] { (name) }
                        }
                    } }
                    tbody {
                        @for (index, row) in self.rows.iter().enumerate() {
                            tr class=[self.marked.contains(&index).then_some("marked")] {
                                @for (column, cell) in row.iter().enumerate() {
                                    @if column == 0 { th scope="row" data-v=[raw(cell)] { (content(cell)) } }
                                    @else { td class=[self.is_numeric(column).then_some("num")] data-v=[raw(cell)] { (content(cell)) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn raw(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Number(value, _) => Some(value.to_string()),
        _ => None,
    }
}

fn content(cell: &Cell) -> Markup {
    match cell {
        Cell::Text(text) => html! { (text) },
        Cell::Number(value, decimals) => html! { (format::fixed(*value, *decimals)) },
        Cell::Markup(markup) => markup.clone(),
        Cell::Missing => html! { span class="missing" { "–" } },
    }
}

/// What a figure is called, in the page and in its files.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Title<'a> {
    /// Identifier within the page.
    pub(crate) id: &'a str,
    /// Heading.
    pub(crate) heading: Text,
    /// One sentence that says what is to be seen.
    pub(crate) summary: &'a str,
}

/// A picture in both sizes, its data in a table that opens, and buttons that save both.
pub(crate) fn figure(
    context: Context<'_>,
    title: Title<'_>,
    draw: impl Fn(Size, Caption<'_>) -> Markup,
    table: &Table,
    note: Option<Text>,
) -> Markup {
    let heading = context.text(title.heading);
    let id = format!("fig-{}", title.id);
    let caption = Caption { id: &id, title: heading, description: title.summary };
    let button = |action: &str, text: Text| {
        let name = context.text(text);
        html! {
            button type="button" hidden data-save=(action) aria-label=(context.prose.download_of(name, heading)) { (name) }
        }
    };
    html! {
        figure id=(id) class="figure" {
            figcaption {
                h3 { (heading) }
                p class="summary" { (title.summary) }
            }
            @for size in Size::BOTH { (draw(size, caption)) }
            @if let Some(note) = note { p class="note" { (context.text(note)) } }
            details class="data" {
                summary { (context.text(Text::FigureData)) }
                (table.draw(true))
            }
            div class="tools" { (button("svg", Text::SavePicture)) (button("csv", Text::SaveData)) }
        }
    }
}

/// Rows of a table that is shown whole.
const SHORT: usize = 14;
/// Rows of a table that is too long to be printed.
const LONG: usize = 60;

/// A table under its own heading: shown where it is short, else opened by the reader, with the rows of `brief` before it.
pub(crate) fn listing(
    context: Context<'_>,
    title: (&str, Text, Option<Text>),
    table: &Table,
    brief: Option<(String, Table)>,
) -> Markup {
    let (id, heading, lead) = title;
    let rows = table.rows.len();
    html! {
        div class={ "figure listing" @if rows > LONG { " long" } } id={ "tab-" (id) } {
            h3 { (context.text(heading)) }
            @if let Some(lead) = lead { p class="summary" { (context.text(lead)) } }
            @if rows > SHORT {
                @if let Some((name, brief)) = brief {
                    @if !name.is_empty() { p class="summary" { (name) } }
                    (brief.draw(true))
                }
                details class="data" {
                    summary { (context.text(Text::AllRows)) " (" (rows) ")" }
                    (table.draw(true))
                }
            } @else { (table.draw(true)) }
            div class="tools" {
                button type="button" hidden data-save="csv"
                    aria-label=(context.prose.download_of(context.text(Text::SaveData), context.text(heading))) { (context.text(Text::SaveData)) }
            }
        }
    }
}

/// A section with its heading.
pub(crate) fn section(
    context: Context<'_>,
    id: &str,
    heading: Text,
    lead: Option<Text>,
    body: &Markup,
) -> Markup {
    html! {
        section id=(id) aria-labelledby={ (id) "-h" } {
            h2 id={ (id) "-h" } { (context.text(heading)) }
            @if let Some(lead) = lead { p class="lead" { (context.text(lead)) } }
            (body)
        }
    }
}

/// Value and unit of a quantity, the unit smaller.
pub(crate) fn amount(quantity: &Quantity) -> Markup {
    let amount = Amount::of(quantity);
    html! {
        span class="number" { (amount.number()) }
        @if !amount.unit.is_empty() { " " span class="unit" { (amount.unit) } }
    }
}

/// Text of a file that is part of this crate, put in as it is.
pub(crate) fn verbatim(text: &'static str) -> PreEscaped<&'static str> {
    PreEscaped(text)
}
