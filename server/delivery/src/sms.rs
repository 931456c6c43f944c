//! Text messages through Twilio's HTTP API, or one like it (D2): a message is a form that is posted to the account's `Messages.json`,
//! and the answer says at once whether the provider takes it. What the codes mean is in <https://www.twilio.com/docs/api/errors>.

use std::borrow::Cow;
use std::net::IpAddr;
use std::time::Duration;

use domain::Phone;
use percent_encoding::percent_decode_str;
use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use service::messages::{Fate, Outgoing};

use crate::Tried;

/// A provider that does not let anybody connect for so long is not there.
const TO_CONNECT: Duration = Duration::from_secs(10);
/// One that has not answered by then is given up. It is less than what must be left of a lease.
const PATIENCE: Duration = Duration::from_secs(30);
/// Shorter than providers keep a connection that nothing uses: a message that runs into its end is lost.
const IDLE: Duration = Duration::from_secs(20);
/// So much of an answer is read, in bytes.
const LONGEST_ANSWER: usize = 64 * 1024;
/// Codes of a 400 that are about whom messages are from, and so about all of them.
const SENDER: [u64; 9] = [21212, 21603, 21606, 21659, 21660, 21701, 21703, 21704, 21705];

/// The provider, the account there, and whom its messages are from.
#[derive(Clone, Debug)]
pub struct Sms {
    client: Client,
    messages: Url,
    account: String,
    token: SecretString,
    sender: Sender,
    /// How long to wait for an answer.
    patience: Duration,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Sender {
    /// A number in E.164, a short code, or a name.
    From(String),
    /// A group of numbers that the provider chooses from.
    Service(String),
}

impl Sms {
    /// `url` is `https://ACCOUNT_SID:AUTH_TOKEN@HOST?from=NUMBER` or `…?messaging_service=SID`; plain `http` only for this machine.
    ///
    /// # Errors
    /// What is wrong with it, without its secrets.
    pub fn new(url: &str) -> Result<Self, String> {
        let url = Url::parse(url).map_err(|_| HINT)?;
        let here = match url.host_str().ok_or(HINT)? {
            "localhost" => true,
            host => host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback()),
        };
        match url.scheme() {
            "https" => {}
            "http" if here => {}
            "http" => return Err(format!("{HINT} (plain http:// works only for this machine)")),
            _ => return Err(HINT.to_owned()),
        }
        let decoded = |text: &str| percent_decode_str(text).decode_utf8().map(Cow::into_owned).map_err(|_| HINT);
        let account = decoded(url.username())?;
        let token = decoded(url.password().unwrap_or_default())?;
        if !is_name(&account) || token.is_empty() || url.fragment().is_some() {
            return Err(HINT.to_owned());
        }
        let sender = sender(&url)?;
        let mut builder = Client::builder().connect_timeout(TO_CONNECT).pool_idle_timeout(IDLE).redirect(Policy::none());
        if here {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|error| told(&error))?;
        Ok(Self { client, messages: address(url, &account)?, account, token: token.into(), sender, patience: PATIENCE })
    }

    /// Waits no longer than that for an answer.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Hands the message to the provider.
    pub async fn send(&self, message: &Outgoing) -> Tried {
        let (name, sender) = match &self.sender {
            Sender::From(from) => ("From", from),
            Sender::Service(sid) => ("MessagingServiceSid", sid),
        };
        let form = [("To", message.address.as_str()), (name, sender), ("Body", message.written.text.as_str())];
        let request = self.client.post(self.messages.clone()).basic_auth(&self.account, Some(self.token.expose_secret())).form(&form);
        match request.timeout(self.patience).send().await {
            Ok(response) => answered(response).await,
            Err(error) if error.is_connect() => Tried::Shut(told(&error)),
            Err(error) if error.is_timeout() => Tried::Lost("the provider does not answer".to_owned()),
            Err(error) => Tried::Lost(told(&error)),
        }
    }
}

