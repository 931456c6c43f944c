//! What operators do on the command line, with the real program on either database.

use diesel_async::{AsyncConnection as _, AsyncPgConnection};
use store::Backend;
use tokio::runtime::Runtime;

use crate::database::{Scratch, count};
use crate::process::Place;

/// Does it with a portal on either database.
fn on_both(case: impl AsyncFn(&Place, &Backend)) {
    let runtime = Runtime::new().expect("a runtime");
    let sqlite = Place::new();
    runtime.block_on(case(&sqlite, &Backend::Sqlite(sqlite.database())));
    let scratch = runtime.block_on(Scratch::create());
    let mut postgres = Place::new();
    postgres.settings.push(("DATABASE_URL", scratch.url.clone()));
    runtime.block_on(case(&postgres, &Backend::Postgres(scratch.url.clone())));
    runtime.block_on(scratch.destroy());
}

/// What a command that succeeds writes to standard output and to standard error.
async fn written(place: &Place, verb: &[&str]) -> (String, String) {
    let output = place.command(verb).output().await.expect("it starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    let (written, errors) = (text(output.stdout), text(output.stderr));
    assert!(output.status.success(), "{verb:?}: {written} {errors}");
    (written, errors)
}

/// Whether the tables are there; it makes none.
async fn has_tables(backend: &Backend) -> bool {
    const ASK: &str = "SELECT id FROM contacts";
    match backend {
        Backend::Sqlite(path) => {
            use diesel::connection::SimpleConnection as _;
            use diesel::{Connection as _, SqliteConnection};
            path.exists() && SqliteConnection::establish(&path.to_string_lossy()).expect("a connection").batch_execute(ASK).is_ok()
        }
        Backend::Postgres(url) => {
            use diesel_async::SimpleAsyncConnection as _;
            AsyncPgConnection::establish(url).await.expect("a connection").batch_execute(ASK).await.is_ok()
        }
    }
}

#[test]
fn migrate_makes_the_tables_and_changes_nothing_twice() {
    on_both(async |place: &Place, backend: &Backend| {
        assert!(!has_tables(backend).await);
        for _ in 0..2 {
            assert_eq!(written(place, &["migrate"]).await, (String::new(), "Everything is in order.\n".to_owned()));
            assert!(has_tables(backend).await);
        }
    });
}

#[test]
fn demo_fills_an_empty_portal_and_no_other() {
    on_both(async |place: &Place, backend: &Backend| {
        assert_eq!(written(place, &["demo"]).await.1, "The demo content is loaded.\n");
        let world = place.world(backend).await;
        let counted = async || {
            let mut counted = Vec::new();
            for table in ["contacts", "products", "lessons", "offers", "grants", "progress"] {
                counted.push(count(&world.store, &format!("SELECT count(*) AS n FROM {table}")).await);
            }
            counted
        };
        let loaded = counted().await;
        assert!(loaded.iter().all(|n| *n > 0), "{loaded:?}");
        assert!(written(place, &["demo"]).await.1.contains("nothing was changed"));
        assert_eq!(counted().await, loaded);
    });
}

#[test]
fn contacts_are_imported_and_exported() {
    const FILE: &str = "email,name,phone,language,tags\n\
        ada@example.org,Ada Lovelace,+33 6 12 34 56 78,fr,\"vip, paris\"\n\
        nonsense,Nobody,,,\n\
        grace@example.org,\"Hopper, Grace\",,en,\n";
    on_both(async |place: &Place, _: &Backend| {
        let list = place.keys().with_file_name("list.csv");
        let path = list.to_string_lossy().into_owned();
        let import = async |file: &str, more: &[&str]| {
            std::fs::write(&list, file).expect("written");
            written(place, &[&["import", "contacts", &path], more].concat()).await
        };
        let export = async || written(place, &["export", "contacts"]).await.0;

        let empty = export().await;
        assert!(empty.starts_with("email,name,phone,language,tags,state,") && empty.lines().count() == 1, "{empty}");
        let (done, refused) = import(FILE, &[]).await;
        assert_eq!(done, "2 added, 0 updated, 0 left as they were, 1 refused\n");
        assert!(refused.starts_with("line 3: ") && refused.lines().count() == 1, "{refused}");
        let first = export().await;
        for row in ["ada@example.org,Ada Lovelace,'+33612345678,fr,\"paris, vip\",invited,", "grace@example.org,\"Hopper, Grace\",,en,,invited,"] {
            assert!(first.contains(row), "{row} in {first}");
        }

        let renamed = FILE.replace("Ada Lovelace", "Ada King").replace("paris", "london");
        assert_eq!(import(&renamed, &[]).await.0, "0 added, 0 updated, 2 left as they were, 1 refused\n");
        assert_eq!(export().await, first, "what is there stays");
        assert_eq!(import(&renamed, &["--update"]).await.0, "0 added, 2 updated, 0 left as they were, 1 refused\n");
        let updated = export().await;
        assert!(updated.contains("ada@example.org,Ada King,'+33612345678,fr,\"london, paris, vip\",invited,"), "{updated}");
        assert_eq!(import(&updated, &["--update"]).await.0, "0 added, 2 updated, 0 left as they were, 0 refused\n", "it reads what it has written");
        assert_eq!(export().await, updated);

        std::fs::remove_file(&list).expect("removed");
        let (code, errors) = place.run(&["import", "contacts", &path]).await;
        assert_eq!(code, Some(1));
        assert!(errors.lines().count() == 1 && errors.contains("list.csv"), "{errors}");
    });
}
