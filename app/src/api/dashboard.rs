//! The dashboard.

use domain::view::dashboard::DashboardView;
use domain::{OfferId, RequestId};
use leptos::prelude::*;

use crate::AppError;

#[server(prefix = "/fn", endpoint = "dashboard/load")]
pub async fn load_dashboard() -> Result<DashboardView, AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.dashboard().await)
}

/// Marks a contact's request as dealt with.
#[server(prefix = "/fn", endpoint = "dashboard/close-request")]
pub async fn close_request(request: RequestId) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.close_request(request).await)?;
    leptos_axum::redirect("/admin/portal/dashboard?done=request");
    Ok(())
}

/// Grants an offer to who asks, and marks the request as dealt with.
#[server(prefix = "/fn", endpoint = "dashboard/grant-request")]
pub async fn grant_request(request: RequestId, offer: OfferId) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    let contact = super::guard::told(admin.grant_request(request, offer).await)?;
    leptos_axum::redirect(&format!("/admin/portal/dashboard?done=granted&to={contact}"));
    Ok(())
}
