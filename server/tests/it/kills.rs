//! The program killed in the middle of its work.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::{Connection as _, RunQueryDsl as _, SqliteConnection};
use domain::MessageId;
use futures_util::future::join_all;
use http::Method;
use service::Random;
use store::Backend;
use tokio::runtime::Runtime;
use tokio::sync::Notify;

use crate::actors::hidden_form;
use crate::database::Line;
use crate::mail_server::MailServer;
use crate::process::{Place, kill};

const ROUNDS: usize = 50;
const WORKERS: usize = 8;
/// Sign-ins of one round, at the most, before the kill.
const MOST: usize = 24;

/// Links of several contacts, each with a form's token as the program made it.
struct Links(Vec<String>);

#[test]
fn case_56_fifty_kills_lose_nothing_that_was_acknowledged() {
    let place = Place::new();
    // A runtime of its own: when it is gone, so is every connection of this process to the database.
    let links = Runtime::new().expect("a runtime").block_on(prepare(&place));
    Runtime::new().expect("a runtime").block_on(rounds(&place, &links));
}

async fn prepare(place: &Place) -> Links {
    let world = place.world(&Backend::Sqlite(place.database())).await;
    let mut tokens = Vec::new();
    for n in 0..WORKERS {
        let (contact, _) = world.entitled(&format!("learner-{n}@example.org")).await;
        tokens.push(world.link_with(&contact, |link| link.use_limit = 1_000_000).await.1);
    }
    Links(tokens)
}

async fn rounds(place: &Place, links: &Links) {
    let random = Random::seeded(56);
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().pool_max_idle_per_host(0).build().expect("a client");
    let acknowledged: Mutex<Vec<String>> = Mutex::default();
    let mut forms = Vec::new();
    for round in 0..ROUNDS {
        let server = place.serve().await;
        if forms.is_empty() {
            for token in &links.0 {
                forms.push(form_of(&client, place, token).await);
            }
        }
        let known = acknowledged.lock().expect("no panic").len();
        let wanted = known + 1 + usize::from(random.bytes::<1>()[0]) % MOST;
        let (count, enough) = (AtomicUsize::new(known), Notify::new());
        let worker = |n: usize| {
            let (token, form, client, acknowledged, count, enough) = (&links.0[n], &forms[n], &client, &acknowledged, &count, &enough);
            async move {
                // Until the server is gone.
                while let Ok(Some(secret)) = redeem(client, place, token, form).await {
                    acknowledged.lock().expect("no panic").push(secret);
                    if count.fetch_add(1, Ordering::SeqCst) + 1 == wanted {
                        enough.notify_one();
                    }
                }
            }
        };
        let killer = async {
            enough.notified().await;
            // A little later than the answer just given, by a random number of turns of the others.
            for _ in 0..random.bytes::<1>()[0] {
                tokio::task::yield_now().await;
            }
            kill(server).await;
        };
        tokio::join!(join_all((0..WORKERS).map(worker)), killer);
        assert!(acknowledged.lock().expect("no panic").len() > known, "round {round}: nobody was signed in");
    }

    let server = place.serve().await;
    assert_eq!(integrity(place), ["ok"]);
    let secrets = acknowledged.into_inner().expect("no panic");
    for secret in &secrets {
        let request = client.post(format!("{}/fn/learning/grid", place.base())).header("origin", place.base()).header("cookie", format!("latchkey={secret}"));
        let status = request.form(&[("", "")]).send().await.expect("an answer").status();
        assert_eq!(status, 200, "one of {} acknowledged sign-ins is lost", secrets.len());
    }
    kill(server).await;
    let (sessions, uses) =
        (number(place, "SELECT CAST(count(*) AS TEXT) AS line FROM sessions"), number(place, "SELECT CAST(sum(uses) AS TEXT) AS line FROM links"));
    assert_eq!(sessions, uses, "a session and its use are one");
    assert!(sessions >= secrets.len(), "{sessions} sessions for {} acknowledged", secrets.len());
}

/// Contacts, enough for several batches.
const MANY: usize = 6000;