const HINT: &str = "must look like https://ACCOUNT_SID:AUTH_TOKEN@api.twilio.com?from=%2B15551234567 or …?messaging_service=MG…";

/// The first of `from` and `messaging_service`, and nothing beside it.
fn sender(url: &Url) -> Result<Sender, String> {
    let mut pairs = url.query_pairs();
    let (Some((key, value)), None) = (pairs.next(), pairs.next()) else { return Err(HINT.to_owned()) };
    match &*key {
        "from" => from(&value).map(Sender::From),
        "messaging_service" if value.starts_with("MG") && is_name(&value) => Ok(Sender::Service(value.into_owned())),
        _ => Err(HINT.to_owned()),
    }
}

/// A number, a short code, or a name of up to eleven letters, digits and spaces.
fn from(text: &str) -> Result<String, String> {
    // A plus that nobody encoded reads as a space.
    let plus = text.strip_prefix(' ').map(|number| format!("+{number}"));
    let text = plus.as_deref().unwrap_or(text);
    if text.starts_with('+') {
        return text.parse::<Phone>().map(String::from).map_err(|_| HINT.to_owned());
    }
    let is_code = (3..=8).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let is_sender =
        (1..=11).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' ') && text.bytes().any(|b| b.is_ascii_alphabetic());
    if is_code || is_sender { Ok(text.to_owned()) } else { Err(HINT.to_owned()) }
}

/// What may be a part of a path.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// Where the account's messages are posted to, without the account's secret.
fn address(url: Url, account: &str) -> Result<Url, String> {
    let mut messages = url;
    let path = format!("{}/2010-04-01/Accounts/{account}/Messages.json", messages.path().trim_end_matches('/'));
    messages.set_path(&path);
    messages.set_query(None);
    messages.set_username("").and_then(|()| messages.set_password(None)).map_err(|()| HINT)?;
    Ok(messages)
}

async fn answered(response: Response) -> Tried {
    let status = response.status().as_u16();
    let wait = response.headers().get("retry-after").and_then(|wait| wait.to_str().ok()?.trim().parse().ok()).map(Duration::from_secs);
    judged(status, wait, &body(response).await)
}

/// As much of an answer as came; what there is not is missed by whoever reads it.
async fn body(mut response: Response) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        body.extend_from_slice(&chunk);
        if body.len() > LONGEST_ANSWER {
            break;
        }
    }
    body
}

/// A message that was taken.
#[derive(Deserialize)]
struct Taken {
    sid: String,
    #[serde(default)]
    status: String,
}

/// A request that was not.
#[derive(Deserialize)]
struct Refusal {
    code: u64,
    #[serde(default)]
    message: String,
}

fn judged(status: u16, wait: Option<Duration>, body: &[u8]) -> Tried {
    if status == 201 {
        let answer = serde_json::from_slice::<Taken>(body).map_or_else(|_| "201".to_owned(), |taken| format!("{} {}", taken.status, taken.sid));
        return Tried::Told(Fate::Sent { answer });
    }
    let refusal = serde_json::from_slice::<Refusal>(body).ok();
    let answer = refusal.as_ref().map_or_else(|| format!("HTTP {status}"), |refusal| format!("{} {}", refusal.code, refusal.message));
    match (status, refusal) {
        (400, Some(refusal)) if !SENDER.contains(&refusal.code) => Tried::Told(Fate::Refused { answer }),
        // It does not know the account, or is no such API at all.
        (200..=399 | 401 | 404, _) => Tried::Shut(answer),
        _ => Tried::TurnedAway { answer, wait },
    }
}

