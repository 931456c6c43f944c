//! The portal's settings.

use domain::view::settings::{PortalSettings, TimeZonePage};
use leptos::prelude::*;

use crate::AppError;

#[server(prefix = "/fn", endpoint = "settings/load")]
pub async fn load_settings() -> Result<PortalSettings, AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.portal().settings().await)
}

/// Changes the settings; the answer is the page to open then, since every page shows the portal's name.
#[server(prefix = "/fn", endpoint = "settings/change")]
pub async fn change_settings(
    name: String,
    #[server(default)] description: String,
    welcome_en: String,
    welcome_fr: String,
    #[server(default)] ask_first: bool,
    copied_hours: u32,
    sent_days: u32,
    requested_minutes: u32,
) -> Result<String, AppError> {
    let admin = super::guard::admin()?;
    let settings =
        PortalSettings { name, description, welcome_en, welcome_fr, ask_first, copied_hours, sent_days, requested_minutes, ..PortalSettings::default() };
    super::guard::told(admin.change_settings(settings).await)?;
    let page = "/admin/portal/settings?done=saved".to_owned();
    super::guard::open(&page);
    Ok(page)
}

#[server(prefix = "/fn", endpoint = "settings/load-time-zone")]
pub async fn load_time_zone() -> Result<TimeZonePage, AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.time_zone().await)
}

#[server(prefix = "/fn", endpoint = "settings/change-time-zone")]
pub async fn change_time_zone(time_zone: String) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.change_time_zone(&time_zone).await)?;
    leptos_axum::redirect("/admin/portal/settings?done=saved");
    Ok(())
}
