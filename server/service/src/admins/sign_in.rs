//! Signing in with address, password and, where it is on, a code of the second factor.

use domain::Invalid;
use futures_util::FutureExt as _;
use secrecy::SecretString;
use store::Conn;
use store::admins::Admin;

use super::password;
use super::totp::Code;
use crate::audit::Action;
use crate::{Error, Portal, Result};

/// How a right password goes on.
pub enum SignIn {
    /// Signed in; the secret is for the cookie.
    In(SecretString),
    /// A code of the second factor is missing.
    CodeNeeded,
}

impl Portal {
    /// Signs an admin in. A wrong address, password and code get the same answer, after the same work.
    ///
    /// # Errors
    /// `Invalid::Password`, or `TooMany` while the address is locked.
    pub async fn sign_in_admin(&self, email: &str, password: SecretString, code: Option<String>, device: &str) -> Result<SignIn> {
        let address = email.trim().to_ascii_lowercase();
        let attempt = self.begin_try(&address).await?;
        let found = store::admins::find_by_email(&mut self.store.read().await?, &address).await?;
        let right = password::verify(found.as_ref().map(|admin| admin.password_hash.clone()), password).await?;
        let admin = found.filter(|_| right).ok_or(Invalid::Password)?;
        let typed = code.as_deref().map(str::trim).filter(|code| !code.is_empty());
        let code = match (&admin.totp_sealed, typed) {
            (None, _) => None,
            (Some(_), None) => {
                self.release_try(attempt).await?;
                return Ok(SignIn::CodeNeeded);
            }
            (Some(_), Some(typed)) => {
                let secret = self.totp_secret(&admin);
                if secret.is_none() {
                    tracing::warn!(admin = %admin.id, "the key file does not open this admin's second factor: only a recovery code signs them in");
                }
                Some(Code::read(secret.as_deref(), typed, self.now()).ok_or(Invalid::Password)?)
            }
        };
        let (portal, device) = (self.clone(), device.to_owned());
        let secret = self
            .store
            .write(move |conn| {
                async move {
                    // What was proved may have changed since: the row must still be the one it was proved to.
                    let same = store::admins::find(conn, admin.id)
                        .await?
                        .filter(|now| now.password_hash == admin.password_hash && now.totp_sealed == admin.totp_sealed);
                    let admin = same.ok_or(Invalid::Password)?;
                    if let Some(code) = code {
                        portal.use_up(conn, &admin, &code).await?;
                        if let Code::Recovery(_) = code {
                            store::audit::insert(conn, &portal.account_event(&admin, Action::RecoveryCodeUsed)).await?;
                        }
                    }
                    attempt.succeeded(conn).await?;
                    let secret = portal.open_admin_session(conn, &admin, &device).await?;
                    store::audit::insert(conn, &portal.account_event(&admin, Action::AdminSignedIn)).await?;
                    Ok::<_, Error>(secret)
                }
                .boxed()
            })
            .await?;
        Ok(SignIn::In(secret))
    }

    async fn use_up(&self, conn: &mut Conn, admin: &Admin, code: &Code) -> Result<()> {
        let good = match code {
            Code::Step(step) => store::admins::use_totp_step(conn, admin, *step, self.totp_sealed_anew(admin).as_deref()).await?,
            Code::Recovery(hash) => store::admins::take_recovery_code(conn, admin.id, hash).await?,
        };
        if good { Ok(()) } else { Err(Invalid::Password.into()) }
    }
}
