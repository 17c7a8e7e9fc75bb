//! Waivers: recorded decisions to accept a finding, each with a reason.
//!
//! In: the comments that the readers found and the `[[waiver]]` tables of `golive.toml`. Out: the
//! waivers as facts, and what was meant to be one and is none. Which findings they cover is told
//! in [`crate::adoption`].

mod form;

use jiff::civil::Date;

use crate::facts::{
    ConfiguredWaiver, MalformedWaiver, Place, RuleId, Waiver, WaiverComment, WaiverPolicy,
    WaiverScope, Waivers,
};

pub(crate) use form::date;

/// A rule, and whether its findings can be waived.
pub(crate) type WaivableRule = (RuleId, bool);

/// The waivers that `comments` and `configured` come to.
pub(crate) fn read(
    comments: &[WaiverComment],
    configured: &[ConfiguredWaiver],
    policy: &WaiverPolicy,
    known: &[WaivableRule],
    today: Date,
) -> Waivers {
    let mut waivers = Waivers::default();
    let mut add = |place: &Place, waiver: Result<Waiver, String>| match waiver {
        Ok(waiver) => waivers.waivers.push(waiver),
        Err(reason) => waivers.malformed.push(MalformedWaiver { place: place.clone(), reason }),
    };
    for comment in comments {
        let waiver = form::parse(&comment.text).and_then(|(rule, terms)| {
            let rule = form::rule(&rule, known)?;
            form::obey(&terms, policy, today)?;
            let (first, last) = comment.covers.ok_or("nothing follows that it could cover")?;
            let covers = WaiverScope::Lines(comment.place.file.clone(), first, last);
            Ok(Waiver { rule, terms, place: comment.place.clone(), covers, is_unused: false })
        });
        add(&comment.place, waiver);
    }
    for entry in configured {
        let waiver = form::rule(&entry.rule, known).and_then(|rule| {
            form::obey(&entry.terms, policy, today)?;
            let covers = match &entry.files {
                Some(files) => WaiverScope::Files(files.clone(), entry.item.clone()),
                None => WaiverScope::Project,
            };
            let (terms, place) = (entry.terms.clone(), entry.place.clone());
            Ok(Waiver { rule, terms, place, covers, is_unused: false })
        });
        add(&entry.place, waiver);
    }
    waivers.waivers.sort_by(|a, b| a.place.cmp(&b.place));
    waivers.malformed.sort_by(|a, b| a.place.cmp(&b.place));
    waivers
}
