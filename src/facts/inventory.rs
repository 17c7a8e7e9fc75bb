//! The concurrency points of the code, joined with what documents, alert rules and owners files say.

use std::sync::Arc;

use super::{Api, MapRow, PackageFacts, Place, Provenance, Size};

/// One concurrency point: an item of the code that starts, sizes or queues work in one way.
#[derive(Debug, Clone)]
pub(crate) struct Point {
    /// The first place in the item.
    pub place: Place,
    pub package: Arc<PackageFacts>,
    /// The item, as documents write it: `orders::intake::Intake::new`.
    pub code: String,
    /// What it is: `bounded queue`, `task`, `runtime worker threads`.
    pub kind: String,
    /// The API that makes it.
    pub api: Arc<Api>,
    /// What sizes it, when it has a size.
    pub size: Option<Size>,
    /// The rows of concurrency maps that cover it.
    pub rows: Vec<Arc<MapRow>>,
    /// The metrics that show it.
    pub metrics: Vec<String>,
    /// The alerts on it.
    pub alerts: Vec<String>,
    pub owner: Option<String>,
}

impl Point {
    /// Its size for people: `32`, `from the machine`, `configured`, or why it is unknown; `None` when it has none.
    pub(crate) fn size_text(&self) -> Option<String> {
        Some(match &self.size.as_ref()?.provenance {
            Provenance::Fixed(Some(number)) => number.to_string(),
            Provenance::Fixed(None) => "fixed in the code".to_owned(),
            Provenance::Machine => "from the machine".to_owned(),
            Provenance::Configured(_) => "configured".to_owned(),
            Provenance::Signal => "hand-off".to_owned(),
            Provenance::Unknown(why) => format!("unknown: {why}"),
        })
    }

    /// Its concurrency model: `tokio`, `threads`; empty when the API tells none.
    pub(crate) fn model(&self) -> &str {
        self.api.model.as_deref().unwrap_or_default()
    }

    /// The setting that sizes it, when there is one.
    pub(crate) fn setting(&self) -> Option<&str> {
        match &self.size.as_ref()?.provenance {
            Provenance::Configured(setting) => Some(setting),
            _ => None,
        }
    }
}
