//! Learners' sessions: 256 random bits in a cookie, their SHA-256 in the database, every limit checked on every request.

use data_encoding::BASE64URL_NOPAD;
use domain::automation::{Subjects, TriggerKind};
use domain::time::Span;
use domain::view::learning::Device;
use domain::view::viewer::Who;
use domain::{AdminId, AdminSessionId, ContactId, ContactState, Lang, LinkId, SessionId, Timestamp};
use futures_util::FutureExt as _;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use store::Conn;
use store::contacts::Contact;
use store::sessions::Session;

use crate::{Error, Portal, Random, Result, audit};

/// A session nobody used for so long is over.
pub const IDLE: Span = Span::days(14);
/// A session is over after so long, used or not.
pub const ABSOLUTE: Span = Span::days(30);
/// How long an event that started no automation is kept, and how many are cleared away at once.
const EVENTS_KEPT: Span = Span::days(60);
const OLD_EVENTS: i64 = 5000;
/// How exactly `last_seen_at` is kept: a write at most so often.
pub(crate) const TOUCH: Span = Span::minutes(5);

/// A new secret for a cookie and the hash to keep of it.
pub(crate) fn new_secret(random: &Random) -> (SecretString, Vec<u8>) {
    let secret: SecretString = BASE64URL_NOPAD.encode(&random.bytes::<32>()).into();
    let hash = hash(secret.expose_secret()).expect("a new secret has the right shape");
    (secret, hash)
}

/// The hash of a cookie's secret; `None` for what cannot be one.
pub(crate) fn hash(secret: &str) -> Option<Vec<u8>> {
    let bytes = BASE64URL_NOPAD.decode(secret.as_bytes()).ok().filter(|bytes| bytes.len() == 32)?;
    Some(Sha256::digest(bytes).to_vec())
}

/// Whether a session with these dates is still good at `now`.
pub(crate) fn is_current(now: Timestamp, last_seen_at: Timestamp, expires_at: Timestamp, idle: Span) -> bool {
    now < expires_at && now < last_seen_at + idle
}

/// Someone who looks at the learner's side: the only way to what learners see. Made from a session, never from a form.
#[derive(Clone)]
pub struct AsLearner {
    pub(crate) portal: Portal,
    pub(crate) seat: Seat,
}

/// In whose place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Seat {
    /// A contact's own session.
    Contact { id: ContactId, name: String, email: String, lang: Lang, session: SessionId, until: Timestamp },
    /// An admin who looks at what the contact sees; writes nothing.
    Preview { contact: ContactId, name: String, admin: String, session: AdminSessionId },
    /// An admin: sees everything.
    Admin { id: AdminId, name: String, email: String, session: AdminSessionId },
}

impl AsLearner {
    pub fn who(&self) -> Who {
        match self.seat.clone() {
            Seat::Contact { id, name, email, until, .. } => Who::Contact { id, name, email, until },
            Seat::Preview { contact, name, admin, .. } => Who::Preview { id: contact, name, admin },
            Seat::Admin { id, name, email, .. } => Who::Admin { id, name, email },
        }
    }

    /// The contact's own language; `None` for an admin, who has chosen none here.
    pub fn lang(&self) -> Option<Lang> {
        match self.seat {
            Seat::Contact { lang, .. } => Some(lang),
            Seat::Preview { .. } | Seat::Admin { .. } => None,
        }
    }

    /// The contact whose entitlements count; `None` for an admin, who sees everything.
    pub(crate) fn contact(&self) -> Option<ContactId> {
        match self.seat {
            Seat::Contact { id, .. } => Some(id),
            Seat::Preview { contact, .. } => Some(contact),
            Seat::Admin { .. } => None,
        }
    }

    /// The contact who acts: a preview and an admin write nothing.
    pub(crate) fn acting(&self) -> Option<ContactId> {
        match self.seat {
            Seat::Contact { id, .. } => Some(id),
            Seat::Preview { .. } | Seat::Admin { .. } => None,
        }
    }

    /// The browsers in which the contact is signed in, the newest first. None for an admin.
    pub async fn devices(&self) -> Result<Vec<Device>> {
        let Some(contact) = self.contact() else { return Ok(Vec::new()) };
        let now = self.portal.now();
        let mut conn = self.portal.store.read().await?;
        let Some(generation) = store::contacts::find(&mut conn, contact).await?.map(|contact| contact.session_generation) else { return Ok(Vec::new()) };
        let sessions = store::sessions::of_contact(&mut conn, contact).await?;
        let current = |session: &Session| session.generation == generation && is_current(now, session.last_seen_at, session.expires_at, IDLE);
        let this = |id| matches!(self.seat, Seat::Contact { session, .. } if session == id);
        Ok(sessions
            .into_iter()
            .filter(current)
            .map(|session| Device {
                this: this(session.id),
                id: session.id,
                name: session.device,
                since: session.created_at,
                last_seen_at: session.last_seen_at,
            })
            .collect())
    }

