//! Reading a document or an operations file as text.

use camino::Utf8Path;

use crate::facts::CHECKLIST;

/// The text of the file at `path`, without such a checklist, or why there is none.
pub(crate) fn read_text(path: &Utf8Path) -> Result<String, String> {
    let bytes = std::fs::read(path).map_err(|error| error.to_string().to_lowercase())?;
    let text = String::from_utf8(bytes).map_err(|_| "not valid UTF-8".to_string())?;
    Ok(without_checklist(text))
}

/// `text` with blanks in place of the checklist that this tool wrote: what it says of the project is no
/// facts about the project.
fn without_checklist(text: String) -> String {
    let [start, end] = CHECKLIST;
    let Some(from) = text.find(start) else { return text };
    let inside = text.get(from + start.len()..);
    let Some(length) = inside.and_then(|rest| rest.find(end)) else { return text };
    let (before, rest) = text.split_at(from + start.len());
    let (block, after) = rest.split_at(length);
    let blank = |byte: u8| if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { ' ' };
    let block: String = block.bytes().map(blank).collect();
    format!("{before}{block}{after}")
}
