//! The code of one workspace, as questions are asked of it.
//!
//! Each part answers one kind of question, keeps its answers, and knows only the parts before it. The answers do
//! not depend on the order in which threads ask.

use super::files::Files;
use super::members::Members;
use super::names::Names;
use super::standing::known::Standings;

/// The parts, from the ground up.
pub(crate) struct Code<'f> {
    /// Texts, outlines and bodies.
    pub(crate) files: &'f Files<'f>,
    /// What paths stand for.
    pub(crate) names: &'f Names<'f>,
    /// What types have: impls, functions, constants.
    pub(crate) members: &'f Members<'f>,
    /// What functions and types are to concurrency.
    pub(crate) standings: Standings,
}

impl<'f> Code<'f> {
    pub(crate) fn new(
        files: &'f Files<'f>,
        names: &'f Names<'f>,
        members: &'f Members<'f>,
    ) -> Self {
        Self { files, names, members, standings: Standings::new(files.ids().count()) }
    }
}
