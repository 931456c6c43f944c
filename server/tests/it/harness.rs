//! The portal as a test runs it: in this process, on a port of its own, with a database of its own and a clock that stands.

use std::net::SocketAddr;
use std::ops::Deref;
use std::path::Path;

use domain::Timestamp;
use domain::time::Span;
use domain::view::files::Limits;
use secrecy::ExposeSecret as _;
use server::config::{Config, LogFormat};
use service::files::{Files, Place};
use service::{Clock, Keys, Portal, Random};
use store::{Backend, Store};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::actors::{Admin, Answer, Browser, Learner};
use crate::database::Scratch;
use crate::world::World;

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// Makes of each `async fn case(h: &Harness)` two tests, one on either database.
macro_rules! both_databases {
    ($($case:ident),* $(,)?) => {$(
        mod $case {
            use crate::harness::{Harness, Kind};

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let harness = Harness::start(Kind::Sqlite).await;
                super::$case(&harness).await;
                harness.finish().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let harness = Harness::start(Kind::Postgres).await;
                super::$case(&harness).await;
                harness.finish().await;
            }
        }
    )*};
}
pub(crate) use both_databases;

/// A portal that runs. What is in its database is made through the [`World`] it derefs to.
pub struct Harness {
    /// Where it is, and its public URL unless the settings say otherwise.
    pub base: String,
    pub portal: Portal,
    pub backend: Backend,
    pub world: World,
    pub scratch: Option<Scratch>,
    address: SocketAddr,
    serving: JoinHandle<()>,
    _dir: TempDir,
}

impl Deref for Harness {
    type Target = World;

    fn deref(&self) -> &World {
        &self.world
    }
}

impl Harness {
    pub async fn start(kind: Kind) -> Self {
        Self::with(kind, |_| {}).await
    }

    /// With settings that `change` has changed.
    pub async fn with(kind: Kind, change: impl FnOnce(&mut Config)) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let scratch = match kind {
            Kind::Sqlite => None,
            Kind::Postgres => Some(Scratch::create().await),
        };
        let backend = scratch.as_ref().map_or_else(|| Backend::Sqlite(dir.path().join("latchkey.db")), |scratch| Backend::Postgres(scratch.url.clone()));
        let store = Store::open(&backend).await.expect("the database opens");
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let base = format!("http://{address}");
        site(dir.path());

        let mut config = Config {
            database: backend.clone(),
            public_url: base.clone(),
            secure: false,
            listen: address,
            data_dir: dir.path().into(),
            site_dir: dir.path().join("site"),
            public_dir: dir.path().join("public"),
            trusted_proxies: Vec::new(),
            requests_per_minute: 0,
            demo: false,
            log: "off".to_owned(),
            log_format: LogFormat::Text,
            security_contact: None,
            files: Place::Folder,
            file_limits: Limits::default(),
            mail: None,
            mail_per_minute: None,
            sms: None,
            sms_per_minute: None,
            webhooks_to_private: false,
        };
        change(&mut config);

