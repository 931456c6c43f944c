//! The settings: environment variables, else `latchkey.toml` in the working directory, else what fits a laptop. A wrong
//! value stops the start and names itself.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;

use delivery::{Sms, Smtp};
use domain::EmailAddress;
use domain::view::files::Limits;
use figment::Figment;
use figment::providers::{Env, Format as _, Toml};
use ipnet::IpNet;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use service::files::Place;
use store::Backend;

/// The settings as written; every name is `LATCHKEY_` and its capitals in the environment, except `DATABASE_URL`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
    database_url: Option<String>,
    public_url: Option<String>,
    listen: Option<String>,
    data_dir: Option<PathBuf>,
    site_dir: Option<PathBuf>,
    public_dir: Option<PathBuf>,
    trusted_proxies: Option<String>,
    requests_per_minute: Option<u32>,
    demo: bool,
    log: Option<String>,
    log_format: Option<LogFormat>,
    security_contact: Option<String>,
    files_url: Option<String>,
    max_attachment_mb: Option<u32>,
    max_video_mb: Option<u32>,
    max_captions_mb: Option<u32>,
    max_picture_mb: Option<u32>,
    smtp_url: Option<SecretString>,
    mail_from: Option<String>,
    mail_per_minute: Option<u32>,
    sms_url: Option<SecretString>,
    sms_per_minute: Option<u32>,
    webhooks_to_private: bool,
}

const NAMES: &[&str] = &[
    "public_url",
    "listen",
    "data_dir",
    "site_dir",
    "public_dir",
    "trusted_proxies",
    "requests_per_minute",
    "demo",
    "log",
    "log_format",
    "security_contact",
    "files_url",
    "max_attachment_mb",
    "max_video_mb",
    "max_captions_mb",
    "max_picture_mb",
    "smtp_url",
    "mail_from",
    "mail_per_minute",
    "sms_url",
    "sms_per_minute",
    "webhooks_to_private",
];
/// What S3 takes as one file: 10,000 parts of 5 MiB.
const LARGEST_FILE_MB: u32 = 48 * 1024;

/// How log lines are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    #[default]
    Text,
    Json,
}

/// The settings as checked.
#[derive(Clone, Debug)]
pub struct Config {
    pub database: Backend,
    /// Without a slash at the end.
    pub public_url: String,
    /// Whether `public_url` is HTTPS.
    pub secure: bool,
    pub listen: SocketAddr,
    pub data_dir: PathBuf,
    /// What Trunk built.
    pub site_dir: PathBuf,
    pub public_dir: PathBuf,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Sign-in attempts and the like that one address may make; 0 for no limit.
    pub requests_per_minute: u32,
    /// Whether an empty database is filled with the demo content.
    pub demo: bool,
    pub log: String,
    pub log_format: LogFormat,
    /// Whom to tell of a hole: `mailto:` or `https:`, on one line.
    pub security_contact: Option<String>,
    /// Where files of lessons are kept.
    pub files: Place,
    pub file_limits: Limits,
    /// What e-mail is sent with; without it, it stays in the Outbox.
    pub mail: Option<Smtp>,
    /// Messages that the mail server takes in a minute, if it minds.
    pub mail_per_minute: Option<NonZeroU32>,
    /// What text messages are sent with; without it, they stay in the Outbox.
    pub sms: Option<Sms>,
    /// Text messages that the provider takes in a minute, if it minds.
    pub sms_per_minute: Option<NonZeroU32>,
    /// Whether automations may call addresses that are not of the public web, and in clear.
    pub webhooks_to_private: bool,
}

impl Config {
    /// Reads and checks the settings.
    ///
    /// # Errors
    /// One line that names the setting and says what is wrong with it.
    pub fn read() -> Result<Self, String> {
        let written = Figment::new()
            .merge(Toml::file("latchkey.toml"))
            .merge(Env::prefixed("LATCHKEY_").only(NAMES))
            .merge(Env::raw().only(&["DATABASE_URL"]))
            .extract()
            .map_err(|error| error.into_iter().map(|e| format!("{}: {}", setting(&e.path.join(".")), e.kind)).collect::<Vec<_>>().join("; "))?;
        Self::check(written)
    }

