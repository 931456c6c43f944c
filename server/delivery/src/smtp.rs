//! E-mail over SMTP (D1): encrypted but on this machine, over connections that are kept, each message under an id of its own that every
//! try bears.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::response::Response;
use lettre::transport::smtp::{AsyncSmtpTransportBuilder, Error, PoolConfig};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use service::messages::{Fate, Outgoing};

/// Connections to the mail server at once.
pub const CONNECTIONS: u32 = 4;
/// A server that does not let anybody connect for so long is not there.
const TO_CONNECT: Duration = Duration::from_secs(25);
/// One that has not taken a message by then is given up: lettre waits for its answers for ever. With [`TO_CONNECT`] it is less than
/// what must be left of a lease.
const PATIENCE: Duration = Duration::from_mins(2);
const SILENT: &str = "the mail server does not answer";
/// Answers that say that the portal itself is not let in (RFC 4954).
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
}

/// What a try came to.
pub enum Tried {
    Told(Fate),
    /// No message can be sent now, and why: the server is not there, or does not let the portal in.
    Shut(String),
}

impl Smtp {
    /// `url` is `smtps://user:password@host:port` or `smtp://…`: the latter begins in clear and must change to TLS, but for a server on
    /// this machine. `from` is an address, or `Name <address>`; `host` the portal's.
    ///
    /// # Errors
    /// What is wrong with the URL or the address, without either's secrets.
    pub fn new(url: &str, from: &str, host: &str) -> Result<Self, String> {
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(&encrypted(url)?).map_err(|_| HINT.to_owned())?;
        let builder = builder.timeout(Some(TO_CONNECT)).pool_config(PoolConfig::new().max_size(CONNECTIONS));
        let transport = Arc::new(Mutex::new(builder.clone().build()));
        Ok(Self { builder, transport, from: Self::sender(from)?, host: host.to_owned() })
    }

    /// The sender as written in the settings.
    ///
    /// # Errors
    /// What it must look like.
    pub fn sender(from: &str) -> Result<Mailbox, String> {
        from.parse().map_err(|_| format!("'{from}' must look like portal@example.org or Atelier <portal@example.org>"))
    }

    /// Hands the message to the server.
    pub async fn send(&self, message: &Outgoing) -> Tried {
        let mail = match self.mail(message) {
            Ok(mail) => mail,
            Err(why) => return Tried::Told(Fate::Refused { answer: why }),
        };
        let transport = self.transport();
        match tokio::time::timeout(PATIENCE, transport.send(mail)).await {
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
            return Tried::Shut(answer);
        }
        let never = error.is_permanent() || error.is_client();
        self.unless_shut(if never { Fate::Refused { answer } } else { Fate::Delayed { answer } }).await
    }

    /// `fate`, unless no message fares better: the server is gone, turns away whoever connects, or cannot encrypt.
    async fn unless_shut(&self, fate: Fate) -> Tried {
        let transport = self.transport();
        match tokio::time::timeout(TO_CONNECT, transport.test_connection()).await {
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

/// The URL as lettre reads it, with its own word for "never in clear" where that is so.
fn encrypted(url: &str) -> Result<String, String> {
    let (scheme, rest) = url.split_once("://").ok_or(HINT)?;
    if rest.contains(['?', '#']) {
        return Err(format!("{HINT}, and nothing behind it"));
    }
    let authority = rest.split('/').next().unwrap_or_default();
    let place = authority.rsplit_once('@').map_or(authority, |(_, place)| place);
    let host = match place.strip_prefix('[') {
        Some(six) => six.split(']').next().unwrap_or_default(),
        None => place.split(':').next().unwrap_or_default(),
    };
    if host.is_empty() {
        return Err(HINT.to_owned());
    }
    let here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    match scheme {
        "smtps" => Ok(url.to_owned()),
        "smtp" if here => Ok(url.to_owned()),
        "smtp" => Ok(format!("{url}?tls=required")),
        _ => Err(HINT.to_owned()),
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
        for (url, read) in [
            ("smtps://u:p@mail.example.org", "smtps://u:p@mail.example.org"),
            ("smtp://u:p@mail.example.org:587", "smtp://u:p@mail.example.org:587?tls=required"),
            ("smtp://127.0.0.1:2525", "smtp://127.0.0.1:2525"),
            ("smtp://localhost", "smtp://localhost"),
            ("smtp://[::1]:25", "smtp://[::1]:25"),
            ("smtp://localhost@mail.example.org", "smtp://localhost@mail.example.org?tls=required"),
        ] {
            assert_eq!(encrypted(url).as_deref(), Ok(read));
        }
        for url in ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://mail.example.org?tls=opportunistic", "smtp://mail.example.org#x"] {
            assert!(encrypted(url).is_err(), "{url}");
        }
    }

    #[tokio::test]
    async fn a_sender_is_an_address() {
        assert!(Smtp::new("smtp://localhost", "Atelier <portal@example.org>", "example.org").is_ok());
        assert!(Smtp::new("smtp://localhost", "portal", "example.org").is_err());
    }
}
