//! What is wrong with an automation, in words.

use domain::automation::{Branch, Fault, Flaw, Spot, StepPath};

use super::{Words, fill};

impl Words {
    /// `3 › yes › 1`
    pub fn step_path(self, path: &StepPath) -> String {
        let t = self.automations();
        let inside = path.inside.iter().map(|(place, branch)| {
            let branch = match branch {
                Branch::Yes => t.yes,
                Branch::No => t.no,
            };
            format!("{place} › {branch} › ")
        });
        inside.chain([path.place.to_string()]).collect()
    }

    /// `Step 3 › yes › 1`; nothing for what is wrong as a whole.
    pub fn fault_spot(self, fault: &Fault) -> Option<String> {
        let t = self.automations();
        match &fault.at {
            Spot::Whole => None,
            Spot::Trigger => Some(t.at_trigger.to_owned()),
            Spot::Filter(n) => Some(fill(t.at_filter, &[("n", &n.to_string())])),
            Spot::Step(path) => Some(fill(t.at_step, &[("path", &self.step_path(path))])),
        }
    }

    /// What is wrong there, and what to do.
    pub fn fault_text(self, fault: &Fault) -> String {
        let t = self.automations();
        match &fault.what {
            Flaw::NoSteps => t.no_steps.to_owned(),
            Flaw::TooManySteps => t.too_many_steps.to_owned(),
            Flaw::TooManyFilters => t.too_many_filters.to_owned(),
            Flaw::TooDeep => t.too_deep.to_owned(),
            Flaw::Missing => t.missing.to_owned(),
            Flaw::TooLong => t.too_long.to_owned(),
            Flaw::Wait => t.wait.to_owned(),
            Flaw::Days => t.days.to_owned(),
            Flaw::Percent => t.percent.to_owned(),
            Flaw::Address => t.address.to_owned(),
            Flaw::Subject => t.subject.to_owned(),
            Flaw::Gone => t.gone.to_owned(),
            Flaw::Draft => t.draft.to_owned(),
            Flaw::Template { line, what } => fill(t.template, &[("line", &line.to_string()), ("what", what)]),
            Flaw::Variable { line, name } => fill(t.variable, &[("line", &line.to_string()), ("name", name)]),
        }
    }

    /// What is wrong, with where: `Step 3: a text is missing.`
    pub fn fault(self, fault: &Fault) -> String {
        let text = self.fault_text(fault);
        match self.fault_spot(fault) {
            Some(spot) => fill(self.editor().fault_at, &[("spot", &spot), ("text", &text)]),
            None => text,
        }
    }
}
