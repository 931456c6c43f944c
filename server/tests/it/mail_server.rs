//! A mail server that really speaks SMTP, and misbehaves where a test tells it to.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// What happens to a message.
#[derive(Clone, Debug)]
pub enum Manner {
    Takes,
    /// Says this to `RCPT TO`.
    ToRecipient(&'static str),
    /// Says this once it has the whole message.
    AtTheEnd(&'static str),
    /// Takes the message and hangs up without a word.
    HangsUp,
    /// Takes the message and says so only once it is told to.
    Waits,
}

/// A message that a server was given whole.
#[derive(Clone, Debug)]
pub struct Received {
    pub recipients: Vec<String>,
    pub data: String,
}

impl Received {
    /// What a header holds.
    pub fn header(&self, name: &str) -> &str {
        let head = self.data.split("\r\n\r\n").next().unwrap_or_default();
        let line = head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        line.unwrap_or_else(|| panic!("no {name} in {head}"))
    }

    /// The token of the link that its plain text holds.
    pub fn token(&self) -> String {
        // Quoted-printable breaks lines anywhere.
        let text = self.data.replace("=\r\n", "");
        let (_, rest) = text.split_once("/l/").unwrap_or_else(|| panic!("a link in {text}"));
        rest.chars().take_while(char::is_ascii_alphanumeric).collect()
    }

    /// The code that its plain text holds, alone on a line.
    pub fn code(&self) -> String {
        let code = self.data.lines().find(|line| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit()));
        code.unwrap_or_else(|| panic!("a code in {}", self.data)).to_owned()
    }
}

#[derive(Default)]
struct Mind {
    manners: Mutex<VecDeque<Manner>>,
    received: Mutex<Vec<Received>>,
    refuses_all: Mutex<Option<&'static str>>,
    greeting: Mutex<Option<&'static str>>,
    answers_login: Mutex<Option<&'static str>>,
    go_on: Notify,
    waits: Notify,
}

pub struct MailServer {
    address: SocketAddr,
    mind: Arc<Mind>,
    serving: JoinHandle<()>,
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl MailServer {
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let mind = Arc::new(Mind { greeting: Mutex::new(Some("220 ready")), ..Mind::default() });
        let shared = Arc::clone(&mind);
        let serving = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.expect("a connection");
                tokio::spawn(converse(stream, Arc::clone(&shared)));
            }
        });
        Self { address, mind, serving }
    }

    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// The same, for somebody who logs in.
    pub fn url_with_login(&self) -> String {
        format!("smtp://portal:secret@{}", self.address)
    }

    /// What it says to whoever connects; without it, nothing ever.
    pub fn greets(&self, greeting: Option<&'static str>) {
        *self.mind.greeting.lock().expect("no panic") = greeting;
    }

    /// Asks who one is, and answers with this.
    pub fn answers_login(&self, answer: &'static str) {
        *self.mind.answers_login.lock().expect("no panic") = Some(answer);
    }

    /// How it treats the messages that come, one after the other; those after them it takes.
    pub fn will(&self, manners: impl IntoIterator<Item = Manner>) {
        self.mind.manners.lock().expect("no panic").extend(manners);
    }

    /// Whether it answers every `MAIL FROM` with this.
    pub fn refuse_all(&self, answer: Option<&'static str>) {
        *self.mind.refuses_all.lock().expect("no panic") = answer;
    }

    /// What it was given whole so far.
    pub fn received(&self) -> Vec<Received> {
        self.mind.received.lock().expect("no panic").clone()
    }

    /// Until a message [`Manner::Waits`].
    pub async fn until_it_waits(&self) {
        self.mind.waits.notified().await;
    }

    /// Ends that wait.
    pub fn go_on(&self) {
        self.mind.go_on.notify_one();
    }
}

async fn converse(stream: TcpStream, mind: Arc<Mind>) {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    let mut recipients = Vec::new();
    let mut manner = Manner::Takes;
    let greeting = *mind.greeting.lock().expect("no panic");
    let Some(greeting) = greeting else {
        // Until the other one hangs up.
        let _ = lines.next_line().await;
        return;
    };
    if writer.write_all(format!("{greeting}\r\n").as_bytes()).await.is_err() {
        return;
    }
    while let Ok(Some(line)) = lines.next_line().await {
        let verb = line.to_ascii_uppercase();
        let answer = if verb.starts_with("EHLO") {
            let asks = mind.answers_login.lock().expect("no panic").map_or("", |_| "250-AUTH PLAIN\r\n");
            format!("250-mail.test\r\n{asks}250 8BITMIME")
        } else if verb.starts_with("AUTH") {
            mind.answers_login.lock().expect("no panic").unwrap_or("502 no").to_owned()
        } else if verb.starts_with("MAIL FROM") {
            recipients.clear();
            let refusal = *mind.refuses_all.lock().expect("no panic");
            if refusal.is_none() {
                manner = mind.manners.lock().expect("no panic").pop_front().unwrap_or(Manner::Takes);
            }
            refusal.unwrap_or("250 go on").to_owned()
        } else if verb.starts_with("RCPT TO") {
            recipients.push(line[8..].trim_matches(['<', '>', ' ']).to_owned());
            match manner {
                Manner::ToRecipient(answer) => answer.to_owned(),
                _ => "250 go on".to_owned(),
            }
        } else if verb == "DATA" {
            if writer.write_all(b"354 go on\r\n").await.is_err() {
                return;
            }
            let mut data = String::new();
            loop {
                let Ok(Some(line)) = lines.next_line().await else { return };
                if line == "." {
                    break;
                }
                data.push_str(line.strip_prefix('.').unwrap_or(&line));
                data.push_str("\r\n");
            }
            mind.received.lock().expect("no panic").push(Received { recipients: recipients.clone(), data });
            match manner {
                Manner::HangsUp => return,
                Manner::AtTheEnd(answer) => answer.to_owned(),
                Manner::Waits => {
                    mind.waits.notify_one();
                    mind.go_on.notified().await;
                    "250 taken".to_owned()
                }
                _ => "250 taken".to_owned(),
            }
        } else if verb == "QUIT" {
            let _ = writer.write_all(b"221 bye\r\n").await;
            return;
        } else {
            "250 go on".to_owned()
        };
        if writer.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
            return;
        }
    }
}
