//! What is put into fields and cells, wherever in the workspace that is.

use super::bodies::{self, holds_assignment, holds_word};
use crate::readers::rust::code::Code;
use crate::readers::rust::files::ItemRef;
use crate::readers::rust::lower::ir::{ExprId, ExprKind};
use crate::readers::rust::names::Def;
use crate::readers::rust::syntax::outline::ItemKind;
use crate::readers::rust::types::{Context, Ty};

/// Every expression that gives the field `name` of the struct `of` its value; `None` when the
/// struct is made where that can't be followed (`..rest`, a macro).
pub(crate) fn field_values<'c>(
    code: &'c Code<'c>,
    of: ItemRef,
    name: &str,
) -> Option<Vec<(Context<'c>, ExprId)>> {
    let found = code.files.item(of);
    let type_name = found.name.clone();
    let fields = code.files.fields(of);
    let position = fields.iter().position(|(field, _)| field == name)?;
    let mut values = Vec::new();
    let mut made = false;
    let makes = |text: &str| holds_word(text, &type_name) || holds_word(text, "Self");
    for there in bodies::mentioning(code, &type_name, None, &makes) {
        for expr in there.body.ids() {
            match there.body.kind(expr) {
                ExprKind::Struct { path, fields, rest } => {
                    if there.resolve(path).map(|def| type_at(code, def)) != Some(Some(of)) {
                        continue;
                    }
                    made = true;
                    match fields.iter().find(|(field, _)| field == name) {
                        Some((_, value)) => values.push((there, *value)),
                        None if rest.is_some() => {}
                        None => return None,
                    }
                }
                // A tuple struct is made by a call.
                ExprKind::Call(callee, args) if name.parse::<usize>().is_ok() => {
                    if let ExprKind::Path(path) = there.body.kind(there.body.peel(*callee))
                        && there.resolve(path).map(|def| type_at(code, def)) == Some(Some(of))
                        && let Some(&value) = args.get(position)
                    {
                        made = true;
                        values.push((there, value));
                    }
                }
                _ => {}
            }
        }
    }
    // What nothing makes in sight (a macro or another crate fills it) has a first value that
    // can't be known; an assignment is then often only its default.
    if !made && !found.attributes.derives.iter().any(|derive| derive == "Default") {
        return None;
    }
    values.extend(assigned_values(code, of, name)?);
    Some(values)
}

/// Every expression that is assigned to the field `name` of the struct `of`, wherever the field's name stands; `None`
/// when what is assigned to may be this field or another.
fn assigned_values<'c>(
    code: &'c Code<'c>,
    of: ItemRef,
    name: &str,
) -> Option<Vec<(Context<'c>, ExprId)>> {
    let mut values = Vec::new();
    for there in bodies::mentioning(code, name, None, &|text| holds_assignment(text, name)) {
        for expr in there.body.ids() {
            if let ExprKind::Assign(target, value) = there.body.kind(expr)
                && let ExprKind::Field(base, field) = there.body.kind(*target)
                && field == name
            {
                match there.type_of(*base) {
                    Ty::Item(item) if item == of => values.push((there, *value)),
                    Ty::Unknown => return None,
                    _ => {}
                }
            }
        }
    }
    Some(values)
}

/// Every expression that is put into the static `of`, a cell.
pub(crate) fn set_values<'c>(code: &'c Code<'c>, of: ItemRef) -> Vec<(Context<'c>, ExprId)> {
    values_put(code, &code.files.item(of).name, &|there, cell| match there.body.kind(cell) {
        ExprKind::Path(path) => there.resolve(path) == Some(Def::Item(of)),
        _ => false,
    })
}

/// Every expression that is put into the field `name` of the struct `of`, a cell.
pub(crate) fn set_field_values<'c>(
    code: &'c Code<'c>,
    of: ItemRef,
    name: &str,
) -> Vec<(Context<'c>, ExprId)> {
    values_put(code, name, &|there, cell| match there.body.kind(cell) {
        ExprKind::Field(base, field) => field == name && there.type_of(*base) == Ty::Item(of),
        _ => false,
    })
}

/// Every expression that is put into a cell for which `is_cell` is true and whose name is `name`.
fn values_put<'c>(
    code: &'c Code<'c>,
    name: &str,
    is_cell: &dyn Fn(Context<'c>, ExprId) -> bool,
) -> Vec<(Context<'c>, ExprId)> {
    let mut values = Vec::new();
    for there in bodies::mentioning(code, name, None, &|text| holds_word(text, name)) {
        for expr in there.body.ids() {
            if let ExprKind::Method(call) = there.body.kind(expr)
                && let Some(index) = code.files.catalogue.puts(&call.name)
                && is_cell(there, there.body.peel(call.receiver))
                && let Some(&value) = call.args.get(index)
            {
                values.push((there, value));
            }
        }
    }
    values
}

fn type_at(code: &Code<'_>, def: Def) -> Option<ItemRef> {
    match def {
        Def::Item(item) if code.files.item(item).kind == ItemKind::Type => {
            match code.names.alias_target(item)? {
                Def::Item(item) => Some(item),
                _ => None,
            }
        }
        Def::Item(item) => Some(item),
        _ => None,
    }
}
