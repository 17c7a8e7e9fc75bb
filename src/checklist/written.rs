//! What people wrote in a checklist that was written before.
//!
//! In: the text of the file. Out: what stands around the generated block, and everything in the block
//! that was not generated: under an item, or nowhere in particular. The block ends with the sums of the
//! generated lines, by which they are known again however a formatter lays them out. A signature counts
//! with a name and a real date that is not in the future.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Range;

use jiff::civil::Date;

use super::block::{self, Entry};
use super::lines::{self, comments, letters, sum, without_ours};
use super::words::{Texts, Words};
use super::{Checklist, Verdict};
use crate::facts::{CHECKLIST, Lang, LineIndex};

/// A checklist that was written before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    /// What comes before the generated block.
    pub before: String,
    /// What stands after it.
    pub after: String,
    /// True when its lines end in `\r\n`.
    pub crlf: bool,
    /// What people wrote under an item, by the item's id.
    pub items: BTreeMap<String, Kept>,
    /// What people wrote in the block and under no item.
    pub notes: Vec<String>,
}

/// What people wrote under one item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Kept {
    /// The item's first line, for one that is no longer asked.
    pub head: String,
    /// The texts, without bullets and indentation.
    pub texts: Vec<String>,
}

/// A file that is new: the block, and the end of its last line.
impl Default for Written {
    fn default() -> Self {
        Self {
            before: String::new(),
            after: "\n".to_string(),
            crlf: false,
            items: BTreeMap::new(),
            notes: Vec::new(),
        }
    }
}

impl Written {
    /// Reads `text`, which was written for an earlier state of `checklist`; the error says why it can't be
    /// told what is generated.
    pub(crate) fn read(text: &str, checklist: &Checklist) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        let [start, end] = CHECKLIST;
        let parts = text
            .split_once(start)
            .and_then(|(before, rest)| rest.split_once(end).map(|(b, a)| (before, b, a)));
        let Some((before, block, after)) = parts else {
            return Err(format!(
                "it has no generated block between `{start}` and `{end}`; add both lines where \
                 the checklist belongs, or choose another file"
            ));
        };
        if [start, end].iter().any(|mark| after.contains(mark) || block.contains(mark)) {
            return Err(format!("it has `{start}` or `{end}` more than once; keep one of each"));
        }
        let mut reader = Reader::new(block, checklist);
        let lines = LineIndex::new(text);
        reader.read().map_err(|(at, why)| {
            format!("line {}: {why}", lines.line(before.len() + start.len() + at))
        })?;
        Ok(Self {
            before: before.to_string(),
            after: after.to_string(),
            crlf: block.contains("\r\n"),
            items: reader.items,
            notes: reader.notes,
        })
    }

    /// Settles the items of `checklist` that a person signed. What a rule decided stays.
    pub(crate) fn sign(&self, checklist: &mut Checklist, today: Date) {
        let texts = &checklist.texts;
        for item in &mut checklist.items {
            let open = matches!(item.verdict, Verdict::SignOff | Verdict::Unknown);
            if open && self.items.get(&item.id).is_some_and(|kept| kept.is_signed(texts, today)) {
                item.verdict = Verdict::Signed;
            }
        }
    }
}

impl Kept {
    /// True when somebody began to fill in who signs.
    pub(crate) fn has_blanks(&self, texts: &Texts) -> bool {
        self.texts.iter().any(|text| field(text, &texts.who).is_some())
    }

    fn is_signed(&self, texts: &Texts, today: Date) -> bool {
        let filled = |label: &Words| {
            let mut values = self.texts.iter().filter_map(|text| field(text, label));
            values.rfind(|value| !value.is_empty()).unwrap_or_default()
        };
        let who = filled(&texts.who);
        let named = who.chars().any(char::is_alphanumeric)
            && !["tbd", "todo", "n/a"].contains(&who.to_lowercase().as_str());
        named && filled(&texts.date).parse::<Date>().is_ok_and(|date| date <= today)
    }
}

/// The value in `text` after `label` in any language: all of its first paragraph.
fn field(text: &str, label: &Words) -> Option<String> {
    let is_mark = |c: char| c.is_whitespace() || c == '*' || c == '_';
    let start = text.trim_start_matches(is_mark);
    let rest = Lang::ALL.iter().find_map(|lang| {
        let name = label.get(*lang).trim_end_matches([':', '：']);
        let (start, rest) = start.split_at_checked(name.len())?;
        let rest = rest.trim_start_matches(is_mark).strip_prefix([':', '：'])?;
        start.eq_ignore_ascii_case(name).then_some(rest)
    })?;
    let paragraph = rest
        .lines()
        .map(str::trim)
        .take_while(|line| !line.is_empty() && !line.starts_with("- ") && !line.starts_with("* "));
    // Right after the label the first line may be empty.
    let value: Vec<&str> = paragraph.collect();
    let value = value.join(" ");
    let value = value.strip_prefix("**").or(value.strip_prefix("__")).unwrap_or(&value);
    Some(value.trim().to_owned())
}

