//! Communities, for admins who set them up.

use domain::group::MemberChange;
use domain::view::courses::Step;
use domain::view::groups::{GroupEdit, GroupRow};
use domain::{ChannelAccess, ChannelId, ContactId, GroupId, GroupRole, Publication, ReportId};
use leptos::prelude::*;

use crate::AppError;

#[server(prefix = "/fn", endpoint = "groups/list")]
pub async fn list_all_groups() -> Result<Vec<GroupRow>, AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.all_groups().await)
}

/// `id` is a page's address: one that is no id is the id of nothing.
#[server(prefix = "/fn", endpoint = "groups/load")]
pub async fn load_group(id: String, cursor: Option<String>, before: Option<String>) -> Result<GroupEdit, AppError> {
    let admin = super::guard::admin()?;
    let id = id.parse().map_err(|_| domain::Problem::NotFound)?;
    super::guard::told(admin.group(id, cursor.as_deref(), before.as_deref()).await)
}

#[server(prefix = "/fn", endpoint = "groups/create")]
pub async fn create_group(title: String) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    let first_channel = crate::locales::Words::of(super::guard::visit()?.lang).groups().first_channel;
    let id = super::guard::told(admin.create_group(&title, first_channel).await)?;
    leptos_axum::redirect(&page(id, "created"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "groups/change")]
pub async fn change_group(id: GroupId, title: String, description: String, state: Publication) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.change_group(id, &title, &description, state).await)?;
    leptos_axum::redirect(&page(id, "saved"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "groups/delete")]
pub async fn delete_group(id: GroupId) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.delete_group(id).await)?;
    leptos_axum::redirect("/admin/communities?done=deleted");
    Ok(())
}

#[server(prefix = "/fn", endpoint = "groups/move")]
pub async fn move_group(id: GroupId, step: Step) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.move_group(id, step).await)
}

#[server(prefix = "/fn", endpoint = "groups/create-channel")]
pub async fn create_channel(group: GroupId, title: String, access: ChannelAccess) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.create_channel(group, &title, access).await)?;
    leptos_axum::redirect(&page(group, "saved"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "groups/change-channel")]
pub async fn change_channel(id: ChannelId, title: String, access: ChannelAccess) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    let group = super::guard::told(admin.change_channel(id, &title, access).await)?;
    leptos_axum::redirect(&page(group, "saved"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "groups/delete-channel")]
pub async fn delete_channel(id: ChannelId) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    let group = super::guard::told(admin.delete_channel(id).await)?;
    leptos_axum::redirect(&page(group, "channel-deleted"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "groups/move-channel")]
pub async fn move_channel(id: ChannelId, step: Step) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.move_channel(id, step).await)
}

/// Lets the contact with that address into a private channel.
#[server(prefix = "/fn", endpoint = "groups/let-in")]
pub async fn let_in(channel: ChannelId, email: String) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    let group = super::guard::told(admin.let_into_channel(channel, &email).await)?;
    leptos_axum::redirect(&page(group, "member"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "groups/put-out")]
pub async fn put_out(channel: ChannelId, contact: ContactId) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    let group = super::guard::told(admin.put_out_of_channel(channel, contact).await)?;
    leptos_axum::redirect(&page(group, "member"));
    Ok(())
}

/// Gives the contact with that address a role.
#[server(prefix = "/fn", endpoint = "groups/appoint")]
pub async fn appoint(group: GroupId, email: String, role: GroupRole) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.appoint(group, &email, role).await)?;
    leptos_axum::redirect(&page(group, "member"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "groups/change-member")]
pub async fn change_group_member(group: GroupId, contact: ContactId, change: MemberChange) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.change_group_member(group, contact, change).await)?;
    leptos_axum::redirect(&page(group, "member"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "groups/handle-report")]
pub async fn handle_group_report(group: GroupId, report: ReportId) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.handle_group_report(group, report).await)?;
    leptos_axum::redirect(&page(group, "handled"));
    Ok(())
}

/// A group's page, with what was done.
#[cfg(feature = "ssr")]
fn page(group: GroupId, done: &str) -> String {
    format!("/admin/communities/{group}?done={done}")
}
