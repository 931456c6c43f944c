//! What opens when, in words.

use domain::Gate;
use domain::drip::Moment;

use super::{Words, fill};

impl Words {
    /// `3 May 2026, 00:00`, `3 mai 2026 à 00 h 00`: what a clock on the portal's wall says.
    pub fn moment(self, moment: Moment) -> String {
        let exact = self.exact(moment.local);
        exact.strip_suffix(" UTC").unwrap_or(&exact).to_owned()
    }

    /// `opens on 3 May 2026, 00:00`; `None` for what is open.
    pub fn opens(self, gate: Gate) -> Option<String> {
        let t = self.drip();
        match gate {
            Gate::Open => None,
            Gate::Locked => Some(t.locked.to_owned()),
            Gate::OpensAt(moment) => Some(fill(t.opens, &[("when", &self.moment(moment))])),
            Gate::AfterFirstAccess { days } => Some(self.count(days, t.opens_after, t.opens_after_many)),
        }
    }

    /// As an admin reads it of a contact.
    pub fn opens_for(self, gate: Gate) -> Option<String> {
        let t = self.sections();
        match gate {
            Gate::AfterFirstAccess { days } => Some(self.count(days, t.opens_after_first, t.opens_after_first_many)),
            gate => self.opens(gate),
        }
    }

    /// The same as a sentence of its own.
    pub fn opens_sentence(self, gate: Gate) -> String {
        let t = self.drip();
        match gate {
            // It has opened meanwhile.
            Gate::Open => String::new(),
            Gate::Locked => t.closed_locked.to_owned(),
            Gate::OpensAt(moment) => fill(t.closed_opens, &[("when", &self.moment(moment))]),
            Gate::AfterFirstAccess { days } => self.count(days, t.closed_after, t.closed_after_many),
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{Lang, Timestamp};

    use super::*;

    #[test]
    fn says_what_a_clock_on_the_wall_says() {
        let local = Timestamp::from_date("2026-05-03").unwrap();
        let gate = Gate::OpensAt(Moment { at: Timestamp(0), local });
        let (en, fr) = (Words::of(Lang::En), Words::of(Lang::Fr));
        assert_eq!(en.opens_sentence(gate), "Opens on 3 May 2026, 00:00.");
        assert_eq!(fr.opens(gate).as_deref(), Some("s’ouvre le 3 mai 2026 à 00 h 00"));
        assert_eq!(en.opens(Gate::AfterFirstAccess { days: 1 }).as_deref(), Some("opens 1 day after you first open the course"));
        assert_eq!(en.opens(Gate::Open), None);
    }
}