/// True for a blank that nobody filled in.
fn is_blank(text: &str, texts: &Texts) -> bool {
    let labels = [&texts.who, &texts.date, &texts.note];
    text.lines().count() <= 1
        && labels.iter().any(|label| field(text, label).is_some_and(|value| value.is_empty()))
}

/// What is wrong, and at which byte of the block.
type WrittenProblem = (usize, String);

struct Reader<'a> {
    block: &'a str,
    checklist: &'a Checklist,
    /// The sums of the generated lines.
    sums: BTreeSet<&'a str>,
    /// Where each id stands.
    ids: BTreeMap<String, usize>,
    items: BTreeMap<String, Kept>,
    notes: Vec<String>,
}

impl<'a> Reader<'a> {
    fn new(block: &'a str, checklist: &'a Checklist) -> Self {
        let sums = comments(block).filter_map(|(_, comment)| lines::sums(comment)).flatten();
        Self {
            block,
            checklist,
            sums: sums.collect(),
            ids: BTreeMap::new(),
            items: BTreeMap::new(),
            notes: Vec::new(),
        }
    }

    fn read(&mut self) -> Result<(), WrittenProblem> {
        self.refuse_conflicts()?;
        for top in block::read(self.block) {
            if top.entries.is_empty() {
                let text = self.text(&top.range);
                if !self.is_generated(text) && !self.is_heading(text) {
                    self.notes.extend(piece(self.block, &top.range));
                }
            }
            for entry in &top.entries {
                self.read_entry(entry)?;
            }
        }
        // An item inside a quote, a comment or another item would lose its signature.
        for (at, comment) in comments(self.block) {
            if let Some(id) = lines::id(comment)
                && self.ids.get(id) != Some(&at)
            {
                let why = match self.ids.get(id) {
                    Some(_) => format!("the item `{id}` stands here again, keep one of the two"),
                    None => format!(
                        "the item `{id}` stands inside other text, expected it to start a line with `- [ ]`"
                    ),
                };
                return Err((at, why));
            }
        }
        Ok(())
    }

    fn refuse_conflicts(&self) -> Result<(), WrittenProblem> {
        let mut at = 0;
        for line in self.block.split_inclusive('\n') {
            if line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ") {
                return Err((at, "a merge stopped here, resolve it first".to_string()));
            }
            at += line.len();
        }
        Ok(())
    }

    fn read_entry(&mut self, entry: &Entry) -> Result<(), WrittenProblem> {
        let own = |part: &&Range<usize>| self.text(part).starts_with("<!--");
        let stretches = std::iter::once(&entry.head).chain(entry.parts.iter().filter(own));
        let ids: Vec<(usize, &str)> = stretches
            .flat_map(|range| comments(self.text(range)).map(|(at, c)| (range.start + at, c)))
            .filter_map(|(at, comment)| lines::id(comment).map(|id| (at, id)))
            .collect();
        let Some(&(at, id)) = ids.first() else {
            self.notes.extend(piece(self.block, &entry.range));
            return Ok(());
        };
        if self.ids.contains_key(id) {
            return Err((at, format!("the item `{id}` stands here again, keep one of the two")));
        }
        self.ids.insert(id.to_owned(), at);
        let kept = self.kept(id, entry);
        if !kept.texts.iter().all(|text| is_blank(text, &self.checklist.texts)) {
            self.items.insert(id.to_owned(), kept);
        }
        Ok(())
    }

    /// What people wrote under the item `id`.
    fn kept(&self, id: &str, entry: &Entry) -> Kept {
        let mut kept = Kept { head: without_ours(self.text(&entry.head)), texts: Vec::new() };
        if let Some(item) = self.checklist.items.iter().find(|item| item.id == id) {
            let end = entry.strong_end.unwrap_or(entry.head.end);
            let from = if self.is_head(self.text(&(entry.head.start..end)), &item.title) {
                end
            } else {
                entry.head.start
            };
            kept.texts.extend(piece(self.block, &(from..entry.head.end)));
        }
        let parts = entry.parts.iter().filter(|part| !self.is_generated(self.text(part)));
        kept.texts.extend(parts.filter_map(|part| piece(self.block, part)));
        kept
    }

    fn text(&self, range: &Range<usize>) -> &'a str {
        self.block.get(range.clone()).unwrap_or_default()
    }

    fn is_generated(&self, text: &str) -> bool {
        self.sums.contains(sum(text).as_str())
    }

    fn is_heading(&self, text: &str) -> bool {
        let texts = &self.checklist.texts;
        let (_, text) = text.split_once(' ').unwrap_or_default();
        let numbered = |(at, words): (usize, &Words)| {
            Lang::ALL.map(|lang| format!("{}. {}", at + 1, words.get(lang)))
        };
        let questions = [&texts.question_1, &texts.question_2, &texts.question_3];
        let questions = questions.into_iter().enumerate().flat_map(numbered);
        let others = [&texts.title, &texts.gone, &texts.notes];
        let others = others.iter().flat_map(|words| Lang::ALL.map(|l| words.get(l).to_owned()));
        let text = letters(text);
        questions.chain(others).any(|heading| letters(&heading) == text)
    }

    /// True when `text` is `title` with any verdict in any language.
    fn is_head(&self, text: &str, title: &Words) -> bool {
        let text = letters(text);
        Lang::ALL.iter().any(|lang| {
            let rest = text.strip_prefix(&letters(title.get(*lang)));
            rest.is_some_and(|rest| {
                let verdict = |v| letters(self.checklist.texts.verdict(v).get(*lang));
                Verdict::ALL.into_iter().any(|v| verdict(v) == rest)
            })
        })
    }
}

