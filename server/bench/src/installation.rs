//! The server under measure: its settings, its process.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use service::{Clock, Keys, Portal, Random};
use store::{Backend, Store};
use tokio::io::AsyncWriteExt as _;
use tokio::process::{Child, Command};

use crate::http::{Client, Connection};
use crate::machine::Pins;

/// The only admin.
pub const ADMIN: &str = "bench@example.com";
pub const PASSWORD: &str = "a passphrase for the bench alone";

/// So long a start may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A data folder, a database and a port for the server.
pub struct Installation<'a> {
    root: &'a Path,
    dir: &'a Path,
    backend: Backend,
    binary: PathBuf,
    pins: Option<&'a Pins>,
    pub address: SocketAddr,
}

/// The server while it runs.
pub struct Running {
    child: Child,
    pub process: u32,
    pub address: SocketAddr,
    /// From the process's start to its first answer.
    pub started_in: Duration,
    start: Instant,
}

impl<'a> Installation<'a> {
    pub fn new(root: &'a Path, dir: &'a Path, backend: Backend, pins: Option<&'a Pins>) -> anyhow::Result<Self> {
        std::fs::create_dir_all(dir).with_context(|| dir.display().to_string())?;
        let binary = std::env::current_exe()?.with_file_name("latchkey");
        ensure!(binary.exists(), "{} is missing: build the server with the same profile", binary.display());
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        Ok(Self { root, dir, backend, binary, pins, address })
    }

    pub const fn backend(&self) -> &Backend {
        &self.backend
    }

    /// Runs a command of the server's to its end.
    pub async fn run(&self, arguments: &[&str], input: &str) -> anyhow::Result<()> {
        let mut child = self.command(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        child.stdin.take().context("its standard input")?.write_all(input.as_bytes()).await?;
        let output = child.wait_with_output().await?;
        if !output.status.success() {
            bail!("latchkey {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr));
        }
        Ok(())
    }

    /// Starts the server and waits until it answers.
    pub async fn serve(&self) -> anyhow::Result<Running> {
        let log = std::fs::File::create(self.dir.join("log"))?;
        let mut command = self.command(&["serve"]);
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let start = Instant::now();
        let mut child = command.spawn()?;
        let process = child.id().context("it has ended already")?;
        let ready = Client::browser(self.address, "").get("/healthz");
        loop {
            if let Ok(mut connection) = Connection::open(self.address).await
                && connection.send(&ready).await.is_ok_and(|answer| answer.status == 200)
            {
                break;
            }
            if start.elapsed() > PATIENCE || child.try_wait()?.is_some() {
                bail!("the server did not start: {}", std::fs::read_to_string(self.dir.join("log"))?);
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        Ok(Running { child, process, address: self.address, started_in: start.elapsed(), start })
    }

    /// The portal's rules on the same database and with the same keys, in this process.
    pub async fn portal(&self) -> anyhow::Result<Portal> {
        let random = Random::system();
        let keys = Keys::open(&self.dir.join("keys"), &random, false).map_err(anyhow::Error::msg)?;
        let store = Store::open(&self.backend).await?;
        Ok(Portal::new(store, Clock::system(), random, keys, &format!("http://{}", self.address), self.dir.to_path_buf()))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.pins.map_or_else(|| Command::new(&self.binary), |pins| pins.wrap(&self.binary));
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("LATCHKEY_")) {
            command.env_remove(name);
        }
        let database = match &self.backend {
            Backend::Sqlite(path) => format!("sqlite:{}", path.display()),
            Backend::Postgres(url) => url.clone(),
        };
        command
            .args(arguments)
            // Where no latchkey.toml is.
            .current_dir(self.dir)
            .kill_on_drop(true)
            .env("DATABASE_URL", database)
            .env("LATCHKEY_DATA_DIR", self.dir)
            .env("LATCHKEY_SITE_DIR", self.root.join("dist"))
            .env("LATCHKEY_PUBLIC_DIR", self.root.join("public"))
            .env("LATCHKEY_LISTEN", self.address.to_string())
            .env("LATCHKEY_PUBLIC_URL", format!("http://{}", self.address))
            .env("LATCHKEY_REQUESTS_PER_MINUTE", "0");
        command
    }
}

impl Running {
    /// From the process's start to the end of a page that was asked for now.
    pub async fn first_page(&self, cookie: &str) -> anyhow::Result<Duration> {
        let answer = Connection::open(self.address).await?.send(&Client::browser(self.address, cookie).get("/courses")).await?;
        ensure!(answer.status == 200, "the first page has status {}", answer.status);
        Ok(self.start.elapsed())
    }

    pub async fn stop(mut self) -> anyhow::Result<()> {
        let told = Command::new("kill").arg(self.process.to_string()).status().await;
        if !told.is_ok_and(|status| status.success()) || tokio::time::timeout(PATIENCE, self.child.wait()).await.is_err() {
            self.child.kill().await?;
        }
        Ok(())
    }
}
