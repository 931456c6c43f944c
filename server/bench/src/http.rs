//! As much of HTTP/1.1 as it takes to ask one server on this machine: keep-alive, bodies with a length or in chunks.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context as _, bail};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Nothing that is measured may take longer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The bytes of a request.
pub type Request = Vec<u8>;

/// Who asks, and what kind of answer they want.
#[derive(Clone, Copy)]
pub struct Client<'a> {
    pub address: SocketAddr,
    /// `name=value`, or nothing.
    pub cookie: &'a str,
    pub accept: &'a str,
    /// What `Accept-Encoding` says, or nothing.
    pub encoding: &'a str,
}

impl<'a> Client<'a> {
    /// A browser that shows a page.
    pub const fn browser(address: SocketAddr, cookie: &'a str) -> Self {
        Self { address, cookie, accept: "text/html", encoding: "" }
    }

    /// A page's script.
    pub const fn script(address: SocketAddr, cookie: &'a str) -> Self {
        Self { address, cookie, accept: "application/json", encoding: "" }
    }

    pub const fn encoded(self, encoding: &'a str) -> Self {
        Self { encoding, ..self }
    }

    pub fn get(self, path: &str) -> Request {
        format!("GET {path} HTTP/1.1\r\n{}\r\n", self.headers()).into_bytes()
    }

    /// `form` is URL-encoded.
    pub fn post(self, path: &str, form: &str) -> Request {
        let origin = format!("Origin: http://{}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n", self.address, form.len());
        format!("POST {path} HTTP/1.1\r\n{}{origin}\r\n{form}", self.headers()).into_bytes()
    }

    fn headers(self) -> String {
        let line = |name: &str, value: &str| if value.is_empty() { String::new() } else { format!("{name}: {value}\r\n") };
        let agent = "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0";
        [
            line("Host", &self.address.to_string()),
            line("User-Agent", agent),
            line("Accept", self.accept),
            line("Accept-Encoding", self.encoding),
            line("Cookie", self.cookie),
        ]
        .concat()
    }
}

/// A complete answer.
pub struct Answer {
    pub status: u16,
    head: String,
    pub body: Vec<u8>,
}

impl Answer {
    /// The values of a header; `name` in small letters.
    pub fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let lines = self.head.lines().skip(1).filter_map(|line| line.split_once(':'));
        lines.filter(move |(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    pub fn header<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.headers(name).next()
    }

    /// The cookie of that name as a browser would send it back; `None` if it was not set or was cleared.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let pairs = self.headers("set-cookie").filter_map(|cookie| cookie.split(';').next());
        pairs.filter_map(|pair| pair.split_once('=')).find(|(key, value)| *key == name && !value.is_empty()).map(|(key, value)| format!("{key}={value}"))
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap_or_default()
    }
}

/// A connection that stays open.
pub struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Connection {
    pub async fn open(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, read: Vec::with_capacity(64 << 10) })
    }

    /// Sends a request and reads the answer to its end.
    pub async fn send(&mut self, request: &[u8]) -> anyhow::Result<Answer> {
        let answer = async {
            self.stream.write_all(request).await?;
            self.answer().await
        };
        tokio::time::timeout(PATIENCE, answer).await.context("no answer in time")?
    }

    async fn answer(&mut self) -> anyhow::Result<Answer> {
        self.read.clear();
        let end = self.until(0, b"\r\n\r\n").await?;
        let head = std::str::from_utf8(&self.read[..end])?.to_owned();
        let status = head.get(9..12).and_then(|digits| digits.parse().ok()).context("not an HTTP answer")?;
        let mut answer = Answer { status, head, body: Vec::new() };
        answer.body = if answer.header("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
            self.chunks(end).await?
        } else {
            let length = answer.header("content-length").and_then(|digits| digits.parse().ok()).unwrap_or(0);
            self.fill(end + length).await?;
            self.read[end..end + length].to_vec()
        };
        Ok(answer)
    }

    async fn chunks(&mut self, mut from: usize) -> anyhow::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let start = self.until(from, b"\r\n").await?;
            let size = std::str::from_utf8(&self.read[from..start - 2])?;
            let size = usize::from_str_radix(size.split(';').next().unwrap_or_default().trim(), 16)?;
            from = start + size + 2;
            self.fill(from).await?;
            if size == 0 {
                return Ok(body);
            }
            body.extend_from_slice(&self.read[start..start + size]);
        }
    }

    /// Reads until `mark` has come at or after `from`; where it ends.
    async fn until(&mut self, from: usize, mark: &[u8]) -> anyhow::Result<usize> {
        let mut seen = from;
        loop {
            if let Some(at) = self.read[seen..].windows(mark.len()).position(|window| window == mark) {
                return Ok(seen + at + mark.len());
            }
            seen = self.read.len().saturating_sub(mark.len() - 1).max(from);
            self.more().await?;
        }
    }

    /// Reads until so many bytes are there.
    async fn fill(&mut self, length: usize) -> anyhow::Result<()> {
        while self.read.len() < length {
            self.more().await?;
        }
        Ok(())
    }

    async fn more(&mut self) -> anyhow::Result<()> {
        if self.stream.read_buf(&mut self.read).await? == 0 {
            bail!("closed before the answer was complete");
        }
        Ok(())
    }
}