    /// Signs one of the contact's devices out; whether it is this one.
    pub async fn sign_out_device(&self, device: SessionId) -> Result<bool> {
        let Seat::Contact { id, session, .. } = self.seat else { return Ok(false) };
        self.portal.store.write(move |conn| async move { Ok::<_, Error>(store::sessions::delete(conn, id, device).await?) }.boxed()).await?;
        Ok(device == session)
    }

    /// Signs all of the contact's devices out.
    pub async fn sign_out_everywhere(&self) -> Result<()> {
        if let Some(contact) = self.acting() {
            self.portal.store.write(move |conn| async move { Ok::<_, Error>(store::sessions::delete_all(conn, contact).await?) }.boxed()).await?;
        }
        Ok(())
    }

    /// The language the contact is written to in.
    pub async fn set_language(&self, lang: Lang) -> Result<()> {
        if let Some(contact) = self.acting() {
            self.portal.store.write(move |conn| async move { Ok::<_, Error>(store::contacts::set_lang(conn, contact, lang).await?) }.boxed()).await?;
        }
        Ok(())
    }

    /// Whether the session that this value was made from is still good: for what outlasts a request.
    pub(crate) async fn is_still_here(&self, conn: &mut Conn) -> Result<bool> {
        let now = self.portal.now();
        match self.seat {
            Seat::Contact { id, session, .. } => {
                let Some(contact) = store::contacts::find(conn, id).await? else { return Ok(false) };
                let sessions = store::sessions::of_contact(conn, id).await?;
                let good = |found: &Session| {
                    found.id == session && found.generation == contact.session_generation && is_current(now, found.last_seen_at, found.expires_at, IDLE)
                };
                Ok(contact.state != ContactState::Disabled && sessions.iter().any(good))
            }
            Seat::Preview { session, .. } | Seat::Admin { session, .. } => Ok(store::admins::is_session_there(conn, session, now).await?),
        }
    }

    /// Signs this device out.
    pub async fn sign_out(&self) -> Result<()> {
        if let Seat::Contact { id, session, .. } = self.seat {
            self.portal.store.write(move |conn| async move { Ok::<_, Error>(store::sessions::delete(conn, id, session).await?) }.boxed()).await?;
        }
        Ok(())
    }
}

impl Portal {
    /// The learner whose cookie holds `secret`, if the session is good now.
    pub async fn learner(&self, secret: &str) -> Result<Option<AsLearner>> {
        let Some(hash) = hash(secret) else { return Ok(None) };
        let now = self.now();
        let found = store::sessions::find_by_hash(&mut self.store.read().await?, &hash).await?;
        let Some((session, contact)) = found else { return Ok(None) };
        let good = is_current(now, session.last_seen_at, session.expires_at, IDLE)
            && session.generation == contact.session_generation
            && contact.state != ContactState::Disabled;
        if !good {
            return Ok(None);
        }
        if now >= session.last_seen_at + TOUCH {
            let (session, contact) = (session.id, contact.id);
            let touched = self
                .store
                .write(move |conn| {
                    async move {
                        // The contact first, as whoever deletes it does.
                        store::contacts::touch(conn, contact, now).await?;
                        store::sessions::touch(conn, session, now).await?;
                        Ok::<_, Error>(())
                    }
                    .boxed()
                })
                .await;
            if let Err(error) = touched {
                // Who may read goes on reading when nothing can be written.
                tracing::warn!(%error, "when a session was last used could not be written down");
            }
        }
        let until = session.expires_at.min(now + IDLE);
        let seat = Seat::Contact { id: contact.id, name: contact.name, email: contact.email, lang: contact.lang, session: session.id, until };
        Ok(Some(AsLearner { portal: self.clone(), seat }))
    }

    /// Clears away sessions that are past their absolute limit, old events, the files of old jobs, and files without a lesson.
    pub async fn tidy_up(&self) -> Result<()> {
        let now = self.now();
        self.store
            .write(move |conn| {
                async move {
                    store::sessions::delete_expired(conn, now).await?;
                    store::admins::delete_expired_sessions(conn, now).await?;
                    store::events::delete_old(conn, audit::first_id(now - EVENTS_KEPT).0.into(), OLD_EVENTS).await?;
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await?;
        self.tidy_jobs().await;
        if let Err(error) = self.sweep_files().await {
            tracing::warn!(%error, "files that nothing needs could not be cleared away");
        }
        Ok(())
    }

    /// Opens a session for `contact` in the transaction of `conn`; the secret is for the cookie.
    pub(crate) async fn open_session(&self, conn: &mut Conn, contact: &Contact, link: Option<LinkId>, device: &str) -> Result<SecretString> {
        let now = self.now();
        let (secret, hash) = new_secret(&self.random);
        let session = Session {
            id: self.new_id(),
            hash,
            contact_id: contact.id,
            generation: contact.session_generation,
            link_id: link,
            device: device.to_owned(),
            created_at: now,
            last_seen_at: now,
            expires_at: now + ABSOLUTE,
        };
        store::sessions::insert(conn, &session).await?;
        store::contacts::joined(conn, contact.id, now).await?;
        self.news(conn).await?.tell(conn, contact.id, TriggerKind::LoggedIn, Subjects::default(), None).await?;
        Ok(secret)
    }
}
