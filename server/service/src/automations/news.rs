//! Telling what happened: whoever changes what a contact has or has done compares it with what was before, in the same transaction, and
//! writes an event for each difference that an automation listens for. What nobody listens for is not written.

use std::collections::BTreeSet;

use domain::automation::{Subjects, TriggerKind};
use domain::{CategoryId, ContactId, GroupId, LessonId, LessonState, OfferId, ProductId, RunId, Timestamp};
use store::Conn;
use store::courses::{Category, LessonHead};
use store::events::Event;
use store::grants::Grant;

use crate::{Portal, Result};

/// Why something happens.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cause {
    /// The run that does it; none: a person.
    pub run: Option<RunId>,
    /// How many automations stand behind one another then.
    pub depth: i32,
}

/// What is listened for, and why it happens.
pub(crate) struct News<'a> {
    portal: &'a Portal,
    listened_to: Vec<TriggerKind>,
    cause: Cause,
}

/// What a contact has at an instant, as far as anybody listens for it.
#[derive(Default)]
pub(crate) struct Access {
    offers: BTreeSet<OfferId>,
    products: BTreeSet<ProductId>,
    groups: BTreeSet<GroupId>,
}

/// What a contact has done in a course, as far as anybody listens for it.
#[derive(Default)]
pub(crate) struct Deeds {
    started: BTreeSet<LessonId>,
    completed: BTreeSet<LessonId>,
}

/// What grants can bring about.
const OF_ACCESS: [TriggerKind; 6] = [
    TriggerKind::OfferGranted,
    TriggerKind::OfferRemoved,
    TriggerKind::ProductGranted,
    TriggerKind::ProductRemoved,
    TriggerKind::GroupGranted,
    TriggerKind::GroupRevoked,
];
/// What a learner can bring about in a course.
const OF_DEEDS: [TriggerKind; 6] = [
    TriggerKind::LessonStarted,
    TriggerKind::LessonCompleted,
    TriggerKind::CategoryStarted,
    TriggerKind::CategoryCompleted,
    TriggerKind::ProductStarted,
    TriggerKind::ProductCompleted,
];

impl Portal {
    /// To tell in the transaction of `conn` what a person does.
    pub(crate) async fn news(&self, conn: &mut Conn) -> Result<News<'_>> {
        self.news_of(conn, Cause::default()).await
    }

    /// To tell in the transaction of `conn` what `cause` brings about.
    pub(crate) async fn news_of(&self, conn: &mut Conn, cause: Cause) -> Result<News<'_>> {
        Ok(News { portal: self, listened_to: store::automations::listened_to(conn).await?, cause })
    }
}

