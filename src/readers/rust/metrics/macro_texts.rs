//! The texts that macros of the project give, put together from their pieces at a call.

use compact_str::CompactString;

use super::macros::{self, Piece};
use crate::readers::rust::files::ItemRef;
use crate::readers::rust::follow::texts::{OneOf, Texts};
use crate::readers::rust::follow::{Answer, Walk, Way};
use crate::readers::rust::lower::ir::{ExprId, PathRef};
use crate::readers::rust::names::Def;
use crate::readers::rust::syntax::outline::ItemKind;

impl<'c> Walk<'_, 'c, Texts> {
    /// The text that is made of `pieces`, the macro being called with `args`.
    pub(crate) fn pieces(
        &mut self,
        way: Way<'_, 'c>,
        pieces: &[Piece],
        args: &[ExprId],
    ) -> Answer<OneOf> {
        pieces.iter().fold(Answer::text(""), |before, piece| {
            let next = match piece {
                Piece::Text(text) => Answer::text(text),
                Piece::Argument(index) => match args.get(*index) {
                    Some(&arg) => self.value(way, arg),
                    None => Answer::gap(),
                },
                Piece::Path(path) => {
                    let segments: Vec<CompactString> = path.iter().map(Into::into).collect();
                    self.constant(way, &segments)
                }
                Piece::Gap => Answer::gap(),
            };
            before.then(next)
        })
    }

    /// The text that a macro of the project gives.
    pub(crate) fn own_macro(
        &mut self,
        way: Way<'_, 'c>,
        path: &PathRef,
        args: &[ExprId],
    ) -> Option<Answer<OneOf>> {
        let code = way.context.code;
        let is_macro = |item: &ItemRef| code.files.item(*item).kind == ItemKind::MacroRules;
        // The order of the text brings macros too.
        let here = || {
            let file = way.context.item.file;
            let items = code.files.outline(file).items.iter();
            let index = items.enumerate().find(|(_, item)| {
                item.kind == ItemKind::MacroRules && path.segments.last() == Some(&item.name)
            });
            index.map(|(index, _)| ItemRef { file, item: index as u32 })
        };
        let found = match way.context.resolve(path) {
            Some(Def::Item(item)) => Some(item).filter(is_macro),
            Some(_) => None,
            None => here(),
        };
        let item = found.filter(|&item| !code.files.item(item).too_deep)?;
        let span = code.files.item(item).span.clone();
        let text = code.files.text(item.file).get(span.start as usize..span.end as usize)?;
        let pieces = macros::text(text)?;
        Some(self.pieces(way, &pieces, args))
    }
}
