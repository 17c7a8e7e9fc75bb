//! The rooms of `src/` are on floors, and no room uses one on its own floor or above.
//!
//! [`FLOORS`] is the same picture as in `docs/architecture.md`. A new room is written into both.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use walkdir::WalkDir;

/// The rooms from the ground up: folders and files of `src/`.
const FLOORS: [&[&str]; 12] = [
    &["facts", "embedded"],
    &["suggest", "page", "catalogue"],
    &["workspace"],
    &["readers"],
    &["readers/rust", "readers/markdown", "readers/operations"],
    &["joins"],
    &["rules", "edit"],
    &["adoption"],
    &["checklist", "config"],
    &["report"],
    &["engine"],
    &["cli"],
];

/// What is beside the house: its front, and what only tests use.
const OUTSIDE: [&str; 3] = ["lib", "main", "support"];

/// One `use` of another room.
struct Arrow {
    from: &'static str,
    to: &'static str,
    /// `src/rules/mod.rs:12: use crate::engine::lint;`
    line: String,
}

#[test]
fn no_room_uses_one_on_its_own_floor_or_above() {
    let floor = |room: &str| FLOORS.iter().position(|rooms| rooms.contains(&room)).unwrap();
    let arrows = arrows();
    assert!(arrows.len() > 200, "the use lines were not read");
    let wrong: Vec<&Arrow> = arrows.iter().filter(|a| floor(a.from) <= floor(a.to)).collect();
    let lines: Vec<String> = wrong.iter().map(|arrow| explain(arrow, &arrows)).collect();
    assert!(lines.is_empty(), "\n{}", lines.join("\n"));
}

#[test]
fn every_room_has_a_floor_and_stands_in_the_picture() {
    let source = root().join("src");
    let is_known = |room: &str| FLOORS.iter().any(|rooms| rooms.contains(&room));
    for entry in fs::read_dir(source).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        assert!(is_known(&name) || OUTSIDE.contains(&name.as_str()), "`{name}` has no floor");
    }
    let picture = fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    let drawn = picture.split("```text").find(|block| block.contains("floor 1 ")).unwrap();
    let drawn = drawn.split("```").next().unwrap();
    let mut floors = drawn.lines().filter(|line| line.trim_start().starts_with("floor"));
    for (number, rooms) in (1..).zip(FLOORS).collect::<Vec<_>>().into_iter().rev() {
        let line = floors.next().unwrap_or_else(|| panic!("floor {number} is not drawn"));
        let words: BTreeSet<&str> = line.split_whitespace().skip(2).filter(|w| *w != "·").collect();
        let rooms: BTreeSet<&str> = rooms.iter().copied().collect();
        assert_eq!(words, rooms, "in docs/architecture.md: {line}");
    }
}

/// The line of the wrong `arrow`, and one of those that lead the other way.
fn explain(arrow: &Arrow, all: &[Arrow]) -> String {
    let back = all.iter().find(|other| (other.from, other.to) == (arrow.to, arrow.from));
    let back = back.map_or_else(
        || format!("  and `{}` stands above `{}`", arrow.from, arrow.to),
        |back| back.line.clone(),
    );
    format!("{}\n{back}", arrow.line)
}

/// Every `use` of one room by another, tests left out: they may use what they test with.
fn arrows() -> Vec<Arrow> {
    let source = root().join("src");
    let mut arrows = Vec::new();
    for entry in WalkDir::new(&source).sort_by_file_name() {
        let path = entry.unwrap().into_path();
        let file = path.strip_prefix(&source).unwrap().to_str().unwrap().replace('\\', "/");
        let is_test = file.split('/').any(|part| matches!(part, "tests" | "tests.rs"));
        let Some(module) = file.strip_suffix(".rs").filter(|_| !is_test) else { continue };
        let Some(from) = room_of(module.trim_end_matches("/mod")) else { continue };
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        for (at, _) in code.match_indices("crate::") {
            let line = code[..at].matches('\n').count();
            let written = code.lines().nth(line).unwrap().trim();
            if written.starts_with("//") {
                continue;
            }
            let to = modules(&code[at + "crate::".len()..]).into_iter();
            for to in to.filter_map(|path| room_of(&path)).filter(|to| *to != from) {
                let line = format!("  src/{file}:{}: {written}", line + 1);
                arrows.push(Arrow { from, to, line });
            }
        }
    }
    arrows
}

/// The modules that the path at the start of `code` names, with `/` between their parts: several when it ends in braces.
fn modules(code: &str) -> Vec<String> {
    let end = code.find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':');
    let (path, rest) = code.split_at(end.unwrap_or(code.len()));
    let path = path.replace("::", "/");
    let Some(inside) = rest.strip_prefix('{').and_then(|rest| rest.split('}').next()) else {
        return vec![path];
    };
    inside.split(',').map(|name| format!("{path}{}", name.trim().replace("::", "/"))).collect()
}

/// The room that holds `path`, a path of files or of modules with `/` between them.
fn room_of(path: &str) -> Option<&'static str> {
    let rooms = FLOORS.iter().copied().flatten().copied();
    let holds = |room: &&str| {
        path.strip_prefix(room).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    rooms.filter(holds).max_by_key(|room| room.len())
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
