//! The database is busy, full, read-only, exhausted or gone: people are told so, nothing is half done, and it mends itself.

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};
use store::Backend;

use crate::actors::Answer;
use crate::harness::{Harness, Kind, both_databases};

both_databases!(case_55_with_every_connection_taken_people_are_told_to_come_back);

fn is_busy(answer: &Answer) {
    assert_eq!(answer.status, 503, "{answer:?}");
    assert!(!answer.signs_in(), "{answer:?}");
}

async fn case_55_with_every_connection_taken_people_are_told_to_come_back(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let token = h.link(&contact).await;
    let all = match &h.backend {
        Backend::Sqlite(_) => 4,
        Backend::Postgres(_) => 16,
    };
    let mut held = Vec::new();
    for _ in 0..all {
        held.push(h.store.read().await.expect("a connection"));
    }
    is_busy(&h.redeem(&token).await);
    assert_eq!(h.anonymous().get("/healthz").await.status, 200);
    drop(held);
    assert_eq!((h.sessions().await, h.uses().await), (0, 0));
    assert!(h.redeem(&token).await.signs_in());
    assert_eq!(h.anonymous().get("/readyz").await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_55_sqlite_locked_by_somebody_else() {
    let h = Harness::start(Kind::Sqlite).await;
    let (contact, _) = h.entitled("ada@example.org").await;
    let token = h.link(&contact).await;
    let Backend::Sqlite(path) = &h.backend else { unreachable!("asked for SQLite") };
    let mut other = SqliteConnection::establish(&path.to_string_lossy()).expect("a second connection");
    other.batch_execute("PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE; UPDATE contacts SET name = 'half done'").expect("a lock");
    is_busy(&h.redeem(&token).await);
    assert_eq!((h.sessions().await, h.uses().await), (0, 0));
    assert_eq!(h.anonymous().get("/sign-in").await.status, 200, "reading goes on");
    other.batch_execute("ROLLBACK").expect("the lock is let go of");
    assert!(h.redeem(&token).await.signs_in());
    assert_eq!((h.sessions().await, h.uses().await), (1, 1));
    h.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_55_sqlite_on_a_full_disk() {
    let h = Harness::start(Kind::Sqlite).await;
    let (contact, _) = h.entitled("ada@example.org").await;
    let (_, token) = h.link_with(&contact, |link| link.use_limit = 100_000).await;
    // SQLite takes the size that the file has for the least: from here on it may not grow by a page.
    h.run_sql("PRAGMA max_page_count = 1").await;
    let mut signed_in = 0;
    let full = loop {
        let answer = h.redeem(&token).await;
        if !answer.signs_in() {
            break answer;
        }
        signed_in += 1;
        assert!(signed_in < 2000, "the file never fills up");
    };
    is_busy(&full);
    assert_eq!((h.sessions().await, h.uses().await), (signed_in, signed_in), "each was told the truth");
    h.run_sql("PRAGMA max_page_count = 1000000").await;
    assert!(h.redeem(&token).await.signs_in());
    assert_eq!(crate::database::lines(&h.store, "SELECT integrity_check AS line FROM pragma_integrity_check").await, ["ok"]);
    h.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_55_postgres_read_only() {
    let h = Harness::start(Kind::Postgres).await;
    let scratch = h.scratch.as_ref().expect("a database of its own");
    let (contact, course) = h.entitled("ada@example.org").await;
    let learner = h.learner(&contact).await;
    let token = h.link(&contact).await;
    for (setting, works) in [("on", false), ("off", true)] {
        scratch.run(&format!("ALTER DATABASE {} SET default_transaction_read_only = {setting}", scratch.name)).await;
        scratch.cut_all().await;
        h.recovered().await;
        if works {
            assert_eq!((h.sessions().await, h.uses().await), (1, 1));
            assert!(h.redeem(&token).await.signs_in());
        } else {
            is_busy(&h.redeem(&token).await);
            assert!(learner.get("/courses").await.body.contains(&course.title), "who is signed in reads on");
        }
    }
    h.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_57_postgres_that_goes_away_and_comes_back() {
    let h = Harness::start(Kind::Postgres).await;
    let scratch = h.scratch.as_ref().expect("a database of its own");
    let (contact, course) = h.entitled("ada@example.org").await;
    let (_, token) = h.link_with(&contact, |link| link.use_limit = 1000).await;
    let learner = h.learner(&contact).await;

    scratch.run(&format!("ALTER DATABASE {} ALLOW_CONNECTIONS false", scratch.name)).await;
    scratch.cut_all().await;
    for _ in 0..3 {
        is_busy(&h.redeem(&token).await);
        let home = learner.get("/courses").await;
        assert_eq!(home.status, 503, "never let in without asking the database");
        assert!(!home.body.contains(&course.title));
        assert_eq!(h.anonymous().get("/readyz").await.status, 503);
    }
    scratch.run(&format!("ALTER DATABASE {} ALLOW_CONNECTIONS true", scratch.name)).await;
    let mut signed_in = 1;
    assert!(h.redeem(&token).await.signs_in(), "it recovers by itself");
    signed_in += 1;

    // Cut again and again while people come in: each is signed in or told to come back, and nothing in between.
    for _ in 0..10 {
        let cut = async {
            scratch.cut().await;
            None
        };
        let enter = async { Some(h.redeem(&token).await) };
        let (_, answer): (Option<Answer>, _) = tokio::join!(cut, enter);
        let answer = answer.expect("an answer");
        assert!(matches!(answer.status, 303 | 503), "{answer:?}");
        signed_in += i64::from(answer.signs_in());
    }
    let mut tries = 0;
    while !h.redeem(&token).await.signs_in() {
        tries += 1;
        assert!(tries < 40, "it does not recover");
    }
    signed_in += 1;
    let counted = h.sessions().await;
    // A commit may have arrived although its answer was cut off: then nobody holds that session's secret.
    assert!((signed_in..=signed_in + 10).contains(&counted), "{signed_in} were told that they are signed in, {counted} are");
    assert_eq!(counted, h.uses().await, "a session and its use are one");
    h.finish().await;
}
