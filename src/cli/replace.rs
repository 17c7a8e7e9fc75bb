//! Writing files that never hold half of what they should.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use camino::Utf8Path;
use tempfile::NamedTempFile;

/// Writes a temporary file beside `file`, then gives it that name.
pub(super) fn replace(
    file: &Utf8Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    Prepared::new(file, write)?.put()
}

/// A file that is written and not yet in its place, where it goes when others are written too.
pub(super) struct Prepared {
    temporary: NamedTempFile,
    target: PathBuf,
}

impl Prepared {
    /// Writes a temporary file beside `file`.
    pub(super) fn new(
        file: &Utf8Path,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<Self> {
        let target = target(file)?;
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
        Ok(Self { temporary, target })
    }

    /// Gives it its name.
    pub(super) fn put(self) -> io::Result<()> {
        self.temporary.persist(&self.target)?;
        Ok(())
    }
}

/// What is replaced: a link stays a link, and what it leads to is replaced.
fn target(file: &Utf8Path) -> io::Result<PathBuf> {
    let target = fs::canonicalize(file).unwrap_or_else(|_| file.as_std_path().to_owned());
    if target.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    Ok(target)
}

/// Temporary files are for their owner's eyes only, and what is written here is for everybody's.
#[cfg(unix)]
fn permissions(target: &Path) -> fs::Permissions {
    use std::os::unix::fs::PermissionsExt;
    let existing = fs::metadata(target).map(|metadata| metadata.permissions());
    existing.unwrap_or_else(|_| fs::Permissions::from_mode(0o666))
}
