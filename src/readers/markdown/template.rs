//! What documents have from the project's templates.
//!
//! The texts of the templates go in; a paragraph, an item, a row or code of a page that is equal to
//! one of theirs is taken away: nobody wrote it for this document, so it answers nothing.

use std::collections::BTreeSet;

use camino::Utf8Path;

use super::page::{Block, Page, Row, read_page};
use crate::facts::FilePath;
use crate::readers::read_text;

/// The texts of templates, with their blanks folded.
#[derive(Debug, Clone, Default)]
pub(crate) struct TemplateText(BTreeSet<String>);

impl TemplateText {
    /// Reads the templates at `files` under `root`; a file that cannot be read holds no texts.
    pub(crate) fn read(root: &Utf8Path, files: &[FilePath]) -> Self {
        let texts = files.iter().filter_map(|file| read_text(&file.under(root)).ok());
        Self(texts.flat_map(|text| Self::of(&text).0).collect())
    }

    /// The template with this text.
    pub(super) fn of(text: &str) -> Self {
        let blocks = read_page("", text).sections.into_iter().flat_map(|section| section.blocks);
        let texts = blocks.flat_map(|block| match block {
            Block::Text(text) => vec![folded(&text.joined())],
            Block::Code(code) => vec![folded(&code.text)],
            Block::Table(table) => table.rows.iter().map(row).collect(),
            Block::Image => Vec::new(),
        });
        Self(texts.filter(|text| !text.is_empty()).collect())
    }

    /// Takes from `page` what the template has too.
    pub(super) fn take_from(&self, page: &mut Page) {
        if self.0.is_empty() {
            return;
        }
        for section in &mut page.sections {
            let mut taken = false;
            section.blocks.retain_mut(|block| {
                let keep = match block {
                    Block::Text(text) => !self.0.contains(&folded(&text.joined())),
                    Block::Code(code) => !self.0.contains(&folded(&code.text)),
                    Block::Table(table) => {
                        let before = table.rows.len();
                        table.rows.retain(|cells| !self.0.contains(&row(cells)));
                        taken |= table.rows.len() < before;
                        true
                    }
                    Block::Image => true,
                };
                taken |= !keep;
                keep
            });
            section.from_template |= taken;
        }
    }
}

fn row(row: &Row) -> String {
    folded(&row.cells.join(" | "))
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
