//! The words for what admins do.

use domain::view::audit::Action;

use super::Words;

impl Words {
    /// Who did it: an admin's name, or what else acts.
    pub fn actor(self, name: &str) -> String {
        match name {
            "command line" => self.audit().command_line.to_owned(),
            "system" => self.audit().system.to_owned(),
            name => name.to_owned(),
        }
    }

    /// `Contact added`, `Offer granted`, …
    pub const fn action(self, action: Action) -> &'static str {
        let t = self.audit();
        match action {
            Action::AdminCreated => t.admin_created,
            Action::AdminRemoved => t.admin_removed,
            Action::AdminSignedIn => t.admin_signed_in,
            Action::AdminSignedOut => t.admin_signed_out,
            Action::PasswordChanged => t.password_changed,
            Action::TotpEnabled => t.totp_enabled,
            Action::TotpDisabled => t.totp_disabled,
            Action::RecoveryCodesRenewed => t.recovery_codes_renewed,
            Action::RecoveryCodeUsed => t.recovery_code_used,
            Action::SettingsChanged => t.settings_changed,
            Action::BrandingChanged => t.branding_changed,
            Action::ModulesChanged => t.modules_changed,
            Action::MenuCreated => t.menu_created,
            Action::MenuChanged => t.menu_changed,
            Action::MenuDeleted => t.menu_deleted,
            Action::MenusReordered => t.menus_reordered,
            Action::LinkMinted => t.link_minted,
            Action::LinkShown => t.link_shown,
            Action::LinkSent => t.link_sent,
            Action::LinkRevoked => t.link_revoked,
            Action::LinksRegenerated => t.links_regenerated,
            Action::LinkOpenedAsAdmin => t.link_opened_as_admin,
            Action::MessageRetried => t.message_retried,
            Action::MessageCancelled => t.message_cancelled,
            Action::AccessRevoked => t.access_revoked,
            Action::ViewedAsContact => t.viewed_as_contact,
            Action::RequestHandled => t.request_handled,
            Action::ContactCreated => t.contact_created,
            Action::ContactChanged => t.contact_changed,
            Action::ContactDisabled => t.contact_disabled,
            Action::ContactEnabled => t.contact_enabled,
            Action::ContactDeleted => t.contact_deleted,
            Action::ContactSignedOut => t.contact_signed_out,
            Action::ContactsImported => t.contacts_imported,
            Action::ContactsExported => t.contacts_exported,
            Action::ProductCreated => t.product_created,
            Action::ProductChanged => t.product_changed,
            Action::ProductDeleted => t.product_deleted,
            Action::ProductsReordered => t.products_reordered,
            Action::CategoryCreated => t.category_created,
            Action::CategoryChanged => t.category_changed,
            Action::CategoryDeleted => t.category_deleted,
            Action::LessonCreated => t.lesson_created,
            Action::LessonChanged => t.lesson_changed,
            Action::LessonDeleted => t.lesson_deleted,
            Action::OutlineReordered => t.outline_reordered,
            Action::FileAdded => t.file_added,
            Action::FileChanged => t.file_changed,
            Action::FileDeleted => t.file_deleted,
            Action::QuizChanged => t.quiz_changed,
            Action::QuizDeleted => t.quiz_deleted,
            Action::CertificateTermsChanged => t.certificate_terms_changed,
            Action::CertificateRevoked => t.certificate_revoked,
            Action::CommentAnswered => t.comment_answered,
            Action::CommentHidden => t.comment_hidden,
            Action::CommentShown => t.comment_shown,
            Action::CommentDeleted => t.comment_deleted,
            Action::CommentsSwitched => t.comments_switched,
            Action::OfferCreated => t.offer_created,
            Action::OfferChanged => t.offer_changed,
            Action::OfferDeleted => t.offer_deleted,
            Action::GrantCreated => t.grant_created,
            Action::GrantsCreated => t.grants_created,
            Action::GrantChanged => t.grant_changed,
            Action::GrantEnded => t.grant_ended,
            Action::GrantRevoked => t.grant_revoked,
            Action::LessonMarked => t.lesson_marked,
            Action::LessonReset => t.lesson_reset,
            Action::CourseReset => t.course_reset,
            Action::ProgressExported => t.progress_exported,
            Action::GroupCreated => t.group_created,
            Action::GroupChanged => t.group_changed,
            Action::GroupDeleted => t.group_deleted,
            Action::GroupsReordered => t.groups_reordered,
            Action::ChannelCreated => t.channel_created,
            Action::ChannelChanged => t.channel_changed,
            Action::ChannelDeleted => t.channel_deleted,
            Action::MemberChanged => t.member_changed,
            Action::PostWritten => t.post_written,
            Action::PostModerated => t.post_moderated,
            Action::ReportHandled => t.report_handled,
        }
    }
}
