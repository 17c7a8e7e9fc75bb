//! The readers: each turns one kind of file into facts, and knows nothing of the others.

pub(crate) mod load_table;
pub(crate) mod markdown;
pub(crate) mod operations;
pub(crate) mod rust;
mod text;

pub(crate) use text::read_text;
