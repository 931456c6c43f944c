//! The database is busy, full, read-only, exhausted or gone: people are told so, nothing is half done, and it mends itself.

use diesel::{Connection as _, SqliteConnection};
use diesel_async::SimpleAsyncConnection as _;
use domain::time::Span;
use futures_util::future::join_all;
use store::Backend;

use crate::actors::Answer;
use crate::database::lines;
use crate::harness::{Harness, Kind, both_databases};
use crate::opening::unproved;

both_databases!(
    case_55_with_every_connection_taken_people_are_told_to_come_back,
    case_55_who_is_signed_in_reads_on_when_nothing_can_be_written,
    a_page_of_several_parts_always_comes,
);

fn is_busy(answer: &Answer) {
    assert_eq!(answer.status, 503, "{answer:?}");
    assert!(!answer.signs_in(), "{answer:?}");
}

async fn case_55_with_every_connection_taken_people_are_told_to_come_back(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let token = h.link(&contact).await;
    let held = h.every_connection().await;
    is_busy(&h.redeem(&token).await);
    assert_eq!(h.anonymous().get("/healthz").await.status, 200);
    drop(held);
    assert_eq!((h.sessions().await, h.uses().await), (0, 0));
    assert!(h.redeem(&token).await.signs_in());
    assert_eq!(h.anonymous().get("/readyz").await.status, 200);
}

/// A lesson's comments are loaded apart from it. While the page counted what its parts wait for, one in two hundred never came.
async fn a_page_of_several_parts_always_comes(h: &Harness) {
    let (contact, course) = h.entitled("ada@example.org").await;
    let learner = h.learner(&contact).await;
    let lesson = format!("/courses/{}/lessons/first", course.slug);
    let reading = (0..10).map(|_| async {
        for _ in 0..50 {
            assert_eq!(learner.get(&lesson).await.status, 200);
        }
    });
    join_all(reading).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_55_sqlite_locked_by_somebody_else() {
    use diesel::connection::SimpleConnection as _;
    let h = Harness::start(Kind::Sqlite).await;
    let (contact, _) = h.entitled("ada@example.org").await;
    let token = h.link(&contact).await;
    let Backend::Sqlite(path) = &h.backend else { unreachable!("asked for SQLite") };
    let mut other = SqliteConnection::establish(&path.to_string_lossy()).expect("a second connection");
    other.batch_execute("PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE; UPDATE contacts SET name = 'half done'").expect("a lock");
    is_busy(&h.redeem(&token).await);
    assert_eq!((h.sessions().await, h.uses().await), (0, 0));
    assert_eq!(h.anonymous().get("/sign-in").await.status, 200, "reading goes on");
    assert_eq!(h.redeem(&unproved(&token)).await.status, 410, "who cannot prove a link never waits for the writer");
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
    assert_eq!(lines(&h.store, "SELECT integrity_check AS line FROM pragma_integrity_check").await, ["ok"]);
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

/// From now on the database takes no change.
async fn make_read_only(h: &Harness) {
    let Some(scratch) = &h.scratch else { return h.run_sql("PRAGMA query_only = ON").await };
    scratch.run(&format!("ALTER DATABASE {} SET default_transaction_read_only = on", scratch.name)).await;
    scratch.cut_all().await;
    h.recovered().await;
}

async fn case_55_who_is_signed_in_reads_on_when_nothing_can_be_written(h: &Harness) {
    let (contact, course) = h.entitled("ada@example.org").await;
    let (admin, learner) = (h.admin("chief@example.org").await, h.learner(&contact).await);
    let token = h.link(&contact).await;
    make_read_only(h).await;
    // By now it is to be written down that the sessions were used.
    h.clock.advance(Span::minutes(10));
    for _ in 0..2 {
        assert!(learner.get("/courses").await.body.contains(&course.title));
        let list = admin.get("/admin/contacts").await;
        assert!(list.status == 200 && list.body.contains("ada@example.org"), "{} {}", list.status, list.body);
        is_busy(&h.redeem(&token).await);
        let refused = admin.call("links/generate", &[("contact", &contact.id.to_string()), ("destination", "home")]).await;
        is_busy(&refused);
    }
    is_busy(&admin.get("/admin/contacts/export.csv").await);
    assert_eq!((h.sessions().await, h.uses().await), (1, 1));
    assert_eq!(h.count("SELECT count(*) AS n FROM audit_events").await, 0);
}

/// Settings of the database's own hold for connections that are made from now on.
async fn set(h: &Harness, setting: &str) {
    let scratch = h.scratch.as_ref().expect("a database of its own");
    scratch.run(&format!("ALTER DATABASE {} SET {setting}", scratch.name)).await;
    scratch.cut_all().await;
    h.recovered().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_57_a_transaction_that_postgres_cannot_put_in_order_signs_nobody_in() {
    let h = Harness::start(Kind::Postgres).await;
    let (contact, _) = h.entitled("ada@example.org").await;
    let token = h.link(&contact).await;
    set(&h, "default_transaction_isolation = 'repeatable read'").await;
    let mut other = h.scratch.as_ref().expect("a database of its own").connect().await;
    other.batch_execute("BEGIN; UPDATE contacts SET name = 'Changed meanwhile'").await.expect("nobody else changes it");
    let commit = async {
        h.until_somebody_waits().await;
        other.batch_execute("COMMIT").await.expect("it is kept");
    };
    let (answer, ()) = tokio::join!(h.redeem(&token), commit);
    is_busy(&answer);
    assert_eq!((h.sessions().await, h.uses().await), (0, 0));
    assert!(h.redeem(&token).await.signs_in(), "the next time it works");
    assert_eq!((h.sessions().await, h.uses().await), (1, 1));
    h.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_57_a_postgres_that_is_too_slow_is_given_up() {
    const TIMEOUT: &str = "SELECT current_setting('statement_timeout') AS line";
    let h = Harness::start(Kind::Postgres).await;
    let (contact, course) = h.entitled("ada@example.org").await;
    let (learner, token) = (h.learner(&contact).await, h.link(&contact).await);
    assert_eq!(lines(&h.store, TIMEOUT).await, ["30s"]);
    set(&h, "statement_timeout = '200ms'").await;
    assert_eq!(lines(&h.store, TIMEOUT).await, ["200ms"], "what the operator has set holds");

    let mut other = h.scratch.as_ref().expect("a database of its own").connect().await;
    other.batch_execute("BEGIN; SELECT id FROM contacts FOR UPDATE").await.expect("the rows are free");
    is_busy(&h.redeem(&token).await);
    assert!(learner.get("/courses").await.body.contains(&course.title), "who only reads does not wait");
    other.batch_execute("ROLLBACK; BEGIN; LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE").await.expect("the table is free");
    let home = learner.get("/courses").await;
    is_busy(&home);
    assert!(!home.body.contains(&course.title), "never let in without asking the database");
    is_busy(&h.redeem(&token).await);
    other.batch_execute("ROLLBACK").await.expect("the lock is let go of");

    assert_eq!((h.sessions().await, h.uses().await), (1, 1));
    assert!(learner.get("/courses").await.body.contains(&course.title));
    assert!(h.redeem(&token).await.signs_in());
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
