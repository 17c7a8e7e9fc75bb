//! x
/// x
pub fn read_all() {}