#[test]
fn case_56_a_grant_to_many_that_was_killed_says_so_and_goes_on() {
    let place = Place::new();
    let (cookie, offer) = Runtime::new().expect("a runtime").block_on(many_contacts(&place));
    Runtime::new().expect("a runtime").block_on(grant_to_many(&place, &cookie, &offer));
}

/// The admin's cookie, and an offer that nobody has.
async fn many_contacts(place: &Place) -> (String, String) {
    let world = place.world(&Backend::Sqlite(place.database())).await;
    let contacts = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {MANY})
         INSERT INTO contacts (id, email, name, name_key, lang, state, link_generation, session_generation, created_at)
         SELECT randomblob(16), i || '@example.org', 'Learner ' || i, 'learner ' || i, 'en', 'invited', 1, 1, 0 FROM n"
    );
    world.run_sql(&contacts).await;
    let course = world.course("welding").await;
    let offer = world.offer("Welding", &[&course]).await;
    let (_, secret) = world.signed_in_admin("chief@example.org").await;
    (format!("latchkey-admin={secret}"), offer.to_string())
}

async fn grant_to_many(place: &Place, cookie: &str, offer: &str) {
    const GRANTS: &str = "SELECT CAST(count(DISTINCT contact_id) AS TEXT) AS line FROM grants";
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().expect("a client");
    let call = |function: &str, form: &[(&str, &str)]| {
        let request = client.post(format!("{}/fn/{function}", place.base())).header("origin", place.base()).header("cookie", cookie);
        request.header("accept", "application/json").form(form)
    };
    let server = place.serve().await;
    let asked = tokio::spawn(call("offers/grant-selected", &[("all_matching", "true"), ("offer", offer)]).send());
    while number(place, GRANTS) == 0 {
        assert!(!asked.is_finished(), "nobody is granted anything");
    }
    kill(server).await;
    assert!(asked.await.expect("no panic").is_err(), "it was killed in the middle");
    let granted = number(place, GRANTS);
    assert!(granted < MANY && granted.is_multiple_of(1000), "{granted} of {MANY}: nothing is half done");

    let server = place.serve().await;
    let job = only_job(place);
    let state = async || call("offers/show-granting", &[("job", &job)]).send().await.expect("an answer").json::<serde_json::Value>().await.expect("a state");
    assert_eq!(state().await["state"], "Interrupted");
    assert_eq!(call("offers/resume-granting", &[("job", &job)]).send().await.expect("an answer").status(), 200);
    while state().await["state"] == "Running" {}
    let end = state().await;
    assert_eq!(end["state"], "Finished");
    let dealt_with = ["granted", "already"].map(|key| end["report"][key].as_u64().expect("a number")).iter().sum::<u64>();
    assert_eq!(usize::try_from(dealt_with), Ok(MANY), "{end}");
    kill(server).await;
    assert_eq!(number(place, GRANTS), MANY);
    assert_eq!(number(place, "SELECT CAST(count(*) AS TEXT) AS line FROM grants"), MANY, "nobody was granted it twice");
    assert_eq!(integrity(place), ["ok"]);
}

/// Kills while messages go out.
const SENDINGS: usize = 20;

/// Nothing that was acknowledged stays unsent, and nobody gets two different messages for one.
#[test]
fn case_49_and_50_messages_outlive_the_server() {
    let mut place = Place::new();
    let runtime = Runtime::new().expect("a runtime");
    let server = runtime.block_on(MailServer::start());
    place.settings.extend([("LATCHKEY_SMTP_URL", server.url()), ("LATCHKEY_MAIL_FROM", "portal@example.org".to_owned())]);
    // A runtime of its own, as above.
    let (cookie, contact) = Runtime::new().expect("a runtime").block_on(async {
        let world = place.world(&Backend::Sqlite(place.database())).await;
        let (contact, _) = world.entitled("ada@example.org").await;
        let (_, secret) = world.signed_in_admin("chief@example.org").await;
        (format!("latchkey-admin={secret}"), contact.id.to_string())
    });
    runtime.block_on(send_and_kill(&place, &server, &cookie, &contact));
}

