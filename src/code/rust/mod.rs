//! The reader of Rust.
