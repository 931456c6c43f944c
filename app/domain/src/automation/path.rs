//! Where a step stands: `2`, or `3.yes.1` for the first step of what the third does if the answer is yes.

use serde::{Deserialize, Serialize};

use super::{Definition, Step};
use crate::problem::{Invalid, Problem};

crate::word::words! {
    /// Which way on from a question.
    Branch {
        Yes = "yes",
        No = "no",
    }
}

/// The way to a step, or to where one may be put: the questions on the way, each with the answer, then the place. Counted from 1, as people do.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StepPath {
    pub inside: Vec<(usize, Branch)>,
    pub place: usize,
}

impl StepPath {
    /// The first step of all.
    pub const fn first() -> Self {
        Self { inside: Vec::new(), place: 1 }
    }

    /// The first step on the way on that `branch` is, from the question here.
    #[must_use]
    pub fn into_branch(&self, branch: Branch) -> Self {
        let inside = self.inside.iter().copied().chain([(self.place, branch)]).collect();
        Self { inside, place: 1 }
    }

    /// The step behind this one in the same list, whether there is one or not.
    #[must_use]
    pub fn behind(&self) -> Self {
        Self { inside: self.inside.clone(), place: self.place + 1 }
    }

    /// How many questions it stands in.
    pub fn depth(&self) -> usize {
        self.inside.len()
    }
}

impl std::fmt::Display for StepPath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (place, branch) in &self.inside {
            write!(f, "{place}.{branch}.")?;
        }
        self.place.fmt(f)
    }
}

impl std::str::FromStr for StepPath {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let place = |text: &str| text.parse::<usize>().ok().filter(|n| (1..=999).contains(n)).ok_or(Invalid::Choice);
        let parts: Vec<&str> = text.split('.').take(20).collect();
        let Some((last, inside)) = parts.split_last() else { return Err(Invalid::Choice.into()) };
        let inside = inside
            .chunks(2)
            .map(|pair| match pair {
                [question, branch] => Ok((place(question)?, branch.parse::<Branch>()?)),
                _ => Err(Problem::from(Invalid::Choice)),
            })
            .collect::<Result<_, Problem>>()?;
        Ok(Self { inside, place: place(last)? })
    }
}

impl TryFrom<String> for StepPath {
    type Error = Problem;
    fn try_from(text: String) -> Result<Self, Problem> {
        text.parse()
    }
}

impl From<StepPath> for String {
    fn from(path: StepPath) -> Self {
        path.to_string()
    }
}

impl Definition {
    /// The step there, if there is one.
    pub fn step(&self, path: &StepPath) -> Option<&Step> {
        self.list(path)?.get(path.place.checked_sub(1)?)
    }

    /// The list that `path` is a place of.
    fn list(&self, path: &StepPath) -> Option<&[Step]> {
        path.inside.iter().try_fold(self.steps.as_slice(), |list, (question, branch)| list.get(question.checked_sub(1)?)?.branch(*branch))
    }

    /// The first step, if there is any.
    pub fn first(&self) -> Option<StepPath> {
        self.settle(StepPath::first())
    }

    /// The step that follows the one at `path`; `None` at the end.
    pub fn after(&self, path: &StepPath) -> Option<StepPath> {
        self.settle(path.behind())
    }

    /// The step that follows the question at `path` with that answer.
    pub fn answered(&self, path: &StepPath, branch: Branch) -> Option<StepPath> {
        self.settle(path.into_branch(branch))
    }

    /// `path` if a step stands there, else the one that follows what it is the end of.
    fn settle(&self, mut path: StepPath) -> Option<StepPath> {
        while self.step(&path).is_none() {
            let (question, _) = path.inside.pop()?;
            path.place = question + 1;
        }
        Some(path)
    }

    /// Every step with its path, from top to bottom as it is read.
    pub fn walk(&self) -> Vec<(StepPath, &Step)> {
        fn down<'a>(steps: &'a [Step], mut path: StepPath, found: &mut Vec<(StepPath, &'a Step)>) {
            for step in steps {
                found.push((path.clone(), step));
                for branch in Branch::ALL {
                    down(step.branch(*branch).unwrap_or_default(), path.into_branch(*branch), found);
                }
                path = path.behind();
            }
        }
        let mut found = Vec::new();
        down(&self.steps, StepPath::first(), &mut found);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Condition, Test, TriggerKind};
    use super::*;

    fn tag(tag: &str) -> Step {
        Step::AddTag { tag: tag.to_owned() }
    }

    fn question(then: Vec<Step>, otherwise: Vec<Step>) -> Step {
        Step::If { condition: Condition { not: false, test: Test::Tag("x".to_owned()) }, then, otherwise }
    }

    fn definition() -> Definition {
        let inner = question(vec![tag("c")], Vec::new());
        Definition { steps: vec![tag("a"), question(vec![tag("b"), inner], Vec::new()), tag("d")], ..Definition::blank(TriggerKind::SignedUp) }
    }

    #[test]
    fn a_path_is_text() {
        for text in ["1", "3.yes.1", "2.no.14.yes.3"] {
            assert_eq!(text.parse::<StepPath>().unwrap().to_string(), text);
        }
        for other in ["", "0", "1.", "1.yes", "1.maybe.2", "yes.1", "-1", "1000"] {
            assert!(other.parse::<StepPath>().is_err(), "{other}");
        }
    }

    #[test]
    fn steps_follow_one_another_out_of_a_branch_too() {
        let definition = definition();
        let at = |text: &str| text.parse::<StepPath>().unwrap();
        let after = |text: &str| definition.after(&at(text)).map(|path| path.to_string());
        assert_eq!(definition.first(), Some(at("1")));
        assert_eq!(after("1").as_deref(), Some("2"));
        assert_eq!(definition.answered(&at("2"), Branch::Yes), Some(at("2.yes.1")));
        assert_eq!(definition.answered(&at("2"), Branch::No), Some(at("3")), "nothing to do there");
        assert_eq!(after("2.yes.1").as_deref(), Some("2.yes.2"));
        assert_eq!(after("2.yes.2.yes.1").as_deref(), Some("3"), "out of both");
        assert_eq!(after("3"), None);
        assert_eq!(Definition::blank(TriggerKind::SignedUp).first(), None);
    }

    #[test]
    fn steps_are_read_from_top_to_bottom() {
        let definition = definition();
        let paths: Vec<String> = definition.walk().into_iter().map(|(path, _)| path.to_string()).collect();
        assert_eq!(paths, ["1", "2", "2.yes.1", "2.yes.2", "2.yes.2.yes.1", "3"]);
    }
}
