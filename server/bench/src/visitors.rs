//! Whom the server takes the bench for: people with a link, learners, an admin.

use std::net::SocketAddr;

use anyhow::{Context as _, ensure};
use domain::ContactId;
use secrecy::{ExposeSecret as _, SecretString};
use service::{Portal, Random};

use crate::http::{Answer, Client, Connection, Request};
use crate::installation::{ADMIN, PASSWORD};
use crate::seed;

/// A link that is about to be opened: what the browser holds once the page with the button is there.
pub struct Opening {
    pub contact: ContactId,
    token: String,
    form: String,
}

impl Opening {
    pub fn new(portal: &Portal, contact: ContactId, url: &SecretString) -> Self {
        let token = url.expose_secret().rsplit('/').next().unwrap_or_default().to_owned();
        Self { contact, form: portal.form_token(&token), token }
    }

    fn cookie(&self) -> String {
        format!("latchkey-enter={}", self.token)
    }

    /// The press of the button.
    pub fn request(&self, address: SocketAddr) -> Request {
        Client::browser(address, &self.cookie()).post("/enter", &format!("form={}", self.form))
    }
}

/// Takes the two steps before the button for real, and sees that they lead to the same request.
pub async fn open_by_hand(address: SocketAddr, link: &Opening) -> anyhow::Result<()> {
    let mut connection = Connection::open(address).await?;
    let opened = connection.send(&Client::browser(address, "").get(&format!("/l/{}", link.token))).await?;
    let cookie = opened.cookie("latchkey-enter").context("a link sets no cookie")?;
    ensure!(opened.status == 303 && cookie == link.cookie(), "a link is opened in another way");
    let page = connection.send(&Client::browser(address, &cookie).get("/enter")).await?;
    ensure!(page.text().contains(&link.form), "the page before the sign-in has another form");
    Ok(())
}

/// The cookie of the session that an answer opens.
pub fn session(answer: &Answer) -> Option<String> {
    answer.cookie("latchkey")
}

/// Someone who is signed in.
pub struct Learner {
    pub cookie: String,
    pub contact: ContactId,
}

impl Learner {
    pub fn browser(&self, address: SocketAddr) -> Client<'_> {
        Client::browser(address, &self.cookie)
    }
}

/// Signs the admin in; the session's cookie.
pub async fn sign_in(address: SocketAddr) -> anyhow::Result<String> {
    let form = format!("email={}&password={}", encoded(ADMIN), encoded(PASSWORD));
    let answer = Connection::open(address).await?.send(&admin(address, "").post("/fn/admins/sign-in", &form)).await?;
    answer.cookie("latchkey-admin").with_context(|| format!("the admin cannot sign in: {} {}", answer.status, answer.text()))
}

/// The scripts of an admin's page.
pub fn admin(address: SocketAddr, cookie: &str) -> Client<'_> {
    Client::script(address, cookie)
}

/// What an admin types to find a contact, as a form sends it: beginnings of first and last names, of both, an address, a
/// telephone number; each of them finds somebody.
pub fn typed(contacts: u32) -> Vec<String> {
    let random = Random::seeded(1);
    let below = |end: usize| usize::try_from(u32::from_le_bytes(random.bytes())).unwrap_or_default() % end;
    let beginning = |word: &str, least: usize| word[..least + below(word.len() + 1 - least)].to_owned();
    (0..500)
        .map(|kind| {
            let n = u32::try_from(below(contacts as usize)).unwrap_or_default();
            let (given, family) = seed::person(n);
            encoded(&match kind % 5 {
                0 => beginning(given, 1),
                1 => beginning(&family, 2),
                2 => format!("{given} {}", beginning(&family, 1)),
                3 => format!("{given}.{family}.{n}@"),
                _ => beginning(&format!("06{:08}", n - n % 4), 5),
            })
        })
        .collect()
}

/// As a form sends it; good for what is typed here.
fn encoded(text: &str) -> String {
    text.replace('@', "%40").replace(' ', "+")
}
