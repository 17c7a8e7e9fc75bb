//! Queues that carry no work, or that a setting left without a bound.

use super::project::reads;

#[test]
fn a_setting_may_choose_that_a_queue_has_no_bound() {
    reads(
        "
        use flume::{bounded, unbounded};
        #[derive(serde::Deserialize)]
        pub struct Settings { backlog: usize, limit: Option<usize>, strict: bool }
        pub fn by_number(capacity: usize) {
            match capacity { 0 => unbounded::<u8>(), n => bounded(n) };
            if capacity == 0 { unbounded::<u8>() } else { bounded(capacity) };
            let limit = capacity.min(10);
            let (_tx, _rx) = if limit > 0 { bounded::<u8>(limit) } else { unbounded() };
        }
        pub fn by_option(limit: Option<usize>) {
            if let Some(n) = limit { bounded::<u8>(n) } else { unbounded() };
            match limit { Some(n) => bounded::<u8>(n), None => unbounded() };
            match limit.as_ref() { None => { let q = unbounded::<u8>(); q } Some(n) => bounded(*n) };
            limit.map_or_else(unbounded::<u8>, bounded);
            limit.map_or_else(|| unbounded::<u8>(), |n| bounded(n));
            limit.map(bounded::<u8>).unwrap_or_else(unbounded);
        }
        pub fn by_setting(settings: &Settings) {
            if settings.strict { bounded::<u8>(8) } else { unbounded() }; //~ hardcoded-concurrency
            match settings.limit { Some(n) => bounded::<u8>(n), None => unbounded() };
            match settings.backlog { 0 => unbounded::<u8>(), n => bounded(n) };
        }
        pub fn given(jobs: Jobs) {
            match jobs.capacity() { 0 => unbounded::<u8>(), n => bounded(n) };
        }",
    );
}

#[test]
fn what_no_setting_chooses_has_no_bound() {
    reads(
        "
        use flume::{bounded, unbounded};
        const CAPACITY: usize = 0;
        pub fn fixed() {
            match CAPACITY { 0 => unbounded::<u8>(), n => bounded(n) }; //~ unbounded-queue
            let capacity = 0;
            if capacity == 0 { unbounded::<u8>() } else { bounded(capacity) }; //~ unbounded-queue
        }
        pub fn unrelated(peer: Peer) {
            if peer.is_leader() { unbounded::<u8>() } else { bounded(64) }; //~ unbounded-queue hardcoded-concurrency
            if cfg!(windows) { unbounded::<u8>() } else { bounded(64) }; //~ unbounded-queue hardcoded-concurrency
        }
        pub fn no_other_way(strict: bool) {
            if strict { unbounded::<u8>(); } //~ unbounded-queue
            match strict { true => unbounded::<u8>(), false => unbounded() }; //~ unbounded-queue unbounded-queue
            if strict { bounded::<u8>(64); } //~ hardcoded-concurrency
            unbounded::<u8>(); //~ unbounded-queue
        }",
    );
}

#[test]
fn messages_that_say_nothing_are_signals() {
    reads(
        "
        use std::sync::mpsc as std_mpsc;
        use tokio::sync::{broadcast, mpsc};
        pub struct Stop;
        pub enum Never {}
        pub enum Wake { Now }
        pub struct Door { stop: mpsc::Sender<()>, wake: Option<mpsc::UnboundedSender<Wake>> }
        pub fn named() {
            mpsc::unbounded_channel::<()>();
            mpsc::channel::<()>(8);
            flume::unbounded::<Stop>();
            broadcast::channel::<Stop>(16);
            std_mpsc::channel::<Never>();
            std_mpsc::sync_channel::<std::convert::Infallible>(2);
        }
        pub fn annotated() {
            let (_tx, _rx): (mpsc::Sender<()>, mpsc::Receiver<()>) = mpsc::channel(2);
            let (_tx, _rx): (_, std_mpsc::Receiver<Stop>) = std_mpsc::channel();
        }
        pub fn kept() -> Door {
            let (stop, _) = mpsc::channel(4);
            let (wake, _) = mpsc::unbounded_channel();
            Door { stop, wake: Some(wake) }
        }
        pub fn given_back() -> (mpsc::Sender<()>, mpsc::Receiver<()>) {
            mpsc::channel(2)
        }
        pub fn handed_on() {
            let (tx, rx) = mpsc::channel(2);
            wait(tx, rx);
        }
        async fn wait(_tx: mpsc::Sender<()>, _rx: mpsc::Receiver<()>) {}
        pub async fn sent() {
            let (tx, _rx) = mpsc::channel(2);
            tx.send(()).await;
            let (tx, _rx) = mpsc::unbounded_channel();
            for _ in 0..given() { tx.send(Wake::Now); }
        }",
    );
}

