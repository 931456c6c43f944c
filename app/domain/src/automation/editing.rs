//! Changing a definition step by step: what the buttons of the editor do.

use super::{Definition, Step, StepPath};

/// Which way a step is moved among its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    Up,
    Down,
}

impl Definition {
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
    }
}
