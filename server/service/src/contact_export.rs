//! All contacts as CSV, a piece at a time, so that a million of them never are in memory at once.

use domain::ContactId;
use futures_util::FutureExt as _;

use crate::audit::{Action, Subject};
use crate::contact_files::line;
use crate::{AsAdmin, Error, Portal, Result, contact_lists};

/// Contacts in a piece.
const PIECE: i64 = 1000;

/// What the columns hold; an import understands these headings.
const HEADINGS: [&str; 9] = ["email", "name", "phone", "language", "tags", "state", "created_at", "joined_at", "last_seen_at"];

impl Portal {
    /// The piece of the file that follows the contact `after` (`None` begins it, with the headings), and after which contact
    /// the next one follows; `None` at the end.
    async fn export_piece(&self, after: Option<ContactId>) -> Result<(String, Option<ContactId>)> {
        let mut conn = self.store.read().await?;
        let contacts = self.store.at_length(store::contact_lists::oldest(&mut conn, after.unwrap_or(ContactId::MIN), PIECE)).await?;
        let ids: Vec<ContactId> = contacts.iter().map(|contact| contact.id).collect();
        let mut tags = contact_lists::tags(&mut conn, &ids).await?;
        let mut text = if after.is_none() { line(&HEADINGS) } else { String::new() };
        for contact in &contacts {
            let tags = tags.remove(&contact.id).unwrap_or_default().join(", ");
            let iso = |at: Option<domain::Timestamp>| at.map(domain::Timestamp::iso).unwrap_or_default();
            text += &line(&[
                contact.email.as_str(),
                &contact.name,
                contact.phone.as_deref().unwrap_or_default(),
                contact.lang.word(),
                &tags,
                contact.state.word(),
                &contact.created_at.iso(),
                &iso(contact.joined_at),
                &iso(contact.last_seen_at),
            ]);
        }
        Ok((text, if i64::try_from(ids.len()).is_ok_and(|n| n == PIECE) { ids.last().copied() } else { None }))
    }

    /// `latchkey export contacts`: writes all contacts as CSV.
    pub async fn export_contacts(&self, mut writer: impl std::io::Write) -> Result<()> {
        let mut after = None;
        loop {
            let (text, next) = self.export_piece(after).await?;
            writer.write_all(text.as_bytes()).map_err(anyhow::Error::from)?;
            if next.is_none() {
                break;
            }
            after = next;
        }
        writer.flush().map_err(anyhow::Error::from)?;
        Ok(())
    }
}

impl AsAdmin {
    /// Writes down that this admin downloads all contacts; call it before the first [`AsAdmin::export_page`].
    pub async fn contacts_exported(&self) -> Result<()> {
        let event = self.event(Action::ContactsExported, Subject::portal());
        self.portal.store.write(move |conn| async move { Ok::<_, Error>(store::audit::insert(conn, &event).await?) }.boxed()).await
    }

    /// A piece of the download: begin with `None`, go on with what came back, until it is `None`.
    pub async fn export_page(&self, after: Option<ContactId>) -> Result<(String, Option<ContactId>)> {
        self.portal.export_piece(after).await
    }
}
