//! Certificates of completion.

use serde::{Deserialize, Serialize};

use super::learning::{LessonRef, Steps};
use crate::{CertificateId, CertificateNumber, Lang, Timestamp};

/// A certificate as anyone who has its number may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateView {
    pub number: CertificateNumber,
    /// The learner's name when it was earned.
    pub name: String,
    /// The course's title then.
    pub title: String,
    /// Who signs it; may be empty.
    pub issuer: String,
    /// The course's language.
    pub lang: Lang,
    pub issued_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
}

/// The page of a course's certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificatePage {
    pub course: LessonRef,
    pub steps: Steps,
    /// `None` while it is not earned.
    pub certificate: Option<CertificateView>,
    /// The address of the page that verifies it, to be shared.
    pub share: Option<String>,
}

/// A contact's certificate, for admins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateRow {
    pub id: CertificateId,
    pub certificate: CertificateView,
}

/// Whether a course gives a certificate, as admins set it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateTerms {
    pub on: bool,
    pub issuer: String,
}
