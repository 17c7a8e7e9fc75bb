//! The text of a file, without `syn`: tokens, items and their ranges, attributes, `use` trees.

pub(crate) mod attributes;
pub(crate) mod brackets;
mod items;
pub(crate) mod lexer;
pub(crate) mod outline;
pub(crate) mod uses;
