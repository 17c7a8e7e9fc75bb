//! Writing files that never hold half of what they should.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use camino::Utf8Path;

/// Writes a temporary file beside `file`, then gives it that name.
pub fn replace(
    file: &Utf8Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    // A link stays a link: what it leads to is replaced.
    let target = fs::canonicalize(file).unwrap_or_else(|_| file.as_std_path().to_owned());
    let folder = match target.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(permissions(&target));
    let mut temporary = builder.tempfile_in(folder)?;
    write(&mut temporary)?;
    temporary.flush()?;
    temporary.persist(&target)?;
    Ok(())
}

/// Temporary files are for their owner's eyes only, and what is written here is for everybody's.
#[cfg(unix)]
fn permissions(target: &Path) -> fs::Permissions {
    use std::os::unix::fs::PermissionsExt;
    let existing = fs::metadata(target).map(|metadata| metadata.permissions());
    existing.unwrap_or_else(|_| fs::Permissions::from_mode(0o666))
}