impl News<'_> {
    fn any_of(&self, kinds: &[TriggerKind]) -> bool {
        kinds.iter().any(|kind| self.listened_to.contains(kind))
    }

    pub(super) fn listens_for_access(&self) -> bool {
        self.any_of(&OF_ACCESS)
    }

    /// Writes the event if somebody listens for it. What bears a name in `once` happens once under it.
    pub(crate) async fn tell(&self, conn: &mut Conn, contact: ContactId, kind: TriggerKind, subjects: Subjects, once: Option<String>) -> Result<()> {
        self.tell_days(conn, contact, kind, subjects, None, once).await
    }

    pub(super) async fn tell_days(
        &self,
        conn: &mut Conn,
        contact: ContactId,
        kind: TriggerKind,
        subjects: Subjects,
        days: Option<u16>,
        once: Option<String>,
    ) -> Result<()> {
        if !self.listened_to.contains(&kind) {
            return Ok(());
        }
        let event = Event {
            id: self.portal.new_id(),
            contact_id: contact,
            kind,
            offer_id: subjects.offer,
            product_id: subjects.product,
            category_id: subjects.category,
            lesson_id: subjects.lesson,
            group_id: subjects.group,
            days: days.map(Into::into),
            once,
            run_id: self.cause.run,
            depth: self.cause.depth,
            at: self.portal.now(),
            matched_at: None,
        };
        if store::events::insert(conn, &event).await? {
            self.portal.stir.notify_one();
        }
        Ok(())
    }

    /// What the contact has at `at`; to be compared with what they have after a change.
    pub(crate) async fn access(&self, conn: &mut Conn, contact: ContactId, at: Timestamp) -> Result<Access> {
        if !self.listens_for_access() {
            return Ok(Access::default());
        }
        Ok(Access {
            offers: store::grants::entitled_offers(conn, contact, at).await?.into_iter().collect(),
            products: store::grants::entitled_products(conn, contact, at).await?.into_iter().map(|product| product.id).collect(),
            groups: store::communities::groups::entitled(conn, contact, at).await?.into_iter().map(|group| group.id).collect(),
        })
    }

    /// Tells what the contact has at `at` and had not `before`, and the other way round; each once for that instant.
    pub(crate) async fn tell_access(&self, conn: &mut Conn, contact: ContactId, before: &Access, at: Timestamp) -> Result<()> {
        use TriggerKind::{GroupGranted, GroupRevoked, OfferGranted, OfferRemoved, ProductGranted, ProductRemoved};
        let after = self.access(conn, contact, at).await?;
        let mut found: Vec<(TriggerKind, Subjects)> = Vec::new();
        let offer = |id: &OfferId| Subjects { offer: Some(*id), ..Subjects::default() };
        let product = |id: &ProductId| Subjects { product: Some(*id), ..Subjects::default() };
        let group = |id: &GroupId| Subjects { group: Some(*id), ..Subjects::default() };
        found.extend(after.offers.difference(&before.offers).map(|id| (OfferGranted, offer(id))));
        found.extend(after.products.difference(&before.products).map(|id| (ProductGranted, product(id))));
        found.extend(after.groups.difference(&before.groups).map(|id| (GroupGranted, group(id))));
        found.extend(before.offers.difference(&after.offers).map(|id| (OfferRemoved, offer(id))));
        found.extend(before.products.difference(&after.products).map(|id| (ProductRemoved, product(id))));
        found.extend(before.groups.difference(&after.groups).map(|id| (GroupRevoked, group(id))));
        for (kind, subjects) in found {
            self.tell(conn, contact, kind, subjects, Some(once(kind, contact, &subjects, Some(at)))).await?;
        }
        Ok(())
    }

    /// Grants, and tells what that brings about if it begins now. What begins later is told when it does.
    pub(crate) async fn give(&self, conn: &mut Conn, grant: &Grant) -> Result<()> {
        let (contact, now) = (grant.contact_id, self.portal.now());
        let before = self.access(conn, contact, now).await?;
        store::grants::insert(conn, grant).await?;
        self.tell_access(conn, contact, &before, now).await
    }

    /// What the contact has done in the course; to be compared with what they have done after a change.
    pub(crate) async fn deeds(&self, conn: &mut Conn, contact: ContactId, product: ProductId) -> Result<Deeds> {
        if !self.any_of(&OF_DEEDS) {
            return Ok(Deeds::default());
        }
        let progress = store::progress::of_product(conn, contact, product).await?;
        let of = |holds: fn(&store::progress::Progress) -> bool| progress.iter().filter(|row| holds(row)).map(|row| row.lesson_id).collect();
        Ok(Deeds { started: of(|row| row.opened().is_some()), completed: of(|row| row.completed_at.is_some()) })
    }

    /// Tells what the contact has begun and completed in the course and had not `before`: lessons, sections, the course. Each once, until
    /// an admin resets it.
    pub(crate) async fn tell_deeds(&self, conn: &mut Conn, contact: ContactId, product: ProductId, before: &Deeds) -> Result<()> {
        if !self.any_of(&OF_DEEDS) {
            return Ok(());
        }
        let after = self.deeds(conn, contact, product).await?;
        let categories = store::courses::categories(conn, product).await?;
        let mut lessons = store::courses::lesson_heads(conn, product).await?;
        lessons.retain(|head| head.state == LessonState::Published);
        for (kind, subjects) in differences(product, &categories, &lessons, before, &after) {
            self.tell(conn, contact, kind, subjects, Some(once(kind, contact, &subjects, None))).await?;
        }
        Ok(())
    }
}

/// A name that only this happening to this contact has.
pub(super) fn once(kind: TriggerKind, contact: ContactId, subjects: &Subjects, at: Option<Timestamp>) -> String {
    let ids = [
        subjects.offer.map(uuid::Uuid::from),
        subjects.product.map(Into::into),
        subjects.category.map(Into::into),
        subjects.lesson.map(Into::into),
        subjects.group.map(Into::into),
    ];
    // The narrowest says which: what it stands in may be put elsewhere.
    let narrowest = [ids[3], ids[2], ids[1], ids[4], ids[0]].into_iter().flatten().next().unwrap_or_default();
    let at = at.map(|at| format!(" {}", at.0)).unwrap_or_default();
    format!("{kind} {contact} {}{at}", narrowest.simple())
}