    fn check(written: Written) -> Result<Self, String> {
        let listen = written.listen.unwrap_or_else(|| "127.0.0.1:3000".to_owned());
        let listen: SocketAddr = listen.parse().map_err(|_| format!("LATCHKEY_LISTEN: '{listen}' is not an address and a port, like 127.0.0.1:3000"))?;
        let public_url = written.public_url.unwrap_or_else(|| format!("http://localhost:{}", listen.port()));
        let secure = check_public_url(&public_url)?;
        let data_dir = written.data_dir.unwrap_or_else(|| "data".into());
        let database = match written.database_url {
            Some(url) => url.parse().map_err(|error| format!("{error}"))?,
            None => Backend::Sqlite(data_dir.join("latchkey.db")),
        };
        let trusted_proxies = written
            .trusted_proxies
            .unwrap_or_default()
            .split(',')
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(|text| text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from)).map_err(|_| text))
            .collect::<Result<_, _>>()
            .map_err(|text: &str| format!("LATCHKEY_TRUSTED_PROXIES: '{text}' is not an address or a network, like 10.0.0.1 or 10.0.0.0/8"))?;
        let mail = written.smtp_url.map(|url| check_mail(&url, written.mail_from.as_deref(), &public_url)).transpose()?;
        Ok(Self {
            mail,
            mail_per_minute: per_minute("LATCHKEY_MAIL_PER_MINUTE", written.mail_per_minute)?,
            sms: written.sms_url.map(|url| Sms::new(url.expose_secret())).transpose().map_err(|wrong| format!("LATCHKEY_SMS_URL: {wrong}"))?,
            sms_per_minute: per_minute("LATCHKEY_SMS_PER_MINUTE", written.sms_per_minute)?,
            webhooks_to_private: written.webhooks_to_private,
            database,
            public_url: public_url.trim_end_matches('/').to_owned(),
            secure,
            listen,
            data_dir,
            site_dir: written.site_dir.unwrap_or_else(|| "dist".into()),
            public_dir: written.public_dir.unwrap_or_else(|| "public".into()),
            trusted_proxies,
            requests_per_minute: written.requests_per_minute.unwrap_or(60),
            demo: written.demo,
            log: written.log.unwrap_or_else(|| "info".to_owned()),
            log_format: written.log_format.unwrap_or_default(),
            security_contact: written.security_contact.map(|contact| check_contact(&contact)).transpose()?,
            files: written.files_url.map(|url| url.parse::<Place>()).transpose().map_err(|wrong| format!("LATCHKEY_FILES_URL: {wrong}"))?.unwrap_or_default(),
            file_limits: Limits {
                attachment: megabytes("LATCHKEY_MAX_ATTACHMENT_MB", written.max_attachment_mb)?.unwrap_or(Limits::default().attachment),
                video: megabytes("LATCHKEY_MAX_VIDEO_MB", written.max_video_mb)?.unwrap_or(Limits::default().video),
                captions: megabytes("LATCHKEY_MAX_CAPTIONS_MB", written.max_captions_mb)?.unwrap_or(Limits::default().captions),
                image: megabytes("LATCHKEY_MAX_PICTURE_MB", written.max_picture_mb)?.unwrap_or(Limits::default().image),
            },
        })
    }

    /// One line on what works and is a risk: passwords and links could be read on their way from another machine.
    pub fn warning(&self) -> Option<String> {
        let exposed = !self.secure && !self.listen.ip().to_canonical().is_loopback();
        exposed.then(|| {
            format!(
                "LATCHKEY_LISTEN: {} can be reached from other machines, without HTTPS; listen on 127.0.0.1, or set LATCHKEY_PUBLIC_URL to the https:// address of a proxy",
                self.listen
            )
        })
    }
}

