//! E-mail over SMTP (D1): encrypted but on this machine, over connections that are kept, each message under an id of its own that every
//! try bears.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::response::Response;
use lettre::transport::smtp::{AsyncSmtpTransportBuilder, Error, PoolConfig, SMTP_PORT, SUBMISSION_PORT, SUBMISSIONS_PORT};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use percent_encoding::percent_decode_str;
use service::messages::{Fate, Outgoing};
use url::{Host, Url};

use crate::Tried;
use crate::carrier::CONNECTIONS;

/// A server that does not let anybody connect for so long is not there.
const TO_CONNECT: Duration = Duration::from_secs(25);
/// One that has not taken a message by then is given up: lettre waits for its answers for ever. With [`TO_CONNECT`] it is less than
/// what must be left of a lease.
const PATIENCE: Duration = Duration::from_mins(2);
const SILENT: &str = "the mail server does not answer";
/// Answers that say that the portal itself is not let in (RFC 4954); some servers say so to one recipient.
const NOT_LET_IN: [u16; 4] = [530, 534, 535, 538];

/// The mail server, and whom its mail is from.
#[derive(Clone, Debug)]
pub struct Smtp {
    builder: AsyncSmtpTransportBuilder,
    /// Made anew when a server falls silent: what it says later would pass for its answer to the next message.
    transport: Arc<Mutex<AsyncSmtpTransport<Tokio1Executor>>>,
    from: Mailbox,
    /// What message ids end with.
    host: String,
    to_connect: Duration,
    patience: Duration,
}

impl Smtp {
    /// `url` is `smtps://user:password@host:port` or `smtp://…`: the latter begins in clear and must change to TLS, but for a server on
    /// this machine. `from` is an address, or `Name <address>`; `host` the portal's.
    ///
    /// # Errors
    /// What is wrong with the URL or the address, without either's secrets.
    pub fn new(url: &str, from: &str, host: &str) -> Result<Self, String> {
        let builder = Place::parse(url)?.builder()?.timeout(Some(TO_CONNECT)).pool_config(PoolConfig::new().max_size(CONNECTIONS));
        let transport = Arc::new(Mutex::new(builder.clone().build()));
        Ok(Self { builder, transport, from: Self::sender(from)?, host: host.to_owned(), to_connect: TO_CONNECT, patience: PATIENCE })
    }

    /// Waits so long at most until the server lets it connect, and until it has taken a message.
    #[must_use]
    pub fn waiting(self, to_connect: Duration, patience: Duration) -> Self {
        let builder = self.builder.timeout(Some(to_connect));
        let transport = Arc::new(Mutex::new(builder.clone().build()));
        Self { builder, transport, to_connect, patience, ..self }
    }

    /// The sender as written in the settings.
    ///
    /// # Errors
    /// What it must look like.
    pub fn sender(from: &str) -> Result<Mailbox, String> {
        let (name, address) = match from.trim().strip_suffix('>').and_then(|from| from.split_once('<')) {
            Some((name, address)) => (name.trim().trim_matches('"'), address),
            None => ("", from.trim()),
        };
        let address: Address = address.parse().map_err(|_| format!("'{from}' must look like portal@example.org or Atelier <portal@example.org>"))?;
        Ok(Mailbox::new(Some(name.to_owned()).filter(|name| !name.is_empty()), address))
    }

    /// Hands the message to the server.
    pub async fn send(&self, message: &Outgoing) -> Tried {
        let mail = match self.mail(message) {
            Ok(mail) => mail,
            Err(why) => return Tried::Told(Fate::Refused { answer: why }),
        };
        let transport = self.transport();
        match tokio::time::timeout(self.patience, transport.send(mail)).await {
            Ok(Ok(response)) => Tried::Told(Fate::Sent { answer: words(&response) }),
            Ok(Err(error)) => self.judge(&error).await,
            Err(_) => {
                self.renew();
                self.unless_shut(Fate::Delayed { answer: SILENT.to_owned() }).await
            }
        }
    }