async fn send_and_kill(place: &Place, mail: &MailServer, cookie: &str, contact: &str) {
    let random = Random::seeded(49);
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().pool_max_idle_per_host(0).build().expect("a client");
    let send = async || {
        let request = client.post(format!("{}/fn/links/generate", place.base())).header("origin", place.base()).header("cookie", cookie);
        let form = [("contact", contact), ("destination", "home"), ("from", ""), ("send", "true")];
        let answer = request.header("accept", "application/json").form(&form).send().await.ok().filter(|answer| answer.status() == 200)?;
        let location = answer.headers().get("location").and_then(|to| to.to_str().ok()).expect("where it is");
        Some(location.split(['/', '?']).find(|part| part.parse::<MessageId>().is_ok()).expect("a message").to_owned())
    };
    let mut acknowledged = BTreeSet::new();
    for round in 0..SENDINGS {
        let server = place.serve().await;
        let wanted = mail.received().len() + usize::from(random.bytes::<1>()[0]) % 12;
        while mail.received().len() < wanted || acknowledged.len() <= round {
            acknowledged.insert(send().await.expect("it is taken"));
        }
        kill(server).await;
    }
    let server = place.serve().await;
    while number(place, "SELECT CAST(count(*) AS TEXT) AS line FROM messages WHERE state <> 'sent'") > 0 {
        tokio::task::yield_now().await;
    }
    kill(server).await;

    let mut sent: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for message in mail.received() {
        let id = message.header("Message-ID").trim_matches(['<', '>']).split('@').next().unwrap_or_default().to_owned();
        sent.entry(id).or_default().push(message.token());
    }
    let lost: Vec<_> = acknowledged.iter().filter(|id| !sent.contains_key(*id)).collect();
    assert!(lost.is_empty(), "{} of {} acknowledged messages are lost", lost.len(), acknowledged.len());
    for (id, tokens) in &sent {
        assert!(tokens.iter().all(|token| token == &tokens[0]), "{id} carries another link the second time");
    }
    let again: usize = sent.values().map(|tokens| tokens.len() - 1).sum();
    println!("{} messages, {SENDINGS} kills, {again} sent twice", sent.len());
    assert!(again <= SENDINGS * 4, "{again} duplicates: more than were on their way");
    assert_eq!(integrity(place), ["ok"]);
}

/// The id of the one job of granting to many.
fn only_job(place: &Place) -> String {
    let folder = place.keys().with_file_name("grants");
    let mut names = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned());
    names.find_map(|name| name.strip_suffix(".json").map(str::to_owned)).expect("a job")
}

/// The token of the form that the program shows to who holds that link.
async fn form_of(client: &reqwest::Client, place: &Place, token: &str) -> String {
    let request = client.request(Method::GET, format!("{}/enter", place.base())).header("cookie", format!("latchkey-enter={token}"));
    hidden_form(&request.send().await.expect("an answer").text().await.expect("a page"))
}

/// The session's secret, if the server says that it is one; an error once the server is gone.
async fn redeem(client: &reqwest::Client, place: &Place, token: &str, form: &str) -> reqwest::Result<Option<String>> {
    let request = client.post(format!("{}/enter", place.base())).header("origin", place.base()).header("cookie", format!("latchkey-enter={token}"));
    let response = request.form(&[("form", form)]).send().await?;
    assert_eq!(response.status(), 303);
    let cookies = response.headers().get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok());
    Ok(cookies.filter_map(|cookie| cookie.strip_prefix("latchkey=")).filter_map(|rest| rest.split(';').next()).map(str::to_owned).next())
}

fn query(place: &Place, sql: &str) -> Vec<String> {
    let mut conn = SqliteConnection::establish(&place.database().to_string_lossy()).expect("the database opens");
    let rows: Vec<Line> = diesel::sql_query(sql).load(&mut conn).unwrap_or_else(|error| panic!("{sql}: {error}"));
    rows.into_iter().map(|row| row.line).collect()
}

fn integrity(place: &Place) -> Vec<String> {
    query(place, "SELECT integrity_check AS line FROM pragma_integrity_check")
}

fn number(place: &Place, sql: &str) -> usize {
    query(place, sql)[0].parse().expect("a number")
}
