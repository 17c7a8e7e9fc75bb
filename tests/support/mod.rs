//! What tests share, those of the command and those beside the code.

#![allow(dead_code, unreachable_pub, reason = "each of the two uses some of it")]

pub mod fixtures;
pub mod folders;
pub mod github;
pub mod golden;
pub mod junit;
pub mod sarif;