    fn transport(&self) -> AsyncSmtpTransport<Tokio1Executor> {
        self.transport.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn renew(&self) {
        *self.transport.lock().unwrap_or_else(PoisonError::into_inner) = self.builder.clone().build();
    }

    async fn judge(&self, error: &Error) -> Tried {
        let answer = told(error);
        if error.status().is_some_and(|code| NOT_LET_IN.contains(&code.into())) {
            return Tried::TurnedAway { answer, wait: None };
        }
        let never = error.is_permanent() || error.is_client();
        self.unless_shut(if never { Fate::Refused { answer } } else { Fate::Delayed { answer } }).await
    }

    /// `fate`, unless no message fares better: the server is gone, turns away whoever connects, or cannot encrypt.
    async fn unless_shut(&self, fate: Fate) -> Tried {
        let transport = self.transport();
        match tokio::time::timeout(self.to_connect, transport.test_connection()).await {
            Ok(Ok(true)) => Tried::Told(fate),
            Ok(Err(error)) => Tried::Shut(told(&error)),
            Ok(Ok(false)) | Err(_) => {
                self.renew();
                Tried::Shut(SILENT.to_owned())
            }
        }
    }

    fn mail(&self, message: &Outgoing) -> Result<Message, String> {
        let address = message.address.parse().map_err(|_| "the address cannot be written to".to_owned())?;
        let written = message.written.clone();
        let mut mail = Message::builder()
            .message_id(Some(format!("<{}@{}>", message.id, self.host)))
            .from(self.from.clone())
            .to(Mailbox::new(Some(message.name.clone()).filter(|name| !name.is_empty()), address))
            .subject(written.subject)
            .multipart(MultiPart::alternative_plain_html(written.text, written.html))
            .map_err(|error| error.to_string())?;
        for (name, value) in [("Auto-Submitted", "auto-generated"), ("Content-Language", message.lang)] {
            mail.headers_mut().insert_raw(HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned()));
        }
        for (name, value) in one_click(message.unsubscribe.as_deref()) {
            // As it is: a mail provider posts to that very address.
            mail.headers_mut().insert_raw(HeaderValue::dangerous_new_pre_encoded(HeaderName::new_from_ascii_str(name), value.clone(), value));
        }
        Ok(mail)
    }
}

/// The headers with which mail programs offer to unsubscribe with one click (RFC 8058, section 3.1), for what was written to many.
fn one_click(url: Option<&str>) -> Vec<(&'static str, String)> {
    let headers = |url: &str| vec![("List-Unsubscribe", format!("<{url}>")), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned())];
    url.map(headers).unwrap_or_default()
}

const HINT: &str = "must look like smtps://user:password@mail.example.org or smtp://user:password@mail.example.org:587";

/// How what is said to the mail server is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encryption {
    /// From the first byte.
    FromTheStart,
    /// The connection begins in clear, and nothing is said before it is encrypted.
    StartTls,
    /// The server is on this machine.
    None,
}

/// Where the mail server is, and who one is there.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    host: String,
    port: u16,
    encryption: Encryption,
    login: Option<(String, String)>,
}

