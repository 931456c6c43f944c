//! Changing a definition step by step: what the buttons of the editor do.

use super::{Condition, Definition, Step, StepPath};
use crate::view::courses;

/// Which way a step is moved among its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    Up,
    Down,
}

impl From<courses::Step> for Move {
    fn from(way: courses::Step) -> Self {
        match way {
            courses::Step::Up => Self::Up,
            courses::Step::Down => Self::Down,
        }
    }
}

impl Definition {
    /// Puts the condition in the place of the filter there, counted from 1; at 0 behind them all. Where it stands then; `None` if there is
    /// no such filter.
    pub fn set_filter(&mut self, place: usize, condition: Condition) -> Option<usize> {
        let Some(at) = place.checked_sub(1) else {
            self.filters.push(condition);
            return Some(self.filters.len());
        };
        *self.filters.get_mut(at)? = condition;
        Some(place)
    }

    /// Takes the filter in that place out, counted from 1.
    pub fn remove_filter(&mut self, place: usize) -> Option<Condition> {
        let at = place.checked_sub(1)?;
        (at < self.filters.len()).then(|| self.filters.remove(at))
    }

    /// Puts the same step behind the one there, with what follows from it if it is a question. Where the new one stands.
    pub fn duplicate(&mut self, path: &StepPath) -> Option<StepPath> {
        let step = self.step(path)?.clone();
        let behind = path.behind();
        self.insert(&behind, step).then_some(behind)
    }

    fn list_mut(&mut self, path: &StepPath) -> Option<&mut Vec<Step>> {
        path.inside.iter().try_fold(&mut self.steps, |list, (question, branch)| list.get_mut(question.checked_sub(1)?)?.branch_mut(*branch))
    }

    /// Puts a step at that place, before the one that stands there. Whether there is such a place.
    pub fn insert(&mut self, path: &StepPath, step: Step) -> bool {
        match (self.list_mut(path), path.place.checked_sub(1)) {
            (Some(list), Some(at)) if at <= list.len() => {
                list.insert(at, step);
                true
            }
            _ => false,
        }
    }

    /// Puts a step in the place of the one there; a question keeps what follows from it. Whether there is one.
    pub fn replace(&mut self, path: &StepPath, step: Step) -> bool {
        let Some(old) = path.place.checked_sub(1).and_then(|at| self.list_mut(path)?.get_mut(at)) else { return false };
        *old = match (std::mem::replace(old, Step::Wait { amount: 0, unit: super::Unit::Days }), step) {
            (Step::If { then, otherwise, .. }, Step::If { condition, .. }) => Step::If { condition, then, otherwise },
            (_, step) => step,
        };
        true
    }

    /// Takes the step there out, with what follows from it if it is a question.
    pub fn remove(&mut self, path: &StepPath) -> Option<Step> {
        let at = path.place.checked_sub(1)?;
        let list = self.list_mut(path)?;
        (at < list.len()).then(|| list.remove(at))
    }

    /// Changes places with the neighbour; where it stands then. `None` if there is no neighbour.
    pub fn shift(&mut self, path: &StepPath, way: Move) -> Option<StepPath> {
        let at = path.place.checked_sub(1)?;
        let other = match way {
            Move::Up => at.checked_sub(1)?,
            Move::Down => at + 1,
        };
        let list = self.list_mut(path)?;
        if at.max(other) >= list.len() {
            return None;
        }
        list.swap(at, other);
        Some(StepPath { place: other + 1, ..path.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Condition, Test, TriggerKind};
    use super::*;

    fn tag(tag: &str) -> Step {
        Step::AddTag { tag: tag.to_owned() }
    }

    fn question(tag: &str) -> Step {
        Step::If { condition: Condition { not: false, test: Test::Tag(tag.to_owned()) }, then: Vec::new(), otherwise: Vec::new() }
    }

    #[test]
    fn steps_are_put_moved_and_taken_out() {
        let at = |text: &str| text.parse::<StepPath>().unwrap();
        let mut definition = Definition::blank(TriggerKind::SignedUp);
        assert!(definition.insert(&at("1"), question("x")));
        assert!(definition.insert(&at("2"), tag("last")));
        assert!(definition.insert(&at("1.yes.1"), tag("inside")));
        assert!(!definition.insert(&at("4"), tag("nowhere")) && !definition.insert(&at("2.yes.1"), tag("in no question")));
        assert_eq!(definition.shift(&at("1"), Move::Down), Some(at("2")));
        assert_eq!(definition.shift(&at("1"), Move::Up), None);
        assert_eq!(definition.step(&at("2.yes.1")), Some(&tag("inside")));
        assert!(definition.replace(&at("2"), question("y")));
        assert_eq!(definition.step(&at("2.yes.1")), Some(&tag("inside")), "what follows from it stays");
        assert_eq!(definition.remove(&at("2.yes.1")), Some(tag("inside")));
        assert_eq!(definition.remove(&at("3")), None);
        assert_eq!(definition.walk().len(), 2);
        assert_eq!(definition.duplicate(&at("2")), Some(at("3")));
        assert_eq!(definition.step(&at("3")), definition.step(&at("2")));
        assert_eq!(definition.duplicate(&at("9")), None);
    }

    #[test]
    fn filters_are_put_and_taken_out() {
        let tagged = |tag: &str| Condition { not: false, test: Test::Tag(tag.to_owned()) };
        let mut definition = Definition::blank(TriggerKind::SignedUp);
        assert_eq!(definition.set_filter(0, tagged("a")), Some(1));
        assert_eq!(definition.set_filter(0, tagged("b")), Some(2));
        assert_eq!(definition.set_filter(1, tagged("c")), Some(1));
        assert_eq!((definition.set_filter(3, tagged("d")), definition.remove_filter(3), definition.remove_filter(0)), (None, None, None));
        assert_eq!(definition.remove_filter(1), Some(tagged("c")));
        assert_eq!(definition.filters, [tagged("b")]);
    }
}
