//! Magic links, for admins.

use domain::view::links::{ContactHit, LinkCard, LinkRow, PreFlight};
use domain::{Channel, ContactId, Destination, LinkId};
use leptos::prelude::*;

use crate::AppError;
#[cfg(feature = "ssr")]
use crate::components::link_dialog::Place;

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

/// Makes a link and shows it, or, with `send`, sends it on that channel and shows the message; `from` is the place the dialog was opened from.
#[server(prefix = "/fn", endpoint = "links/generate")]
pub async fn generate_link(
    contact: ContactId,
    destination: Destination,
    #[server(default)] from: String,
    #[server(default)] send: Option<Channel>,
) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    if let Some(channel) = send {
        let message = super::guard::told(admin.send_link(contact, channel, destination).await)?;
        leptos_axum::redirect(&format!("/admin/messages/{message}?done=written"));
        return Ok(());
    }
    let link = super::guard::told(admin.generate_link(contact, destination).await)?;
    leptos_axum::redirect(&Place::of(contact, &from).with_link(link).href());
    Ok(())
}

/// Kills every link of that link's contact, makes a new one like it and shows it.
#[server(prefix = "/fn", endpoint = "links/regenerate")]
pub async fn regenerate_link(link: LinkId, #[server(default)] from: String) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    let (contact, link) = super::guard::told(admin.regenerate_link(link).await)?;
    leptos_axum::redirect(&Place::of(contact, &from).with_link(link).href());
    Ok(())
}

#[server(prefix = "/fn", endpoint = "links/card")]
pub async fn show_link(link: LinkId) -> Result<LinkCard, AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.link_card(link).await)
}

/// The contact's links, newest first.
#[server(prefix = "/fn", endpoint = "links/list")]
pub async fn list_links(contact: ContactId) -> Result<Vec<LinkRow>, AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.links_of(contact).await)
}

#[server(prefix = "/fn", endpoint = "links/revoke")]
pub async fn revoke_link(link: LinkId, #[server(default)] from: String) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    let contact = super::guard::told(admin.revoke_link(link).await)?;
    leptos_axum::redirect(&Place::of(contact, &from).with_link(link).href());
    Ok(())
}

/// Kills all of the contact's links and signs all of their devices out.
#[server(prefix = "/fn", endpoint = "links/revoke-access")]
pub async fn revoke_access(contact: ContactId) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.revoke_access(contact).await)?;
    leptos_axum::redirect(&format!("/admin/contacts/{contact}?done=access-revoked"));
    Ok(())
}

/// Shows the learners' side as the contact sees it, from `at` on if that is a path there (R6).
#[server(prefix = "/fn", endpoint = "links/view-as")]
pub async fn view_as(contact: ContactId, #[server(default)] at: String) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.view_as(Some(contact)).await)?;
    leptos_axum::redirect(if at.starts_with("/courses/") { super::prefs::here(&at) } else { "/" });
    Ok(())
}

/// Ends that, and goes back to the contact.
#[server(prefix = "/fn", endpoint = "links/stop-viewing")]
pub async fn stop_viewing() -> Result<(), AppError> {
    use domain::view::viewer::Who;
    let admin = super::guard::admin()?;
    super::guard::told(admin.view_as(None).await)?;
    match admin.as_learner().who() {
        Who::Preview { id, .. } => leptos_axum::redirect(&format!("/admin/contacts/{id}")),
        _ => leptos_axum::redirect("/admin/portal/dashboard"),
    }
    Ok(())
}