impl Place {
    fn parse(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|_| HINT)?;
        if url.query().is_some() || url.fragment().is_some() || !matches!(url.path(), "" | "/") {
            return Err(format!("{HINT}, and nothing behind it"));
        }
        let (host, here) = match url.host().ok_or(HINT)? {
            Host::Domain(name) => (name.to_owned(), name == "localhost" || name.parse::<std::net::Ipv4Addr>().is_ok_and(|ip| ip.is_loopback())),
            Host::Ipv4(ip) => (ip.to_string(), ip.is_loopback()),
            Host::Ipv6(ip) => (ip.to_string(), ip.is_loopback()),
        };
        let (encryption, port) = match url.scheme() {
            "smtps" => (Encryption::FromTheStart, SUBMISSIONS_PORT),
            "smtp" if here => (Encryption::None, SMTP_PORT),
            "smtp" => (Encryption::StartTls, SUBMISSION_PORT),
            _ => return Err(HINT.to_owned()),
        };
        let decoded = |part: &str| percent_decode_str(part).decode_utf8().map(Cow::into_owned).map_err(|_| HINT.to_owned());
        let login = match (url.username(), url.password()) {
            ("", None) => None,
            (user, Some(password)) if !user.is_empty() => Some((decoded(user)?, decoded(password)?)),
            _ => return Err(format!("{HINT}: a user and a password, or neither")),
        };
        Ok(Self { host, port: url.port().unwrap_or(port), encryption, login })
    }

    fn builder(self) -> Result<AsyncSmtpTransportBuilder, String> {
        let tls = || TlsParameters::new(self.host.clone()).map_err(|_| HINT.to_owned());
        let tls = match self.encryption {
            Encryption::FromTheStart => Tls::Wrapper(tls()?),
            Encryption::StartTls => Tls::Required(tls()?),
            Encryption::None => Tls::None,
        };
        let builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(self.host).port(self.port).tls(tls);
        Ok(match self.login {
            Some((user, password)) => builder.credentials(Credentials::new(user, password)),
            None => builder,
        })
    }
}

fn words(response: &Response) -> String {
    let text: Vec<&str> = response.message().collect();
    format!("{} {}", response.code(), text.join(" "))
}

/// The server's words, or what happened to the connection.
fn told(error: &Error) -> String {
    use std::error::Error as _;
    if let (Some(code), Some(words)) = (error.status(), error.source()) {
        return format!("{code} {words}");
    }
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_this_machine_in_clear() {
        for (url, host, port, encryption) in [
            ("smtps://mail.example.org", "mail.example.org", 465, Encryption::FromTheStart),
            ("smtps://localhost:1465", "localhost", 1465, Encryption::FromTheStart),
            ("smtp://mail.example.org", "mail.example.org", 587, Encryption::StartTls),
            ("smtp://mail.example.org:25/", "mail.example.org", 25, Encryption::StartTls),
            ("smtp://127.0.0.1:2525", "127.0.0.1", 2525, Encryption::None),
            ("smtp://localhost", "localhost", 25, Encryption::None),
            ("smtp://[::1]:2525", "::1", 2525, Encryption::None),
            ("smtp://[2001:db8::1]", "2001:db8::1", 587, Encryption::StartTls),
        ] {
            assert_eq!(Place::parse(url), Ok(Place { host: host.to_owned(), port, encryption, login: None }), "{url}");
        }
        let read = Place::parse("smtp://localhost:p%40ss@mail.example.org").expect("a place");
        assert_eq!((read.host.as_str(), read.encryption), ("mail.example.org", Encryption::StartTls));
        assert_eq!(read.login, Some(("localhost".to_owned(), "p@ss".to_owned())));
    }

    #[test]
    fn a_url_that_says_too_much_or_too_little_is_refused() {
        let wrong = ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://mail.example.org?tls=opportunistic", "smtp://mail.example.org#x"];
        for url in wrong.into_iter().chain(["smtps://user@mail.example.org", "smtps://:secret@mail.example.org", "smtp://mail.example.org/helo"]) {
            let error = Place::parse(url).expect_err(url);
            assert!(!error.contains("secret"), "{error}");
        }
    }

    #[test]
    fn a_sender_is_one_address() {
        for (from, shown) in [
            ("portal@example.org", "portal@example.org"),
            ("Atelier <portal@example.org>", "Atelier <portal@example.org>"),
            ("\"Atelier, Lyon\" <portal@example.org>", "\"Atelier, Lyon\" <portal@example.org>"),
        ] {
            assert_eq!(Smtp::sender(from).expect("a sender").to_string(), shown);
        }
        for from in ["portal", "portal@example.org, other@example.org", "portal@example.org and more", "Atelier <portal@example.org> x"] {
            assert!(Smtp::sender(from).is_err(), "{from}");
        }
    }
}
