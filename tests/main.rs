//! What `cargo golive` promises to those who use it, one file per subject, on the built command.

mod adoption;
mod analysis;
mod architecture;
mod checklist;
mod ci;
mod cli;
mod contributing;
mod desk;
mod engine;
mod fixtures;
mod formats;
mod init;
mod inventory;
mod metrics;
mod new_rule;
mod operations;
mod readme;
mod repositories;
mod rule_pages;
mod signing;
mod since;
mod site;
mod story;
mod support;
mod waivers;
