//! The readers: each turns one kind of file into facts, and knows nothing of the others.

pub mod load_table;
pub mod markdown;
pub mod operations;
pub mod rust;
mod text;

pub use text::read_text;
