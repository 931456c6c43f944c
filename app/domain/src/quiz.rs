//! A quiz's closed lists, and how an answer is marked.

use crate::{QuestionId, text};

crate::word::words! {
    /// How a question is answered.
    QuestionKind {
        /// One of several options.
        Single = "single",
        /// All that are right of several options, and no other.
        Multiple = "multiple",
        /// A few words.
        Short = "short",
    }
}

crate::word::words! {
    /// Whether an answer, an option or a whole attempt is right.
    Mark {
        Right = "right",
        Wrong = "wrong",
    }
}

impl Mark {
    pub const fn of(right: bool) -> Self {
        if right { Self::Right } else { Self::Wrong }
    }

    pub const fn is_right(self) -> bool {
        matches!(self, Self::Right)
    }
}

/// What a question's answers go by in a form. It begins with a letter: a key that begins with a digit would be read as a place in a
/// list.
pub fn answer_key(question: QuestionId) -> String {
    format!("q{question}")
}

/// The name of a question's fields.
pub fn answer_field(question: QuestionId) -> String {
    format!("answers[{}][]", answer_key(question))
}

/// Whether so many right answers of so many pass, at that many percent. Counted in whole numbers, so that a share at the very
/// border passes.
pub fn passes(right: u32, of: u32, percent: u32) -> bool {
    of > 0 && u64::from(right) * 100 >= u64::from(percent) * u64::from(of)
}

/// The share in whole percent, rounded down: what fails never reads as if it had passed.
pub const fn percent(right: u32, of: u32) -> u32 {
    match (right * 100).checked_div(of) {
        Some(percent) => percent,
        None => 0,
    }
}

/// A short answer as it is compared: without regard to case, accents, kinds of apostrophes and how many spaces.
pub fn squeeze(answer: &str) -> String {
    let folded = text::fold(answer).replace(['’', '‘', 'ʼ'], "'");
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pass_mark_counts_at_its_border() {
        for (right, of, mark, passed) in
            [(2, 3, 66, true), (2, 3, 67, false), (7, 10, 70, true), (6, 10, 61, false), (0, 3, 0, true), (3, 3, 100, true), (0, 0, 0, false)]
        {
            assert_eq!(passes(right, of, mark), passed, "{right} of {of} at {mark}");
        }
        assert_eq!((percent(2, 3), percent(1, 3), percent(0, 0), percent(3, 3)), (66, 33, 0, 100));
    }

    #[test]
    fn short_answers_are_compared_as_people_mean_them() {
        for (given, accepted) in [(" Crème  brûlée ", "creme brulee"), ("L’ÉTÉ", "l'ete"), ("C++", "c++")] {
            assert_eq!(squeeze(given), squeeze(accepted), "{given}");
        }
        assert_ne!(squeeze("C"), squeeze("C++"));
    }
}
