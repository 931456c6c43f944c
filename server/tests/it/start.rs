//! Starting with something wrong: one clear line, and no start.

use std::os::unix::fs::PermissionsExt as _;

use domain::time::Span;
use futures_util::FutureExt as _;
use store::Backend;
use tokio::runtime::Runtime;

use crate::database::Scratch;
use crate::harness::{Harness, Kind};
use crate::process::{Place, kill};

/// A portal that has sent a link.
fn used() -> Place {
    let place = Place::new();
    Runtime::new().expect("a runtime").block_on(async {
        let world = place.world(&Backend::Sqlite(place.database())).await;
        let (contact, _) = world.entitled("ada@example.org").await;
        world.link(&contact).await;
    });
    place
}

#[test]
fn case_58_a_wrong_key_file_stops_the_start_with_one_clear_line() {
    let place = used();
    let good = std::fs::read(place.keys()).expect("a key file");
    let put = |bytes: &[u8], mode: u32| {
        std::fs::write(place.keys(), bytes).expect("written");
        std::fs::set_permissions(place.keys(), std::fs::Permissions::from_mode(mode)).expect("permissions");
    };
    let example = b"k1 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";
    Runtime::new().expect("a runtime").block_on(async {
        let refused = async |why: &str| {
            for verb in ["serve", "check"] {
                let (code, errors) = place.run(&[verb]).await;
                assert_eq!(code, Some(1), "{verb}: {errors}");
                let lines: Vec<&str> = errors.lines().collect();
                assert_eq!(lines.len(), 1, "{errors}");
                assert!(lines[0].starts_with("latchkey: ") && lines[0].contains("key file") && lines[0].contains(why), "{errors}");
            }
        };
        std::fs::remove_file(place.keys()).expect("removed");
        refused("is missing").await;
        put(&good, 0o644);
        refused("chmod 600").await;
        put(example, 0o600);
        refused("example key").await;
        put(b"", 0o600);
        refused("is empty").await;
        put(b"k1 nonsense\n", 0o600);
        refused("line 1").await;

        put(&good, 0o600);
        let (code, errors) = place.run(&["check"]).await;
        assert_eq!(code, Some(0), "{errors}");
        kill(place.serve().await).await;
    });
}

#[test]
fn case_58_a_missing_key_file_stops_the_start_of_a_portal_that_has_only_a_second_factor() {
    let place = Place::new();
    Runtime::new().expect("a runtime").block_on(async {
        let world = place.world(&Backend::Sqlite(place.database())).await;
        let admin = world.admin_row("chief@example.org");
        world.write(move |conn| async move { store::admins::insert(conn, &admin).await }.boxed()).await;
        world.run_sql("UPDATE admins SET totp_sealed = 'sealed'").await;
        std::fs::remove_file(place.keys()).expect("removed");
        let (code, errors) = place.run(&["check"]).await;
        assert_eq!(code, Some(1), "{errors}");
        assert!(errors.lines().count() == 1 && errors.contains("key file") && errors.contains("is missing"), "{errors}");
        assert!(!place.keys().exists(), "none is made in its place");
    });
}

#[test]
fn case_58_links_made_with_an_old_key_work_until_it_is_removed() {
    let place = Place::new();
    let runtime = Runtime::new().expect("a runtime");
    let (contact, link, token, secret) = Runtime::new().expect("a runtime").block_on(async {
        let world = place.world(&Backend::Sqlite(place.database())).await;
        let (contact, _) = world.entitled("ada@example.org").await;
        let (link, token) = world.link_with(&contact, |_| {}).await;
        (contact.id.to_string(), link.to_string(), token, world.signed_in_admin("chief@example.org").await.1)
    });
    runtime.block_on(async {
        let enter = async || {
            let server = place.serve().await;
            let status = crate::actors::Browser::new(&place.base()).open(&token).await.status;
            kill(server).await;
            status
        };
        let (code, errors) = place.run(&["keys", "rotate"]).await;
        assert_eq!(code, Some(0), "{errors}");
        assert_eq!(enter().await, 303);
        let keys = std::fs::read_to_string(place.keys()).expect("a key file");
        let newest = keys.lines().next().expect("a line").to_owned() + "\n";
        std::fs::write(place.keys(), newest).expect("written");
        assert_eq!(enter().await, 410);

        let server = place.serve().await;
        let admin = crate::actors::Browser::new(&place.base());
        admin.plant("latchkey-admin", &secret);
        let json = async |function: &str, form: &[(&str, &str)]| {
            let answer = admin.call(function, form).await;
            assert_eq!(answer.status, 200, "{function}: {}", answer.body);
            serde_json::from_str::<serde_json::Value>(&answer.body).expect("an answer")
        };
        let card = json("links/card", &[("link", &link)]).await;
        assert_eq!((&card["row"]["state"], &card["url"]), (&"KeyGone".into(), &serde_json::Value::Null), "{card}");
        assert_eq!(json("links/list", &[("contact", &contact)]).await[0]["state"], "KeyGone");
        let flight = json("links/pre-flight", &[("contact", &contact)]).await;
        assert_eq!((&flight["live_links"], &flight["current"]), (&0.into(), &serde_json::Value::Null), "{flight}");
        let page = admin.get(&format!("/admin/portal/dashboard?dialog=link&contact={contact}&link={link}")).await;
        let t = app::locales::Words::of(domain::Lang::En).links();
        assert!(page.status == 200 && page.body.contains(t.key_gone_text), "{}", page.body);
        kill(server).await;
    });
}

