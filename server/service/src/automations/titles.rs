//! The titles of what definitions and events name.

use domain::automation::{Definition, Step, Subjects, Test};
use domain::view::automations::Titles;
use store::Conn;

use crate::Result;

/// Everything that one or more definitions and events name.
#[derive(Default)]
pub(super) struct Named {
    pub subjects: Vec<Subjects>,
}

impl Named {
    pub(super) fn of(definition: &Definition) -> Self {
        let mut named = Self { subjects: vec![definition.trigger.only] };
        for filter in &definition.filters {
            named.test(&filter.test);
        }
        for (_, step) in definition.walk() {
            match step {
                Step::GrantOffer { offer } | Step::RevokeOffer { offer } => named.test(&Test::Offer(*offer)),
                Step::If { condition, .. } => named.test(&condition.test),
                Step::Email { .. } | Step::Sms { .. } | Step::Wait { .. } | Step::AddTag { .. } | Step::RemoveTag { .. } | Step::Webhook { .. } => {}
            }
        }
        named
    }

    pub(super) fn subject(subjects: Subjects) -> Self {
        Self { subjects: vec![subjects] }
    }

    fn test(&mut self, test: &Test) {
        let none = Subjects::default();
        self.subjects.extend(match test {
            Test::Offer(offer) => Some(Subjects { offer: Some(*offer), ..none }),
            Test::Product(product) | Test::Progress { product, .. } => Some(Subjects { product: Some(*product), ..none }),
            Test::Group(group) => Some(Subjects { group: Some(*group), ..none }),
            Test::Tag(_) => None,
        });
    }
}

/// The titles of those that are still there.
pub(super) async fn titles(conn: &mut Conn, named: &Named) -> Result<Titles> {
    let mut titles = Titles::default();
    for subjects in &named.subjects {
        add(conn, &mut titles, subjects).await?;
    }
    Ok(titles)
}

async fn add(conn: &mut Conn, titles: &mut Titles, subjects: &Subjects) -> Result<()> {
    if let Some(id) = subjects.offer.filter(|id| titles.offer(*id).is_none()) {
        titles.offers.extend(store::offers::find(conn, id).await?.map(|offer| (id, offer.title)));
    }
    if let Some(id) = subjects.product.filter(|id| titles.product(*id).is_none()) {
        titles.products.extend(store::courses::product(conn, id).await?.map(|product| (id, product.title)));
    }
    if let Some(id) = subjects.category.filter(|id| titles.category(*id).is_none()) {
        titles.categories.extend(store::courses::category(conn, id).await?.map(|category| (id, category.title)));
    }
    if let Some(id) = subjects.lesson.filter(|id| titles.lesson(*id).is_none()) {
        titles.lessons.extend(store::courses::lesson(conn, id).await?.map(|lesson| (id, lesson.title)));
    }
    if let Some(id) = subjects.group.filter(|id| titles.group(*id).is_none()) {
        titles.groups.extend(store::communities::groups::find(conn, id).await?.map(|group| (id, group.title)));
    }
    Ok(())
}
