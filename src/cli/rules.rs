//! `cargo golive rules`: lists the rules.

use std::io::{self, Write};

use clap::ValueEnum;
use serde::Serialize;

use super::Outcome;
use super::error::Error;
use crate::facts::Level;
use crate::page::{Group, Page, Question};
use crate::report::json::SCHEMA;
use crate::report::terminal::Terminal;
use crate::rules;

/// The arguments of `rules`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// How to write the list
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "human")]
    format: RulesFormat,
}

/// How to write the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RulesFormat {
    /// For people.
    Human,
    /// JSON, for programs.
    Json,
}

#[derive(Serialize)]
struct Listed<'a> {
    id: &'a str,
    level: Level,
    group: Group,
    question: Question,
    summary: &'a str,
}

impl<'a> Listed<'a> {
    fn new(page: &'a Page) -> Self {
        Self {
            id: &page.id,
            level: page.level,
            group: page.group,
            question: page.question,
            summary: &page.summary,
        }
    }
}

#[derive(Serialize)]
struct List<'a> {
    schema: u32,
    rules: Vec<Listed<'a>>,
}

/// Runs `rules`.
pub(super) fn run(args: &Args, terminal: Terminal, out: &mut dyn Write) -> Result<Outcome, Error> {
    let pages: Vec<Page> = rules::pages()?.into_iter().map(|(_, page)| page).collect();
    match args.format {
        RulesFormat::Human => write_human(out, &pages, terminal.width)?,
        RulesFormat::Json => write_json(out, &pages)?,
    }
    Ok(Outcome::Clean)
}

fn write_human(out: &mut dyn Write, pages: &[Page], width: usize) -> io::Result<()> {
    let options = textwrap::Options::new(width)
        .initial_indent("    ")
        .subsequent_indent("    ")
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    for page in pages {
        let (level, group) = (page.level.as_str(), page.group.as_str());
        let question = page.question.number();
        writeln!(out, "{} ({level}, {group}, question {question})", page.id)?;
        writeln!(out, "{}", textwrap::fill(&page.summary, &options))?;
    }
    Ok(())
}

fn write_json(out: &mut dyn Write, pages: &[Page]) -> io::Result<()> {
    let list = List { schema: SCHEMA, rules: pages.iter().map(Listed::new).collect() };
    serde_json::to_writer_pretty(&mut *out, &list)?;
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Page {
        let text = "+++\nid = \"some-rule\"\ngroup = \"capacity\"\nlevel = \"warn\"\nquestion = 3\n\
            +++\nA queue without a bound hides overload.\n";
        Page::parse("some-rule.md", text).unwrap()
    }

    #[test]
    fn a_rule_is_listed_with_its_summary() {
        let mut out = Vec::new();
        write_human(&mut out, &[page()], 30).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "some-rule (warn, capacity, question 3)\n    A queue without a bound\n    hides overload.\n"
        );
    }

    #[test]
    fn the_json_list_names_every_field() {
        let mut out = Vec::new();
        write_json(&mut out, &[page()]).unwrap();
        let list: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(
            list,
            serde_json::json!({"schema": 1, "rules": [{
                "id": "some-rule", "level": "warn", "group": "capacity", "question": 3,
                "summary": "A queue without a bound hides overload.",
            }]})
        );
    }
}
