//! Writes the stubs of a new rule, and puts it where rules are listed:
//!
//! ```sh
//! cargo run --example new_rule -- missing-timeout capacity 3 calls-have-timeouts
//! ```
//!
//! The arguments are the rule's id, its group, its question and the id of its item in `rules/checklist.toml`.
//! The stub reports nothing, so that its own page fails the tests until the rule is written.

use std::error::Error;
use std::fs;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [id, group, question, item] = args.as_slice() else {
        return Err("expected `ID GROUP QUESTION ITEM`, for example `missing-timeout capacity 3 calls-have-timeouts`".into());
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    new_rule(root, &NewRule { id, group, question, item })?;
    println!("rules/{id}.md: write the page first: its blocks are the rule's tests");
    println!("src/rules/{}.rs: write the check", in_snake_case(id));
    println!(
        "fixtures/broken-service: break it in one way; fixtures/clean-service: do the same right"
    );
    Ok(())
}

/// What a rule is called, and where it belongs.
pub(crate) struct NewRule<'a> {
    pub(crate) id: &'a str,
    pub(crate) group: &'a str,
    pub(crate) question: &'a str,
    pub(crate) item: &'a str,
}

/// Writes `rule` into the repository at `root`. Nothing is written when something is wrong.
pub(crate) fn new_rule(root: &Path, rule: &NewRule<'_>) -> Result<(), Box<dyn Error>> {
    let NewRule { id, group, question, item } = *rule;
    let is_kebab = id.split('-').all(|word| {
        !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    });
    if !is_kebab {
        return Err(format!("`{id}` is not in kebab-case, expected `missing-timeout`").into());
    }
    let name = in_snake_case(id);
    let page = root.join(format!("rules/{id}.md"));
    let check = root.join(format!("src/rules/{name}.rs"));
    if page.exists() || check.exists() {
        return Err(format!("there is a rule `{id}` already").into());
    }
    let registry = root.join("src/rules/mod.rs");
    let checklist = root.join("rules/checklist.toml");
    let registered = registered(root, &fs::read_to_string(&registry)?, &name, group)?;
    let decided = decided(&fs::read_to_string(&checklist)?, id, item)?;
    fs::write(page, page_of(id, group, question))?;
    fs::write(check, check_of(id))?;
    fs::write(registry, registered)?;
    fs::write(checklist, decided)?;
    Ok(())
}

fn in_snake_case(id: &str) -> String {
    id.replace('-', "_")
}

fn page_of(id: &str, group: &str, question: &str) -> String {
    format!(
        "+++\nid = \"{id}\"\ngroup = \"{group}\"\nlevel = \"warn\"\nquestion = {question}\n+++\n\
         TODO: what is reported, in one sentence.\n\n\
         ## What it reports\n\n\
         ```rust bad\npub fn todo() {{}} //~\n```\n\n\
         ## Why\n\nTODO\n\n\
         ## What to do\n\n\
         ```rust good\npub fn done() {{}}\n```\n\n\
         ## Limits\n\nTODO\n"
    )
}

fn check_of(id: &str) -> String {
    format!(
        "//! `{id}`: see `rules/{id}.md`.\n\n\
         use super::{{Options, rule_id}};\n\
         use crate::facts::{{Facts, Finding, RuleId}};\n\n\
         pub(super) const ID: RuleId = rule_id!();\n\n\
         /// TODO: one finding per what.\n\
         pub(super) fn check(_facts: &Facts, _options: &Options) -> Vec<Finding> {{\n    Vec::new()\n}}\n"
    )
}

/// The registry `text` with the module `name`, and its rule behind the last one of `group`.
fn registered(root: &Path, text: &str, name: &str, group: &str) -> Result<String, Box<dyn Error>> {
    let module = format!("mod {name};");
    let is_module = |line: &&str| line.starts_with("mod ") && line.ends_with(';');
    let before = text.lines().filter(is_module).find(|line| *line > module.as_str());
    let before = before.or_else(|| text.lines().find(|line| line.is_empty()));
    let before = before.ok_or("src/rules/mod.rs has no modules")?;
    let text = text.replacen(&format!("{before}\n"), &format!("{module}\n{before}\n"), 1);

    let is_in_group = |line: &&str| {
        let rule = line.trim().strip_prefix("Rule::new(").and_then(|rest| rest.split("::").next());
        let page = rule.map(|rule| root.join(format!("rules/{}.md", rule.replace('_', "-"))));
        let page = page.and_then(|page| fs::read_to_string(page).ok()).unwrap_or_default();
        page.contains(&format!("\ngroup = \"{group}\"\n"))
    };
    let last = text.lines().rev().find(is_in_group);
    let last = last.ok_or_else(|| format!("no rule is in the group `{group}`"))?;
    let rule = format!("    Rule::new({name}::ID, {name}::check),");
    Ok(text.replacen(&format!("{last}\n"), &format!("{last}\n{rule}\n"), 1))
}

/// The checklist `text` with the rule `id` among those that decide `item`.
fn decided(text: &str, id: &str, item: &str) -> Result<String, Box<dyn Error>> {
    let start = text.find(&format!("\nid = \"{item}\"\n"));
    let start = start.ok_or_else(|| format!("rules/checklist.toml has no item `{item}`"))?;
    let end = text[start..].find("\n[[item]]").map_or(text.len(), |length| start + length);
    let (before, rest) = text.split_at(start);
    let (block, after) = rest.split_at(end - start);
    let block = if block.contains("\nrules = [") {
        block.replacen("\nrules = [", &format!("\nrules = [\"{id}\", "), 1)
    } else {
        block.replacen("\nsign_off = true", &format!("\nrules = [\"{id}\"]"), 1)
    };
    Ok(format!("{before}{block}{after}"))
}
