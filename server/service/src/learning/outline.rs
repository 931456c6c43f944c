//! The sections and lessons of a course in order, as one reader finds them.

use std::collections::HashMap;

use domain::view::learning::{LessonRef, OutlineItem, Section, Steps};
use domain::{CategoryId, Gate, LessonId, LessonState};
use store::courses::{Category, LessonHead};
use store::progress::Progress;

use super::doors::Doors;
use super::reference;

/// A category stands behind the one that it is in.
pub(crate) struct Outline {
    parts: Vec<(Category, Vec<LessonHead>)>,
    doors: Doors,
}

impl Outline {
    /// Both in their order; `lessons` are those that the reader may know of.
    pub fn new(categories: Vec<Category>, lessons: Vec<LessonHead>, doors: Doors) -> Self {
        let mut by_category: HashMap<CategoryId, Vec<LessonHead>> = HashMap::new();
        for head in lessons {
            by_category.entry(head.category_id).or_default().push(head);
        }
        let with_lessons = |category: Category| {
            let lessons = by_category.remove(&category.id).unwrap_or_default();
            (category, lessons)
        };
        Self { parts: categories.into_iter().map(with_lessons).collect(), doors }
    }

    pub fn lessons(&self) -> impl Iterator<Item = &LessonHead> {
        self.parts.iter().flat_map(|(_, lessons)| lessons)
    }

    /// What stands before a lesson of that category.
    pub fn gate(&self, category: CategoryId, state: LessonState) -> Gate {
        self.doors.lesson(category, state)
    }

    pub fn is_open(&self, head: &LessonHead) -> bool {
        self.gate(head.category_id, head.state).is_open()
    }

    /// The first lesson after that one which is open.
    pub fn after(&self, lesson: LessonId) -> Option<&LessonHead> {
        self.lessons().skip_while(|head| head.id != lesson).skip(1).find(|head| self.is_open(head))
    }

    pub fn section_of(&self, category: CategoryId) -> &str {
        self.parts.iter().find(|(section, _)| section.id == category).map_or("", |(section, _)| &section.title)
    }

    /// Every published lesson counts, open or not; drafts and locked ones do not.
    pub fn steps(&self, progress: &[Progress]) -> Steps {
        let published = || self.lessons().filter(|head| head.state == LessonState::Published);
        Steps { done: number(published().filter(|head| is_completed(progress, head.id)).count()), all: number(published().count()) }
    }

    /// Sections without a lesson to see are left out.
    pub fn sections(&self, progress: &[Progress]) -> Vec<Section> {
        self.sections_in(None, progress)
    }

    fn sections_in(&self, parent: Option<CategoryId>, progress: &[Progress]) -> Vec<Section> {
        let item = |head: &LessonHead| OutlineItem {
            slug: head.slug.clone(),
            title: head.title.clone(),
            minutes: head.minutes.and_then(|minutes| u32::try_from(minutes).ok()),
            completed: is_completed(progress, head.id),
            state: head.state,
            gate: self.gate(head.category_id, head.state),
        };
        let section = |(category, lessons): &(Category, Vec<LessonHead>)| Section {
            title: category.title.clone(),
            lessons: lessons.iter().map(item).collect(),
            // They nest one level deep.
            sections: if parent.is_none() { self.sections_in(Some(category.id), progress) } else { Vec::new() },
        };
        let inside = self.parts.iter().filter(|(category, _)| category.parent_id == parent);
        inside.map(section).filter(|section| section.all_lessons().next().is_some()).collect()
    }

    /// The lesson to go on with: one that is open.
    pub fn next(&self, progress: &[Progress]) -> Option<LessonRef> {
        let order: Vec<LessonId> = self.lessons().map(|head| head.id).collect();
        let open = |id: LessonId| self.lessons().any(|head| head.id == id && self.is_open(head));
        let next = resume_at(&order, progress, open)?;
        self.lessons().find(|head| head.id == next).map(reference)
    }
}

/// Where to go on: with the lesson opened last or, when that one is completed, the first after it that is not; with one
/// before it when none is left after it. What is not `open` is passed over.
fn resume_at(order: &[LessonId], progress: &[Progress], open: impl Fn(LessonId) -> bool) -> Option<LessonId> {
    let last = progress.iter().filter(|row| row.opened().is_some() && order.contains(&row.lesson_id)).max_by_key(|row| row.opened_at);
    let start = last.and_then(|last| order.iter().position(|id| *id == last.lesson_id)).unwrap_or_default();
    let (before, after) = order.split_at(start);
    after.iter().chain(before).copied().find(|id| !is_completed(progress, *id) && open(*id))
}

pub(crate) fn is_completed(progress: &[Progress], lesson: LessonId) -> bool {
    progress.iter().any(|row| row.lesson_id == lesson && row.completed_at.is_some())
}

pub(crate) fn number<N: TryInto<u32>>(n: N) -> u32 {
    n.try_into().unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use domain::{ContactId, ProductId, Timestamp};

    use super::*;

    fn lesson(n: u128) -> LessonId {
        LessonId(uuid::Uuid::from_u128(n))
    }

    fn row(n: u128, opened: i64, completed: bool) -> Progress {
        Progress {
            contact_id: ContactId::MIN,
            product_id: ProductId::MIN,
            lesson_id: lesson(n),
            opened_at: Timestamp(opened),
            completed_at: completed.then_some(Timestamp(opened)),
        }
    }

    #[test]
    fn goes_on_where_the_learner_left_off() {
        let order = [lesson(1), lesson(2), lesson(3)];
        let at = |progress: &[Progress]| resume_at(&order, progress, |_| true);
        assert_eq!(at(&[]), Some(lesson(1)), "nothing begun");
        assert_eq!(at(&[row(2, 10, false)]), Some(lesson(2)), "opened, not completed");
        assert_eq!(at(&[row(1, 10, false), row(2, 20, true)]), Some(lesson(3)), "the one after the last completed");
        assert_eq!(at(&[row(3, 30, true)]), Some(lesson(1)), "back to what was skipped");
        assert_eq!(at(&[row(1, 1, true), row(2, 2, true), row(3, 3, true)]), None, "all done");
        assert_eq!(at(&[row(9, 99, true)]), Some(lesson(1)), "a lesson that is gone");
        assert_eq!(resume_at(&[], &[], |_| true), None);
        let closed = |id: LessonId| id != lesson(2);
        assert_eq!(resume_at(&order, &[row(1, 10, true)], closed), Some(lesson(3)), "what is closed is passed over");
        assert_eq!(resume_at(&order, &[row(1, 10, true), row(3, 20, true)], closed), None, "nothing else is open");
    }
}