fn per_minute(name: &str, written: Option<u32>) -> Result<Option<NonZeroU32>, String> {
    written.map(|n| NonZeroU32::new(n).ok_or_else(|| format!("{name}: must be 1 or more"))).transpose()
}

/// A limit in bytes.
fn megabytes(name: &str, written: Option<u32>) -> Result<Option<u64>, String> {
    match written {
        Some(mb) if !(1..=LARGEST_FILE_MB).contains(&mb) => Err(format!("{name}: {mb} must be a number of megabytes from 1 to {LARGEST_FILE_MB}")),
        written => Ok(written.map(|mb| u64::from(mb) << 20)),
    }
}

fn setting(field: &str) -> String {
    if field == "database_url" { "DATABASE_URL".to_owned() } else { format!("LATCHKEY_{}", field.to_uppercase()) }
}

/// Whether the URL is HTTPS; plain HTTP is for loopback hosts only, since cookies would travel in clear.
fn check_public_url(url: &str) -> Result<bool, String> {
    let wrong = |what: &str| Err(format!("LATCHKEY_PUBLIC_URL: '{url}' {what}"));
    let Ok(uri) = url.parse::<http::Uri>() else { return wrong("is not a URL") };
    if uri.path() != "/" || uri.query().is_some() {
        return wrong("must have no path: the portal lives at the root of its host");
    }
    match (uri.scheme_str(), uri.host()) {
        (Some("https"), Some(_)) => Ok(true),
        (Some("http"), Some("localhost" | "127.0.0.1" | "[::1]")) => Ok(false),
        (Some("http"), Some(_)) => wrong("must start with https:// (plain http:// works only for localhost)"),
        _ => wrong("must look like https://portal.example.org"),
    }
}

/// The mail server and the sender.
fn check_mail(url: &SecretString, from: Option<&str>, public_url: &str) -> Result<Smtp, String> {
    let host = public_url.parse::<http::Uri>().ok().and_then(|url| url.host().map(str::to_owned)).unwrap_or_default();
    let from = from.ok_or("LATCHKEY_MAIL_FROM: is missing; e-mail needs a sender, like Atelier <portal@example.org>")?;
    Smtp::sender(from).map_err(|wrong| format!("LATCHKEY_MAIL_FROM: {wrong}"))?;
    Smtp::new(url.expose_secret(), from, &host).map_err(|wrong| format!("LATCHKEY_SMTP_URL: {wrong}"))
}

