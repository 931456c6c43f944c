//! What admins do with their own account, besides the second factor.

use domain::view::admins::Account;
use domain::{EmailAddress, Invalid, Problem};
use futures_util::FutureExt as _;
use secrecy::SecretString;
use store::admins::Admin;

use super::password;
use super::tries::Try;
use crate::audit::Action;
use crate::{AsAdmin, Error, Result};

impl AsAdmin {
    /// This admin's own page.
    pub async fn account(&self) -> Result<Account> {
        let mut conn = self.portal.store.read().await?;
        let me = store::admins::find(&mut conn, self.id).await?.ok_or(Problem::SignIn)?;
        let left = store::admins::count_recovery_codes(&mut conn, self.id).await?;
        let two_step = me.totp_sealed.is_some().then(|| u32::try_from(left).unwrap_or_default());
        let (setup, codes) = self.fresh_secrets(&mut conn).await?;
        Ok(Account { name: me.name, email: me.email, two_step, setup: setup.filter(|_| two_step.is_none()), codes: codes.filter(|_| two_step.is_some()) })
    }

    /// Signs this device out.
    pub async fn sign_out(&self) -> Result<()> {
        let (session, event) = (self.session, self.own_event(Action::AdminSignedOut));
        self.portal
            .store
            .write(move |conn| {
                async move {
                    store::admins::delete_session(conn, session).await?;
                    Ok::<_, Error>(store::audit::insert(conn, &event).await?)
                }
                .boxed()
            })
            .await
    }

    /// Changes the password and signs every device out; the secret is for this one's new cookie.
    ///
    /// # Errors
    /// `Invalid` for a wrong or unfit password, `TooMany` after too many wrong ones.
    pub async fn change_password(&self, current: SecretString, new: SecretString, again: SecretString, device: &str) -> Result<SecretString> {
        let email: EmailAddress = self.email.parse()?;
        password::check(&email, &new, &again).await?;
        let (me, attempt) = self.prove(current).await?;
        let hash = password::hash(&self.portal.random, new).await?;
        let (admin, device) = (self.clone(), device.to_owned());
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let me = store::admins::set_password(conn, me.id, &me.password_hash, &hash).await?.ok_or(Problem::Conflict)?;
                    attempt.succeeded(conn).await?;
                    store::admins::delete_sessions(conn, me.id).await?;
                    store::audit::insert(conn, &admin.own_event(Action::PasswordChanged)).await?;
                    admin.portal.open_admin_session(conn, &me, &device).await
                }
                .boxed()
            })
            .await
    }

    /// Proves with the password that it is still the admin who holds the device. The try counts as failed until the
    /// caller's transaction says that it succeeded.
    ///
    /// # Errors
    /// `Invalid::CurrentPassword`, or `TooMany`.
    pub(super) async fn prove(&self, password: SecretString) -> Result<(Admin, Try)> {
        let attempt = self.portal.begin_try(&self.email).await?;
        let me = store::admins::find(&mut self.portal.store.read().await?, self.id).await?.ok_or(Problem::SignIn)?;
        if password::verify(Some(me.password_hash.clone()), password).await? { Ok((me, attempt)) } else { Err(Invalid::CurrentPassword.into()) }
    }
}
