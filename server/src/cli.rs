//! The command line: each verb a few lines over the service.

use std::io::Read as _;
use std::net::SocketAddr;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use clap::{Parser, Subcommand};
use delivery::automations::Automator;
use delivery::webhooks::Caller;
use delivery::worker::Worker;
use domain::view::imports::ImportOptions;
use domain::{Destination, EmailAddress};
use secrecy::ExposeSecret as _;
use service::files::Files;
use service::{Clock, Keys, Portal, Random};
use store::Store;

use crate::config::Config;

/// One click opens a learner's own space, and nothing else.
#[derive(Parser)]
#[command(name = "latchkey", version, about)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the portal until stopped
    Serve,
    /// Fill an empty portal with the demo content
    Demo,
    /// Bring the database up to date and stop
    Migrate,
    /// Look after admins
    #[command(subcommand)]
    Admin(AdminCommand),
    /// Print a magic link for a contact
    Link {
        /// The contact's e-mail address
        email: EmailAddress,
        /// Kill the contact's older links first
        #[arg(long)]
        regenerate: bool,
        /// home, courses, course/SLUG or course/SLUG/LESSON
        #[arg(long, default_value = "home")]
        to: Destination,
    },
    /// Read data into the portal
    #[command(subcommand)]
    Import(ImportCommand),
    /// Write data to standard output
    #[command(subcommand)]
    Export(ExportCommand),
    /// Look after the keys that links are proved with
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Check settings, key file and database, and stop
    Check,
}

#[derive(Subcommand)]
enum AdminCommand {
    /// Add an admin; the password is read from standard input
    Create {
        email: EmailAddress,
        #[arg(long)]
        name: String,
    },
    /// Print the admins: address, name, and whether signing in takes a code too
    List,
    /// Remove an admin and end their sessions at once; the last one stays
    Remove { email: EmailAddress },
}

#[derive(Subcommand)]
enum ImportCommand {
    /// Contacts from a CSV file with a header line
    Contacts {
        file: PathBuf,
        /// Update contacts that are there already
        #[arg(long)]
        update: bool,
    },
}

#[derive(Subcommand)]
enum ExportCommand {
    /// All contacts as CSV
    Contacts,
}

#[derive(Subcommand)]
enum KeysCommand {
    /// Make new links with a new key; links made with older keys work on
    Rotate,
}

/// Does what the command line says.
///
/// # Errors
/// One line for people.
pub async fn run(cli: Cli) -> anyhow::Result<()> {
    let config = Config::read().map_err(|reason| anyhow!(reason))?;
    crate::telemetry::start(&config).map_err(|reason| anyhow!(reason))?;
    match cli.command {
        Command::Serve => serve(config).await,
        Command::Keys(KeysCommand::Rotate) => {
            let id = Keys::rotate(&key_file(&config), &Random::system()).map_err(|reason| anyhow!(reason))?;
            println!("{id}");
            Ok(())
        }
        command => {
            let portal = open(&config).await?;
            one(command, &portal).await
        }
    }
}

async fn one(command: Command, portal: &Portal) -> anyhow::Result<()> {
    match command {
        Command::Serve | Command::Keys(_) => unreachable!("handled before the database is opened"),
        Command::Migrate | Command::Check => eprintln!("Everything is in order."),
        Command::Demo => {
            let loaded = portal.load_demo().await.map_err(told)?;
            eprintln!("{}", if loaded { "The demo content is loaded." } else { "The portal is not empty; nothing was changed." });
        }
        Command::Admin(command) => admins(command, portal).await?,
        Command::Link { email, regenerate, to } => {
            let url = portal.link_for(&email, to, regenerate).await.map_err(told)?;
            println!("{}", url.expose_secret());
        }
        Command::Import(ImportCommand::Contacts { file, update }) => {
            let source = std::fs::File::open(&file).with_context(|| file.display().to_string())?;
            let options = ImportOptions { update_existing: update, ..ImportOptions::default() };
            let report = portal.import_contacts(source, &file.display().to_string(), &options).await.map_err(told)?;
            let t = app::locales::Words::of(domain::Lang::En);
            for bad in &report.bad_rows {
                eprintln!("line {}: {}", bad.line, app::components::import_rows::row_problem_text(t, bad.problem));
            }
            println!("{} added, {} updated, {} left as they were, {} refused", report.created, report.updated, report.kept, report.bad);
        }
        Command::Export(ExportCommand::Contacts) => portal.export_contacts(std::io::stdout()).await.map_err(told)?,
    }
    Ok(())
}

