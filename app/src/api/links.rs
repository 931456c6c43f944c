//! Magic links, for admins.

use domain::view::links::{ContactHit, LinkCard, PreFlight};
use domain::{ContactId, Destination, LinkId};
use leptos::prelude::*;

use crate::AppError;

/// Contacts whose name, address or phone begins with the words of `text`; at most ten.
#[server(prefix = "/fn", endpoint = "links/search-contacts")]
pub async fn search_contacts(text: String) -> Result<Vec<ContactHit>, AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.search_contacts(&text).await)
}

#[server(prefix = "/fn", endpoint = "links/pre-flight")]
pub async fn load_pre_flight(contact: ContactId) -> Result<PreFlight, AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.pre_flight(contact).await)
}

/// Makes a link and shows it: the page that follows is the dashboard with the link.
#[server(prefix = "/fn", endpoint = "links/generate")]
pub async fn generate_link(contact: ContactId, destination: Destination, #[server(default)] regenerate: bool) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    let link = super::guard::told(admin.generate_link(contact, destination, regenerate).await)?;
    leptos_axum::redirect(&format!("/admin/portal/dashboard?dialog=link&contact={contact}&link={link}"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "links/card")]
pub async fn show_link(link: LinkId) -> Result<LinkCard, AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.link_card(link).await)
}

#[server(prefix = "/fn", endpoint = "links/revoke")]
pub async fn revoke_link(link: LinkId) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.revoke_link(link).await)
}
