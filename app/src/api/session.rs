//! A learner's session: its devices, its end, and how people get in who have no link that works.

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
    let email = email.parse()?;
    super::guard::told(super::guard::portal()?.ask_by_email(&email, domain::Destination::at(&next)).await)?;
    super::guard::set_asked(&email)?;
    leptos_axum::redirect("/sign-in?done=asked");
    Ok(())
}

/// Signs in with the code that was sent to the address, and goes on to where its link leads.
#[server(prefix = "/fn", endpoint = "session/enter-code")]
pub async fn enter_code(email: String, code: String) -> Result<(), AppError> {
    use domain::{Invalid, LinkState};
    use service::codes::Code;
    use service::enter::{Entry, Visitor};
    let visit = super::guard::visit()?;
    if visit.admin.is_some() {
        // Full rights stay, and the code stays good for where it belongs.
        leptos_axum::redirect("/");
        return Ok(());
    }
    let email = email.parse()?;
    let entry = match Code::parse(&code) {
        Some(code) => {
            let visitor = Visitor { admin: None, learner: visit.learner.clone(), device: visit.device.clone(), switch: true };
            super::guard::told(visit.portal.enter_with_code(&email, code, visitor).await)?
        }
        None => Entry::Unknown,
    };
    match entry {
        Entry::In { secret, destination } => enter(&visit, &secret, &destination),
        refused => {
            // Only the code is to be typed anew, without scripts too.
            super::guard::set_asked(&email)?;
            let proved = matches!(refused, Entry::Dead { state: LinkState::NoOffer, .. });
            Err(if proved { Invalid::NothingOpen } else { Invalid::SignInCode }.into())
        }
    }
}

/// Signs this browser in, and goes on to that place if it is switched on.
#[cfg(feature = "ssr")]
fn enter(visit: &super::guard::Visit, secret: &secrecy::SecretString, destination: &domain::Destination) -> Result<(), AppError> {
    use secrecy::ExposeSecret as _;
    super::guard::set_cookie(super::cookies::Cookie::Learner, secret.expose_secret())?;
    super::guard::clear_cookie(super::cookies::Cookie::Asked)?;
    let open = service::modules::is_open(&visit.settings.modules, destination);
    leptos_axum::redirect(&if open { destination.path() } else { "/".to_owned() });
    Ok(())
}

/// Takes the cookie away and says good-bye.
#[cfg(feature = "ssr")]
fn leave() -> Result<(), AppError> {
    super::guard::clear_cookie(super::cookies::Cookie::Learner)?;
    leptos_axum::redirect("/sign-in?reason=signed-out");
    Ok(())
}
