//! Admins signing in and out, their passwords and second factors.

use domain::view::admins::{Account, Entry};
use leptos::prelude::*;

use crate::AppError;

/// Where admins sign in.
pub const SIGN_IN: &str = "/admin/sign-in";
/// Where they arrive.
#[cfg(feature = "ssr")]
const HOME: &str = "/admin/portal/dashboard";
#[cfg(feature = "ssr")]
const ACCOUNT: &str = "/admin/account";

/// Whether the set-up link with that token works still.
#[server(prefix = "/fn", endpoint = "admins/check-set-up")]
pub async fn check_set_up(token: String) -> Result<(), AppError> {
    super::guard::told(super::guard::portal()?.check_set_up(&token).await)
}

/// Makes the first admin and signs them in.
#[server(prefix = "/fn", endpoint = "admins/set-up")]
pub async fn set_up_portal(token: String, name: String, email: String, password: String, again: String) -> Result<Entry, AppError> {
    let visit = super::guard::visit()?;
    let first = service::admins::FirstAdmin { name, email, password: password.into(), again: again.into(), lang: visit.lang };
    let secret = super::guard::told(visit.portal.set_up(&token, first, &visit.device).await)?;
    enter(secret, HOME)
}

/// Signs an admin in and goes to `next`, if that is an admin page.
#[server(prefix = "/fn", endpoint = "admins/sign-in")]
pub async fn sign_in_admin(email: String, password: String, #[server(default)] code: String, #[server(default)] next: String) -> Result<Entry, AppError> {
    use service::admins::SignIn;
    let visit = super::guard::visit()?;
    match super::guard::told(visit.portal.sign_in_admin(&email, password.into(), Some(code), &visit.device).await)? {
        SignIn::In(secret) => {
            // The cookie is about to change: the session it held is over.
            if let Some(before) = visit.admin {
                super::guard::told(before.sign_out().await)?;
            }
            enter(secret, admin_page(&next))
        }
        SignIn::CodeNeeded => {
            use crate::address::escape;
            super::guard::open(&format!("{SIGN_IN}?code=1&email={}&next={}", escape(email.trim()), escape(admin_page(&next))));
            Ok(Entry::CodeNeeded)
        }
    }
}

/// Signs this device out. Whoever is not signed in (any more) arrives at the same page.
#[server(prefix = "/fn", endpoint = "admins/sign-out")]
pub async fn sign_out_admin() -> Result<(), AppError> {
    if let Some(admin) = super::guard::visit()?.admin {
        super::guard::told(admin.sign_out().await)?;
    }
    super::guard::clear_cookie(super::cookies::Cookie::Admin)?;
    leptos_axum::redirect(SIGN_IN);
    Ok(())
}

#[server(prefix = "/fn", endpoint = "admins/account")]
pub async fn load_own_account() -> Result<Account, AppError> {
    super::guard::told(super::guard::admin()?.account().await)
}

/// Changes the password and signs the other devices out.
#[server(prefix = "/fn", endpoint = "admins/change-password")]
pub async fn change_own_password(current: String, new: String, again: String) -> Result<(), AppError> {
    let visit = super::guard::visit()?;
    let admin = super::guard::admin()?;
    keep_session(super::guard::told(admin.change_password(current.into(), new.into(), again.into(), &visit.device).await)?)?;
    done("password")
}

#[server(prefix = "/fn", endpoint = "admins/begin-totp")]
pub async fn begin_totp(password: String) -> Result<(), AppError> {
    keep_session(super::guard::told(super::guard::admin()?.begin_totp(password.into()).await)?)?;
    leptos_axum::redirect(ACCOUNT);
    Ok(())
}

/// Turns the second factor on and signs the other devices out.
#[server(prefix = "/fn", endpoint = "admins/confirm-totp")]
pub async fn confirm_totp(code: String) -> Result<(), AppError> {
    keep_session(super::guard::told(super::guard::admin()?.confirm_totp(&code).await)?)?;
    done("on")
}

#[server(prefix = "/fn", endpoint = "admins/disable-totp")]
pub async fn disable_totp(password: String) -> Result<(), AppError> {
    keep_session(super::guard::told(super::guard::admin()?.disable_totp(password.into()).await)?)?;
    done("off")
}

#[server(prefix = "/fn", endpoint = "admins/renew-recovery-codes")]
pub async fn renew_recovery_codes(password: String) -> Result<(), AppError> {
    keep_session(super::guard::told(super::guard::admin()?.renew_recovery_codes(password.into()).await)?)?;
    leptos_axum::redirect(ACCOUNT);
    Ok(())
}

/// The admin has what the page shows only once.
#[server(prefix = "/fn", endpoint = "admins/put-secrets-away")]
pub async fn put_secrets_away() -> Result<(), AppError> {
    super::guard::told(super::guard::admin()?.put_secrets_away().await)?;
    leptos_axum::redirect(ACCOUNT);
    Ok(())
}

#[cfg(feature = "ssr")]
fn enter(secret: secrecy::SecretString, to: &str) -> Result<Entry, AppError> {
    keep_session(secret)?;
    super::guard::open(to);
    Ok(Entry::In { to: to.to_owned() })
}

/// Puts the session's new secret into the cookie.
#[cfg(feature = "ssr")]
fn keep_session(secret: secrecy::SecretString) -> Result<(), AppError> {
    use secrecy::ExposeSecret as _;
    super::guard::set_cookie(super::cookies::Cookie::Admin, secret.expose_secret())
}

#[cfg(feature = "ssr")]
#[expect(clippy::unnecessary_wraps, reason = "it is the last line of server functions")]
fn done(what: &str) -> Result<(), AppError> {
    leptos_axum::redirect(&format!("{ACCOUNT}?done={what}"));
    Ok(())
}

/// A page of the admins' side for who is signed in, or their home.
#[cfg(feature = "ssr")]
fn admin_page(path: &str) -> &str {
    let inside = super::prefs::here(path) == path && path.starts_with("/admin/") && !path.starts_with(SIGN_IN) && !path.starts_with("/admin/set-up");
    if inside { path } else { HOME }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn case_18_signing_in_leads_to_admin_pages_only() {
        for hostile in ["", "//evil", "/\\evil", "https://evil", "/courses", "/admin", "/admin/sign-in?next=/admin/audit", "/admin/a\r\nSet-Cookie: x"] {
            assert_eq!(admin_page(hostile), HOME, "{hostile:?}");
        }
        assert_eq!(admin_page("/admin/contacts?q=ada"), "/admin/contacts?q=ada");
    }
}