/// What happened to a connection.
fn told(error: &reqwest::Error) -> String {
    use std::error::Error as _;
    let mut source = error.source();
    let mut text = String::new();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            let between = if text.is_empty() { "" } else { ": " };
            text = format!("{text}{between}{cause_text}");
        }
        source = cause.source();
    }
    if text.is_empty() { "the provider cannot be asked".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_says_where_who_and_from_whom() {
        let sms = Sms::new("https://AC0123:se%2Fcret@api.twilio.com?from=%2B15551234567").unwrap();
        assert_eq!(sms.messages.as_str(), "https://api.twilio.com/2010-04-01/Accounts/AC0123/Messages.json");
        assert_eq!((sms.account.as_str(), sms.token.expose_secret()), ("AC0123", "se/cret"));
        assert_eq!(sms.sender, Sender::From("+15551234567".to_owned()));
        assert!(!format!("{sms:?}").contains("cret"));
        let other = Sms::new("http://AC0123:t@127.0.0.1:8080/api/?messaging_service=MG01").unwrap();
        assert_eq!(other.messages.as_str(), "http://127.0.0.1:8080/api/2010-04-01/Accounts/AC0123/Messages.json");
        assert_eq!(other.sender, Sender::Service("MG01".to_owned()));
        for (given, sender) in [("+15551234567", "+15551234567"), ("Atelier", "Atelier"), ("My+Studio", "My Studio"), ("12345", "12345")] {
            assert_eq!(Sms::new(&format!("https://AC:t@api.twilio.com?from={given}")).unwrap().sender, Sender::From(sender.to_owned()));
        }
    }

    #[test]
    fn a_wrong_url_is_refused_without_its_secret() {
        for url in [
            "api.twilio.com",
            "http://AC:secret@api.twilio.com?from=12345",
            "ftp://AC:secret@localhost?from=12345",
            "https://AC:secret@api.twilio.com",
            "https://AC@api.twilio.com?from=12345",
            "https://:secret@api.twilio.com?from=12345",
            "https://A%2FC:secret@api.twilio.com?from=12345",
            "https://AC:secret@api.twilio.com?from=%2B1",
            "https://AC:secret@api.twilio.com?from=a+name+too+long",
            "https://AC:secret@api.twilio.com?from=12345&messaging_service=MG1",
            "https://AC:secret@api.twilio.com?messaging_service=12345",
            "https://AC:secret@api.twilio.com?from=12345#x",
        ] {
            let wrong = Sms::new(url).unwrap_err();
            assert!(!wrong.contains("secret"), "{wrong}");
        }
    }

    #[test]
    fn an_answer_is_about_the_message_or_about_all() {
        let of = |status, body: &str| match judged(status, None, body.as_bytes()) {
            Tried::Told(Fate::Sent { answer }) => ("sent", answer),
            Tried::Told(Fate::Refused { answer }) => ("refused", answer),
            Tried::Shut(answer) => ("shut", answer),
            Tried::TurnedAway { answer, .. } => ("turned away", answer),
            Tried::Told(Fate::Kept | Fate::Delayed { .. }) | Tried::Lost(_) => ("", String::new()),
        };
        let refusal = |code: u64| format!(r#"{{"code": {code}, "message": "No", "more_info": "https://x", "status": 400}}"#);
        assert_eq!(of(201, r#"{"sid": "SM1", "status": "queued", "error_code": null}"#), ("sent", "queued SM1".to_owned()));
        assert_eq!(of(201, "<html>"), ("sent", "201".to_owned()), "it is not sent twice");
        for code in [21211, 21610, 21614] {
            assert_eq!(of(400, &refusal(code)), ("refused", format!("{code} No")));
        }
        assert_eq!(of(400, &refusal(21606)), ("turned away", "21606 No".to_owned()));
        assert_eq!(of(400, "<html>"), ("turned away", "HTTP 400".to_owned()));
        assert_eq!(of(401, &refusal(20003)), ("shut", "20003 No".to_owned()));
        assert_eq!(of(404, "<html>"), ("shut", "HTTP 404".to_owned()));
        assert_eq!(of(200, "<html>"), ("shut", "HTTP 200".to_owned()));
        for status in [403, 429, 500, 503] {
            assert_eq!(of(status, ""), ("turned away", format!("HTTP {status}")));
        }
    }
}
