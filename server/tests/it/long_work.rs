//! Work that may last longer than a request: granting to many, importing. It is done once, a whole batch at a time, and a page
//! tells how far it is. What a kill does to it is in `kills`.

use app::locales::{Words, fill};
use diesel_async::SimpleAsyncConnection as _;
use domain::view::imports::{ImportOptions, ImportReport};
use domain::view::jobs::JobState;
use domain::{Invalid, Lang, Problem};
use service::Error;

use crate::actors::{Admin, Answer};
use crate::harness::{Harness, Kind, both_databases};
use crate::world::Term;

both_databases!(
    granting_to_all_that_match_tells_how_many_had_it,
    granting_that_stopped_says_so_and_goes_on,
    case_64_an_import_that_stopped_says_so_and_is_taken_up_once,
    case_64_an_import_grants_no_draft,
);

/// Chooses as the list of contacts does, and goes where that leads: the page, and its address.
async fn grant(admin: &Admin, form: &[(&str, &str)]) -> (Answer, String) {
    let answer = admin.post("/fn/offers/grant-selected", form).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let address = answer.location().to_owned();
    (admin.get(&address).await, address)
}

async fn granting_to_all_that_match_tells_how_many_had_it(h: &Harness) {
    let course = h.course("welding").await;
    let offer = h.offer("Welding", &[&course]).await;
    h.contact("zoe@example.org").await;
    for n in 0..4 {
        let contact = h.contact(&format!("learner.{n}@example.org")).await;
        if n == 0 {
            h.grant(contact.id, offer, Term::Active).await;
        }
    }
    let admin = h.admin("chief@example.org").await;
    let id = offer.to_string();
    let form = [("all_matching", "true"), ("text", "learner"), ("in_offer", ""), ("state", ""), ("tag", ""), ("offer", id.as_str())];
    let (page, _) = grant(&admin, &form).await;
    assert!(page.body.contains("The offer was granted to 3 contacts. 1 had it already."), "{}", page.body);
    let (page, _) = grant(&admin, &form).await;
    assert!(page.body.contains("The offer was granted to 0 contacts. 4 had it already."), "{}", page.body);
    assert_eq!(h.count("SELECT count(*) AS n FROM grants").await, 4);
    assert_eq!(admin.get("/admin/contacts?granting=nonsense").await.status, 200);
}

async fn granting_that_stopped_says_so_and_goes_on(h: &Harness) {
    let course = h.course("welding").await;
    let offer = h.offer("Welding", &[&course]).await;
    let contact = h.contact("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    h.run_sql("ALTER TABLE grants RENAME TO put_away").await;
    let form = [("contact", contact.id.to_string()), ("offer", offer.to_string())];
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = admin.post("/fn/offers/grant-selected", &form).await;
    h.run_sql("ALTER TABLE put_away RENAME TO grants").await;

    let page = admin.get(answer.location()).await;
    let stopped = fill(Words::of(Lang::En).contacts().granting_stopped, &[("title", "Welding")]);
    assert!(page.body.contains(&stopped), "{}", page.body);
    assert!(page.body.contains("The offer was granted to 0 contacts."), "{}", page.body);
    let (_, job) = answer.location().split_once("granting=").expect("a job");
    let resumed = admin.post("/fn/offers/resume-granting", &[("job", job)]).await;
    assert_eq!(resumed.location(), answer.location());
    let page = admin.get(resumed.location()).await;
    assert!(page.body.contains("The offer was granted to 1 contact."), "{}", page.body);
    assert_eq!(h.count("SELECT count(*) AS n FROM grants").await, 1);
}

const LIST: &[u8] = b"email\nada@example.org\ngrace@example.org\n";

async fn report(admin: &Admin, id: &str) -> ImportReport {
    admin.handle.import_report(id).await.expect("a report")
}

async fn case_64_an_import_that_stopped_says_so_and_is_taken_up_once(h: &Harness) {
    let admin = h.admin("chief@example.org").await;
    let options = ImportOptions::default();
    let id = admin.handle.upload_contacts("list.csv", LIST.to_vec()).await.expect("a file that can be read");
    h.run_sql("ALTER TABLE contact_words RENAME TO put_away").await;
    admin.handle.run_import(&id, &options).await.expect("it begins");
    h.run_sql("ALTER TABLE put_away RENAME TO contact_words").await;
    assert_eq!((report(&admin, &id).await.state, report(&admin, &id).await.done()), (JobState::Interrupted, 0));
    assert_eq!(h.count("SELECT count(*) AS n FROM contacts").await, 0, "nothing half done");

    let run = || admin.handle.run_import(&id, &options);
    let (one, other) = tokio::join!(run(), run());
    assert!(one.is_ok() && other.is_ok());
    run().await.expect("it was done already");
    let done = report(&admin, &id).await;
    assert_eq!((done.state, done.created, done.kept), (JobState::Finished, 2, 0));
    assert_eq!(h.count("SELECT count(*) AS n FROM audit_events WHERE action = 'contacts.imported'").await, 1, "it ran once");
}

async fn case_64_an_import_grants_no_draft(h: &Harness) {
    let course = h.course("welding").await;
    let offer = h.offer("Welding", &[&course]).await;
    h.run_sql("UPDATE offers SET state = 'draft'").await;
    let admin = h.admin("chief@example.org").await;
    let options = ImportOptions { offer: Some(offer), ..ImportOptions::default() };
    let id = admin.handle.upload_contacts("list.csv", LIST.to_vec()).await.expect("a file that can be read");
    let is_draft = |error: Error| matches!(error, Error::Problem(Problem::Invalid(Invalid::Draft)));
    assert!(admin.handle.check_import(&id, &options).await.is_err_and(is_draft));
    assert!(admin.handle.run_import(&id, &options).await.is_err_and(is_draft));
    assert_eq!(h.count("SELECT count(*) AS n FROM contacts").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_64_a_contact_added_during_an_import_does_not_stop_it() {
    let h = Harness::start(Kind::Postgres).await;
    let course = h.course("welding").await;
    let offer = h.offer("Welding", &[&course]).await;
    let admin = h.admin("chief@example.org").await;
    let id = admin.handle.upload_contacts("list.csv", LIST.to_vec()).await.expect("a file that can be read");
    let options = ImportOptions { offer: Some(offer), ..ImportOptions::default() };

    let mut other = h.scratch.as_ref().expect("a database of its own").connect().await;
    let insert = "INSERT INTO contacts (id, email, name, name_key, lang, state, link_generation, session_generation, created_at)
                  VALUES (decode(md5('ada'), 'hex'), 'ada@example.org', 'Ada', 'ada', 'en', 'invited', 1, 1, 0)";
    other.batch_execute(&format!("BEGIN; {insert}")).await.expect("nobody else has the address");
    let commit = async {
        h.until_somebody_waits().await;
        other.batch_execute("COMMIT").await.expect("it is kept");
    };
    let (imported, ()) = tokio::join!(admin.handle.run_import(&id, &options), commit);
    imported.expect("it begins");
    let done = report(&admin, &id).await;
    assert_eq!((done.state, done.created, done.kept, done.granted), (JobState::Finished, 1, 1, 2));
    h.finish().await;
}
