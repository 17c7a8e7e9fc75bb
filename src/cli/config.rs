//! `cargo golive config`: shows the configuration in force, or describes what it may hold.

use std::io::Write;

use toml::Value;

use super::Outcome;
use super::error::Error;
use super::options::LintOptions;
use crate::config::{self, EffectiveValue};
use crate::engine;
use crate::rules::{self, RULES};

/// The arguments of `config`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Print the configuration in force, each value with where it comes from (the default)
    #[arg(long, conflicts_with = "schema")]
    show: bool,
    /// Print the JSON Schema of `golive.toml`, for editors
    #[arg(long)]
    schema: bool,
    #[command(flatten)]
    lint: LintOptions,
}

/// Runs `config`.
pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Error> {
    if args.schema {
        let rules: Vec<&str> = RULES.iter().map(|rule| rule.id.0).collect();
        writeln!(out, "{:#}", config::schema(&rules))?;
    } else {
        write!(out, "{}", effective(&args.lint)?)?;
    }
    Ok(Outcome::Clean)
}

fn effective(options: &LintOptions) -> Result<String, Error> {
    let request = options.request()?;
    let mut project = engine::discover(&request)?;
    let config = engine::configuration(&mut project)?;
    let mut known = Vec::new();
    let mut add = |path: [&str; 2], value: Value, origin: &str| {
        let path = path.into_iter().filter(|key| !key.is_empty()).map(str::to_owned).collect();
        known.push(EffectiveValue { path, value, origin: origin.to_owned() });
    };
    if config.docs.is_none() {
        let choice = engine::choose_documents(&project);
        let files = choice.files.iter().map(|file| Value::from(file.as_str())).collect();
        let origin = if choice.guessed { "guessed by their names" } else { "their front matter" };
        add(["docs", ""], Value::Array(files), origin);
    }
    let pages = rules::pages()?;
    let configured = engine::resolve_levels(&pages, &config.levels, &[])?;
    let in_force = engine::resolve_levels(&pages, &config.levels, &request.levels)?;
    for (rule, level) in in_force {
        let from_flags = configured.get(rule) != Some(&level);
        if from_flags || !config.levels.contains_key(rule) {
            let origin = if from_flags { "command line" } else { "default" };
            add(["levels", rule], Value::from(level.as_str()), origin);
        }
    }
    Ok(config::effective(&project.root, &known)?)
}
