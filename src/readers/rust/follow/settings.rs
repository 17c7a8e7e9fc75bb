//! Types that are filled from outside the code: deserialised, or parsed from arguments.

use crate::readers::rust::code::Code;
use crate::readers::rust::files::ItemRef;

/// True when `item` is filled from outside the code.
pub(crate) fn is_settings(code: &Code<'_>, item: ItemRef) -> bool {
    let derives = &code.files.item(item).attributes.derives;
    derives.iter().any(|derive| code.files.catalogue.fills(derive))
}

/// True for a name that people give to what they let others set.
pub(crate) fn may_be_settings(name: &str) -> bool {
    // `Conf` is in `Config` too, and `Opt` in `Options`.
    ["Conf", "Cfg", "Settings", "Opt", "Params", "Args", "Preferences", "Builder"]
        .iter()
        .any(|word| name.contains(word))
}
