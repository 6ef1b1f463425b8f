//! Tables: plain as GOV.UK has them, compact for staff screens, cards on a phone.

use maud::Render;
use serde::Deserialize;

use crate::content::Content;
use crate::de;
use crate::element::{Attrs, El};

/// A table with a head, typed cells and a caption.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Table {
    caption: String,
    caption_classes: String,
    head: Option<Vec<Cell>>,
    #[serde(deserialize_with = "de::slots")]
    rows: Vec<Option<Vec<Cell>>>,
    first_cell_is_header: bool,
    #[serde(skip)]
    cards: bool,
    classes: String,
    attributes: Attrs,
}

/// One cell, or the head of one column.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Cell {
    #[serde(flatten)]
    content: Content,
    format: String,
    #[serde(deserialize_with = "de::scalar")]
    colspan: Option<String>,
    #[serde(deserialize_with = "de::scalar")]
    rowspan: Option<String>,
    classes: String,
    attributes: Attrs,
}

impl Cell {
    /// A cell with text or markup.
    pub fn new(content: impl Into<Content>) -> Cell {
        Cell { content: content.into(), ..Cell::default() }
    }

    /// A number, set to the right with figures of one width.
    pub fn number(number: impl std::fmt::Display) -> Cell {
        Cell::new(number.to_string()).numeric()
    }

    /// Sets the cell, or the column it heads, to the right.
    #[must_use]
    pub fn numeric(mut self) -> Cell {
        "numeric".clone_into(&mut self.format);
        self
    }

    /// Spans several columns.
    #[must_use]
    pub fn colspan(mut self, columns: usize) -> Cell {
        self.colspan = Some(columns.to_string());
        self
    }

    /// Adds classes.
    #[must_use]
    pub fn classes(mut self, classes: &str) -> Cell {
        crate::add_classes(&mut self.classes, classes);
        self
    }

    fn write(&self, out: &mut String, is_header: bool, label: Option<&str>) {
        let el = if is_header {
            El::new(out, "th").class("govuk-table__header")
        } else {
            El::new(out, "td").class("govuk-table__cell")
        };
        // The official template ignores the format of a row's header.
        let format = if is_header { "" } else { self.format.as_str() };
        let el = match format {
            "" => el,
            "numeric" => el.class("govuk-table__cell--numeric"),
            other => el.class(&format!("govuk-table__cell--{other}")),
        };
        el.class(&self.classes)
            .maybe("scope", is_header.then_some("row"))
            .maybe("data-label", label)
            .maybe("colspan", self.colspan.as_ref())
            .maybe("rowspan", self.rowspan.as_ref())
            .attrs(&self.attributes)
            .holding(&self.content);
    }

    fn write_head(&self, out: &mut String) {
        let el = El::new(out, "th").class("govuk-table__header");
        let el = match self.format.as_str() {
            "" => el,
            "numeric" => el.class("govuk-table__header--numeric"),
            other => el.class(&format!("govuk-table__header--{other}")),
        };
        el.class(&self.classes)
            .attr("scope", "col")
            .maybe("colspan", self.colspan.as_ref())
            .maybe("rowspan", self.rowspan.as_ref())
            .attrs(&self.attributes)
            .holding(&self.content);
    }
}

impl<T: Into<Content>> From<T> for Cell {
    fn from(content: T) -> Cell {
        Cell::new(content)
    }
}

/// The cells of one row, added one by one because they are of different kinds.
#[derive(Clone, Debug, Default)]
pub struct Row(Vec<Cell>);

impl Row {
    /// An empty row.
    #[must_use]
    pub fn new() -> Row {
        Row::default()
    }

    /// Adds a cell: text, markup or a [`Cell`].
    #[must_use]
    pub fn cell(mut self, cell: impl Into<Cell>) -> Row {
        self.0.push(cell.into());
        self
    }

    /// Adds a number.
    #[must_use]
    pub fn number(self, number: impl std::fmt::Display) -> Row {
        self.cell(Cell::number(number))
    }
}