#[test]
fn a_wrong_setting_stops_the_start_and_names_itself() {
    let mut place = Place::new();
    for (name, value) in [
        ("LATCHKEY_LISTEN", "3000"),
        ("LATCHKEY_PUBLIC_URL", "http://portal.example.org"),
        ("LATCHKEY_TRUSTED_PROXIES", "nonsense"),
        ("DATABASE_URL", "mysql://x"),
        ("LATCHKEY_LOG", "latchkey=loud"),
        ("LATCHKEY_SECURITY_CONTACT", "nobody"),
        ("LATCHKEY_SITE_DIR", "nowhere"),
    ] {
        place.settings = vec![(name, value.to_owned())];
        let (code, errors) = Runtime::new().expect("a runtime").block_on(place.run(&["serve"]));
        assert_eq!(code, Some(1), "{name}: {errors}");
        assert!(errors.lines().count() == 1 && errors.contains(name), "{name}: {errors}");
    }
}

#[test]
fn listening_to_the_world_without_https_is_told_in_one_line() {
    let mut place = Place::new();
    let port = place.base().rsplit(':').next().unwrap_or_default().to_owned();
    Runtime::new().expect("a runtime").block_on(async {
        kill(place.serve().await).await;
        assert!(!place.log().contains("LATCHKEY_LISTEN"), "{}", place.log());
        place.settings = vec![("LATCHKEY_LISTEN", format!("0.0.0.0:{port}"))];
        kill(place.serve().await).await;
        assert_eq!(place.log().lines().filter(|line| line.contains("LATCHKEY_LISTEN")).count(), 1, "{}", place.log());
    });
}

#[test]
fn admins_are_listed_and_removed_on_the_command_line() {
    let place = Place::new();
    Runtime::new().expect("a runtime").block_on(async {
        let world = place.world(&Backend::Sqlite(place.database())).await;
        for email in ["ada@example.org", "bob@example.org"] {
            let admin = world.admin_row(email);
            world.write(move |conn| async move { store::admins::insert(conn, &admin).await }.boxed()).await;
        }
    });
    Runtime::new().expect("a runtime").block_on(async {
        let list = async || {
            let output = place.command(&["admin", "list"]).output().await.expect("it starts");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).expect("text")
        };
        assert_eq!(list().await, "ada@example.org\tAdmin ada@example.org\tpassword\nbob@example.org\tAdmin bob@example.org\tpassword\n");
        let (code, errors) = place.run(&["admin", "remove", "Ada@Example.org"]).await;
        assert_eq!(code, Some(0), "{errors}");
        assert_eq!(list().await, "bob@example.org\tAdmin bob@example.org\tpassword\n");
        for (email, why) in [("bob@example.org", "the only admin"), ("ada@example.org", "does not exist")] {
            let (code, errors) = place.run(&["admin", "remove", email]).await;
            assert_eq!(code, Some(1), "{errors}");
            assert!(errors.lines().count() == 1 && errors.contains(why), "{errors}");
        }
        assert!(list().await.contains("bob@example.org"));
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_security_contact_is_published_if_there_is_one() {
    const PATH: &str = "/.well-known/security.txt";
    let h = Harness::start(Kind::Sqlite).await;
    assert_eq!(h.anonymous().get(PATH).await.status, 404);
    h.finish().await;
    let h = Harness::with(Kind::Sqlite, |config| config.security_contact = Some("mailto:security@example.org".to_owned())).await;
    let answer = h.anonymous().get(PATH).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/plain; charset=utf-8"));
    let expires = (h.clock.now() + Span::days(90)).iso();
    let canonical = format!("Canonical: {}{PATH}", h.base);
    for line in ["Contact: mailto:security@example.org", &format!("Expires: {expires}"), &canonical] {
        assert!(answer.body.lines().any(|found| found == line), "{line}: {}", answer.body);
    }
    h.finish().await;
}

#[test]
fn a_database_of_a_newer_version_stops_the_start_with_one_clear_line() {
    let runtime = Runtime::new().expect("a runtime");
    let scratch = runtime.block_on(Scratch::create());
    let (sqlite, mut postgres) = (Place::new(), Place::new());
    postgres.settings.push(("DATABASE_URL", scratch.url.clone()));
    for (place, backend) in [(&sqlite, Backend::Sqlite(sqlite.database())), (&postgres, Backend::Postgres(scratch.url.clone()))] {
        runtime.block_on(async {
            let world = place.world(&backend).await;
            world.run_sql("INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231000000')").await;
            for verb in ["serve", "check", "migrate"] {
                let (code, errors) = place.run(&[verb]).await;
                assert_eq!(code, Some(1), "{backend:?} {verb}: {errors}");
                assert!(errors.lines().count() == 1 && errors.starts_with("latchkey: ") && errors.contains("newer than this program"), "{errors}");
            }
            world.run_sql("DELETE FROM __diesel_schema_migrations WHERE version = '29991231000000'").await;
            let (code, errors) = place.run(&["check"]).await;
            assert_eq!(code, Some(0), "{backend:?}: {errors}");
        });
    }
    runtime.block_on(scratch.destroy());
}

#[test]
fn a_taken_port_is_one_clear_line() {
    let mut place = Place::new();
    let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    place.settings = vec![("LATCHKEY_LISTEN", taken.local_addr().expect("an address").to_string())];
    let (code, errors) = Runtime::new().expect("a runtime").block_on(place.run(&["serve"]));
    assert_eq!(code, Some(1), "{errors}");
    assert!(errors.lines().count() == 1 && errors.contains("LATCHKEY_LISTEN"), "{errors}");
}
