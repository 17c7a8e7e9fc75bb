//! What calls give on of the values they are given, by their names.

use crate::readers::rust::lower::ir::MethodCall;
use crate::readers::rust::names::Def;
use crate::readers::rust::types::{Context, Ty};
use compact_str::CompactString;

/// What a call gives on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Given {
    Receiver,
    Argument(usize),
}

const METHODS: &[&str] = &[
    "unwrap",
    "expect",
    "unwrap_or_default",
    "get",
    "clone",
    "copied",
    "cloned",
    "into",
    "try_into",
    "as_ref",
    "as_deref",
    "to_owned",
    "parse",
    "ok",
    "filter",
    "map_err",
    "ok_or",
    "ok_or_else",
    "context",
    "with_context",
    "load",
    "into_inner",
    "trim",
    "as_str",
    "to_string",
    "as_usize",
    "as_u32",
    "as_u64",
    "take",
    "flatten",
    "borrow",
    "to_usize",
    "as_u16",
    "iter",
    "into_iter",
    "into_owned",
    "deref",
    "next",
    "as_mut",
    "as_deref_mut",
    "borrow_mut",
    "deref_mut",
    "get_ref",
    "get_mut",
    "inner",
    "unwrap_unchecked",
    "lock",
    "try_lock",
    "read",
    "write",
    "insert",
    "replace",
    "iter_mut",
    "drain",
    "pop",
    "pop_front",
    "pop_back",
    "first",
    "last",
    "values",
    "values_mut",
    "into_values",
    "remove",
    "by_ref",
    "load_full",
    "upgrade",
    "wrap_err",
    "rev",
    "skip",
    "peekable",
    "enumerate",
    "collect",
    "fuse",
    "as_slice",
    "swap_remove",
];

impl<'c> Context<'c> {
    /// What `call` gives on, whose receiver is of type `ty`.
    pub(crate) fn passing(&self, call: &MethodCall, _ty: &Ty) -> Option<&'static [Given]> {
        match call.name.as_str() {
            "get_or_init" | "get_or_insert_with" | "unwrap_or" | "unwrap_or_else" | "or"
            | "or_else" => Some(&[Given::Receiver, Given::Argument(0)]),
            "map" | "and_then" => Some(&[Given::Argument(0)]),
            "map_or" | "map_or_else" => Some(&[Given::Argument(0), Given::Argument(1)]),
            name if METHODS.contains(&name) => Some(&[Given::Receiver]),
            _ => None,
        }
    }

    /// True when `call` hands its receiver to its closure.
    pub(crate) fn hands_receiver(&self, call: &MethodCall) -> bool {
        matches!(
            call.name.as_str(),
            "map"
                | "for_each"
                | "and_then"
                | "filter_map"
                | "flat_map"
                | "inspect"
                | "filter"
                | "is_some_and"
                | "map_or"
                | "map_or_else"
                | "with"
                | "retain"
                | "any"
                | "all"
                | "find"
                | "find_map"
        )
    }

    pub(crate) fn passing_call(
        &self,
        def: Option<&Def>,
        segments: &[CompactString],
    ) -> Option<&'static [Given]> {
        if !matches!(def, None | Some(Def::External(_))) {
            return None;
        }
        match segments.last()?.as_str() {
            "Some" | "Ok" | "pin" | "leak" | "Box" | "from" | "try_from" | "new"
            | "new_unchecked" | "from_u32" | "from_u64" | "from_str" | "default_value"
            | "clone" | "Borrowed" | "Owned" => Some(&[Given::Argument(0)]),
            name if METHODS.contains(&name) => Some(&[Given::Argument(0)]),
            _ => None,
        }
    }
}