/// The contact as RFC 9116 takes it.
fn check_contact(text: &str) -> Result<String, String> {
    let checked = match text.split_once(':') {
        Some(("mailto", address)) => address.parse::<EmailAddress>().ok().map(|address| format!("mailto:{address}")),
        Some(("https", _)) => text.parse::<http::Uri>().ok().filter(|url| url.host().is_some_and(|host| !host.is_empty())).map(|url| url.to_string()),
        _ => None,
    };
    checked.ok_or_else(|| format!("LATCHKEY_SECURITY_CONTACT: '{text}' must look like mailto:security@example.org or https://example.org/security"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(change: impl FnOnce(&mut Written)) -> Result<Config, String> {
        let mut written = Written::default();
        change(&mut written);
        Config::check(written)
    }

    #[test]
    fn an_empty_configuration_fits_a_laptop() {
        let config = with(|_| {}).unwrap();
        assert_eq!(config.public_url, "http://localhost:3000");
        assert_eq!(config.database, Backend::Sqlite("data/latchkey.db".into()));
        assert!(!config.secure);
    }

    #[test]
    fn a_wrong_value_names_its_setting() {
        for (config, name) in [
            (with(|w| w.listen = Some("3000".into())), "LATCHKEY_LISTEN"),
            (with(|w| w.public_url = Some("http://portal.example.org".into())), "LATCHKEY_PUBLIC_URL"),
            (with(|w| w.public_url = Some("https://portal.example.org/x".into())), "LATCHKEY_PUBLIC_URL"),
            (with(|w| w.database_url = Some("mysql://x".into())), "DATABASE_URL"),
            (with(|w| w.trusted_proxies = Some("10.0.0.1, nonsense".into())), "LATCHKEY_TRUSTED_PROXIES"),
            (with(|w| w.files_url = Some("https://files.example.org".into())), "LATCHKEY_FILES_URL"),
            (with(|w| w.max_video_mb = Some(0)), "LATCHKEY_MAX_VIDEO_MB"),
            (with(|w| w.max_picture_mb = Some(1 << 20)), "LATCHKEY_MAX_PICTURE_MB"),
            (with(|w| w.sms_url = Some("https://AC0123:hunter2@api.twilio.com".to_owned().into())), "LATCHKEY_SMS_URL"),
            (with(|w| w.sms_per_minute = Some(0)), "LATCHKEY_SMS_PER_MINUTE"),
            (with(|w| w.security_contact = Some("security@example.org".into())), "LATCHKEY_SECURITY_CONTACT"),
            (with(|w| w.security_contact = Some("mailto:a@example.org\nContact: b".into())), "LATCHKEY_SECURITY_CONTACT"),
            (with(|w| w.security_contact = Some("https://example.org/a\nContact: b".into())), "LATCHKEY_SECURITY_CONTACT"),
        ] {
            let wrong = config.unwrap_err();
            assert!(wrong.contains(name) && !wrong.contains("hunter2"), "{name}: {wrong}");
        }
        assert_eq!(with(|w| w.trusted_proxies = Some("10.0.0.1, 192.168.0.0/16".into())).unwrap().trusted_proxies.len(), 2);
        for contact in ["mailto:security@example.org", "https://example.org/security"] {
            assert_eq!(with(|w| w.security_contact = Some(contact.into())).unwrap().security_contact.as_deref(), Some(contact));
        }
    }

    #[tokio::test]
    async fn mail_needs_a_server_and_a_sender() {
        let mail = |url: &str, from: Option<&str>| {
            with(|w| (w.smtp_url, w.mail_from) = (Some(url.into()), from.map(str::to_owned))).map(|config| config.mail.is_some())
        };
        let (server, sender) = ("smtps://user:secret@mail.example.org", "Atelier <portal@example.org>");
        assert_eq!(mail(server, Some(sender)), Ok(true));
        for (tried, name) in [
            (mail(server, None), "LATCHKEY_MAIL_FROM"),
            (mail(server, Some("Atelier")), "LATCHKEY_MAIL_FROM"),
            (mail("https://user:secret@mail.example.org", Some(sender)), "LATCHKEY_SMTP_URL"),
            (mail("smtps://user:secret@mail.example.org?tls=none", Some(sender)), "LATCHKEY_SMTP_URL"),
            (with(|w| w.mail_per_minute = Some(0)).map(|_| true), "LATCHKEY_MAIL_PER_MINUTE"),
        ] {
            let error = tried.unwrap_err();
            assert!(error.contains(name) && !error.contains("secret"), "{error}");
        }
        assert!(with(|_| {}).unwrap().mail.is_none());
    }

    #[test]
    fn listening_to_the_world_without_https_is_worth_a_warning() {
        let warned = |listen: &str, url: &str| with(|w| (w.listen, w.public_url) = (Some(listen.into()), Some(url.into()))).unwrap().warning().is_some();
        let (plain, https) = ("http://localhost:3000", "https://portal.example.org");
        for (listen, url, expected) in [
            ("0.0.0.0:3000", plain, true),
            ("[::]:3000", plain, true),
            ("192.0.2.1:3000", plain, true),
            ("0.0.0.0:3000", https, false),
            ("127.0.0.1:3000", plain, false),
            ("[::1]:3000", plain, false),
            ("[::ffff:127.0.0.1]:3000", plain, false),
        ] {
            assert_eq!(warned(listen, url), expected, "{listen} {url}");
        }
    }
}
