//! Lints the workspace around a folder and prints the questions that are not answered yet.

use cargo_golive::{Lang, Request, Verdict, lint};

fn main() -> Result<(), cargo_golive::Error> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    let report = lint(&Request::new(folder))?;
    for item in report.checklist.items.iter().filter(|item| item.verdict == Verdict::Fail) {
        println!("{}: {}", item.question.number(), item.title.get(Lang::En));
    }
    Ok(())
}
