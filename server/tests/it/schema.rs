//! Facts about the tables.

use std::collections::BTreeMap;

use domain::automation::TriggerKind;
use domain::contact::RequestKind;
use domain::{AdminSessionId, Channel, Destination, GroupRole, Suppression};
use futures_util::FutureExt as _;
use store::Backend;
use store::consents::Suppressed;

use crate::actors::Learner;
use crate::communities::{Community, about, community, member, write};
use crate::database::{columns, lines, tables};
use crate::harness::{Harness, Kind, both_databases};
use crate::world::Term;

both_databases!(a_contact_takes_everything_of_theirs_along, a_course_takes_what_belongs_to_its_lessons_along);

/// The number of rows, by table, whose column that means a contact holds this one.
async fn rows_of(h: &Harness, contact: domain::ContactId) -> BTreeMap<String, i64> {
    let hex = contact.to_string();
    let literal = match &h.backend {
        Backend::Sqlite(_) => format!("x'{hex}'"),
        Backend::Postgres(_) => format!("'\\x{hex}'::bytea"),
    };
    let mut rows = BTreeMap::new();
    for column in columns(&h.store).await {
        // What an admin looks at is no datum of the contact's, but must not outlive them either.
        if column.name == "contact_id" || column.name == "viewing" || (column.table == "contacts" && column.name == "id") {
            rows.insert(column.table.clone(), h.count(&format!("SELECT count(*) AS n FROM {} WHERE {} = {literal}", column.table, column.name)).await);
        }
    }
    rows
}

/// Writes something into every table of a community that keeps what a contact does.
async fn takes_part(h: &Harness, contact: &store::contacts::Contact, learner: &Learner, group: &Community, post: &str) {
    h.grant(contact.id, group.offer, Term::Active).await;
    let (channel, id) = (group.backroom, contact.id);
    h.write(move |conn| async move { store::communities::channels::let_in(conn, channel, id).await }.boxed()).await;
    write(learner, group, "talk", "Here I am").await;
    for (function, more) in [("write-comment", ("body", "A comment")), ("react", ("emoji", "like")), ("report", ("reason", "A reason"))] {
        assert_eq!(about(learner, function, group, post, &[more]).await.status, 200, "{function}");
    }
}

