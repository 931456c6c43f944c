//! Certificates of completion.

use domain::view::certificates::{CertificatePage, CertificateRow, CertificateTerms, CertificateView};
use domain::{CertificateId, ContactId, ProductId};
use leptos::prelude::*;

use crate::AppError;

#[server(prefix = "/fn", endpoint = "certificates/terms")]
pub async fn load_certificate_terms(id: ProductId) -> Result<CertificateTerms, AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.certificate_terms(id).await)
}

/// `on` comes from a check box: nothing means no.
#[server(prefix = "/fn", endpoint = "certificates/set-terms")]
pub async fn set_certificate_terms(id: ProductId, #[server(default)] on: bool, #[server(default)] issuer: String) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.set_certificate_terms(id, on, &issuer).await)?;
    leptos_axum::redirect(&format!("/admin/courses/{id}?done=saved"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "certificates/of-contact")]
pub async fn list_certificates(contact: ContactId) -> Result<Vec<CertificateRow>, AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.certificates_of(contact).await)
}

#[server(prefix = "/fn", endpoint = "certificates/revoke")]
pub async fn revoke_certificate(id: CertificateId) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    let contact = super::guard::told(admin.revoke_certificate(id).await)?;
    leptos_axum::redirect(&format!("/admin/contacts/{contact}?done=certificate-revoked"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "certificates/mine")]
pub async fn load_certificate(course: String) -> Result<CertificatePage, AppError> {
    super::guard::told(super::guard::learner()?.certificate(&course).await)
}

/// For anyone who has the number.
#[server(prefix = "/fn", endpoint = "certificates/verify")]
pub async fn verify_certificate(number: String) -> Result<Option<CertificateView>, AppError> {
    super::guard::told(super::guard::portal()?.verify_certificate(&number).await)
}
