//! Who is an admin, for the command line: shown, and removed.

use domain::{EmailAddress, Invalid, Problem};
use futures_util::FutureExt as _;

use super::totp::fresh_key;
use crate::audit::{Action, Subject};
use crate::{Error, Portal, Result};

/// An admin in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub email: String,
    pub name: String,
    /// Whether signing in takes a code too.
    pub two_step: bool,
}

impl Portal {
    /// The admins by name; at most 200.
    pub async fn admins(&self) -> Result<Vec<Listed>> {
        let found = store::admins::all(&mut self.store.read().await?).await?;
        Ok(found.into_iter().map(|admin| Listed { two_step: admin.totp_sealed.is_some(), email: admin.email, name: admin.name }).collect())
    }

    /// Removes an admin: with the answer every session of theirs is over. What they did stays in the audit log under their name.
    ///
    /// # Errors
    /// `NotFound`, or `Invalid::LastAdmin`.
    pub async fn remove_admin(&self, email: &EmailAddress) -> Result<()> {
        let (portal, email) = (self.clone(), email.clone());
        self.store
            .write(move |conn| {
                async move {
                    let all = store::admins::hold_all(conn).await?;
                    let admin = all.iter().find(|admin| admin.email == email.as_str()).ok_or(Problem::NotFound)?;
                    if all.len() == 1 {
                        return Err(Error::from(Invalid::LastAdmin));
                    }
                    store::settings::remove(conn, &fresh_key(admin.id)).await?;
                    store::admins::delete(conn, admin.id).await?;
                    let event = portal.event_by("command line", Action::AdminRemoved, Subject::new("admin", admin.id, admin.name.as_str()));
                    Ok(store::audit::insert(conn, &event).await?)
                }
                .boxed()
            })
            .await
    }
}
