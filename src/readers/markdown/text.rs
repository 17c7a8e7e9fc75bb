//! Small things about text in English and Chinese: folding of full-width characters, headings
//! without their numbering, sentences, lengths, and labels before a colon.

use std::sync::LazyLock;

use regex::Regex;

use super::traditional::simplified;

/// `text` with full-width letters, digits and punctuation as their ASCII counterparts, and
/// traditional Chinese as simplified, so that `負責人：` and `负责人:` are the same.
pub(super) fn fold(text: &str) -> String {
    text.chars().map(fold_char).collect()
}

fn fold_char(c: char) -> char {
    match c {
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '【' => '[',
        '】' => ']',
        '\u{200b}' | '\u{feff}' => ' ',
        '\u{4e00}'..='\u{9fff}' => simplified(c),
        _ => c,
    }
}

/// A heading without what numbers and decorates it: `一、`, `1.2`, `第 3 步：`, `Step 2:`, emoji.
pub(super) fn bare_heading(heading: &str) -> &str {
    static NUMBERING: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)^(?:[^\p{L}\p{N}`\[(]+|第\s*[0-9一二三四五六七八九十]+\s*[章节步部分条][::、.\s]*|[(][一二三四五六七八九十]+[)]\s*|[一二三四五六七八九十]+\s*[、.::]|[(]?[0-9]+(?:\.[0-9]+)*[.、:)]?\s+|[0-9]+(?:\.[0-9]+)*[.、:)]|(?:step|phase|part|chapter)\s+[0-9]+\s*[::.-]?\s*)+",
        )
        .expect("a constant pattern")
    });
    let bare = heading.trim();
    let start = NUMBERING.find(bare).map_or(0, |found| found.end());
    match bare.get(start..) {
        Some(rest) if !rest.trim().is_empty() => rest.trim_end_matches([':', ' ', '#']).trim(),
        _ => bare,
    }
}

/// The length of `text` in words; two Chinese characters count as one word.
pub(super) fn words_in(text: &str) -> usize {
    let (mut words, mut han, mut inside) = (0, 0, false);
    for c in text.chars() {
        let letter = c.is_alphanumeric() && !is_han(c);
        words += usize::from(letter && !inside);
        han += usize::from(is_han(c));
        inside = letter || (inside && matches!(c, '-' | '_' | '.' | '\'' | '’'));
    }
    words + han.div_ceil(2)
}

/// True for Chinese characters.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}')
}

/// The sentences of a paragraph. A dot ends one only before a blank, so that `p99.9` and `a.b` stay
/// whole; Chinese marks and marks between Chinese characters always do.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut before = ' ';
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |&(_, n)| n);
        let ends = match c {
            '。' => true,
            '!' | '?' | ';' => next.is_whitespace() || is_han(before) || is_han(next),
            '.' => next.is_whitespace() && !is_abbreviation(text.get(start..at).unwrap_or("")),
            _ => false,
        };
        if ends {
            sentences.push(text.get(start..at).unwrap_or("").trim());
            start = at + c.len_utf8();
        }
        before = c;
    }
    sentences.push(text.get(start..).unwrap_or("").trim());
    sentences.retain(|sentence| !sentence.is_empty());
    sentences
}

fn is_abbreviation(before: &str) -> bool {
    ["e.g", "i.e", "etc", "cf", "vs", "incl", "approx", "ca"].iter().any(|short| {
        before.strip_suffix(short).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
    })
}

/// Splits `Owner: @org/team` into its label and its value; `None` when no short label leads the
/// text.
pub(super) fn label_and_value(text: &str) -> Option<(&str, &str)> {
    let (label, value) = text.split_once(':')?;
    let label = label.trim().trim_matches('*').trim();
    let is_label = !label.is_empty() && words_in(label) <= 6 && !value.starts_with("//");
    is_label.then(|| (label, value.trim().trim_matches('*').trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_characters_become_ascii() {
        assert_eq!(fold("负责人：＠ａ（１２％）　x"), "负责人:@a(12%) x");
    }

    #[test]
    fn headings_lose_numbering_and_emoji() {
        for (heading, bare) in [
            ("一、并发模型", "并发模型"),
            ("1.2.1 Alerts", "Alerts"),
            ("3. 基准测试", "基准测试"),
            ("第 3 步:设计", "设计"),
            ("📈 关键监控指标", "关键监控指标"),
            ("Step 8: Monitoring", "Monitoring"),
            ("✅ Step 1: Owners", "Owners"),
            ("(二) 告警", "告警"),
            ("3", "3"),
            ("2024 plan", "plan"),
        ] {
            assert_eq!(bare_heading(heading), bare, "{heading}");
        }
    }

    #[test]
    fn sentences_end_at_marks_of_both_languages() {
        let text = "p99 is 1.5s. Ask a.b!再看。第二句;end";
        assert_eq!(sentences(text), ["p99 is 1.5s", "Ask a.b", "再看", "第二句", "end"]);
        assert_eq!(sentences("Use pools, e.g. rayon. Yes"), ["Use pools, e.g. rayon", "Yes"]);
    }

    #[test]
    fn two_chinese_characters_count_as_a_word() {
        assert_eq!(words_in("load-test plan"), 2);
        assert_eq!(words_in("监控与告警"), 3);
        assert_eq!(words_in("HPA 扩容"), 2);
    }

    #[test]
    fn a_label_is_short_and_no_address() {
        assert_eq!(label_and_value("Owner: @a"), Some(("Owner", "@a")));
        assert_eq!(label_and_value("https://x.y"), None);
        assert_eq!(
            label_and_value("this is a rather long sentence that happens to hold one: yes"),
            None
        );
    }
}
