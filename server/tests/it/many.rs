//! Granting and importing more than goes into one transaction.

use domain::view::imports::{ImportOptions, ImportReport};
use domain::view::jobs::JobState;
use domain::view::offers::Granting;
use domain::{ContactId, OfferId};
use service::chosen::Chosen;
use service::grants::Selection;
use store::Backend;

use crate::actors::Admin;
use crate::harness::{Harness, both_databases};
use crate::world::Term;

both_databases!(
    an_offer_is_granted_once_to_each_of_thousands_that_match,
    an_offer_is_granted_once_to_each_of_thousands_that_were_ticked,
    case_64_an_import_of_thousands_adds_updates_and_grants,
    case_64_an_import_of_thousands_that_stopped_in_the_middle_is_taken_up,
);

/// More than two batches.
const MANY: usize = 2300;

fn n(count: u32) -> usize {
    usize::try_from(count).expect("a small number")
}

async fn welding(h: &Harness) -> OfferId {
    let course = h.course("welding").await;
    h.offer("Welding", &[&course]).await
}

/// What became of the grant to many, once it is over.
async fn granted(admin: &Admin, job: &str) -> Granting {
    loop {
        let granting = admin.handle.granting(job).await.expect("a record").expect("it is known");
        if granting.state != JobState::Running {
            return granting;
        }
    }
}

/// What became of the import, once it is over.
async fn imported(admin: &Admin, id: &str, options: &ImportOptions) -> ImportReport {
    admin.handle.run_import(id, options).await.expect("it begins");
    loop {
        let report = admin.handle.import_report(id).await.expect("a report");
        if report.state != JobState::Running {
            return report;
        }
    }
}

/// Everybody has the offer once and reads so in the log.
async fn each_has_it_once(h: &Harness, holders: usize, new: usize) {
    let (holders, new) = (i64::try_from(holders).expect("a small number"), i64::try_from(new).expect("a small number"));
    assert_eq!(h.count("SELECT count(DISTINCT contact_id) AS n FROM grants").await, holders);
    assert_eq!(h.count("SELECT count(*) AS n FROM grants").await, holders, "nobody has it twice");
    assert_eq!(h.count("SELECT count(*) AS n FROM audit_events WHERE action = 'grant.created'").await, new, "each has a line");
}

async fn an_offer_is_granted_once_to_each_of_thousands_that_match(h: &Harness) {
    let offer = welding(h).await;
    let contacts = h.crowd(MANY, |_, contact| "Person of the crowd".clone_into(&mut contact.name)).await;
    h.contact("nobody@example.org").await;
    for contact in &contacts[..10] {
        h.grant(contact.id, offer, Term::Active).await;
    }
    let admin = h.admin("chief@example.org").await;
    let id = offer.to_string();
    for (new, already) in [(MANY - 10, 10), (0, MANY)] {
        let form = [("all_matching", "true"), ("text", "crowd"), ("in_offer", ""), ("state", ""), ("tag", ""), ("offer", id.as_str())];
        let answer = admin.post("/fn/offers/grant-selected", &form).await;
        let (_, job) = answer.location().split_once("granting=").unwrap_or_else(|| panic!("a job: {answer:?}"));
        let granting = granted(&admin, job).await;
        assert_eq!(granting.state, JobState::Finished);
        assert_eq!((n(granting.report.granted), n(granting.report.already), granting.report.missing), (new, already, 0));
        each_has_it_once(h, MANY, MANY - 10).await;
    }
}

async fn an_offer_is_granted_once_to_each_of_thousands_that_were_ticked(h: &Harness) {
    let offer = welding(h).await;
    let mut ids: Vec<ContactId> = h.crowd(MANY, |_, _| {}).await.into_iter().map(|contact| contact.id).collect();
    ids.extend((0..3).map(|_| h.id::<ContactId>()));
    let admin = h.admin("chief@example.org").await;
    let job = admin.handle.grant_selection(Selection { offer, contacts: Chosen::These(ids) }).await.expect("it begins");
    let granting = granted(&admin, &job).await;
    assert_eq!(granting.state, JobState::Finished);
    assert_eq!((n(granting.report.granted), granting.report.already, granting.report.missing), (MANY, 0, 3));
    each_has_it_once(h, MANY, MANY).await;
}

/// A file with a row for each of so many people, the crowd's addresses first.
fn file() -> Vec<u8> {
    let rows = (0..MANY).map(|i| format!("person-{i}@example.org,From the file {i},vip\n"));
    std::iter::once("email,name,tags\n".to_owned()).chain(rows).collect::<String>().into_bytes()
}

