//! A provider of text messages that takes requests as Twilio documents them and no others
//! (<https://www.twilio.com/docs/messaging/api/message-resource>), and misbehaves where a test tells it to.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use data_encoding::BASE64;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

pub const ACCOUNT: &str = "AC00000000000000000000000000000001";
pub const TOKEN: &str = "0123456789abcdef0123456789abcdef";
pub const FROM: &str = "+15551234567";
/// Characters that a body may have.
const LONGEST: usize = 1600;

/// What happens to a request that is as it should be.
#[derive(Clone, Debug)]
pub enum Manner {
    Takes,
    /// Answers with this status, code and message.
    Says(u16, u64, &'static str),
    /// Too many requests: to wait for so many seconds.
    TooMany(u32),
    /// Takes the message and hangs up without a word.
    HangsUp,
    /// Takes the message and says nothing.
    Silent,
}

/// The fields of a message that it was given.
#[derive(Clone, Debug)]
pub struct Received(BTreeMap<String, String>);

impl Received {
    pub fn field(&self, name: &str) -> &str {
        self.0.get(name).unwrap_or_else(|| panic!("no {name} in {:?}", self.0))
    }

    pub fn names(&self) -> Vec<&str> {
        self.0.keys().map(String::as_str).collect()
    }

    /// The token of the link that it holds.
    pub fn token(&self) -> String {
        let (_, rest) = self.field("Body").split_once("/l/").unwrap_or_else(|| panic!("a link in {:?}", self.0));
        rest.to_owned()
    }
}

#[derive(Default)]
struct Mind {
    manners: Mutex<VecDeque<Manner>>,
    received: Mutex<Vec<Received>>,
}

pub struct SmsProvider {
    address: SocketAddr,
    mind: Arc<Mind>,
    serving: JoinHandle<()>,
}

impl Drop for SmsProvider {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl SmsProvider {
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let mind = Arc::new(Mind::default());
        let shared = Arc::clone(&mind);
        let serving = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.expect("a connection");
                tokio::spawn(converse(stream, Arc::clone(&shared)));
            }
        });
        Self { address, mind, serving }
    }

    /// As the settings have it.
    pub fn url(&self) -> String {
        self.url_with(TOKEN, &format!("from={}", FROM.replace('+', "%2B")))
    }

    pub fn url_with(&self, token: &str, sender: &str) -> String {
        format!("http://{ACCOUNT}:{token}@{}?{sender}", self.address)
    }

    /// How it treats the messages that come, one after the other; those after them it takes.
    pub fn will(&self, manners: impl IntoIterator<Item = Manner>) {
        self.mind.manners.lock().expect("no panic").extend(manners);
    }

    /// The messages that it was given so far, taken or not.
    pub fn received(&self) -> Vec<Received> {
        self.mind.received.lock().expect("no panic").clone()
    }
}

struct Request {
    line: String,
    headers: BTreeMap<String, String>,
    body: String,
}

impl Request {
    async fn read(reader: &mut BufReader<&mut TcpStream>) -> Option<Self> {
        let mut line = String::new();
        reader.read_line(&mut line).await.ok().filter(|n| *n > 0)?;
        let mut headers = BTreeMap::new();
        loop {
            let mut header = String::new();
            reader.read_line(&mut header).await.ok()?;
            let Some((name, value)) = header.trim_end().split_once(": ") else { break };
            headers.insert(name.to_ascii_lowercase(), value.to_owned());
        }
        let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or_default();
        let mut body = vec![0; length];
        reader.read_exact(&mut body).await.ok()?;
        Some(Self { line: line.trim_end().to_owned(), headers, body: String::from_utf8(body).ok()? })
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The message, or the status and the code of what is wrong with the request.
    fn message(&self) -> Result<Received, (u16, u64)> {
        if self.line != format!("POST /2010-04-01/Accounts/{ACCOUNT}/Messages.json HTTP/1.1") {
            return Err((404, 20404));
        }
        if self.header("authorization") != format!("Basic {}", BASE64.encode(format!("{ACCOUNT}:{TOKEN}").as_bytes())) {
            return Err((401, 20003));
        }
        if self.header("content-type") != "application/x-www-form-urlencoded" {
            return Err((415, 20415));
        }
        let form = reqwest::Url::parse(&format!("http://form/?{}", self.body)).map_err(|_| (400, 20001_u64))?;
        let fields: BTreeMap<String, String> = form.query_pairs().into_owned().collect();
        let field = |name: &str| fields.get(name).map_or("", String::as_str);
        let is_number = |text: &str| text.strip_prefix('+').is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
        match () {
            () if field("To").is_empty() => Err((400, 21604)),
            () if !is_number(field("To")) => Err((400, 21211)),
            () if field("From").is_empty() == field("MessagingServiceSid").is_empty() => Err((400, 21603)),
            () if !field("From").is_empty() && field("From") != FROM => Err((400, 21606)),
            () if field("Body").is_empty() => Err((400, 21602)),
            () if field("Body").chars().count() > LONGEST => Err((400, 21617)),
            () => Ok(Received(fields)),
        }
    }
}

async fn converse(mut stream: TcpStream, mind: Arc<Mind>) {
    let mut reader = BufReader::new(&mut stream);
    while let Some(request) = Request::read(&mut reader).await {
        let (status, more, body) = match request.message() {
            Err((status, code)) => refusal(status, code, "That is no request"),
            Ok(message) => {
                let n = {
                    let mut received = mind.received.lock().expect("no panic");
                    received.push(message);
                    received.len()
                };
                let manner = mind.manners.lock().expect("no panic").pop_front().unwrap_or(Manner::Takes);
                match manner {
                    Manner::Takes => (201, String::new(), format!(r#"{{"sid": "SM{n:032}", "status": "queued", "error_code": null, "error_message": null}}"#)),
                    Manner::Says(status, code, text) => refusal(status, code, text),
                    Manner::TooMany(seconds) => {
                        let (status, _, body) = refusal(429, 20429, "Too Many Requests");
                        (status, format!("Retry-After: {seconds}\r\n"), body)
                    }
                    Manner::HangsUp => return,
                    Manner::Silent => std::future::pending().await,
                }
            }
        };
        let answer = format!("HTTP/1.1 {status} As told\r\nContent-Type: application/json\r\n{more}Content-Length: {}\r\n\r\n{body}", body.len());
        if reader.get_mut().write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

fn refusal(status: u16, code: u64, text: &str) -> (u16, String, String) {
    let body = format!(r#"{{"code": {code}, "message": "{text}", "more_info": "https://www.twilio.com/docs/errors/{code}", "status": {status}}}"#);
    (status, String::new(), body)
}
