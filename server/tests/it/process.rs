//! The real program, as an operator starts it: a process with its own folder, on SQLite, with the machine's clock.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use service::{Clock, Keys, Random};
use store::{Backend, Store};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::harness::site;
use crate::world::World;

/// Waiting longer than this for a process is a failure.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where a portal lives: its data folder, its browser bundles, its port.
pub struct Place {
    dir: TempDir,
    port: u16,
    /// What else the environment holds.
    pub settings: Vec<(&'static str, String)>,
}

impl Place {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        site(dir.path());
        std::fs::create_dir_all(dir.path().join("data")).expect("a folder");
        // The port is free a moment later, and stays so: nothing else here asks for a certain one.
        let port = std::net::TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr()).expect("a port").port();
        Self { dir, port, settings: Vec::new() }
    }

    pub fn base(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub fn keys(&self) -> PathBuf {
        self.dir.path().join("data").join("keys")
    }

    pub fn database(&self) -> PathBuf {
        self.dir.path().join("data").join("latchkey.db")
    }

    fn errors(&self) -> PathBuf {
        self.dir.path().join("stderr")
    }

    /// What the program wrote to standard error so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.errors()).unwrap_or_default()
    }

    /// The database and the keys, opened by this process. Close them (with the runtime that opened them) before a kill is
    /// to be survived: an open connection would spare the program the recovery.
    pub async fn world(&self, backend: &Backend) -> World {
        let random = Random::system();
        World {
            store: Store::open(backend).await.expect("the database opens"),
            clock: Clock::system(),
            keys: Keys::open(&self.keys(), &random, true).expect("a key file"),
            random,
        }
    }

    pub fn command(&self, verb: &[&str]) -> Command {
        let dir: &Path = self.dir.path();
        let mut command = Command::new(env!("CARGO_BIN_EXE_latchkey"));
        for (name, _) in std::env::vars_os() {
            let name_text = name.to_string_lossy();
            if name_text.starts_with("LATCHKEY_") || name_text == "DATABASE_URL" {
                command.env_remove(&name);
            }
        }
        command
            .args(verb)
            .current_dir(dir)
            .env("LATCHKEY_LISTEN", format!("127.0.0.1:{}", self.port))
            .env("LATCHKEY_PUBLIC_URL", self.base())
            .env("LATCHKEY_DATA_DIR", dir.join("data"))
            .env("LATCHKEY_SITE_DIR", dir.join("site"))
            .env("LATCHKEY_PUBLIC_DIR", dir.join("public"))
            .env("LATCHKEY_REQUESTS_PER_MINUTE", "0")
            .envs(self.settings.iter().map(|(name, value)| (*name, value.as_str())))
            .stdin(Stdio::null())
            .kill_on_drop(true);
        command
    }

    /// Runs a command to its end: its exit code and what it wrote to standard error.
    pub async fn run(&self, verb: &[&str]) -> (Option<i32>, String) {
        let output = tokio::time::timeout(PATIENCE, self.command(verb).output()).await.expect("it ends in time").expect("it starts");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// Starts the server and waits until it answers.
    pub async fn serve(&self) -> Child {
        let errors = std::fs::File::options().create(true).append(true).open(self.errors()).expect("a file");
        let mut child = self.command(&["serve"]).stdout(Stdio::piped()).stderr(errors).spawn().expect("it starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let ready = async {
            while let Some(line) = lines.next_line().await.expect("text") {
                if line.starts_with("Latchkey is running at") {
                    return true;
                }
            }
            false
        };
        let ready = tokio::time::timeout(PATIENCE, ready).await;
        assert!(matches!(ready, Ok(true)), "the server did not start: {}", self.log());
        // Whatever else it prints is read, so that it never waits for a reader.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        child
    }
}

/// Kills a server as a power cut would, and waits until it is gone.
pub async fn kill(mut child: Child) {
    child.kill().await.expect("it was running");
}
