//! Opening a magic link (R1–R5, R7), or typing the code that goes with one (R8): everything is checked and the session made in one
//! transaction.

use domain::view::viewer::Who;
use domain::{ContactId, Destination, EmailAddress, Lang, LinkId, LinkState};
use futures_util::FutureExt as _;
use secrecy::SecretString;
use store::Conn;
use store::contacts::Contact;
use store::links::Link;

use crate::audit::{Action, Subject};
use crate::codes::{self, Code};
use crate::token::Token;
use crate::{AsAdmin, AsLearner, Error, Portal, Result, links};

/// The setting that holds when anybody last typed a code.
const LAST_TRIED: &str = "last_tried";

/// What opening a link led to.
#[derive(Debug)]
pub enum Entry {
    /// Signed in: the secret is for the cookie.
    In { secret: SecretString, destination: Destination },
    /// An admin opened it: nothing was used up, full rights stay (R5).
    Admin { link: LinkId, destination: Destination },
    /// Somebody else is signed in here: ask which of the two goes on (R7).
    Switch { signed_in: String, linked: String, lang: Lang },
    /// A genuine link that does not work any more, and why (R4).
    Dead { state: LinkState, lang: Lang },
    /// Not a link of ours, or a code that proves nothing: nothing is said about it.
    Unknown,
}

/// Who opens the link, in which browser.
pub struct Visitor {
    pub admin: Option<AsAdmin>,
    pub learner: Option<AsLearner>,
    /// The browser in a few words, for the list of devices.
    pub device: String,
    /// The person has seen that somebody else is signed in and goes on.
    pub switch: bool,
}

impl Portal {
    /// What the form on the page before the sign-in carries: bound to the browser that holds `token` in a cookie.
    pub fn form_token(&self, token: &str) -> String {
        let mac = self.keys.mac(self.keys.current(), &[b"form", token.as_bytes()]).unwrap_or_default();
        data_encoding::BASE64URL_NOPAD.encode(&mac)
    }

    /// Whether `form` was made by [`Portal::form_token`] for the same browser.
    pub fn proves_form(&self, token: &str, form: &str) -> bool {
        use subtle::ConstantTimeEq as _;
        self.form_token(token).as_bytes().ct_eq(form.as_bytes()).into()
    }

    /// Reads a token and the link it proves. A token that proves nothing ends here: an invented one without asking the
    /// database, one with a selector of ours after one read, and neither ever waits for the writer or takes its time.
    pub(crate) async fn proved(&self, text: &str) -> Result<Option<Token>> {
        let Some(token) = Token::parse(text).filter(|token| token.is_ours(&self.keys)) else { return Ok(None) };
        let found = self.find_proved(&mut self.store.read().await?, &token).await?;
        Ok(found.map(|_| token))
    }

    /// The link that the token proves, and its contact.
    pub(crate) async fn find_proved(&self, conn: &mut Conn, token: &Token) -> Result<Option<(Link, Contact)>> {
        let found = store::links::find_by_selector(conn, token.selector()).await?;
        Ok(found.filter(|(link, _)| token.proves(&self.keys, link)))
    }

    /// Opens the link with that token.
    pub async fn enter(&self, token: &str, visitor: Visitor) -> Result<Entry> {
        let Some(token) = self.proved(token).await? else { return Ok(Entry::Unknown) };
        let portal = self.clone();
        self.store
            .write(move |conn| {
                async move {
                    let Some((link, _)) = portal.find_proved(conn, &token).await? else { return Ok(Entry::Unknown) };
                    // Held from here on: a link that is regenerated meanwhile opens nothing after that was answered.
                    let Some(contact) = store::contacts::hold(conn, link.contact_id).await? else { return Ok(Entry::Unknown) };
                    portal.let_in(conn, &link, &contact, visitor).await
                }
                .boxed()
            })
            .await
    }

    /// Opens the link that the code goes with which was last sent to `email` (R8). A wrong code, one that is dead and an address that is
    /// not known are [`Entry::Unknown`], after the same statements and a write: the time it takes tells nobody who is known.
    pub async fn enter_with_code(&self, email: &EmailAddress, code: Code, visitor: Visitor) -> Result<Entry> {
        let (portal, email) = (self.clone(), email.clone());
        self.store
            .write(move |conn| {
                async move {
                    let entry = portal.try_code(conn, &email, &code, visitor).await?;
                    store::settings::set(conn, LAST_TRIED, &portal.now().0.to_string()).await?;
                    Ok::<_, Error>(entry)
                }
                .boxed()
            })
            .await
    }

    async fn try_code(&self, conn: &mut Conn, email: &EmailAddress, code: &Code, visitor: Visitor) -> Result<Entry> {
        let now = self.now();
        let found = store::contacts::find_by_email(conn, email.as_str()).await?;
        let id = found.map_or(ContactId::MAX, |contact| contact.id);
        let contact = store::contacts::hold(conn, id).await?;
        // Counted before it is looked at, so that many at once count as many.
        let tried = store::sign_in_codes::count_try(conn, id, codes::TRIES, now).await?;
        let (Some(contact), Some(tried)) = (contact, tried) else { return Ok(Entry::Unknown) };
        let Some(link) = store::links::find(conn, tried.link_id).await? else { return Ok(Entry::Unknown) };
        if !code.proves(&self.keys, &link, &tried) {
            return Ok(Entry::Unknown);
        }
        let entry = self.let_in(conn, &link, &contact, visitor).await?;
        match entry {
            Entry::In { .. } => store::sign_in_codes::use_up(conn, id, now).await?,
            // Why a link is dead is not told to who has none.
            Entry::Dead { state, .. } if state != LinkState::NoOffer => return Ok(Entry::Unknown),
            _ => {}
        }
        Ok(entry)
    }

    /// Lets somebody in who has proved `link`, if it opens anything now, in the transaction of `conn`, which holds its contact.
    async fn let_in(&self, conn: &mut Conn, link: &Link, contact: &Contact, visitor: Visitor) -> Result<Entry> {
        let now = self.now();
        let destination: Destination = link.destination.parse().unwrap_or_default();
        if let Some(admin) = visitor.admin {
            store::audit::insert(conn, &admin.event(Action::LinkOpenedAsAdmin, Subject::contact(contact))).await?;
            return Ok(Entry::Admin { link: link.id, destination });
        }
        let entitled = store::grants::any_active(conn, contact.id, now).await?;
        let state = links::state(&self.keys, link, contact, entitled, now);
        // Somebody who is signed in already does not use the link up by opening it again.
        let returning = visitor.learner.as_ref().is_some_and(|learner| learner.acting() == Some(contact.id));
        let opens = state.is_live() || (returning && entitled && state == LinkState::UsedUp);
        if !opens {
            return Ok(Entry::Dead { state, lang: contact.lang });
        }
        if let Some(Who::Contact { id, name, .. }) = visitor.learner.as_ref().map(AsLearner::who)
            && id != contact.id
            && !visitor.switch
        {
            return Ok(Entry::Switch { signed_in: name, linked: contact.name.clone(), lang: contact.lang });
        }
        if !returning && !store::links::take_use(conn, link.id, contact.link_generation, now).await? {
            return Ok(Entry::Dead { state: LinkState::UsedUp, lang: contact.lang });
        }
        if let Some(AsLearner { seat: crate::sessions::Seat::Contact { id, session, .. }, .. }) = visitor.learner {
            store::sessions::delete(conn, id, session).await?;
        }
        let secret = self.open_session(conn, contact, Some(link.id), &visitor.device).await?;
        Ok(Entry::In { secret, destination })
    }
}
