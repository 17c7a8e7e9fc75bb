//! What people wrote in a checklist that was written before.
//!
//! In: the text of the file. Out: what stands around the generated block, and the lines of each
//! item from its `Who:` on, which are theirs. A signature counts with a name and a real date that
//! is not in the future.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Checklist, Verdict};

/// The line before the generated block.
pub const START: &str = "<!-- golive:checklist -->";
/// The line after it.
pub const END: &str = "<!-- /golive:checklist -->";

/// A checklist that was written before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// What stands before the generated block.
    pub before: String,
    /// What stands after it.
    pub after: String,
    /// True when its lines end in `\r\n`.
    pub crlf: bool,
    /// The lines that people own, by the item's id.
    pub lines: BTreeMap<String, Vec<String>>,
}

/// A file that is new: the block, and the end of its last line.
impl Default for Written {
    fn default() -> Self {
        Self { before: String::new(), after: "\n".to_string(), crlf: false, lines: BTreeMap::new() }
    }
}

impl Written {
    /// Reads `text`; the error says why it can't be told what is generated.
    pub fn read(text: &str) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        let parts = text
            .split_once(START)
            .and_then(|(before, rest)| rest.split_once(END).map(|(b, a)| (before, b, a)));
        let Some((before, block, after)) = parts else {
            return Err(format!(
                "it has no generated block between `{START}` and `{END}`; add both lines where \
                 the checklist belongs, or choose another file"
            ));
        };
        if after.contains(START) || after.contains(END) {
            return Err(format!("it has `{START}` or `{END}` more than once; keep one of each"));
        }
        Ok(Self {
            before: before.to_string(),
            after: after.to_string(),
            crlf: block.contains("\r\n"),
            lines: lines(block),
        })
    }

    /// Settles the items of `checklist` that a person signed. What a rule decided stays.
    pub fn sign(&self, checklist: &mut Checklist, today: Date) {
        for item in &mut checklist.items {
            let open = matches!(item.verdict, Verdict::SignOff | Verdict::Unknown);
            if open && self.lines.get(&item.id).is_some_and(|lines| is_signed(lines, today)) {
                item.verdict = Verdict::Signed;
            }
        }
    }
}

fn lines(block: &str) -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut id = None;
    let mut theirs = false;
    for line in block.lines() {
        if line.starts_with("- [") || line.starts_with("## ") {
            theirs = false;
            id = line
                .rsplit_once("<!-- golive:")
                .and_then(|(_, rest)| rest.split_once(" -->"))
                .map(|(id, _)| id.to_string());
            continue;
        }
        theirs |= line.starts_with("  - Who:");
        if let (true, Some(id)) = (theirs, &id) {
            all.entry(id.clone()).or_default().push(line.to_string());
        }
    }
    for lines in all.values_mut() {
        while lines.last().is_some_and(|line| line.trim().is_empty()) {
            lines.pop();
        }
    }
    all
}

fn is_signed(lines: &[String], today: Date) -> bool {
    let field = |name: &str| {
        lines.iter().find_map(|line| line.strip_prefix(name)).map(str::trim).unwrap_or_default()
    };
    let who = field("  - Who:");
    let named = who.chars().any(char::is_alphanumeric)
        && !["tbd", "todo", "n/a"].contains(&who.to_lowercase().as_str());
    named && field("  - Date:").parse::<Date>().is_ok_and(|date| date <= today)
}