/// What people wrote at `range`, without its bullet, its indentation and the tool's own comments;
/// nothing when nothing else is there.
fn piece(block: &str, range: &Range<usize>) -> Option<String> {
    let text = block.get(range.clone())?;
    let before = block.get(..range.start)?;
    let line = before.rsplit('\n').next().unwrap_or_default();
    let mut column = width(line);
    let mut rest = text.trim_start_matches([' ', '\t']);
    column += width(text.get(..text.len() - rest.len())?);
    if let Some(after) = rest.strip_prefix(['-', '*', '+'])
        && after.starts_with(char::is_whitespace)
    {
        let content = after.trim_start_matches([' ', '\t']);
        column += 1 + width(after.get(..after.len() - content.len())?);
        rest = content;
    }
    let dedented = rest.lines().enumerate().map(|(at, line)| match at {
        0 => line,
        _ => without_columns(line, column),
    });
    let dedented: Vec<&str> = dedented.collect();
    let text = without_ours(&dedented.join("\n"));
    let text = text.trim_matches('\n').trim_end();
    (!text.trim_matches([':', '：', ' ']).is_empty()).then(|| text.trim_start().to_owned())
}

/// How wide the blanks and bullets of `text` are; a tab counts for four.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum()
}

/// `line` without at most so many columns of blanks.
fn without_columns(line: &str, columns: usize) -> &str {
    let mut left = columns;
    let mut rest = line;
    while let Some(c @ (' ' | '\t')) = rest.chars().next() {
        let wide = if c == '\t' { 4 } else { 1 };
        if left < wide {
            break;
        }
        left -= wide;
        rest = rest.get(1..).unwrap_or_default();
    }
    rest
}

/// True when `old` and `new` say the same, however they are laid out and wherever their links lead to in
/// a file.
pub(crate) fn says_the_same(old: &str, new: &str) -> bool {
    letters(old) == letters(new)
}

/// `old` and `new` for a comparison by lines: without comments of sums, and with lines that say the same
/// in the layout of `old`.
pub(crate) fn comparable(old: &str, new: &str) -> (String, String) {
    let mut seen: BTreeMap<String, VecDeque<&str>> = BTreeMap::new();
    for line in old.lines() {
        seen.entry(letters(line)).or_default().push_back(line);
    }
    let is_shown = |line: &&str| !comments(line).any(|(_, comment)| lines::sums(comment).is_some());
    let aligned = |line| match letters(line) {
        nothing if nothing.is_empty() => line,
        letters => seen.get_mut(&letters).and_then(VecDeque::pop_front).unwrap_or(line),
    };
    let joined = |lines: Vec<&str>| lines.join("\n") + "\n";
    let old = joined(old.lines().filter(is_shown).collect());
    let new = joined(new.lines().filter(is_shown).map(aligned).collect());
    (old, new)
}
