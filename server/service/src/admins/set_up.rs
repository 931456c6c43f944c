//! The first admin, through a one-time link, and others from the command line.

use data_encoding::HEXLOWER;
use domain::{AdminId, EmailAddress, Invalid, Lang, text};
use futures_util::FutureExt as _;
use secrecy::{ExposeSecret as _, SecretString};
use store::admins::Admin;

use super::password;
use crate::audit::{Action, Subject};
use crate::sessions::{hash, new_secret};
use crate::{Error, Portal, Result};

/// The setting that holds the hash of the link's token for as long as the link works.
const KEY: &str = "setup";

/// Who wants to be the first admin.
pub struct FirstAdmin {
    pub name: String,
    pub email: String,
    pub password: SecretString,
    /// The password once more.
    pub again: SecretString,
    pub lang: Lang,
}

/// The value that [`KEY`] must have for `token` to work.
fn stored(token: &str) -> Result<String> {
    Ok(HEXLOWER.encode(&hash(token).ok_or(Invalid::SetupLink)?))
}

impl Portal {
    /// A new one-time link that lets its opener become the first admin; the link before it is dead. `None` once there is
    /// an admin.
    pub async fn set_up_link(&self) -> Result<Option<SecretString>> {
        let (token, hash) = new_secret(&self.random);
        let made = self
            .store
            .write(move |conn| {
                async move {
                    if store::admins::any(conn).await? {
                        return Ok(false);
                    }
                    store::settings::set(conn, KEY, &HEXLOWER.encode(&hash)).await?;
                    Ok::<_, Error>(true)
                }
                .boxed()
            })
            .await?;
        Ok(made.then(|| format!("{}/admin/set-up/{}", self.public_url, token.expose_secret()).into()))
    }

    /// Whether the set-up link with that token works still.
    ///
    /// # Errors
    /// `Invalid::SetupLink` if it does not.
    pub async fn check_set_up(&self, token: &str) -> Result<()> {
        let wanted = stored(token)?;
        let mut conn = self.store.read().await?;
        let good = store::settings::get(&mut conn, KEY).await?.as_ref() == Some(&wanted) && !store::admins::any(&mut conn).await?;
        if good { Ok(()) } else { Err(Invalid::SetupLink.into()) }
    }

    /// Uses the set-up link up: makes the first admin and signs them in. The secret is for the cookie.
    ///
    /// # Errors
    /// `Invalid` for the link or a field.
    pub async fn set_up(&self, token: &str, first: FirstAdmin, device: &str) -> Result<SecretString> {
        let value = stored(token)?;
        let email: EmailAddress = first.email.parse()?;
        // Before the password is looked at, which takes work.
        self.check_set_up(token).await?;
        password::check(&email, &first.password, &first.again).await?;
        let admin = self.new_admin(email, &first.name, first.password, first.lang).await?;
        let (portal, device) = (self.clone(), device.to_owned());
        self.store
            .write(move |conn| {
                async move {
                    // Of two who open the link at once, one takes the token.
                    if !store::settings::take(conn, KEY, &value).await? || store::admins::any(conn).await? {
                        return Err(Error::from(Invalid::SetupLink));
                    }
                    store::admins::insert(conn, &admin).await?;
                    store::audit::insert(conn, &portal.account_event(&admin, Action::AdminCreated)).await?;
                    portal.open_admin_session(conn, &admin, &device).await
                }
                .boxed()
            })
            .await
    }

    /// Makes an admin from the command line; a set-up link that waits is dead from then on.
    ///
    /// # Errors
    /// `Invalid` for a field, or an address that another admin has.
    pub async fn create_admin(&self, email: EmailAddress, name: &str, password: SecretString) -> Result<AdminId> {
        password::check(&email, &password, &password).await?;
        let admin = self.new_admin(email, name, password, Lang::En).await?;
        let id = admin.id;
        let event = self.event_by("command line", Action::AdminCreated, Subject::new("admin", id, admin.name.as_str()));
        self.store
            .write(move |conn| {
                async move {
                    if store::admins::find_by_email(conn, &admin.email).await?.is_some() {
                        return Err(Error::from(Invalid::EmailTaken));
                    }
                    store::settings::remove(conn, KEY).await?;
                    store::admins::insert(conn, &admin).await?;
                    Ok(store::audit::insert(conn, &event).await?)
                }
                .boxed()
            })
            .await?;
        Ok(id)
    }

    async fn new_admin(&self, email: EmailAddress, name: &str, password: SecretString, lang: Lang) -> Result<Admin> {
        let name = text::line(name).ok_or(Invalid::Required)?;
        if name.chars().count() > 200 {
            return Err(Invalid::TooLong.into());
        }
        Ok(Admin {
            id: self.new_id(),
            email: email.into(),
            name,
            lang,
            password_hash: password::hash(&self.random, password).await?,
            totp_sealed: None,
            totp_step: None,
            session_generation: 0,
            created_at: self.now(),
        })
    }
}
