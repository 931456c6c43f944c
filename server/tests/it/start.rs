//! Starting with something wrong: one clear line, and no start.

use std::os::unix::fs::PermissionsExt as _;

use store::Backend;
use tokio::runtime::Runtime;

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
fn case_58_links_made_with_an_old_key_work_until_it_is_removed() {
    let place = Place::new();
    let runtime = Runtime::new().expect("a runtime");
    let token = Runtime::new().expect("a runtime").block_on(async {
        let world = place.world(&Backend::Sqlite(place.database())).await;
        let (contact, _) = world.entitled("ada@example.org").await;
        world.link(&contact).await
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
        ("LATCHKEY_SITE_DIR", "nowhere"),
    ] {
        place.settings = vec![(name, value.to_owned())];
        let (code, errors) = Runtime::new().expect("a runtime").block_on(place.run(&["serve"]));
        assert_eq!(code, Some(1), "{name}: {errors}");
        assert!(errors.lines().count() == 1 && errors.contains(name), "{name}: {errors}");
    }
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