        let clock = Clock::at(Timestamp::from_date("2026-03-02").expect("a day") + Span::hours(9));
        let random = Random::system();
        let keys = || Keys::open(&dir.path().join("keys"), &random, true).expect("a key file");
        let portal = Portal::new(store.clone(), clock.clone(), random.clone(), keys(), &config.public_url, dir.path().into());
        let portal = portal.with_files(Files::open(&config.files, dir.path(), config.file_limits).expect("a place for files"));
        let router = server::router::build(&config, portal.clone()).expect("a router");
        let serving = tokio::spawn(async move {
            axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).await.expect("it serves until it is stopped");
        });
        let world = World { store, clock, keys: keys(), random };
        Self { base, portal, backend, world, scratch, address, serving, _dir: dir }
    }

    /// Stops it and drops its database.
    pub async fn finish(self) {
        self.serving.abort();
        if let Some(scratch) = self.scratch {
            scratch.destroy().await;
        }
    }

    /// Asks until the database answers: the pool finds out connection by connection that it was cut.
    pub async fn recovered(&self) {
        for _ in 0..40 {
            if self.portal.is_ready().await {
                return;
            }
        }
        panic!("the database does not come back");
    }

    /// Takes every connection the portal has: none is free until they are dropped.
    pub async fn every_connection(&self) -> Vec<store::Conn> {
        let all = match self.backend {
            Backend::Sqlite(_) => store::SQLITE_READERS,
            Backend::Postgres(_) => 16,
        };
        let mut held = Vec::new();
        for _ in 0..all {
            held.push(self.store.read().await.expect("a connection"));
        }
        held
    }

    /// Asks until somebody waits for a lock on PostgreSQL.
    pub async fn until_somebody_waits(&self) {
        self.until_so_many_wait(1).await;
    }

    /// Asks until so many wait for a lock on PostgreSQL.
    pub async fn until_so_many_wait(&self, n: i64) {
        let waiting = "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        for _ in 0..10_000 {
            if self.count(waiting).await >= n {
                return;
            }
        }
        panic!("fewer than {n} wait for a lock");
    }

    /// A browser that nobody is signed in with.
    pub fn anonymous(&self) -> Browser {
        Browser::new(&self.base)
    }

    /// A browser in which the contact has opened a link.
    pub async fn learner(&self, contact: &store::contacts::Contact) -> Learner {
        let browser = self.anonymous();
        let token = self.link(contact).await;
        let answer = browser.open(&token).await;
        assert_eq!(answer.status, 303, "the link of {} opens: {}", contact.email, answer.body);
        Learner { browser }
    }

    /// A browser in which a new admin is signed in.
    pub async fn admin(&self, email: &str) -> Admin {
        let browser = self.anonymous();
        let (id, secret) = self.signed_in_admin(email).await;
        browser.plant("latchkey-admin", &secret);
        let handle = self.portal.admin(&secret).await.expect("the database answers").expect("the session is good");
        Admin { browser, handle, id, secret }
    }

    /// Posts the enter form as a browser with that token in its cookie would, apart from any cookie jar.
    pub async fn redeem(&self, token: &str) -> Answer {
        let browser = self.anonymous();
        let form = self.portal.form_token(token);
        browser.send(browser.form_post("/enter", &[("form", &form)]).header("cookie", format!("latchkey-enter={token}"))).await
    }

    /// The URL that `latchkey link` prints, without what comes before the token.
    pub async fn minted(&self, email: &str) -> String {
        let email = email.parse().expect("an address");
        let url = self.portal.link_for(&email, domain::Destination::Home, false).await.expect("a link");
        url.expose_secret().rsplit('/').next().unwrap_or_default().to_owned()
    }

    /// Sends bytes as they are. The status line's number, if an answer came, and all that came.
    pub async fn raw(&self, request: &[u8]) -> (Option<u16>, String) {
        crate::actors::raw(self.address, request).await
    }

    /// A GET whose path no client has tidied.
    pub async fn raw_get(&self, path: &str, cookie: &str) -> (Option<u16>, String) {
        let cookie = if cookie.is_empty() { String::new() } else { format!("Cookie: {cookie}\r\n") };
        self.raw(format!("GET {path} HTTP/1.0\r\nHost: {}\r\nAccept: text/html\r\n{cookie}\r\n", self.address).as_bytes()).await
    }
}

/// Puts what Trunk would have built where the server looks for it.
pub fn site(dir: &Path) {
    for app in ["learner", "admin"] {
        let folder = dir.join("site").join(app);
        std::fs::create_dir_all(&folder).expect("a folder");
        let html = format!(
            r#"<html><head><link rel="stylesheet" href="/pkg/{app}/a.css" integrity="sha384-c"/><link rel="modulepreload" href="/pkg/{app}/a.js" integrity="sha384-j"/>
            <link rel="preload" href="/pkg/{app}/a_bg.wasm" integrity="sha384-w" as="fetch" type="application/wasm"/></head></html>"#
        );
        std::fs::write(folder.join("index.html"), html).expect("a page");
    }
    std::fs::create_dir_all(dir.join("public")).expect("a folder");
}
