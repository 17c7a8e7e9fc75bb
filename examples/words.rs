//! Prints the words by which files are found that are worth reading, of all crates of the
//! catalogue, one a line: what `benches/compare-with-ripgrep.sh` has ripgrep search for.

use cargo_golive::code::apis::{ApiFile, CatalogueError, shipped};
use cargo_golive::code::catalogue::Catalogue;

fn main() -> Result<(), CatalogueError> {
    let files = shipped()?;
    let libs = files.iter().map(lib).collect();
    let catalogue = Catalogue::new(files, &[]);
    for word in catalogue.words_of(&libs).opening() {
        println!("{word}");
    }
    Ok(())
}

fn lib(file: &ApiFile) -> String {
    file.lib.clone().unwrap_or_else(|| file.package.replace('-', "_"))
}
