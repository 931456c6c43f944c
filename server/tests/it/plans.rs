//! Every page at scale: whatever the pages ask of the database is a search of a key or an index, never a scan of a table
//! that grows with the contacts. On SQLite the statements are recorded while the pages are visited, and explained one by
//! one; PostgreSQL counts its sequential scans itself.

mod feed;
mod recording;
mod seed;
mod usage;

use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::{AsyncConnection as _, AsyncPgConnection, RunQueryDsl as _, SimpleAsyncConnection as _};
use store::{Backend, Conn};

use self::recording::{counted, record, recorded, watch};
use self::seed::{Dialect, seed};
use self::usage::{use_the_portal, write_to_many};
use crate::database::{Line, lines};
use crate::harness::{Harness, Kind};

/// Tables that grow with the contacts; the others have hundreds of rows.
const BIG: [&str; 22] = [
    "contacts",
    "contact_words",
    "contact_tags",
    "grants",
    "links",
    "sessions",
    "progress",
    "enrolments",
    "video_positions",
    "audit_events",
    "access_requests",
    "group_members",
    "channel_members",
    "channel_reads",
    "posts",
    "comments",
    "reactions",
    "reports",
    "quiz_attempts",
    "quiz_answers",
    "certificates",
    "lesson_comments",
];
const SMALL: [&str; 25] = [
    "products",
    "categories",
    "lessons",
    "lesson_files",
    "offers",
    "offer_items",
    "offer_groups",
    "menu_entries",
    "menu_entry_offers",
    "groups",
    "channels",
    "quizzes",
    "quiz_questions",
    "quiz_options",
    "certificate_terms",
    "comments_off",
    "broadcasts",
    "broadcast_texts",
    "settings",
    "admins",
    "admin_sessions",
    "recovery_codes",
    "sign_in_tries",
    "automations",
    "automation_versions",
];
/// What statements call the few rows that they have found by themselves.
const FOUND: [&str; 3] = ["found", "for_good", "for_now"];

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

/// What SQLite would do for a statement, line by line.
async fn explained(h: &Harness, sql: &str) -> Vec<String> {
    let mut conn = h.store.read().await.expect("a connection");
    let Conn::Sqlite(c) = &mut conn else { unreachable!("asked for SQLite") };
    let steps: diesel::QueryResult<Vec<Step>> = diesel::sql_query(format!("EXPLAIN QUERY PLAN {sql}")).load(&mut **c).await;
    steps.unwrap_or_else(|error| panic!("{sql}: {error}")).into_iter().map(|step| step.detail).collect()
}

/// Whether a line of SQLite's plan reads the whole of a table that may be big.
fn is_scan(step: &str) -> bool {
    let scanned = step.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next());
    let big = scanned.is_some_and(|name| {
        !SMALL.contains(&name) && !FOUND.contains(&name) && name != "CONSTANT" && !name.starts_with(|c: char| c == '(' || c.is_ascii_digit())
    });
    big || step.contains("AUTOMATIC")
}

