//! Minting for many contacts at once, as for an e-mail to all of them.

use std::collections::HashSet;

use domain::{ContactId, ContactState, Destination, LinkPurpose};
use futures_util::FutureExt as _;
use secrecy::SecretString;
use store::links::Link;

use crate::{Error, Portal, Result, settings};

/// Links that share a commit: enough to make the disk's part small, few enough not to hold up other writes.
const COMMIT: usize = 1000;

impl Portal {
    /// Makes a link to the portal's home for each of `contacts`, in their current generations: the contact and the URL.
    /// Whoever is gone, disabled or without an active offer gets none. What was made before a failure stays. A line in the
    /// audit log is the caller's to write: one for all of them.
    pub async fn mint_many(&self, contacts: &[ContactId], purpose: LinkPurpose) -> Result<Vec<(ContactId, SecretString)>> {
        let mut made = Vec::with_capacity(contacts.len());
        for some in contacts.chunks(COMMIT) {
            for link in self.mint_commit(some.to_vec(), purpose).await? {
                made.push((link.contact_id, self.link_url(&link)?));
            }
        }
        Ok(made)
    }

    async fn mint_commit(&self, contacts: Vec<ContactId>, purpose: LinkPurpose) -> Result<Vec<Link>> {
        let portal = self.clone();
        self.store
            .write(move |conn| {
                async move {
                    let now = portal.now();
                    let expires_at = now + settings::life(&settings::read(conn).await?, purpose);
                    let held = store::contacts::hold_all(conn, &contacts).await?;
                    let entitled: HashSet<ContactId> = store::grants::any_active_among(conn, &contacts, now).await?.into_iter().collect();
                    let links: Vec<Link> = held
                        .iter()
                        .filter(|contact| contact.state != ContactState::Disabled && entitled.contains(&contact.id))
                        .map(|contact| portal.new_link(contact, &Destination::Home, purpose, expires_at))
                        .collect();
                    store::links::insert_all(conn, links.clone()).await?;
                    Ok::<_, Error>(links)
                }
                .boxed()
            })
            .await
    }
}