fn differences(product: ProductId, categories: &[Category], lessons: &[LessonHead], before: &Deeds, after: &Deeds) -> Vec<(TriggerKind, Subjects)> {
    use TriggerKind::{CategoryCompleted, CategoryStarted, LessonCompleted, LessonStarted, ProductCompleted, ProductStarted};
    let course = Subjects { product: Some(product), ..Subjects::default() };
    let mut found = Vec::new();
    for head in lessons {
        let subjects = Subjects { category: Some(head.category_id), lesson: Some(head.id), ..course };
        let is_new = |after: &BTreeSet<LessonId>, before: &BTreeSet<LessonId>| after.contains(&head.id) && !before.contains(&head.id);
        found.extend(is_new(&after.started, &before.started).then_some((LessonStarted, subjects)));
        found.extend(is_new(&after.completed, &before.completed).then_some((LessonCompleted, subjects)));
    }
    // A lesson counts in the section that its own stands in, too.
    let inside = |head: &LessonHead, category: CategoryId| {
        head.category_id == category || categories.iter().any(|one| one.id == head.category_id && one.parent_id == Some(category))
    };
    let parts = categories.iter().map(|category| {
        let of_category: Vec<LessonId> = lessons.iter().filter(|head| inside(head, category.id)).map(|head| head.id).collect();
        (CategoryStarted, CategoryCompleted, Subjects { category: Some(category.id), ..course }, of_category)
    });
    let whole = (ProductStarted, ProductCompleted, course, lessons.iter().map(|head| head.id).collect());
    for (started, completed, subjects, lessons) in parts.chain([whole]) {
        let any = |of: &BTreeSet<LessonId>| lessons.iter().any(|lesson| of.contains(lesson));
        let all = |of: &BTreeSet<LessonId>| !lessons.is_empty() && lessons.iter().all(|lesson| of.contains(lesson));
        found.extend((any(&after.started) && !any(&before.started)).then_some((started, subjects)));
        found.extend((all(&after.completed) && !all(&before.completed)).then_some((completed, subjects)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::TriggerKind::{CategoryCompleted, CategoryStarted, LessonCompleted, LessonStarted, ProductCompleted, ProductStarted};
    use super::*;

    fn id<T: From<uuid::Uuid>>(n: u128) -> T {
        uuid::Uuid::from_u128(n).into()
    }

    fn of(kind: TriggerKind, category: u128) -> (TriggerKind, Option<CategoryId>) {
        (kind, Some(id(category)))
    }

    fn head(n: u128, category: u128) -> LessonHead {
        LessonHead {
            id: id(n),
            product_id: id(1),
            category_id: id(category),
            slug: String::new(),
            title: String::new(),
            minutes: None,
            state: LessonState::Published,
            position: 0,
        }
    }

    #[test]
    fn the_first_lesson_starts_and_the_last_completes_what_it_stands_in() {
        let outer = Category::new(id(10), id(1), String::new(), 0);
        let inner = Category { parent_id: Some(id(10)), ..Category::new(id(11), id(1), String::new(), 0) };
        let other = Category::new(id(12), id(1), String::new(), 1);
        let (categories, lessons) = ([outer, inner, other], [head(20, 10), head(21, 11), head(22, 12)]);
        let deeds = |started: &[u128], completed: &[u128]| Deeds {
            started: started.iter().map(|n| id(*n)).collect(),
            completed: completed.iter().map(|n| id(*n)).collect(),
        };
        let kinds = |before: &Deeds, after: &Deeds| -> Vec<(TriggerKind, Option<CategoryId>)> {
            differences(id(1), &categories, &lessons, before, after).into_iter().map(|(kind, subjects)| (kind, subjects.category)).collect()
        };
        assert_eq!(
            kinds(&deeds(&[], &[]), &deeds(&[21], &[])),
            [of(LessonStarted, 11), of(CategoryStarted, 10), of(CategoryStarted, 11), (ProductStarted, None)]
        );
        assert_eq!(kinds(&deeds(&[21], &[]), &deeds(&[21, 20], &[])), [of(LessonStarted, 10)], "both sections are begun");
        assert_eq!(
            kinds(&deeds(&[20, 21], &[20]), &deeds(&[20, 21], &[20, 21])),
            [of(LessonCompleted, 11), of(CategoryCompleted, 10), of(CategoryCompleted, 11)]
        );
        assert_eq!(kinds(&deeds(&[], &[20, 21]), &deeds(&[], &[20, 21, 22])), [of(LessonCompleted, 12), of(CategoryCompleted, 12), (ProductCompleted, None)]);
        assert!(kinds(&deeds(&[20], &[20]), &deeds(&[20], &[20])).is_empty(), "watching again is no news");
    }
}