/// The statements that scan, with their plans.
async fn scans(h: &Harness, statements: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for sql in statements {
        let steps = explained(h, sql).await;
        if steps.iter().any(|step| is_scan(step)) {
            found.push(format!("{sql}\n    {}", steps.join("\n    ")));
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_page_scans_a_big_table_on_sqlite() {
    watch();
    let h = Harness::start(Kind::Sqlite).await;
    let Backend::Sqlite(path) = &h.backend else { unreachable!("asked for SQLite") };
    h.run_sql(&seed(&Dialect { sqlite: true }, h.clock.now().0)).await;
    let path = path.to_string_lossy().into_owned();
    record(&path);
    use_the_portal(&h).await;
    write_to_many(&h).await;
    let statements = recorded(&path);
    assert!(statements.len() > 40, "{} different statements were recorded", statements.len());

    assert!(is_scan(&explained(&h, "SELECT * FROM contacts").await[0]), "a scan would be noticed");
    let found = scans(&h, &statements).await;
    assert!(found.is_empty(), "without statistics:\n{}", found.join("\n"));
    h.run_sql("ANALYZE").await;
    let found = scans(&h, &statements).await;
    assert!(found.is_empty(), "with statistics:\n{}", found.join("\n"));
    h.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_page_scans_a_big_table_on_postgres() {
    watch();
    let h = Harness::start(Kind::Postgres).await;
    let scratch = h.scratch.as_ref().expect("a database of its own");
    h.run_sql(&seed(&Dialect { sqlite: false }, h.clock.now().0)).await;
    let mut direct = AsyncPgConnection::establish(&scratch.url).await.expect("a connection");
    // Commits that are not on the disk yet would keep the vacuum from marking their pages as seen by all.
    direct.batch_execute("CHECKPOINT").await.expect("a checkpoint");
    direct.batch_execute("VACUUM ANALYZE").await.expect("statistics");
    direct.batch_execute("SELECT pg_stat_reset()").await.expect("counters at zero");
    drop(direct);
    // The tables here are a hundredth of what they stand for. To read one in sequence costs a hundred times as much then,
    // while a search of an index costs about the same.
    scratch.run(&format!("ALTER DATABASE {} SET seq_page_cost = 100", scratch.name)).await;
    scratch.cut_all().await;
    h.recovered().await;
    record(&scratch.url);
    use_the_portal(&h).await;
    let statements = recorded(&scratch.url);
    // A scan would be noticed: no index finds this.
    assert_eq!(h.count("SELECT count(*) AS n FROM contacts WHERE phone = 'nobody'").await, 0);

    // A connection reports what it counted when it ends.
    scratch.cut_all().await;
    h.recovered().await;
    let names = BIG.map(|table| format!("'{table}'")).join(", ");
    let counted = lines(
        &h.store,
        &format!(
            "SELECT relname::text || ' ' || seq_scan || ' ' || coalesce(idx_scan, 0) AS line FROM pg_stat_user_tables WHERE relname IN ({names}) ORDER BY 1"
        ),
    )
    .await;
    let mut scanned = Vec::new();
    for line in &counted {
        let parts: Vec<&str> = line.split(' ').collect();
        let [table, sequential, by_index] = parts.as_slice() else { panic!("three parts: {line}") };
        assert_ne!(*by_index, "0", "nothing was counted for {table}");
        let expected = if *table == "contacts" { "1" } else { "0" };
        if *sequential != expected {
            scanned.push(format!("{table} {sequential} times:\n{}", suspects(&scratch.url, table, &statements).await));
        }
    }
    assert_eq!(counted.len(), BIG.len());
    assert!(scanned.is_empty(), "{}", scanned.join("\n"));
    h.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lesson_and_a_quiz_read_their_outline_once() {
    watch();
    let h = Harness::start(Kind::Sqlite).await;
    let Backend::Sqlite(path) = &h.backend else { unreachable!("asked for SQLite") };
    let path = path.to_string_lossy().into_owned();
    let (contact, course) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    crate::quizzes::three_questions(&admin, course.first, "50", "").await;
    let learner = h.learner(&contact).await;
    for function in ["learning/lesson", "quizzes/load"] {
        record(&path);
        assert_eq!(learner.call(function, &[("course", &course.slug), ("lesson", "first")]).await.status, 200);
        let statements = counted(&path);
        let reads: usize = statements.iter().filter(|(sql, _)| sql.contains("FROM `categories`")).map(|(_, times)| times).sum();
        assert_eq!(reads, 1, "{function}: {statements:?}");
    }
    h.finish().await;
}

/// The recorded statements that name the table, each with the plan that PostgreSQL makes for any values.
async fn suspects(url: &str, table: &str, statements: &[String]) -> String {
    let mut conn = AsyncPgConnection::establish(url).await.expect("a connection");
    let explain = "SET plan_cache_mode = force_generic_plan;
        CREATE OR REPLACE FUNCTION plan_of(call text) RETURNS SETOF text LANGUAGE plpgsql AS $$ BEGIN RETURN QUERY EXECUTE 'EXPLAIN ' || call; END $$;";
    conn.batch_execute(explain).await.expect("a function");
    let mut text = String::new();
    for (n, sql) in statements.iter().enumerate().filter(|(_, sql)| sql.contains(table)) {
        let parameters = (1..100).take_while(|k| sql.contains(&format!("${k}"))).count();
        let arguments = if parameters == 0 { String::new() } else { format!("({})", vec!["NULL"; parameters].join(", ")) };
        let prepared = conn.batch_execute(&format!("PREPARE suspect_{n} AS {sql}")).await;
        let plan: diesel::QueryResult<Vec<Line>> = diesel::sql_query(format!("SELECT plan_of('EXECUTE suspect_{n}{arguments}') AS line")).load(&mut conn).await;
        let plan = match (prepared, plan) {
            (Ok(()), Ok(rows)) => rows.into_iter().map(|row| row.line).collect::<Vec<_>>().join("\n    "),
            (Err(error), _) | (_, Err(error)) => error.to_string(),
        };
        if plan.contains("Seq Scan") || !plan.contains("cost=") {
            text += &[sql, "\n    ", &plan, "\n"].concat();
        }
    }
    text
}
