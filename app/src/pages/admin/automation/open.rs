//! What of an automation is open to be changed: it is in the address, so it works without scripts and survives a reload.

use domain::AutomationId;
use domain::automation::StepPath;
use domain::automation::step::StepKind;
use leptos_router::params::ParamsMap;

/// The one part that is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Open {
    #[default]
    Nothing,
    Trigger,
    /// The filter in that place, counted from 1.
    Filter(usize),
    NewFilter,
    Step(StepPath),
    /// A step of that kind, to be put in that place.
    NewStep(StepPath, StepKind),
}

impl Open {
    /// Reads an address's parameters; nonsense opens nothing.
    pub fn read(params: &ParamsMap) -> Self {
        let word = |name: &str| params.get_str(name).unwrap_or_default();
        match (word("step"), word("filter"), word("add")) {
            ("trigger", ..) => Self::Trigger,
            (_, "new", _) => Self::NewFilter,
            (_, filter, _) if !filter.is_empty() => filter.parse().map_or(Self::Nothing, Self::Filter),
            (.., add) if !add.is_empty() => match (add.parse(), word("kind").parse()) {
                (Ok(path), Ok(kind)) => Self::NewStep(path, kind),
                _ => Self::Nothing,
            },
            (step, ..) => step.parse().map_or(Self::Nothing, Self::Step),
        }
    }

    fn query(&self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Trigger => "?step=trigger".to_owned(),
            Self::Filter(n) => format!("?filter={n}"),
            Self::NewFilter => "?filter=new".to_owned(),
            Self::Step(path) => format!("?step={path}"),
            Self::NewStep(path, kind) => format!("?add={path}&kind={kind}"),
        }
    }

    /// The id of the part in the page.
    pub fn anchor(&self) -> String {
        match self {
            Self::Nothing => "main".to_owned(),
            Self::Trigger => "trigger".to_owned(),
            Self::Filter(n) => format!("filter-{n}"),
            Self::NewFilter => "filter-new".to_owned(),
            Self::Step(path) => format!("step-{path}"),
            Self::NewStep(..) => "step-new".to_owned(),
        }
    }

    /// The address at which the part is open, and in sight.
    pub fn href(&self, id: AutomationId) -> String {
        format!("{}{}#{}", page(id), self.query(), self.anchor())
    }

    /// The same, where it is said that it was saved.
    pub fn saved(&self, id: AutomationId) -> String {
        format!("{}{}&done=saved#{}", page(id), self.query(), self.anchor())
    }
}

/// The page on which an automation is written.
pub fn page(id: AutomationId) -> String {
    format!("/admin/automations/{id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Open {
        let mut params = ParamsMap::new();
        for (name, value) in query.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('=')) {
            params.insert(name.to_owned(), value.to_owned());
        }
        Open::read(&params)
    }

    #[test]
    fn an_address_is_read_as_it_was_written() {
        let path: StepPath = "2.yes.1".parse().unwrap();
        for open in [Open::Nothing, Open::Trigger, Open::Filter(3), Open::NewFilter, Open::Step(path.clone()), Open::NewStep(path, StepKind::Email)] {
            assert_eq!(read(&open.query()), open);
        }
    }

    #[test]
    fn nonsense_opens_nothing() {
        for query in ["step=0", "step=1.maybe.1", "filter=x", "add=1", "add=1&kind=bomb", "add=x&kind=email"] {
            assert_eq!(read(query), Open::Nothing, "{query}");
        }
    }
}
