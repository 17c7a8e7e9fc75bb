//! Prints the words by which files are found that are worth reading, of all crates of the
//! catalogue, one a line: what `benches/compare-with-ripgrep.sh` has ripgrep search for.

fn main() -> Result<(), cargo_golive::Error> {
    for word in cargo_golive::search_words()? {
        println!("{word}");
    }
    Ok(())
}
