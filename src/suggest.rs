//! Suggestions: which known name somebody meant who wrote an unknown one.

/// The one of `known` that is nearest to `written`, when it is near enough to be meant.
pub(crate) fn nearest<'a>(
    written: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let similarity = |name: &str| strsim::jaro_winkler(&written.to_lowercase(), name);
    known
        .into_iter()
        .map(|name| (similarity(name), name))
        .filter(|(similarity, _)| *similarity > 0.8)
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, name)| name)
}

/// `, did you mean …?` for the end of a message, or nothing.
pub(crate) fn did_you_mean<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(written, known).map_or(String::new(), |name| format!(", did you mean `{name}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_suggested_and_another_word_is_not() {
        let known = ["docs", "operations", "executors"];
        assert_eq!(did_you_mean("dosc", known), ", did you mean `docs`?");
        assert_eq!(did_you_mean("Executor", known), ", did you mean `executors`?");
        assert_eq!(did_you_mean("waivers", known), "");
    }
}
