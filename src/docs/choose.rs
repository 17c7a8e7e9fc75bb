//! x
use crate::source::FilePath;
/// x
pub struct Choice;
/// x
pub fn choose(_: &[FilePath]) -> Choice {
    Choice
}
