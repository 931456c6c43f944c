//! The audit log as pages show it.

use serde::{Deserialize, Serialize};

use crate::{AuditId, Timestamp};

crate::word::words! {
    /// What an admin did. The word is what the database keeps: rename a variant, never its word.
    Action {
        AdminCreated = "admin.created",
        AdminSignedIn = "admin.signed_in",
        AdminSignedOut = "admin.signed_out",
        PasswordChanged = "admin.password_changed",
        TotpEnabled = "admin.totp_enabled",
        TotpDisabled = "admin.totp_disabled",
        SettingsChanged = "settings.changed",
        LinkMinted = "link.minted",
        LinkShown = "link.shown",
        LinkRevoked = "link.revoked",
        LinksRegenerated = "links.regenerated",
        LinkOpenedAsAdmin = "link.opened_as_admin",
        AccessRevoked = "contact.access_revoked",
        ViewedAsContact = "contact.viewed_as",
        RequestHandled = "request.handled",
        ContactCreated = "contact.created",
        ContactChanged = "contact.changed",
        ContactDisabled = "contact.disabled",
        ContactEnabled = "contact.enabled",
        ContactDeleted = "contact.deleted",
        ContactsImported = "contacts.imported",
        ContactsExported = "contacts.exported",
        ProductCreated = "product.created",
        ProductChanged = "product.changed",
        ProductDeleted = "product.deleted",
        ProductsReordered = "products.reordered",
        CategoryCreated = "category.created",
        CategoryChanged = "category.changed",
        CategoryDeleted = "category.deleted",
        LessonCreated = "lesson.created",
        LessonChanged = "lesson.changed",
        LessonDeleted = "lesson.deleted",
        OutlineReordered = "outline.reordered",
        OfferCreated = "offer.created",
        OfferChanged = "offer.changed",
        OfferDeleted = "offer.deleted",
        GrantCreated = "grant.created",
        GrantsCreated = "grants.created",
        GrantChanged = "grant.changed",
        GrantEnded = "grant.ended",
        GrantRevoked = "grant.revoked",
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRow {
    pub id: AuditId,
    pub at: Timestamp,
    pub actor: String,
    /// `None` for a word of a newer or older version.
    pub action: Option<Action>,
    pub subject_kind: String,
    /// The id as URLs write it.
    pub subject_id: Option<String>,
    pub subject_name: String,
    pub detail: String,
}
