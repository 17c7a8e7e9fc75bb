//! Changes to files of a project that are safe to write: the concurrency map of a document, and waivers whose
//! reasons are still to be written. A text goes in and comes out changed; nothing here writes a file.

pub(crate) mod map;
mod map_words;
pub(crate) mod waivers;
