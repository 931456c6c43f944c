//! One channel with very many posts: a page of its feed costs what it costs in a quiet one.

use diesel_async::{AsyncConnection as _, AsyncPgConnection, SimpleAsyncConnection as _};
use domain::GroupRole;
use store::Backend;

use super::recording::{record, recorded, watch};
use super::seed::Dialect;
use super::{explained, is_scan};
use crate::actors::Browser;
use crate::communities::{Community, community, member};
use crate::harness::{Harness, Kind};

const POSTS: u32 = 100_000;

/// Fills the group's open channel.
fn posts(dialect: &Dialect, group: &Community, now: i64) -> String {
    let id = |id: String| if dialect.sqlite { format!("x'{id}'") } else { format!("'\\x{id}'::bytea") };
    let text = |text: &str| format!("'{text}'");
    dialect.insert(
        "posts",
        POSTS,
        &[
            ("id", dialect.id('w', "i")),
            ("group_id", id(group.id.to_string())),
            ("channel_id", id(group.talk.to_string())),
            ("admin_name", text("Team")),
            ("title", "'Post ' || i".to_owned()),
            ("body", text("Text")),
            ("created_at", now.to_string()),
            ("comment_count", "0".to_owned()),
            ("reaction_count", "0".to_owned()),
        ],
    )
}

/// Reads the first page of the feed, the next one, and back again.
async fn read(learner: &Browser, group: &Community) {
    let mut place: Vec<(&str, String)> = Vec::new();
    for (parameter, way) in [("cursor", "next"), ("before", "previous"), ("", "")] {
        let form = [("group", group.slug.as_str()), ("channel", "talk")].into_iter().chain(place.iter().map(|(name, value)| (*name, value.as_str())));
        let answer = learner.call("communities/feed", &form.collect::<Vec<_>>()).await;
        let view: serde_json::Value = serde_json::from_str(&answer.body).expect("a feed");
        assert_eq!(view["page"]["items"].as_array().map(Vec::len), Some(20), "{}", answer.status);
        place = view["page"][way].as_str().map(|value| (parameter, value.to_owned())).into_iter().collect();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_feed_of_a_hundred_thousand_posts_is_a_range_of_an_index_on_sqlite() {
    watch();
    let h = Harness::start(Kind::Sqlite).await;
    let Backend::Sqlite(path) = &h.backend else { unreachable!("asked for SQLite") };
    let group = community(&h, "makers").await;
    let (_, learner) = member(&h, &group, "ada@example.org", GroupRole::Member).await;
    h.run_sql(&posts(&Dialect { sqlite: true }, &group, h.clock.now().0)).await;
    h.run_sql("ANALYZE").await;
    let path = path.to_string_lossy().into_owned();
    record(&path);
    read(&learner, &group).await;
    let statements: Vec<String> = recorded(&path).into_iter().filter(|sql| sql.contains("posts")).collect();
    assert!(statements.len() >= 3, "on, back, and what is pinned: {statements:#?}");
    for sql in statements {
        let steps = explained(&h, &sql).await;
        let sorts = steps.iter().any(|step| step.contains("TEMP B-TREE"));
        assert!(!sorts && !steps.iter().any(|step| is_scan(step)), "{sql}\n    {}", steps.join("\n    "));
    }
    h.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_feed_of_a_hundred_thousand_posts_is_a_range_of_an_index_on_postgres() {
    let h = Harness::start(Kind::Postgres).await;
    let scratch = h.scratch.as_ref().expect("a database of its own");
    let group = community(&h, "makers").await;
    let (_, learner) = member(&h, &group, "ada@example.org", GroupRole::Member).await;
    h.run_sql(&posts(&Dialect { sqlite: false }, &group, h.clock.now().0)).await;
    let mut direct = AsyncPgConnection::establish(&scratch.url).await.expect("a connection");
    direct.batch_execute("VACUUM ANALYZE").await.expect("statistics");
    direct.batch_execute("SELECT pg_stat_reset()").await.expect("counters at zero");
    drop(direct);
    scratch.cut_all().await;
    h.recovered().await;
    read(&learner, &group).await;
    // A connection reports what it counted when it ends.
    scratch.cut_all().await;
    h.recovered().await;
    let read = "SELECT CAST((SELECT coalesce(sum(seq_tup_read), 0) FROM pg_stat_user_tables WHERE relname = 'posts')
        + (SELECT coalesce(sum(idx_tup_read), 0) FROM pg_stat_user_indexes WHERE relname = 'posts') AS BIGINT) AS n";
    let n = h.count(read).await;
    assert!((60..1000).contains(&n), "{n} rows and entries were read for three pages");
    h.finish().await;
}
