//! What can be put into a message's text (D3).

use super::TriggerKind;
use super::trigger::SubjectKind;

crate::word::words! {
    /// A variable, written `{{ word }}`.
    Variable {
        /// The contact's own way in, made when the message goes out (A3).
        LoginUrl = "login_url",
        /// How long that link works, in words.
        LinkLife = "link_life",
        FirstName = "first_name",
        Name = "name",
        Email = "email",
        PortalName = "portal_name",
        OfferTitle = "offer_title",
        ProductTitle = "product_title",
        CategoryTitle = "category_title",
        LessonTitle = "lesson_title",
        GroupTitle = "group_title",
        /// The last day of the access that ends, in words.
        EndsOn = "ends_on",
    }
}

impl Variable {
    /// As it stands in a text.
    pub fn written(self) -> String {
        format!("{{{{ {self} }}}}")
    }

    /// Whether it fits into a subject: a link would show up in every notice of a phone.
    pub const fn fits_subject(self) -> bool {
        !matches!(self, Self::LoginUrl)
    }

    /// Whether it can be said whatever a message follows.
    pub const fn is_of_every_message(self) -> bool {
        matches!(self, Self::LoginUrl | Self::LinkLife | Self::FirstName | Self::Name | Self::Email | Self::PortalName)
    }

    /// Those that can be said whatever a message follows.
    pub fn of_every_message() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|variable| variable.is_of_every_message())
    }

    /// Whether messages of automations that begin with that can say it.
    pub fn is_known_after(self, kind: TriggerKind) -> bool {
        let about = |subject| kind.subjects().contains(&subject);
        match self {
            Self::LoginUrl | Self::LinkLife | Self::FirstName | Self::Name | Self::Email | Self::PortalName => true,
            Self::OfferTitle => about(SubjectKind::Offer),
            Self::ProductTitle => about(SubjectKind::Product),
            Self::CategoryTitle => about(SubjectKind::Category),
            Self::LessonTitle => about(SubjectKind::Lesson),
            Self::GroupTitle => about(SubjectKind::Group),
            Self::EndsOn => matches!(kind, TriggerKind::AccessEnds),
        }
    }

    /// Those that messages of automations that begin with that can say.
    pub fn known_after(kind: TriggerKind) -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(move |variable| variable.is_known_after(kind))
    }
}
