//! Types that are filled from outside the code: deserialised, or parsed from arguments.

use crate::readers::rust::code::Code;
use crate::readers::rust::files::ItemRef;

/// Derives that fill a type from a file, the environment or the command line.
const FILLED_BY: &[&str] = &[
    "Deserialize",
    "Parser",
    "Args",
    "Subcommand",
    "ValueEnum",
    "Clap",
    "StructOpt",
    "FromArgs",
    "Envconfig",
    "EnvConfig",
    "FromEnv",
    "Config",
    "ConfigType",
    "Confique",
    "OnlineConfig",
    "Bpaf",
    "Facet",
    "DeserializeFromEnv",
    "FromMeta",
    "Object",
];

/// True when `item` is filled from outside the code.
pub(crate) fn is_settings(code: &Code<'_>, item: ItemRef) -> bool {
    let derives = &code.files.item(item).attributes.derives;
    derives.iter().any(|derive| FILLED_BY.contains(&derive.as_str()))
}

/// True for a name that people give to what they let others set.
pub(crate) fn may_be_settings(name: &str) -> bool {
    [
        "Config",
        "Settings",
        "Options",
        "Opts",
        "Opt",
        "Params",
        "Args",
        "Conf",
        "Cfg",
        "Preferences",
        "Builder",
    ]
    .iter()
    .any(|word| name.contains(word))
}
