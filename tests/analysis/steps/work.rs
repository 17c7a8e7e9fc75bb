//! Steps between work that a function is handed and the call that starts it.

use super::silent;
use crate::analysis::project::reads;

/// What begins a function that is handed `work`, the call that starts such work, and work that is written in place: for a
/// future and for a closure.
const KINDS: [(&str, &str, &str); 2] = [
    ("pub fn start<F: Future<Output = ()> + Send + 'static>(work: F)", "tokio::spawn(", "async {}"),
    ("pub fn start(work: impl FnOnce() + Send + 'static)", "std::thread::spawn(", "|| {}"),
];

/// Asserts that `start`, with the body `body` and by the side of `items`, is an executor when `$work` is what it is
/// handed, and reported at its markers when `$work` is written there; and that it makes no difference whether the
/// work is a future or a closure.
#[track_caller]
fn work_is_followed(items: &str, body: &str) {
    for (function, spawn, own) in KINDS {
        let body = body.replace("spawn(", spawn);
        reads(&format!("{function} {{{}}}\n{items}", silent(&body).replace("$work", "work")));
        reads(&format!("{function} {{{}}}\n{items}", body.replace("$work", own)));
    }
}

#[test]
fn work_is_followed_through_a_field() {
    work_is_followed(
        "struct Job<F> { name: &'static str, work: F }",
        "
            let job = Job { name: \"orders\", work: $work };
            spawn(job.work); //~ direct-spawn
        ",
    );
}

#[test]
fn work_is_followed_through_a_field_that_a_pattern_takes_out() {
    work_is_followed(
        "struct Job<F> { name: &'static str, work: F }",
        "
            let Job { work: task, .. } = Job { name: \"orders\", work: $work };
            spawn(task); //~ direct-spawn
        ",
    );
}

#[test]
fn work_is_followed_through_the_rest_of_a_struct() {
    work_is_followed(
        "struct Job<F> { name: &'static str, work: F }",
        "
            let base = Job { name: \"base\", work: $work };
            let job = Job { name: \"orders\", ..base };
            spawn(job.work); //~ direct-spawn
        ",
    );
}

#[test]
fn work_is_followed_through_the_result_of_a_closure() {
    work_is_followed(
        "",
        "
            let task = move || $work;
            spawn(task()); //~ direct-spawn
        ",
    );
}

#[test]
fn work_is_followed_through_the_parameter_of_a_closure_in_a_variable() {
    work_is_followed(
        "",
        "
            let begin = |task| spawn(task); //~ direct-spawn
            begin($work);
        ",
    );
}

#[test]
fn work_is_followed_through_the_parameter_of_a_closure() {
    work_is_followed(
        "",
        "
            Some($work).map(|task| spawn(task)); //~ direct-spawn
        ",
    );
    work_is_followed(
        "",
        "
            Some($work).and_then(|task| Some(spawn(task))); //~ direct-spawn
        ",
    );
}

#[test]
fn work_is_followed_through_what_a_closure_makes_of_it() {
    work_is_followed(
        "",
        "
            let boxed = Some($work).map(|task| Box::new(task)).unwrap();
            spawn(boxed); //~ direct-spawn
        ",
    );
}

#[test]
fn work_is_followed_through_the_dereference_of_a_box() {
    work_is_followed(
        "",
        "
            let boxed = Box::new($work);
            spawn(*boxed); //~ direct-spawn
        ",
    );
}

#[test]
fn work_is_followed_through_an_iterator() {
    work_is_followed(
        "",
        "
            for task in [$work] {
                spawn(task); //~ direct-spawn
            }
        ",
    );
    work_is_followed(
        "",
        "
            let tasks = vec![$work];
            tasks.into_iter().for_each(|task| { spawn(task); }); //~ direct-spawn
        ",
    );
}

#[test]
fn a_list_of_work_that_is_handed_in_is_started_by_an_executor() {
    reads(
        "
        use futures::future::BoxFuture;
        pub fn start_all(works: Vec<BoxFuture<'static, ()>>) {
            for work in works {
                tokio::spawn(work);
            }
        }
        pub fn start_each(works: Vec<Box<dyn FnOnce() + Send>>) {
            works.into_iter().for_each(|work| { std::thread::spawn(work); });
        }
        pub fn start_none(works: Vec<BoxFuture<'static, ()>>) {
            for _ in works {
                tokio::spawn(async {}); //~ direct-spawn
            }
        }",
    );
}

#[test]
fn work_is_followed_through_a_question_mark() {
    for (function, spawn, own) in KINDS {
        for (work, marker) in [("work", "//"), (own, "//~")] {
            reads(&format!(
                "
                {function} -> Option<()> {{
                    let task = allowed({work})?;
                    {spawn}task); {marker} direct-spawn
                    Some(())
                }}
                fn allowed<T>(task: T) -> Option<T> {{ Some(task) }}"
            ));
        }
    }
}

#[test]
fn work_is_followed_through_a_builder_in_a_variable() {
    work_is_followed(
        "
        struct Job<F> { name: String, work: F }
        impl<F> Job<F> {
            fn new(work: F) -> Self { Self { name: String::new(), work } }
            fn named(mut self, name: &str) -> Self { self.name = name.to_owned(); self }
        }",
        "
            let mut job = Job::new($work);
            job = job.named(\"orders\");
            spawn(job.work); //~ direct-spawn
        ",
    );
}

#[test]
fn work_is_followed_to_a_builder_in_a_variable() {
    reads(
        "
        pub fn start(work: impl FnOnce() + Send + 'static) {
            let mut builder = std::thread::Builder::new();
            builder = builder.name(\"orders\".to_owned());
            builder.spawn(work).unwrap();
        }
        pub fn ignores(work: impl FnOnce() + Send + 'static) {
            let mut builder = std::thread::Builder::new();
            builder = builder.name(\"orders\".to_owned());
            builder.spawn(|| {}).unwrap(); //~ direct-spawn
        }",
    );
}

#[test]
fn work_is_followed_through_a_local() {
    work_is_followed(
        "",
        "
            let task = $work;
            spawn(task); //~ direct-spawn
        ",
    );
}

#[test]
fn work_is_followed_through_a_local_that_is_assigned_later() {
    work_is_followed(
        "",
        "
            let task;
            task = $work;
            spawn(task); //~ direct-spawn
        ",
    );
}

#[test]
fn work_is_followed_through_a_local_that_is_emptied() {
    work_is_followed(
        "",
        "
            let mut slot = Some($work);
            if let Some(task) = slot.take() {
                spawn(task); //~ direct-spawn
            }
        ",
    );
}

#[test]
fn work_that_is_handed_on_is_started_by_the_executor_that_takes_it() {
    reads(
        "
        pub fn start<F: Future<Output = ()> + Send + 'static>(work: F) { begin(work); }
        pub fn refresh() { begin(async {}); }
        fn begin<F: Future<Output = ()> + Send + 'static>(task: F) { tokio::spawn(task); }",
    );
}

#[test]
fn work_is_followed_through_the_result_of_a_function() {
    work_is_followed(
        "fn same<T>(task: T) -> T { task }",
        "
            spawn(same($work)); //~ direct-spawn
        ",
    );
}

#[test]
fn work_is_followed_through_a_choice() {
    work_is_followed(
        "",
        "
            let task = if cfg!(unix) { $work } else { $work };
            spawn(task); //~ direct-spawn
        ",
    );
    work_is_followed(
        "fn is_large() -> bool { true }",
        "
            let task = match is_large() { true => Box::new($work), false => Box::new($work) };
            spawn(task); //~ direct-spawn
        ",
    );
}

#[test]
fn work_is_followed_through_a_cast() {
    reads(
        "
        use std::pin::Pin;
        type Task = Pin<Box<dyn Future<Output = ()> + Send>>;
        type Job = Box<dyn FnOnce() + Send>;
        pub fn start(work: impl Future<Output = ()> + Send + 'static) {
            let task = Box::pin(work) as Task;
            tokio::spawn(task);
        }
        pub fn start_job(work: impl FnOnce() + Send + 'static) {
            std::thread::spawn(Box::new(work) as Job);
        }
        pub fn ignores(work: impl Future<Output = ()> + Send + 'static) {
            let task = Box::pin(async {}) as Task;
            tokio::spawn(task); //~ direct-spawn
        }
        pub fn ignores_job(work: impl FnOnce() + Send + 'static) {
            std::thread::spawn(Box::new(|| {}) as Job); //~ direct-spawn
        }",
    );
}

#[test]
fn work_is_followed_through_a_part_of_a_tuple() {
    work_is_followed(
        "",
        "
            let pair = (\"orders\", $work);
            spawn(pair.1); //~ direct-spawn
        ",
    );
    work_is_followed(
        "",
        "
            let (name, task) = (\"orders\", $work);
            spawn(task); //~ direct-spawn
        ",
    );
}
