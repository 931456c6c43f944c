//! The audit log as pages show it.

use serde::{Deserialize, Serialize};

use super::Page;
use crate::{AdminId, AuditId, Timestamp};

crate::word::words! {
    /// What an admin did. The word is what the database keeps: rename a variant, never its word.
    Action {
        AdminCreated = "admin.created",
        AdminRemoved = "admin.removed",
        AdminSignedIn = "admin.signed_in",
        AdminSignedOut = "admin.signed_out",
        PasswordChanged = "admin.password_changed",
        TotpEnabled = "admin.totp_enabled",
        TotpDisabled = "admin.totp_disabled",
        RecoveryCodesRenewed = "admin.recovery_codes_renewed",
        RecoveryCodeUsed = "admin.recovery_code_used",
        SettingsChanged = "settings.changed",
        BrandingChanged = "branding.changed",
        ModulesChanged = "modules.changed",
        MenuCreated = "menu.created",
        MenuChanged = "menu.changed",
        MenuDeleted = "menu.deleted",
        MenusReordered = "menus.reordered",
        LinkMinted = "link.minted",
        LinkShown = "link.shown",
        LinkSent = "link.sent",
        LinkRevoked = "link.revoked",
        LinksRegenerated = "links.regenerated",
        LinkOpenedAsAdmin = "link.opened_as_admin",
        MessageRetried = "message.retried",
        MessageCancelled = "message.cancelled",
        BroadcastCreated = "broadcast.created",
        BroadcastChanged = "broadcast.changed",
        BroadcastDeleted = "broadcast.deleted",
        BroadcastTested = "broadcast.tested",
        BroadcastScheduled = "broadcast.scheduled",
        BroadcastUnscheduled = "broadcast.unscheduled",
        BroadcastStarted = "broadcast.started",
        BroadcastPaused = "broadcast.paused",
        BroadcastResumed = "broadcast.resumed",
        BroadcastStopped = "broadcast.stopped",
        SuppressionLifted = "suppression.lifted",
        AccessRevoked = "contact.access_revoked",
        ViewedAsContact = "contact.viewed_as",
        RequestHandled = "request.handled",
        ContactCreated = "contact.created",
        ContactChanged = "contact.changed",
        ContactDisabled = "contact.disabled",
        ContactEnabled = "contact.enabled",
        ContactDeleted = "contact.deleted",
        ContactSignedOut = "contact.signed_out",
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
        FileAdded = "file.added",
        FileChanged = "file.changed",
        FileDeleted = "file.deleted",
        QuizChanged = "quiz.changed",
        QuizDeleted = "quiz.deleted",
        CertificateTermsChanged = "certificate.terms_changed",
        CertificateRevoked = "certificate.revoked",
        CommentAnswered = "comment.answered",
        CommentHidden = "comment.hidden",
        CommentShown = "comment.shown",
        CommentDeleted = "comment.deleted",
        CommentsSwitched = "comments.switched",
        OfferCreated = "offer.created",
        OfferChanged = "offer.changed",
        OfferDeleted = "offer.deleted",
        GrantCreated = "grant.created",
        GrantsCreated = "grants.created",
        GrantChanged = "grant.changed",
        GrantEnded = "grant.ended",
        GrantRevoked = "grant.revoked",
        LessonMarked = "progress.lesson_marked",
        LessonReset = "progress.lesson_reset",
        CourseReset = "progress.course_reset",
        ProgressExported = "progress.exported",
        GroupCreated = "group.created",
        GroupChanged = "group.changed",
        GroupDeleted = "group.deleted",
        GroupsReordered = "groups.reordered",
        ChannelCreated = "channel.created",
        ChannelChanged = "channel.changed",
        ChannelDeleted = "channel.deleted",
        MemberChanged = "member.changed",
        PostWritten = "post.written",
        PostModerated = "post.moderated",
        ReportHandled = "report.handled",
        AutomationCreated = "automation.created",
        AutomationChanged = "automation.changed",
        AutomationPublished = "automation.published",
        AutomationPaused = "automation.paused",
        AutomationResumed = "automation.resumed",
        AutomationDeleted = "automation.deleted",
        RunStopped = "automation.run_stopped",
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

/// The filters of the log as a form has them; an empty text lets everything through.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditFilters {
    /// The word of an [`Action`].
    pub action: String,
    /// An admin's id.
    pub admin: String,
    /// The name of what it was done to.
    pub subject: String,
    /// Dates as `2026-11-22`, both included.
    pub from: String,
    pub to: String,
}

impl AuditFilters {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A page of the log, and the admins to filter it by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    pub page: Page<AuditRow>,
    pub admins: Vec<(AdminId, String)>,
}