async fn a_contact_takes_everything_of_theirs_along(h: &Harness) {
    let (contact, course) = h.entitled("ada@example.org").await;
    let (other, _) = h.entitled("bob@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let group = community(h, "makers").await;
    let (_, writer) = member(h, &group, "writer@example.org", GroupRole::Member).await;
    let post = write(&writer, &group, "talk", "Hello").await;
    crate::automations::publish(&admin, crate::automations::on(TriggerKind::LoggedIn, vec![crate::automations::mail("Welcome back")])).await;
    for (contact, number) in [(&contact, "ABCDEFGHIJKL"), (&other, "MNOPQRSTUVWX")] {
        let learner = h.learner(contact).await;
        takes_part(h, contact, &learner, &group, &post).await;
        h.certificate(contact, course.id, number).await;
        h.comment(contact, course.first, "A comment").await;
        admin.handle.send_link(contact.id, Channel::Email, Destination::Home).await.expect("written");
        crate::sign_in_by_email::ask(h, &h.anonymous(), &contact.email, "").await;
        h.portal.take_outgoing(Channel::Email, 10).await.expect("messages");
        let attempt = store::quizzes::Attempt {
            id: h.id(),
            contact_id: contact.id,
            lesson_id: course.first,
            number: 1,
            score_percent: 0,
            pass_percent: 50,
            mark: domain::Mark::Wrong,
            made_at: h.clock.now(),
        };
        let (id, product, lesson, now) = (contact.id, course.id, course.first, h.clock.now());
        let (kind, destination) = (RequestKind::Access, "home".to_owned());
        let request = store::access_requests::Request { id: h.id(), contact_id: id, kind, destination, created_at: now, handled_at: None };
        let (session, admin_id, hash) = (h.id::<AdminSessionId>(), admin.id, h.random.bytes::<32>().to_vec());
        let viewing = store::admins::AdminSession { viewing: Some(id), ..h.admin_session(session, admin_id, hash) };
        h.write(move |conn| {
            async move {
                store::contacts::set_tags(conn, id, &["a tag".to_owned()]).await?;
                store::progress::opened(conn, id, product, lesson, now).await?;
                let position = store::video_positions::Position { contact_id: id, lesson_id: lesson, seconds: 42, updated_at: now };
                store::video_positions::keep(conn, &position).await?;
                store::enrolments::seen(conn, id, product, now).await?;
                store::consents::unsubscribe(conn, id, now).await?;
                let (address, detail) = ("a@example.org".to_owned(), String::new());
                store::consents::suppress(conn, &Suppressed { contact_id: id, address, reason: Suppression::HardBounce, detail, at: now }).await?;
                store::access_requests::ask(conn, &request).await?;
                store::quizzes::insert_attempt(conn, &attempt, &[]).await?;
                store::admins::insert_session(conn, &viewing).await
            }
            .boxed()
        })
        .await;
    }
    crate::automations::settle(h).await;
    let before = rows_of(h, contact.id).await;
    assert!(before.len() >= 27 && before.values().all(|n| *n > 0), "each table has a row of theirs, or the test must learn of it: {before:?}");
    let others = rows_of(h, other.id).await;

    admin.handle.delete_contact(contact.id).await.expect("deleted");
    let after = rows_of(h, contact.id).await;
    assert!(after.values().all(|n| *n == 0), "{after:?}");
    assert_eq!(rows_of(h, other.id).await, others, "nobody else's are touched");
}

async fn a_course_takes_what_belongs_to_its_lessons_along(h: &Harness) {
    let (contact, course) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    admin.handle.set_certificate_terms(course.id, true, "").await.expect("it gives one");
    let ids = crate::quizzes::three_questions(&admin, course.first, "50", "").await;
    let learner = h.learner(&contact).await;
    let name = domain::quiz::answer_field(ids[0]);
    learner.call("quizzes/take", &[("course", &course.slug), ("lesson", "first"), (&name, "7")]).await;
    h.certificate(&contact, course.id, "ABCDEFGHIJKL").await;
    h.comment(&contact, course.first, "A comment").await;
    admin.handle.switch_comments(course.id, false).await.expect("no comments");
    let rows = async || {
        let mut rows = 0;
        let of_quizzes = ["quizzes", "quiz_questions", "quiz_options", "quiz_attempts", "quiz_answers"];
        for table in of_quizzes.into_iter().chain(["certificate_terms", "certificates", "lesson_comments", "comments_off"]) {
            let n = h.count(&format!("SELECT count(*) AS n FROM {table}")).await;
            rows += i32::from(n > 0);
        }
        rows
    };
    assert_eq!(rows().await, 9);
    admin.handle.delete_product(course.id).await.expect("deleted");
    assert_eq!(rows().await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_migration_sets_make_the_same_tables() {
    let (sqlite, postgres) = (Harness::start(Kind::Sqlite).await, Harness::start(Kind::Postgres).await);
    assert_eq!(columns(&sqlite.store).await, columns(&postgres.store).await);
    assert_eq!(tables(&sqlite.store).await, tables(&postgres.store).await);
    let named = "SELECT name AS line FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name";
    let made = "SELECT indexname::text AS line FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE '\\_\\_%'
                AND indexname NOT LIKE '%\\_pkey' AND indexname NOT LIKE '%\\_key' ORDER BY indexname";
    let (mut ours, mut theirs) = (lines(&sqlite.store, named).await, lines(&postgres.store, made).await);
    ours.sort();
    theirs.sort();
    assert_eq!(ours, theirs);
    sqlite.finish().await;
    postgres.finish().await;
}

/// Deleting a row looks for those that refer to it: without an index that is a scan for each.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_reference_between_tables_has_an_index() {
    let h = Harness::start(Kind::Sqlite).await;
    let references = "SELECT m.name || '.' || f.\"from\" AS line FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'";
    let leading = "SELECT m.name || '.' || c.name AS line FROM sqlite_schema m, pragma_index_list(m.name) i, pragma_index_info(i.name) c WHERE m.type = 'table' AND c.seqno = 0";
    let leading = lines(&h.store, leading).await;
    for reference in lines(&h.store, references).await {
        assert!(leading.contains(&reference), "no index begins with {reference}");
    }
    h.finish().await;
}
