//! Admins: their sessions, and [`AsAdmin`], the proof of being one. How one becomes an admin is in [`set_up`], how one
//! proves to be one in [`sign_in`]; [`account`] and [`totp`] are what admins do with their own account; [`roster`] removes
//! them again.

mod account;
mod password;
mod roster;
mod set_up;
mod sign_in;
mod totp;
mod tries;

use domain::time::Span;
use domain::{AdminId, AdminSessionId, Problem};
use futures_util::FutureExt as _;
use secrecy::SecretString;
use store::Conn;
use store::admins::{Admin, AdminSession};
use store::audit::Event;

pub use roster::Listed;
pub use set_up::FirstAdmin;
pub use sign_in::SignIn;

use crate::audit::{Action, Subject};
use crate::sessions::{AsLearner, Seat, TOUCH, hash, is_current, new_secret};
use crate::{Error, Portal, Result};

/// An admin's session nobody used for so long is over.
pub const IDLE: Span = Span::hours(12);
/// An admin's session is over after so long, used or not.
pub const ABSOLUTE: Span = Span::days(7);

/// A signed-in admin: the only way to what admins may do.
#[derive(Clone)]
pub struct AsAdmin {
    pub(crate) portal: Portal,
    pub(crate) id: AdminId,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) session: AdminSessionId,
    viewing: Option<(domain::ContactId, String)>,
}

impl Portal {
    /// The admin whose cookie holds `secret`, if the session is good now.
    pub async fn admin(&self, secret: &str) -> Result<Option<AsAdmin>> {
        let Some(hash) = hash(secret) else { return Ok(None) };
        let now = self.now();
        let mut conn = self.store.read().await?;
        let Some((session, admin)) = store::admins::find_session(&mut conn, &hash).await? else { return Ok(None) };
        if !is_current(now, session.last_seen_at, session.expires_at, IDLE) || session.generation != admin.session_generation {
            return Ok(None);
        }
        let viewing = match session.viewing {
            Some(contact) => store::contacts::find(&mut conn, contact).await?.map(|contact| (contact.id, contact.name)),
            None => None,
        };
        drop(conn);
        if now >= session.last_seen_at + TOUCH {
            let touched = self.store.write(move |conn| async move { Ok::<_, Error>(store::admins::touch_session(conn, session.id, now).await?) }.boxed()).await;
            if let Err(error) = touched {
                // Who may read goes on reading when nothing can be written.
                tracing::warn!(%error, "when a session was last used could not be written down");
            }
        }
        Ok(Some(AsAdmin { portal: self.clone(), id: admin.id, name: admin.name, email: admin.email, session: session.id, viewing }))
    }

    /// Opens a session for `admin` in the transaction of `conn`; the secret is for the cookie.
    async fn open_admin_session(&self, conn: &mut Conn, admin: &Admin, device: &str) -> Result<SecretString> {
        let now = self.now();
        let (secret, hash) = new_secret(&self.random);
        let session = AdminSession {
            id: self.new_id(),
            hash,
            admin_id: admin.id,
            generation: admin.session_generation,
            device: device.to_owned(),
            viewing: None,
            created_at: now,
            last_seen_at: now,
            expires_at: now + ABSOLUTE,
        };
        store::admins::insert_session(conn, &session).await?;
        Ok(secret)
    }

    /// A line for something that `admin` does to their own account.
    fn account_event(&self, admin: &Admin, action: Action) -> Event {
        let subject = Subject::new("admin", admin.id, admin.name.as_str());
        Event { admin_id: Some(admin.id), ..self.event_by(&admin.name, action, subject) }
    }
}

impl AsAdmin {
    pub const fn portal(&self) -> &Portal {
        &self.portal
    }
    pub const fn id(&self) -> AdminId {
        self.id
    }
    pub fn name(&self) -> &str {
        &self.name
    }
    pub fn email(&self) -> &str {
        &self.email
    }

    /// Puts this session behind a new secret, which is for the cookie, in the transaction of `conn`: who proves anew to be the
    /// admin leaves behind whoever has got hold of the old one. `generation` is the one the admin's sessions have from now on.
    ///
    /// # Errors
    /// `SignIn` if the session was ended meanwhile.
    async fn renew_session(&self, conn: &mut Conn, generation: i32) -> Result<SecretString> {
        let (secret, hash) = new_secret(&self.portal.random);
        let there = store::admins::renew_session(conn, self.session, &hash, generation).await?;
        if there { Ok(secret) } else { Err(Problem::SignIn.into()) }
    }

    /// A line for something that this admin does to their own account.
    fn own_event(&self, action: Action) -> Event {
        self.event(action, Subject::new("admin", self.id, self.name.as_str()))
    }

    /// This admin on the learners' side: in the place of the contact they view, or with the right to see everything.
    pub fn as_learner(&self) -> AsLearner {
        let seat = match self.viewing.clone() {
            Some((contact, name)) => Seat::Preview { contact, name, admin: self.name.clone(), session: self.session },
            None => self.own_seat(),
        };
        AsLearner { portal: self.portal.clone(), seat }
    }

    /// This admin on the learners' side with the right to see everything, whoever they view.
    pub fn with_own_eyes(&self) -> AsLearner {
        AsLearner { portal: self.portal.clone(), seat: self.own_seat() }
    }

    fn own_seat(&self) -> Seat {
        Seat::Admin { id: self.id, name: self.name.clone(), email: self.email.clone(), session: self.session }
    }
}
