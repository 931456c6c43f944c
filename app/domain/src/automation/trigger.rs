//! What starts an automation.

use serde::{Deserialize, Serialize};

use crate::{CategoryId, GroupId, LessonId, OfferId, ProductId};

crate::word::words! {
    /// What can happen to a contact that an automation may begin with. The word is what the database keeps.
    TriggerKind {
        SignedUp = "signed-up",
        OfferGranted = "offer-granted",
        /// Ended, by hand or by time, or taken back.
        OfferRemoved = "offer-removed",
        /// Entitled to a course, and was not before.
        ProductGranted = "product-granted",
        /// Not entitled to a course any more.
        ProductRemoved = "product-removed",
        /// The first lesson of a course is opened.
        ProductStarted = "product-started",
        /// Its last lesson is completed.
        ProductCompleted = "product-completed",
        CategoryStarted = "category-started",
        CategoryCompleted = "category-completed",
        LessonStarted = "lesson-started",
        LessonCompleted = "lesson-completed",
        LoggedIn = "logged-in",
        GroupGranted = "group-granted",
        GroupRevoked = "group-revoked",
        /// A grant ends in so many days.
        AccessEnds = "access-ends",
        /// So many days after a grant, none of its courses was begun.
        NotStarted = "not-started",
    }
}

/// Which of the things that something can happen to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubjectKind {
    Offer,
    Product,
    Category,
    Lesson,
    Group,
}

impl TriggerKind {
    /// What it happens to, the narrowest first: an event names all of them, a trigger may ask for one of them.
    pub const fn subjects(self) -> &'static [SubjectKind] {
        use SubjectKind::{Category, Group, Lesson, Offer, Product};
        match self {
            Self::SignedUp | Self::LoggedIn => &[],
            Self::OfferGranted | Self::OfferRemoved | Self::AccessEnds | Self::NotStarted => &[Offer],
            Self::ProductGranted | Self::ProductRemoved | Self::ProductStarted | Self::ProductCompleted => &[Product],
            Self::CategoryStarted | Self::CategoryCompleted => &[Category, Product],
            Self::LessonStarted | Self::LessonCompleted => &[Lesson, Category, Product],
            Self::GroupGranted | Self::GroupRevoked => &[Group],
        }
    }

    /// Whether it is about a day so many days off.
    pub const fn has_days(self) -> bool {
        matches!(self, Self::AccessEnds | Self::NotStarted)
    }
}

/// The things that an event is about or, in a trigger, must be about; none: whichever.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Subjects {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer: Option<OfferId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<ProductId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<CategoryId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lesson: Option<LessonId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
}

impl Subjects {
    pub fn is_any(&self) -> bool {
        *self == Self::default()
    }

    /// Whether everything that this names is named by `event` too.
    pub fn covers(&self, event: &Self) -> bool {
        fn fits<T: PartialEq>(wanted: Option<T>, given: Option<T>) -> bool {
            wanted.is_none() || wanted == given
        }
        fits(self.offer, event.offer)
            && fits(self.product, event.product)
            && fits(self.category, event.category)
            && fits(self.lesson, event.lesson)
            && fits(self.group, event.group)
    }

    /// The kinds that are named.
    pub fn kinds(&self) -> Vec<SubjectKind> {
        [
            (self.offer.is_some(), SubjectKind::Offer),
            (self.product.is_some(), SubjectKind::Product),
            (self.category.is_some(), SubjectKind::Category),
            (self.lesson.is_some(), SubjectKind::Lesson),
            (self.group.is_some(), SubjectKind::Group),
        ]
        .into_iter()
        .filter_map(|(named, kind)| named.then_some(kind))
        .collect()
    }
}

/// What an automation begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    pub kind: TriggerKind,
    /// Which offer, course, section, lesson or group; none: any.
    #[serde(default, skip_serializing_if = "Subjects::is_any")]
    pub only: Subjects,
    /// How many days off, for the kinds that [`TriggerKind::has_days`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u16>,
}

impl Trigger {
    /// Whatever it happens to; a week off.
    pub fn new(kind: TriggerKind) -> Self {
        Self { kind, only: Subjects::default(), days: kind.has_days().then_some(7) }
    }

    /// Whether an event of that kind, about that, is one that this waits for.
    pub fn fits(&self, kind: TriggerKind, subjects: &Subjects, days: Option<u16>) -> bool {
        self.kind == kind && self.days == days && self.only.covers(subjects)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trigger_asks_for_as_much_as_it_names() {
        let (product, lesson) = (ProductId::MAX, LessonId::MAX);
        let event = Subjects { product: Some(product), lesson: Some(lesson), category: Some(CategoryId::MIN), ..Subjects::default() };
        let kind = TriggerKind::LessonCompleted;
        let only = |only| Trigger { only, ..Trigger::new(kind) };
        assert!(Trigger::new(kind).fits(kind, &event, None));
        assert!(only(Subjects { product: Some(product), ..Subjects::default() }).fits(kind, &event, None), "any lesson of the course");
        assert!(!only(Subjects { lesson: Some(LessonId::MIN), ..Subjects::default() }).fits(kind, &event, None));
        assert!(!Trigger::new(kind).fits(TriggerKind::LessonStarted, &event, None));
        assert!(!Trigger::new(TriggerKind::AccessEnds).fits(TriggerKind::AccessEnds, &Subjects::default(), Some(3)), "a week is not three days");
    }
}
