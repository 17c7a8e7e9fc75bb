//! Types that the catalogue tells: results of functions of other crates.

use super::{Context, Ty};
use crate::readers::rust::lower::ir::TypeRef;

impl Context<'_> {
    /// What a function of another crate gives.
    pub(crate) fn external_result(&self, path: &str) -> Ty {
        let catalogue = self.code.files.catalogue;
        let canonical = catalogue.canonical(path);
        if let Some(returns) = catalogue.at(&canonical).and_then(|api| api.returns.as_deref()) {
            return self.catalogue_type(returns);
        }
        // An associated function that nobody describes is most often a constructor.
        let Some((owner, _)) = canonical.rsplit_once("::") else {
            return Ty::Unknown;
        };
        let is_type =
            owner.rsplit("::").next().is_some_and(|last| last.starts_with(char::is_uppercase));
        if is_type { Ty::External(catalogue.canonical(owner).into_owned()) } else { Ty::Unknown }
    }

    /// A type as the catalogue writes it, its paths canonical.
    pub(crate) fn catalogue_type(&self, written: &str) -> Ty {
        let parsed = syn::parse_str::<syn::Type>(written)
            .map(|ty| crate::readers::rust::lower::types::type_ref(&ty));
        proc_macro2::extra::invalidate_current_thread_spans();
        parsed.map_or(Ty::Unknown, |ty| self.canonical_type(&ty))
    }

    fn canonical_type(&self, written: &TypeRef) -> Ty {
        match written {
            TypeRef::Path(path, args) => {
                let path = path.join("::");
                match self.code.files.catalogue.container(&path) {
                    Some(which) => {
                        args.get(which).map_or(Ty::Unknown, |arg| self.canonical_type(arg))
                    }
                    None => Ty::External(path),
                }
            }
            TypeRef::Tuple(types) => {
                Ty::Tuple(types.iter().map(|ty| self.canonical_type(ty)).collect())
            }
            _ => Ty::Unknown,
        }
    }
}
