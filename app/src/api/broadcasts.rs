//! Broadcasts, for admins.

use domain::view::broadcasts::{AudienceForm, BroadcastDetails, BroadcastForm, BroadcastList};
use domain::{BroadcastId, ContactId, Lang};
use leptos::prelude::*;

use crate::AppError;

/// A page of broadcasts, newest first.
#[server(prefix = "/fn", endpoint = "broadcasts/list")]
pub async fn load_broadcasts(cursor: Option<String>, before: Option<String>) -> Result<BroadcastList, AppError> {
    super::guard::told(super::guard::admin()?.broadcasts(cursor.as_deref(), before.as_deref()).await)
}

/// `id` as the address has it.
#[server(prefix = "/fn", endpoint = "broadcasts/show")]
pub async fn show_broadcast(id: String) -> Result<BroadcastDetails, AppError> {
    let admin = super::guard::admin()?;
    let id: BroadcastId = id.parse().map_err(|_| domain::Problem::NotFound)?;
    super::guard::told(admin.broadcast(id).await)
}

/// How many contacts would be written to now.
#[server(prefix = "/fn", endpoint = "broadcasts/count")]
pub async fn count_audience(audience: AudienceForm) -> Result<u32, AppError> {
    super::guard::told(super::guard::admin()?.count_audience(&audience).await)
}

#[server(prefix = "/fn", endpoint = "broadcasts/create")]
pub async fn create_broadcast(name: String) -> Result<(), AppError> {
    let id = super::guard::told(super::guard::admin()?.create_broadcast(&name).await)?;
    leptos_axum::redirect(&format!("/admin/broadcasts/{id}"));
    Ok(())
}

/// Saves a draft. `then` is the button that was pressed: `count`, or none in particular.
#[server(prefix = "/fn", endpoint = "broadcasts/change")]
pub async fn change_broadcast(
    id: BroadcastId,
    form: BroadcastForm,
    #[server(default)] audience: AudienceForm,
    #[server(default)] then: String,
) -> Result<(), AppError> {
    super::guard::told(super::guard::admin()?.change_broadcast(id, &form, &audience).await)?;
    let place = if then == "count" { "#audience" } else { "" };
    leptos_axum::redirect(&format!("/admin/broadcasts/{id}?done=saved{place}"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "broadcasts/delete")]
pub async fn delete_broadcast(id: BroadcastId) -> Result<(), AppError> {
    super::guard::told(super::guard::admin()?.delete_broadcast(id).await)?;
    leptos_axum::redirect("/admin/broadcasts?done=deleted");
    Ok(())
}

/// Sends what is saved to the admin's own address.
#[server(prefix = "/fn", endpoint = "broadcasts/send-test")]
pub async fn send_test(id: BroadcastId, lang: Lang) -> Result<(), AppError> {
    super::guard::told(super::guard::admin()?.test_broadcast(id, lang).await)?;
    done(id, "tested");
    Ok(())
}

/// `at` is a time on the portal's clock.
#[server(prefix = "/fn", endpoint = "broadcasts/schedule")]
pub async fn schedule_broadcast(id: BroadcastId, at: String) -> Result<(), AppError> {
    super::guard::told(super::guard::admin()?.schedule_broadcast(id, &at).await)?;
    done(id, "scheduled");
    Ok(())
}

#[server(prefix = "/fn", endpoint = "broadcasts/unschedule")]
pub async fn unschedule_broadcast(id: BroadcastId) -> Result<(), AppError> {
    super::guard::told(super::guard::admin()?.unschedule_broadcast(id).await)?;
    done(id, "unscheduled");
    Ok(())
}

#[server(prefix = "/fn", endpoint = "broadcasts/start")]
pub async fn start_broadcast(id: BroadcastId) -> Result<(), AppError> {
    super::guard::told(super::guard::admin()?.start_broadcast(id).await)?;
    done(id, "started");
    Ok(())
}

#[server(prefix = "/fn", endpoint = "broadcasts/pause")]
pub async fn pause_broadcast(id: BroadcastId) -> Result<(), AppError> {
    super::guard::told(super::guard::admin()?.pause_broadcast(id).await)?;
    done(id, "paused");
    Ok(())
}

#[server(prefix = "/fn", endpoint = "broadcasts/resume")]
pub async fn resume_broadcast(id: BroadcastId) -> Result<(), AppError> {
    super::guard::told(super::guard::admin()?.resume_broadcast(id).await)?;
    done(id, "resumed");
    Ok(())
}

#[server(prefix = "/fn", endpoint = "broadcasts/stop")]
pub async fn stop_broadcast(id: BroadcastId) -> Result<(), AppError> {
    super::guard::told(super::guard::admin()?.stop_broadcast(id).await)?;
    done(id, "stopped");
    Ok(())
}

/// Writes to a contact's address again.
#[server(prefix = "/fn", endpoint = "broadcasts/lift-suppression")]
pub async fn lift_suppression(contact: ContactId) -> Result<(), AppError> {
    super::guard::told(super::guard::admin()?.lift_suppression(contact).await)?;
    leptos_axum::redirect(&format!("/admin/contacts/{contact}?done=suppression-lifted"));
    Ok(())
}

#[cfg(feature = "ssr")]
fn done(id: BroadcastId, what: &str) {
    leptos_axum::redirect(&format!("/admin/broadcasts/{id}?done={what}"));
}
