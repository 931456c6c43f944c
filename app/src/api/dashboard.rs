//! The dashboard.

use domain::RequestId;
use domain::view::dashboard::DashboardView;
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
