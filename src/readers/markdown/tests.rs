//! What documents answer, told by small documents in English and Chinese.

mod answers;
mod placeholders;
mod writing;

use super::*;

fn document(text: &str) -> Document {
    read_document(&FilePath::new("docs/app.md"), text)
}

fn state(text: &str, topic: Topic) -> AnswerState {
    document(text).answer(topic).map_or(AnswerState::Absent, |answer| answer.state)
}

fn line(text: &str, topic: Topic) -> Option<u32> {
    let document = document(text);
    let place = document.answer(topic)?.place.as_ref()?;
    Some(place.start.line)
}

/// Asserts the state of `topic` in each of the documents.
fn all(topic: Topic, expected: AnswerState, documents: &[&str]) {
    for text in documents {
        let document = document(text);
        let answer = document.answer(topic).expect("every topic has an answer");
        assert_eq!(answer.state, expected, "{}\n--- in\n{text}", answer.why);
    }
}
