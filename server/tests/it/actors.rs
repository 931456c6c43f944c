//! Who comes to the portal: a browser nobody is signed in with, a learner, an admin. Redirects are never followed by
//! themselves, so that each step can be looked at.

use std::net::SocketAddr;
use std::ops::Deref;
use std::sync::Arc;

use data_encoding::BASE64URL_NOPAD;
use domain::AdminId;
use http::{HeaderMap, Method, header};
use reqwest::cookie::{CookieStore as _, Jar};
use reqwest::{Client, RequestBuilder, redirect};
use service::{AsAdmin, Random};
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn location(&self) -> &str {
        self.header("location")
    }

    pub fn set_cookies(&self) -> Vec<&str> {
        self.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok()).collect()
    }

    /// The value that the answer sets a cookie to; `None` if it sets none of that name, or removes it.
    pub fn sets(&self, name: &str) -> Option<String> {
        let prefix = format!("{name}=");
        self.set_cookies()
            .iter()
            .filter_map(|cookie| cookie.strip_prefix(&prefix))
            .filter_map(|rest| rest.split(';').next())
            .find(|value| !value.is_empty())
            .map(str::to_owned)
    }

    /// Whether the answer signs a learner in.
    pub fn signs_in(&self) -> bool {
        self.sets("latchkey").is_some() || self.sets("__Host-latchkey").is_some()
    }

    /// Whether it is the answer to somebody who is not signed in: sent away or refused.
    pub fn refuses(&self) -> bool {
        matches!(self.status, 401 | 302 | 303 | 307)
    }

    /// The body without what differs from answer to answer: the nonces.
    pub fn plain_body(&self) -> String {
        let mut parts = self.body.split("nonce=\"");
        let mut plain = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            plain.push_str(part.split_once('"').map_or("", |(_, rest)| rest));
        }
        plain
    }
}

/// A browser with its own cookies.
#[derive(Clone)]
pub struct Browser {
    client: Client,
    jar: Arc<Jar>,
    base: String,
}

impl Browser {
    pub fn new(base: &str) -> Self {
        let jar = Arc::new(Jar::default());
        let client = Client::builder().cookie_provider(jar.clone()).redirect(redirect::Policy::none()).no_proxy().build().expect("a client");
        Self { client, jar, base: base.to_owned() }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }

    /// A form as this browser would post it from a page of the portal, to add headers to.
    pub fn form_post(&self, path: &str, form: &[(&str, &str)]) -> RequestBuilder {
        self.request(Method::POST, path).header("origin", &self.base).header("accept", "text/html").form(form)
    }

    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = String::from_utf8_lossy(&response.bytes().await.expect("a body")).into_owned();
        Answer { status, headers, body }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path).header("accept", "text/html")).await
    }

    pub async fn head(&self, path: &str) -> Answer {
        self.send(self.request(Method::HEAD, path)).await
    }

    /// Posts a form from a page of the portal.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.send(self.form_post(path, form)).await
    }

    /// Calls a server function as the browser bundle does: the answer is JSON with a status.
    pub async fn call(&self, function: &str, form: &[(&str, &str)]) -> Answer {
        let request = self.request(Method::POST, &format!("/fn/{function}")).header("origin", &self.base).header("accept", "application/json");
        self.send(request.form(form)).await
    }

    /// The value of a cookie that this browser holds.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let url = self.base.parse().expect("a URL");
        let header = self.jar.cookies(&url)?;
        let pairs = header.to_str().expect("plain cookies").split("; ").filter_map(|pair| pair.split_once('=')).collect::<Vec<_>>();
        pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
    }

    pub fn plant(&self, name: &str, value: &str) {
        self.jar.add_cookie_str(&format!("{name}={value}; Path=/"), &self.base.parse().expect("a URL"));
    }

    /// Follows a link to the page with the button, and reads what its form carries.
    pub async fn arrive(&self, token: &str) -> String {
        let first = self.get(&format!("/l/{token}")).await;
        assert_eq!((first.status, first.location()), (303, "/enter"), "{}", first.body);
        let page = self.get("/enter").await;
        assert_eq!(page.status, 200, "{}", page.body);
        hidden_form(&page.body)
    }

    /// Opens a link: follows it and presses the button.
    pub async fn open(&self, token: &str) -> Answer {
        let form = self.arrive(token).await;
        self.post("/enter", &[("form", &form)]).await
    }

    /// Whether the server knows this browser as somebody's on the learners' side.
    pub async fn is_signed_in(&self) -> bool {
        let answer = self.call("learning/grid", &[]).await;
        match answer.status {
            200 => true,
            401 => false,
            status => panic!("neither signed in nor not: {status} {}", answer.body),
        }
    }
}

/// The value of the hidden field of a page's form.
pub fn hidden_form(html: &str) -> String {
    let (_, rest) = html.split_once("name=\"form\" value=\"").unwrap_or_else(|| panic!("a form on the page: {html}"));
    rest.split('"').next().unwrap_or_default().to_owned()
}

/// A contact who is signed in.
pub struct Learner {
    pub browser: Browser,
}

impl Deref for Learner {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        &self.browser
    }
}

/// An admin who is signed in.
pub struct Admin {
    pub browser: Browser,
    /// The same admin at the service.
    pub handle: AsAdmin,
    pub id: AdminId,
    /// What the cookie holds.
    pub secret: String,
}

impl Deref for Admin {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        &self.browser
    }
}

/// A secret for a session's cookie and the hash that the database keeps of it.
pub fn secret(random: &Random) -> (String, Vec<u8>) {
    let bytes = random.bytes::<32>();
    (BASE64URL_NOPAD.encode(&bytes), Sha256::digest(bytes).to_vec())
}

/// Sends bytes over a connection of their own and reads until it is closed, whatever becomes of the sending.
pub async fn raw(address: SocketAddr, request: &[u8]) -> (Option<u16>, String) {
    let (mut reading, mut writing) = TcpStream::connect(address).await.expect("a connection").into_split();
    let mut answer = Vec::new();
    let write = async {
        // The server may refuse before it has read everything.
        let _ = writing.write_all(request).await;
    };
    let read = async {
        let mut chunk = [0; 8192];
        while let Ok(n @ 1..) = reading.read(&mut chunk).await {
            answer.extend_from_slice(&chunk[..n]);
        }
    };
    tokio::join!(write, read);
    let text = String::from_utf8_lossy(&answer).into_owned();
    let status = text.strip_prefix("HTTP/1.").and_then(|rest| rest.get(2..5)).and_then(|code| code.parse().ok());
    (status, text)
}
