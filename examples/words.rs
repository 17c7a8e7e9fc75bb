//! Prints the words that every source file is searched for, one a line: what
//! `benches/compare-with-ripgrep.sh` has ripgrep search for.

use cargo_golive::code::apis::{CatalogueError, shipped};
use cargo_golive::code::catalogue::Catalogue;

fn main() -> Result<(), CatalogueError> {
    let catalogue = Catalogue::new(shipped()?, &[]);
    for (_, word) in catalogue.opening_words() {
        println!("{word}");
    }
    Ok(())
}
