//! The Outbox, for admins.

use domain::MessageId;
use domain::view::messages::{MessageCard, MessageQuery, Outbox};
use leptos::prelude::*;

use crate::AppError;

/// A page of the Outbox, newest first.
#[server(prefix = "/fn", endpoint = "messages/outbox")]
pub async fn load_outbox(#[server(default)] query: MessageQuery) -> Result<Outbox, AppError> {
    super::guard::told(super::guard::admin()?.outbox(&query).await)
}

/// `id` as the address has it.
#[server(prefix = "/fn", endpoint = "messages/show")]
pub async fn show_message(id: String) -> Result<MessageCard, AppError> {
    let admin = super::guard::admin()?;
    let id: MessageId = id.parse().map_err(|_| domain::Problem::NotFound)?;
    super::guard::told(admin.message(id).await)
}

#[server(prefix = "/fn", endpoint = "messages/retry")]
pub async fn retry_message(id: MessageId) -> Result<(), AppError> {
    super::guard::told(super::guard::admin()?.retry_message(id).await)?;
    leptos_axum::redirect(&format!("/admin/messages/{id}?done=retried"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "messages/cancel")]
pub async fn cancel_message(id: MessageId) -> Result<(), AppError> {
    super::guard::told(super::guard::admin()?.cancel_message(id).await)?;
    leptos_axum::redirect(&format!("/admin/messages/{id}?done=cancelled"));
    Ok(())
}