impl Table {
    /// A table whose caption says what it holds.
    pub fn new(caption: impl Into<String>) -> Table {
        Table { caption: caption.into(), ..Table::default() }
    }

    /// Adds a column; give `Cell::new("…").numeric()` for numbers.
    #[must_use]
    pub fn column(mut self, head: impl Into<Cell>) -> Table {
        self.head.get_or_insert_default().push(head.into());
        self
    }

    /// Adds columns of text.
    #[must_use]
    pub fn columns<'a>(self, heads: impl IntoIterator<Item = &'a str>) -> Table {
        heads.into_iter().fold(self, Table::column)
    }

    /// Adds a row.
    #[must_use]
    pub fn row(mut self, row: Row) -> Table {
        self.rows.push(Some(row.0));
        self
    }

    /// Adds rows.
    #[must_use]
    pub fn rows(self, rows: impl IntoIterator<Item = Row>) -> Table {
        rows.into_iter().fold(self, Table::row)
    }

    /// The first cell of each row names the row.
    #[must_use]
    pub fn named_rows(mut self) -> Table {
        self.first_cell_is_header = true;
        self
    }

    /// Smaller type and less space, for screens that staff use all day.
    #[must_use]
    pub fn compact(self) -> Table {
        self.classes("tl-table--compact")
    }

    /// On a phone each row becomes a card, with the column's name before each value.
    #[must_use]
    pub fn cards(mut self) -> Table {
        self.cards = true;
        self.classes("tl-cards")
    }

    /// The caption is read out but not shown, where a heading says the same.
    #[must_use]
    pub fn hidden_caption(self) -> Table {
        self.caption_classes("govuk-visually-hidden")
    }

    /// Adds classes to the caption, such as `govuk-table__caption--m`.
    #[must_use]
    pub fn caption_classes(mut self, classes: &str) -> Table {
        crate::add_classes(&mut self.caption_classes, classes);
        self
    }

    /// Adds classes.
    #[must_use]
    pub fn classes(mut self, classes: &str) -> Table {
        crate::add_classes(&mut self.classes, classes);
        self
    }

    fn write_caption(&self, out: &mut String) {
        if !self.caption.is_empty() {
            El::new(out, "caption")
                .class("govuk-table__caption")
                .class(&self.caption_classes)
                .holding(&self.caption);
        }
    }

    fn write_head(&self, out: &mut String) {
        let Some(head) = &self.head else { return };
        El::new(out, "thead").class("govuk-table__head").body(|out| {
            El::new(out, "tr").class("govuk-table__row").body(|out| {
                head.iter().for_each(|cell| cell.write_head(out));
            });
        });
    }

    fn write_row(&self, out: &mut String, cells: &[Cell], labels: &[Option<&str>]) {
        El::new(out, "tr").class("govuk-table__row").body(|out| {
            for (index, cell) in cells.iter().enumerate() {
                let is_header = index == 0 && self.first_cell_is_header;
                let label = labels.get(index).copied().flatten();
                cell.write(out, is_header, label.filter(|_| !is_header));
            }
        });
    }

    /// The words before each value of a card; only text heads can be shown there.
    fn labels(&self) -> Vec<Option<&str>> {
        let heads = self.head.as_deref().unwrap_or_default();
        heads.iter().filter(|_| self.cards).map(Cell::plain_text).collect()
    }
}

impl Cell {
    fn plain_text(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }
}

impl Render for Table {
    fn render_to(&self, out: &mut String) {
        let labels = self.labels();
        El::new(out, "table")
            .class("govuk-table")
            .class(&self.classes)
            .attrs(&self.attributes)
            .body(|out| {
                self.write_caption(out);
                self.write_head(out);
                El::new(out, "tbody").class("govuk-table__body").body(|out| {
                    for cells in self.rows.iter().flatten() {
                        self.write_row(out, cells, &labels);
                    }
                });
            });
    }
}
