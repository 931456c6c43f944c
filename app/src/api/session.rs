//! A learner's session: its devices, its end, and what people ask for who cannot get in.

use domain::SessionId;
use domain::view::learning::Device;
use leptos::prelude::*;

use crate::AppError;

#[server(prefix = "/fn", endpoint = "session/devices")]
pub async fn load_devices() -> Result<Vec<Device>, AppError> {
    super::guard::told(super::guard::learner()?.devices().await)
}

/// Ends the learner's session in this browser; an admin's own session stays.
#[server(prefix = "/fn", endpoint = "session/sign-out")]
pub async fn sign_out() -> Result<(), AppError> {
    if let Some(learner) = super::guard::visit()?.learner {
        super::guard::told(learner.sign_out().await)?;
    }
    leave()
}

#[server(prefix = "/fn", endpoint = "session/sign-out-everywhere")]
pub async fn sign_out_everywhere() -> Result<(), AppError> {
    super::guard::told(super::guard::learner()?.sign_out_everywhere().await)?;
    leave()
}

#[server(prefix = "/fn", endpoint = "session/sign-out-device")]
pub async fn sign_out_device(device: SessionId) -> Result<(), AppError> {
    let this = super::guard::told(super::guard::learner()?.sign_out_device(device).await)?;
    if this {
        return leave();
    }
    leptos_axum::redirect("/account?done=device");
    Ok(())
}

/// Whether the contact takes messages that they did not ask for; `None` for an admin.
#[server(prefix = "/fn", endpoint = "session/subscription")]
pub async fn load_subscription() -> Result<Option<bool>, AppError> {
    super::guard::told(super::guard::learner()?.takes_messages().await)
}

#[server(prefix = "/fn", endpoint = "session/change-subscription")]
pub async fn change_subscription(on: bool) -> Result<(), AppError> {
    super::guard::told(super::guard::learner()?.take_messages(on).await)?;
    leptos_axum::redirect(if on { "/account?done=messages-on" } else { "/account?done=messages-off" });
    Ok(())
}

#[server(prefix = "/fn", endpoint = "session/ask-for-access")]
pub async fn ask_for_access() -> Result<(), AppError> {
    super::guard::told(super::guard::learner()?.ask_for_access().await)?;
    leptos_axum::redirect("/courses");
    Ok(())
}

/// Asks for a link to the page `next`, if that is a place of this portal. Answers the same whether or not the address is known.
#[server(prefix = "/fn", endpoint = "session/ask-for-link")]
pub async fn ask_for_link(email: String, #[server(default)] next: String) -> Result<(), AppError> {
    super::guard::told(super::guard::portal()?.ask_by_email(&email.parse()?, domain::Destination::at(&next)).await)?;
    leptos_axum::redirect("/sign-in?done=asked");
    Ok(())
}

/// Takes the cookie away and says good-bye.
#[cfg(feature = "ssr")]
fn leave() -> Result<(), AppError> {
    super::guard::clear_cookie(super::cookies::Cookie::Learner)?;
    leptos_axum::redirect("/sign-in?reason=signed-out");
    Ok(())
}
