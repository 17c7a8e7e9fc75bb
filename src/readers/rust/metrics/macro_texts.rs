//! The texts that macros of the project give, put together from their pieces at a call.

use compact_str::CompactString;

use super::macros::{self, Piece};
use super::text::{DEEPEST, KnownText, TextFollower, TextWay, joined};
use crate::readers::rust::files::ItemRef;
use crate::readers::rust::lower::ir::{ExprId, PathRef};
use crate::readers::rust::names::Def;
use crate::readers::rust::syntax::outline::ItemKind;

impl<'c> TextFollower<'_, 'c> {
    /// The text that is made of `pieces`, the macro being called with `args`.
    pub(super) fn pieces(
        &mut self,
        way: TextWay<'_, 'c>,
        pieces: &[Piece],
        args: &[ExprId],
    ) -> Vec<KnownText> {
        self.pieces_within(way, pieces, args, DEEPEST)
    }

    fn pieces_within(
        &mut self,
        way: TextWay<'_, 'c>,
        pieces: &[Piece],
        args: &[ExprId],
        left: u32,
    ) -> Vec<KnownText> {
        pieces.iter().fold(vec![KnownText::whole("")], |before, piece| {
            let next = match piece {
                Piece::Text(text) => vec![KnownText::whole(text)],
                Piece::Argument(index) => match args.get(*index) {
                    Some(&arg) => self.within(way, arg, left),
                    None => vec![KnownText::gap()],
                },
                Piece::Path(path) => {
                    let segments: Vec<CompactString> = path.iter().map(Into::into).collect();
                    self.constant(way, way.context.resolve_segments(&segments), left)
                }
                Piece::Gap => vec![KnownText::gap()],
            };
            joined(before, &next)
        })
    }

    /// The text that a macro of the project gives.
    pub(super) fn own_macro(
        &mut self,
        way: TextWay<'_, 'c>,
        path: &PathRef,
        args: &[ExprId],
        left: u32,
    ) -> Vec<KnownText> {
        let gap = || vec![KnownText::gap()];
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
        let Some(item) = found.filter(|&item| !code.files.item(item).too_deep) else {
            return gap();
        };
        let span = code.files.item(item).span.clone();
        let text = code.files.text(item.file).get(span.start as usize..span.end as usize);
        let pieces = text.and_then(macros::text);
        pieces.map_or_else(gap, |pieces| self.pieces_within(way, &pieces, args, left))
    }
}