async fn case_64_an_import_of_thousands_adds_updates_and_grants(h: &Harness) {
    const THERE: usize = 1200;
    let offer = welding(h).await;
    let there = h.crowd(THERE, |_, _| {}).await;
    h.grant(there[0].id, offer, Term::Active).await;
    let admin = h.admin("chief@example.org").await;
    let options = ImportOptions { update_existing: true, offer: Some(offer), ..ImportOptions::default() };
    let id = admin.handle.upload_contacts("list.csv", file()).await.expect("a file that can be read");
    let check = admin.handle.check_import(&id, &options).await.expect("a look at it");
    assert_eq!((n(check.new), n(check.existing), check.bad), (MANY - THERE, THERE, 0));

    let report = imported(&admin, &id, &options).await;
    assert_eq!(report.state, JobState::Finished);
    assert_eq!((n(report.created), n(report.updated), report.kept), (MANY - THERE, THERE, 0));
    assert_eq!((n(report.total), n(report.granted)), (MANY, MANY - 1));
    all_are_as_in_the_file(h).await;
    each_has_it_once(h, MANY, MANY - 1).await;
}

async fn all_are_as_in_the_file(h: &Harness) {
    let many = i64::try_from(MANY).expect("a small number");
    for (what, sql) in [
        ("contacts", "SELECT count(*) AS n FROM contacts"),
        ("names", "SELECT count(DISTINCT name) AS n FROM contacts WHERE name LIKE 'From the file %'"),
        ("folded names", "SELECT count(DISTINCT name_key) AS n FROM contacts WHERE name_key LIKE 'from the file %'"),
        ("words", "SELECT count(DISTINCT contact_id) AS n FROM contact_words WHERE word = 'file'"),
        ("tags", "SELECT count(*) AS n FROM contact_tags WHERE tag = 'vip'"),
    ] {
        assert_eq!(h.count(sql).await, many, "{what}");
    }
}

/// Makes the database refuse one address of the file's second thousand; `on` false takes it back.
async fn stumbling_block(h: &Harness, on: bool) {
    let sql = match (&h.backend, on) {
        (Backend::Sqlite(_), true) => {
            "CREATE TRIGGER stumble BEFORE INSERT ON contacts WHEN NEW.email = 'person-1500@example.org' BEGIN SELECT RAISE(ABORT, 'stumbled'); END"
        }
        (Backend::Sqlite(_), false) => "DROP TRIGGER stumble",
        (Backend::Postgres(_), true) => {
            "CREATE FUNCTION stumble() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'stumbled'; END $$;
             CREATE TRIGGER stumble BEFORE INSERT ON contacts FOR EACH ROW WHEN (NEW.email = 'person-1500@example.org') EXECUTE FUNCTION stumble()"
        }
        (Backend::Postgres(_), false) => "DROP TRIGGER stumble ON contacts",
    };
    h.run_sql(sql).await;
}

async fn case_64_an_import_of_thousands_that_stopped_in_the_middle_is_taken_up(h: &Harness) {
    let offer = welding(h).await;
    let admin = h.admin("chief@example.org").await;
    let options = ImportOptions { update_existing: true, offer: Some(offer), ..ImportOptions::default() };
    let id = admin.handle.upload_contacts("list.csv", file()).await.expect("a file that can be read");
    stumbling_block(h, true).await;
    let stopped = imported(&admin, &id, &options).await;
    let kept = h.count("SELECT count(*) AS n FROM contacts").await;
    assert_eq!((stopped.state, i64::from(stopped.done())), (JobState::Interrupted, kept), "it says what is done");
    assert!(kept > 0 && kept < 1500, "{kept}: whole batches, not the one that failed");
    assert_eq!(h.count("SELECT count(*) AS n FROM grants").await, kept, "nothing is half done");

    stumbling_block(h, false).await;
    // Whatever is said now: it goes on where it stopped, as it began.
    let done = imported(&admin, &id, &ImportOptions::default()).await;
    assert_eq!((done.state, n(done.done()), done.granted), (JobState::Finished, MANY, done.done()));
    all_are_as_in_the_file(h).await;
    each_has_it_once(h, MANY, MANY).await;

    let again = imported(&admin, &id, &options).await;
    assert_eq!(again, done, "what is finished is not done again");
}
