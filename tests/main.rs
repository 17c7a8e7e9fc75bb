//! What `cargo golive` promises to those who use it, one file per subject, on the built command.

mod adoption;
mod analysis;
mod architecture;
mod catalogue;
mod checklist;
mod ci;
mod cli;
mod command;
mod contributing;
mod desk;
mod engine;
mod fixtures;
mod formats;
mod init;
mod inventory;
mod live;
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
mod unknown;
mod waivers;

/// A file that no line above names would be read by nobody.
#[test]
fn every_file_of_the_folder_is_a_module() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let main = std::fs::read_to_string(folder.join("main.rs")).unwrap();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let is_file = path.extension().is_some_and(|ending| ending == "rs") && name != "main";
        if is_file || path.join("mod.rs").is_file() {
            assert!(main.contains(&format!("\nmod {name};\n")), "main.rs has no `mod {name};`");
        }
    }
}
