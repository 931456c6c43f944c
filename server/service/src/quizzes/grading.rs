//! What is right. Nothing here reads or writes.

use std::collections::BTreeSet;

use domain::quiz::squeeze;
use domain::{Mark, Publication, QuestionKind};
use store::quizzes::Choice;

use super::Whole;

/// Characters that are kept of an answer.
const LONGEST: usize = 300;

/// One question's answer, marked, in words that still read when the question has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Graded {
    pub question: String,
    pub given: String,
    pub expected: String,
    pub explanation: String,
    pub mark: Mark,
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

impl Whole {
    /// Whether it can be asked: it can be answered, and something is right.
    pub(super) fn state(&self) -> Publication {
        let right = self.right().count();
        let ready = match self.question.kind {
            QuestionKind::Single => self.choices.len() >= 2 && right == 1,
            QuestionKind::Multiple => self.choices.len() >= 2 && right >= 1,
            QuestionKind::Short => lines(&self.question.accepted).next().is_some(),
        };
        if ready { Publication::Published } else { Publication::Draft }
    }

    fn right(&self) -> impl Iterator<Item = &Choice> {
        self.choices.iter().filter(|choice| choice.mark.is_right())
    }

    /// Marks what was given. An option that there is not counts as none.
    pub(super) fn grade(&self, given: &[String]) -> Graded {
        let (given, expected, right): (Vec<String>, Vec<&str>, bool) = match self.question.kind {
            QuestionKind::Single | QuestionKind::Multiple => {
                let chosen: Vec<&Choice> = self.choices.iter().filter(|choice| given.contains(&choice.answer)).collect();
                let expected: Vec<&str> = self.right().map(|choice| choice.answer.as_str()).collect();
                let answers: BTreeSet<&str> = chosen.iter().map(|choice| choice.answer.as_str()).collect();
                let right = !expected.is_empty() && answers == expected.iter().copied().collect();
                (chosen.iter().map(|choice| choice.answer.clone()).collect(), expected, right)
            }
            QuestionKind::Short => {
                let given: String = given.first().map(|text| text.trim().chars().filter(|c| !c.is_control()).take(LONGEST).collect()).unwrap_or_default();
                let right = !given.is_empty() && lines(&self.question.accepted).any(|accepted| squeeze(accepted) == squeeze(&given));
                (vec![given], lines(&self.question.accepted).collect(), right)
            }
        };
        Graded {
            question: self.question.question.clone(),
            given: given.join("\n"),
            expected: expected.join("\n"),
            explanation: self.question.explanation.clone(),
            mark: Mark::of(right),
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{LessonId, QuestionId};
    use store::quizzes::Question;

    use super::*;

    fn whole(kind: QuestionKind, accepted: &str, options: &[(&str, Mark)]) -> Whole {
        let question = Question {
            id: QuestionId::MIN,
            lesson_id: LessonId::MIN,
            kind,
            question: "Q".to_owned(),
            accepted: accepted.to_owned(),
            explanation: String::new(),
            state: Publication::Published,
            position: 0,
        };
        let choice =
            |(position, (answer, mark)): (i32, &(&str, Mark))| Choice { question_id: QuestionId::MIN, position, answer: (*answer).to_owned(), mark: *mark };
        Whole { question, choices: (0..).zip(options).map(choice).collect() }
    }

    fn is_right(whole: &Whole, given: &[&str]) -> bool {
        whole.grade(&given.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>()).mark.is_right()
    }

    #[test]
    fn each_kind_is_marked_its_own_way() {
        let abc = [("a", Mark::Right), ("b", Mark::Wrong), ("c", Mark::Right)];
        let single = whole(QuestionKind::Single, "", &abc[..2]);
        let multiple = whole(QuestionKind::Multiple, "", &abc);
        let short = whole(QuestionKind::Short, "Crème brûlée\n\nflan ", &[]);
        for (question, given, right) in [
            (&single, &["a"][..], true),
            (&single, &["b"], false),
            (&single, &[], false),
            (&single, &["a", "b"], false),
            (&single, &["A"], false),
            (&multiple, &["a", "c"], true),
            (&multiple, &["c", "a", "a"], true),
            (&multiple, &["a"], false),
            (&multiple, &["a", "b", "c"], false),
            (&multiple, &[], false),
            (&short, &[" creme  BRULEE"], true),
            (&short, &["Flan"], true),
            (&short, &["crème"], false),
            (&short, &[""], false),
            (&short, &[], false),
            (&short, &["wrong", "flan"], false),
        ] {
            assert_eq!(is_right(question, given), right, "{given:?}");
        }
        assert_eq!(single.grade(&["nothing of ours".to_owned()]).given, "", "what was no option is not kept");
    }

    #[test]
    fn a_question_that_lacks_something_is_not_asked() {
        let state = |kind, accepted, options: &[(&str, Mark)]| whole(kind, accepted, options).state();
        let (right, wrong) = (("a", Mark::Right), ("b", Mark::Wrong));
        assert_eq!(state(QuestionKind::Single, "", &[right, wrong]), Publication::Published);
        assert_eq!(state(QuestionKind::Single, "", &[right]), Publication::Draft);
        assert_eq!(state(QuestionKind::Single, "", &[right, right]), Publication::Draft);
        assert_eq!(state(QuestionKind::Multiple, "", &[wrong, wrong]), Publication::Draft);
        assert_eq!(state(QuestionKind::Short, " \n", &[]), Publication::Draft);
        assert_eq!(state(QuestionKind::Short, "a", &[]), Publication::Published);
    }
}
