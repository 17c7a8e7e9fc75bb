//! Waivers in the configuration, where code owners can guard them.

use super::globs::globs;
use super::problems::Problems;
use super::schema;
use crate::adoption::waivers::date;
use crate::facts::{ConfiguredWaiver, FilePath, WaiverPolicy, WaiverTerms};

/// The waiver that `written` comes to; its path must match one of `files`.
pub(super) fn waiver(
    written: schema::Waiver,
    files: &[&FilePath],
    problems: &mut Problems,
) -> Option<ConfiguredWaiver> {
    let at = written.rule.span();
    if written.item.is_some() && written.path.is_none() {
        problems.add(at, "`item` needs `path`, which names its file");
        return None;
    }
    let until = match written.until.map(date).transpose() {
        Ok(until) => until,
        Err(message) => {
            problems.add(at, message);
            return None;
        }
    };
    let path = written.path.map(|path| globs(&[path], files, "file", problems));
    Some(ConfiguredWaiver {
        place: problems.place(at),
        rule: written.rule.into_inner(),
        files: path,
        item: written.item,
        terms: WaiverTerms { reason: written.reason, owner: written.owner, until },
    })
}

/// What `[waivers]` asks for.
pub(super) fn policy(written: &schema::Policy, problems: &mut Problems) -> WaiverPolicy {
    let mut longest = None;
    if let Some(text) = &written.longest {
        match text.get_ref().parse::<jiff::Span>() {
            Ok(span) => longest = Some((text.get_ref().clone(), span)),
            Err(_) => problems.add(
                text.span(),
                format!("`{}` is not a span of time, expected one like `180 days`", text.get_ref()),
            ),
        }
    }
    WaiverPolicy {
        require_owner: written.require_owner,
        require_until: written.require_until,
        longest,
    }
}
