//! Evidence from code: what a site is, the catalogue of APIs, and the reader of Rust.

pub mod apis;
pub mod catalogue;
pub mod declared;
pub mod emitted;
pub mod mentions;
pub mod metrics;
pub mod rust;
pub mod sites;
