//! Which parts of a course are open to one learner now: the one place that applies the rule of [`domain::drip`]. Outlines, lessons,
//! their files and the ways on all ask it.

use std::collections::HashMap;

use domain::drip::{Moment, Opening, opening};
use domain::{CategoryId, ContactId, Drip, Gate, LessonState, ProductId, Timestamp};
use store::Conn;
use store::courses::Category;

use crate::zone::Zone;
use crate::{Result, zone};

/// The doors of a course as one reader finds them.
pub(crate) struct Doors {
    /// `None` for an admin, to whom everything is open.
    openings: Option<HashMap<CategoryId, Opening>>,
    zone: Option<Zone>,
}

impl Doors {
    /// Everything is open.
    pub const fn open() -> Self {
        Self { openings: None, zone: None }
    }

    /// Those of the product's `categories` for a contact who is entitled to it. What the contact's grant and first visit are is
    /// read only if a category waits for something.
    pub async fn of(conn: &mut Conn, contact: ContactId, product: ProductId, categories: &[Category], now: Timestamp) -> Result<Self> {
        if categories.iter().all(|category| category.drip() == Drip::AtOnce) {
            return Ok(Self { openings: Some(HashMap::new()), zone: None });
        }
        let zone = zone::read(conn).await?;
        // Without a grant there is nothing to see anyway; the days would only just begin.
        let granted_at = store::grants::opened_since(conn, contact, product, now).await?.unwrap_or(now);
        let first_access = store::enrolments::find(conn, contact, product).await?.and_then(|enrolment| enrolment.first_at);
        let rule = |category: &Category| opening(category.drip(), granted_at, first_access, now, |day| zone.midnight(day));
        let parent = |category: &Category| categories.iter().find(|other| Some(other.id) == category.parent_id);
        let openings = categories.iter().map(|category| (category.id, rule(category).and(parent(category).map_or(Opening::Open, rule)))).collect();
        Ok(Self { openings: Some(openings), zone: Some(zone) })
    }

    /// What stands before a category.
    pub fn section(&self, category: CategoryId) -> Gate {
        let opening = self.openings.as_ref().and_then(|openings| openings.get(&category)).copied().unwrap_or_default();
        match opening {
            Opening::Open => Gate::Open,
            Opening::At(at) => Gate::OpensAt(Moment { at, local: self.zone.as_ref().map_or(at, |zone| zone.local(at)) }),
            Opening::AfterFirstAccess { days } => Gate::AfterFirstAccess { days },
        }
    }

    /// What stands before a lesson of that category.
    pub fn lesson(&self, category: CategoryId, state: LessonState) -> Gate {
        match state {
            LessonState::Locked if self.openings.is_some() => Gate::Locked,
            _ => self.section(category),
        }
    }
}