#[test]
fn messages_that_say_something_are_none() {
    reads(
        "
        use tokio::sync::mpsc;
        pub struct Job { id: u64 }
        pub enum Event { Started, Stopped }
        pub struct Door { jobs: mpsc::Sender<Job> }
        pub fn named() {
            mpsc::unbounded_channel::<Job>(); //~ unbounded-queue
            mpsc::unbounded_channel::<Event>(); //~ unbounded-queue
            mpsc::unbounded_channel::<Result<(), Error>>(); //~ unbounded-queue
            mpsc::channel::<Vec<()>>(8); //~ hardcoded-concurrency
            mpsc::channel(8); //~ hardcoded-concurrency
        }
        pub fn tokens() {
            // With so many of them somebody counts.
            mpsc::channel::<()>(1000); //~ hardcoded-concurrency
        }
        pub fn kept() -> Door {
            let (jobs, _) = mpsc::channel(4); //~ hardcoded-concurrency
            Door { jobs }
        }
        pub async fn sent() {
            let (tx, _rx) = mpsc::unbounded_channel(); //~ unbounded-queue
            for id in 0..given() { tx.send(Job { id }); }
            let (tx, _rx) = mpsc::unbounded_channel(); //~ unbounded-queue
            for _ in 0..given() { tx.send(Event::Started); }
        }",
    );
}

#[test]
fn one_message_is_no_queue() {
    reads(
        "
        use std::sync::mpsc::{Sender, channel};
        use std::thread;
        pub fn answer() -> u8 {
            let (tx, rx) = channel();
            thread::spawn(move || tx.send(8)); //~ direct-spawn
            rx.recv().unwrap()
        }
        pub fn either(result: Result<u8, u8>) {
            let (tx, rx) = channel();
            match result { Ok(n) => tx.send(n), Err(n) => tx.send(n) };
            keep(rx);
        }
        pub fn asked(requests: &Sender<Sender<u8>>) -> u8 {
            for _ in 0..given() {
                let (tx, rx) = channel();
                requests.send(tx);
                rx.recv();
            }
            8
        }",
    );
}

#[test]
fn messages_without_end_are_a_queue() {
    reads(
        "
        use std::sync::mpsc::channel;
        use std::thread;
        pub fn twice() {
            let (tx, rx) = channel(); //~ unbounded-queue
            tx.send(1);
            tx.send(2);
            keep(rx);
        }
        pub fn looped(items: Vec<u8>) {
            let (tx, rx) = channel(); //~ unbounded-queue
            for item in items { tx.send(item); }
            keep(rx);
            let (tx, rx) = channel(); //~ unbounded-queue
            keep(tx);
            while let Ok(item) = rx.recv() { drop(item); }
        }
        pub fn closures(items: Vec<u8>) {
            let (tx, rx) = channel(); //~ unbounded-queue
            items.iter().for_each(|item| tx.send(item));
            keep(rx);
            let (tx, rx) = channel(); //~ unbounded-queue
            rayon::broadcast(|_| tx.send(8));
            keep(rx);
        }
        pub fn cloned() {
            let (tx, rx) = channel(); //~ unbounded-queue
            let other = tx.clone();
            tx.send(1);
            other.send(2);
            for item in rx {}
        }",
    );
}
