//! Offers and grants, for admins.

use domain::view::offers::{Choices, ContactGrants, Granting, OfferDetails, OfferForm, OfferRow};
use domain::{ContactId, GrantId, OfferId};
use leptos::prelude::*;

use crate::AppError;

#[server(prefix = "/fn", endpoint = "offers/list")]
pub async fn load_offers() -> Result<Vec<OfferRow>, AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.offers().await)
}

#[server(prefix = "/fn", endpoint = "offers/list-choices")]
pub async fn load_choices() -> Result<Choices, AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.offer_choices().await)
}

/// One offer; its newest grants, those after the grant `cursor`, or those before the grant `before`.
#[server(prefix = "/fn", endpoint = "offers/show")]
pub async fn load_offer(offer: OfferId, cursor: Option<GrantId>, before: Option<GrantId>) -> Result<OfferDetails, AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.offer(offer, cursor, before).await)
}

#[server(prefix = "/fn", endpoint = "offers/create")]
pub async fn create_offer(form: OfferForm) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    let id = super::guard::told(admin.create_offer(form).await)?;
    leptos_axum::redirect(&format!("/admin/offers/{id}?done=created"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "offers/change")]
pub async fn change_offer(offer: OfferId, form: OfferForm) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.change_offer(offer, form).await)?;
    leptos_axum::redirect(&format!("/admin/offers/{offer}?done=saved"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "offers/delete")]
pub async fn delete_offer(offer: OfferId) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.delete_offer(offer).await)?;
    leptos_axum::redirect("/admin/offers?done=deleted");
    Ok(())
}

#[server(prefix = "/fn", endpoint = "offers/list-grants")]
pub async fn load_grants(contact: ContactId) -> Result<ContactGrants, AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.grants_of(contact).await)
}

/// Grants an offer from now on and goes back to `back`, a path of the admins' side.
#[server(prefix = "/fn", endpoint = "offers/grant")]
pub async fn grant_offer(contact: ContactId, offer: OfferId, back: String) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.grant_offer(contact, offer, None).await)?;
    leptos_axum::redirect(&back_to(&back, "granted"));
    Ok(())
}

/// How far a grant to many is; `None` for one that is too old to be known.
#[server(prefix = "/fn", endpoint = "offers/show-granting")]
pub async fn show_granting(job: String) -> Result<Option<Granting>, AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.granting(&job).await)
}

/// Goes on with a grant to many that has stopped.
#[server(prefix = "/fn", endpoint = "offers/resume-granting")]
pub async fn resume_granting(job: String) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.resume_granting(&job).await)?;
    leptos_axum::redirect(&format!("/admin/contacts?granting={job}"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "offers/end-grant")]
pub async fn end_grant(grant: GrantId, back: String) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.end_grant(grant).await)?;
    leptos_axum::redirect(&back_to(&back, "grant-ended"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "offers/revoke-grant")]
pub async fn revoke_grant(grant: GrantId, back: String) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.revoke_grant(grant).await)?;
    leptos_axum::redirect(&back_to(&back, "grant-revoked"));
    Ok(())
}

/// Sets a grant's last day; an empty one is for good.
#[server(prefix = "/fn", endpoint = "offers/set-grant-end")]
pub async fn set_grant_end(grant: GrantId, #[server(default)] last_day: String, back: String) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.change_grant_end(grant, &last_day).await)?;
    leptos_axum::redirect(&back_to(&back, "grant-changed"));
    Ok(())
}

/// `back` with what was done; the list of contacts if it is no path of the admins' side.
#[cfg(feature = "ssr")]
fn back_to(back: &str, done: &str) -> String {
    let back = if super::prefs::here(back).starts_with("/admin/") { back } else { "/admin/contacts" };
    format!("{back}{}done={done}", if back.contains('?') { '&' } else { '?' })
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::back_to;

    #[test]
    fn case_18_going_back_stays_on_the_admins_side() {
        for hostile in ["//evil", "https://evil", "/courses", "/admin/a\r\nb", ""] {
            assert_eq!(back_to(hostile, "granted"), "/admin/contacts?done=granted", "{hostile:?}");
        }
        assert_eq!(back_to("/admin/contacts/1", "granted"), "/admin/contacts/1?done=granted");
        assert_eq!(back_to("/admin/x?a=b", "granted"), "/admin/x?a=b&done=granted");
    }
}