async fn admins(command: AdminCommand, portal: &Portal) -> anyhow::Result<()> {
    match command {
        AdminCommand::Create { email, name } => {
            let mut password = String::new();
            std::io::stdin().read_to_string(&mut password).context("the password could not be read from standard input")?;
            portal.create_admin(email, &name, password.trim_end_matches(['\r', '\n']).to_owned().into()).await.map_err(told)?;
            eprintln!("The admin can sign in now.");
        }
        AdminCommand::List => {
            for admin in portal.admins().await.map_err(told)? {
                println!("{}\t{}\t{}", admin.email, admin.name, if admin.two_step { "two-step" } else { "password" });
            }
        }
        AdminCommand::Remove { email } => {
            portal.remove_admin(&email).await.map_err(told)?;
            eprintln!("The admin is removed and signed out everywhere.");
        }
    }
    Ok(())
}

/// A refusal in words.
fn told(error: service::Error) -> anyhow::Error {
    anyhow!(app::components::notice::problem_text(app::locales::Words::of(domain::Lang::En), &error.into_problem()))
}

fn key_file(config: &Config) -> PathBuf {
    config.data_dir.join("keys")
}

/// Opens database, keys and files.
async fn open(config: &Config) -> anyhow::Result<Portal> {
    // Nobody else on this machine has any business in it.
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&config.data_dir)
        .with_context(|| format!("LATCHKEY_DATA_DIR: {} could not be made", config.data_dir.display()))?;
    let store = Store::open(&config.database).await?;
    let random = Random::system();
    // A new key would make all of these useless.
    let mut conn = store.read().await?;
    let fresh = !store::links::any(&mut conn).await? && !store::admins::any_sealed(&mut conn).await?;
    drop(conn);
    let keys = Keys::open(&key_file(config), &random, fresh).map_err(|reason| anyhow!(reason))?;
    let files = Files::open(&config.files, &config.data_dir, config.file_limits).map_err(|reason| anyhow!(reason))?;
    files.check().await.map_err(|reason| anyhow!(reason))?;
    Ok(Portal::new(store, Clock::system(), random, keys, &config.public_url, config.data_dir.clone()).with_files(files))
}

async fn serve(config: Config) -> anyhow::Result<()> {
    let portal = open(&config).await?;
    if config.demo && portal.load_demo().await.map_err(told)? {
        eprintln!("The demo content is loaded.");
    }
    let router = crate::router::build(&config, portal.clone()).map_err(|reason| anyhow!(reason))?;
    let listener = tokio::net::TcpListener::bind(config.listen).await.with_context(|| format!("LATCHKEY_LISTEN: {} cannot be listened on", config.listen))?;
    if let Some(warning) = config.warning() {
        eprintln!("latchkey: {warning}");
    }
    // Before it says that it runs: whoever then asks for a link of their own must get the newer one.
    let set_up = portal.set_up_link().await.map_err(told)?;
    println!("Latchkey is running at {}", config.public_url);
    if let Some(url) = set_up {
        println!("Set up the first admin: {}", url.expose_secret());
    }
    portal.take_over_outgoing().await.map_err(told)?;
    let tidy = tokio::spawn(tidy_up(portal.clone()));
    let mail = Worker::mail(portal.clone(), config.mail, config.mail_per_minute);
    let sms = Worker::sms(portal.clone(), config.sms, config.sms_per_minute);
    let sending = tokio::spawn(async move { tokio::join!(mail.run(stopped()), sms.run(stopped())) });
    let caller = Caller::new(config.webhooks_to_private).map_err(|reason| anyhow!(reason))?;
    let automating = tokio::spawn(Automator::new(portal.clone(), caller).run(stopped()));
    let broadcasting = tokio::spawn(delivery::broadcasts::run(portal.clone(), stopped()));
    let app = router.into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(
        axum::serve::ListenerExt::tap_io(listener, |stream| {
            let _ = stream.set_nodelay(true);
        }),
        app,
    )
    .with_graceful_shutdown({
        let portal = portal.clone();
        async move {
            stopped().await;
            portal.hang_up();
        }
    });
    let finished = async {
        let served = serving.await;
        portal.until_done_beside().await;
        // What is being sent or called is finished; whoever panicked has said so.
        let _ = tokio::join!(sending, automating, broadcasting);
        served
    };
    tokio::select! {
        ended = finished => ended?,
        // Connections that are still open a while after the signal are cut, to learners, to whoever takes messages and to whoever is called.
        () = async { stopped().await; tokio::time::sleep(Duration::from_secs(8)).await } => {}
    }
    tidy.abort();
    eprintln!("Latchkey has stopped.");
    Ok(())
}

/// Clears away what has expired, once an hour.
async fn tidy_up(portal: Portal) {
    let mut hour = tokio::time::interval(Duration::from_hours(1));
    loop {
        hour.tick().await;
        if let Err(error) = portal.tidy_up().await {
            tracing::warn!(%error, "expired sessions could not be cleared away");
        }
    }
}

/// Ends when the process is told to stop.
async fn stopped() {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).expect("signals can be listened for");
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
