//! The levels of rules: of a request, over the configuration, over the pages of the rules.

use std::collections::BTreeMap;

use super::Error;
use crate::checklist::Levels;
use crate::facts::{Level, RuleId};
use crate::page::Page;
use crate::suggest::nearest;

/// Stands for all rules that are at `warn`, as in rustc.
const WARNINGS: &str = "warnings";

/// The level of each rule: of its page, of `configured`, of `requested`, the later one winning.
pub(crate) fn resolve(
    pages: &[(RuleId, Page)],
    configured: &BTreeMap<String, Level>,
    requested: &[(Level, String)],
) -> Result<Levels, Error> {
    let mut levels: Levels = pages.iter().map(|(id, page)| (id.0, page.level)).collect();
    let configured = configured.iter().map(|(name, level)| (*level, name));
    let requested = requested.iter().map(|(level, name)| (*level, name));
    for (level, name) in configured.chain(requested) {
        if name == WARNINGS {
            let warnings = levels.values_mut().filter(|level| **level == Level::Warn);
            warnings.for_each(|each| *each = level);
        } else if let Some(of_rule) = levels.get_mut(name.as_str()) {
            *of_rule = level;
        } else {
            return Err(unknown_rule(name, levels.keys().copied()));
        }
    }
    Ok(levels)
}

/// The error that names the rule that may have been meant.
pub(crate) fn unknown_rule<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Error {
    let help = match nearest(name, known) {
        Some(known) => format!("did you mean `{known}`?"),
        None => "`cargo golive rules` lists all rules".to_owned(),
    };
    Error::UnknownRule { name: name.to_owned(), help }
}
