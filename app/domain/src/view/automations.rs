//! Automations as admins see them: the list, the editor, the history of runs, the dry run.

use serde::{Deserialize, Serialize};

use super::Page;
use crate::automation::trigger::{Subjects, Trigger, TriggerKind};
use crate::automation::{AutomationState, Condition, Definition, Fault, Outcome, RunState, SkipReason, Step, StepPath, StopReason, Variable};
use crate::{AutomationId, CategoryId, ContactId, GroupId, LessonId, MessageId, OfferId, ProductId, RunId, Timestamp};

/// How many runs there are; none counts beyond [`MOST_COUNTED`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunCounts {
    /// Running or waiting.
    pub under_way: u32,
    pub done: u32,
    /// Stopped or failed.
    pub stopped: u32,
}

/// A count that reaches this reads *1,000+*.
pub const MOST_COUNTED: u32 = 1000;

/// An automation as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutomationRow {
    pub id: AutomationId,
    pub name: String,
    pub state: AutomationState,
    /// The draft's.
    pub trigger: Trigger,
    /// The published version's number.
    pub version: Option<u32>,
    /// The draft says something else than the published version.
    pub is_changed: bool,
    pub runs: RunCounts,
    pub updated_at: Timestamp,
}

/// The list, with what the triggers are about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutomationList {
    pub automations: Vec<AutomationRow>,
    pub titles: Titles,
}

/// An automation as the editor shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutomationCard {
    pub row: AutomationRow,
    /// The draft.
    pub definition: Definition,
    /// What keeps the draft from being published; empty: nothing does.
    pub faults: Vec<Fault>,
    pub published_at: Option<Timestamp>,
    /// What its ids stand for.
    pub titles: Titles,
    /// What messages can say after this trigger.
    pub variables: Vec<Variable>,
}

/// The titles of what a definition or an event names; what is missing is gone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Titles {
    pub offers: Vec<(OfferId, String)>,
    pub products: Vec<(ProductId, String)>,
    pub categories: Vec<(CategoryId, String)>,
    pub lessons: Vec<(LessonId, String)>,
    pub groups: Vec<(GroupId, String)>,
}

fn title<'a, Id: PartialEq>(titles: &'a [(Id, String)], id: &Id) -> Option<&'a str> {
    titles.iter().find(|(one, _)| one == id).map(|(_, title)| title.as_str())
}

impl Titles {
    pub fn offer(&self, id: OfferId) -> Option<&str> {
        title(&self.offers, &id)
    }
    pub fn product(&self, id: ProductId) -> Option<&str> {
        title(&self.products, &id)
    }
    pub fn category(&self, id: CategoryId) -> Option<&str> {
        title(&self.categories, &id)
    }
    pub fn lesson(&self, id: LessonId) -> Option<&str> {
        title(&self.lessons, &id)
    }
    pub fn group(&self, id: GroupId) -> Option<&str> {
        title(&self.groups, &id)
    }

    /// The title of the narrowest thing that is named, if it is still there.
    pub fn of(&self, subjects: &Subjects) -> Option<&str> {
        let lesson = subjects.lesson.map(|id| self.lesson(id));
        let category = subjects.category.map(|id| self.category(id));
        let product = subjects.product.map(|id| self.product(id));
        let group = subjects.group.map(|id| self.group(id));
        let offer = subjects.offer.map(|id| self.offer(id));
        lesson.or(category).or(product).or(group).or(offer).flatten()
    }
}

/// What the editor's menus offer. Destinations are written as [`crate::Destination`] reads them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutomationChoices {
    /// Published ones first; a draft cannot be granted.
    pub offers: Vec<(OfferId, String)>,
    pub products: Vec<ProductChoice>,
    pub groups: Vec<GroupChoice>,
    pub tags: Vec<String>,
}

/// A course to choose, whole or in part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductChoice {
    pub id: ProductId,
    pub slug: String,
    pub title: String,
    pub categories: Vec<(CategoryId, String)>,
    /// Id, slug, title.
    pub lessons: Vec<(LessonId, String, String)>,
}

/// A community to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupChoice {
    pub id: GroupId,
    pub slug: String,
    pub title: String,
}

/// Whose runs to list, and from where on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunQuery {
    pub state: Option<RunState>,
    /// Where to read on, from [`Page::next`].
    pub cursor: Option<String>,
    /// Where to read back, from [`Page::previous`]; then `cursor` does not count.
    pub before: Option<String>,
}

/// A run as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRow {
    pub id: RunId,
    pub automation: AutomationId,
    pub automation_name: String,
    pub version: u32,
    pub contact: ContactId,
    pub contact_name: String,
    /// What it began with.
    pub event: EventRow,
    pub state: RunState,
    /// Why it did not go on.
    pub reason: Option<StopReason>,
    /// The step that comes next, unless it is over.
    pub next: Option<StepPath>,
    /// When that is due.
    pub due_at: Option<Timestamp>,
    pub started_at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRow {
    pub kind: TriggerKind,
    /// What it was about, if that is still there: the narrowest.
    pub title: Option<String>,
    pub days: Option<u16>,
    pub at: Timestamp,
}

/// An automation's runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Runs {
    pub id: AutomationId,
    pub name: String,
    pub counts: RunCounts,
    pub page: Page<RunRow>,
}

/// One run, step by step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunCard {
    pub row: RunRow,
    /// The version that it began on and finishes on.
    pub definition: Definition,
    pub titles: Titles,
    pub steps: Vec<RunStepRow>,
}

/// What became of one step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunStepRow {
    pub path: StepPath,
    pub at: Timestamp,
    pub outcome: Outcome,
    /// Why it was left out.
    pub skipped: Option<SkipReason>,
    /// Until when it waits.
    pub until: Option<Timestamp>,
    /// What the other side answered.
    pub answer: Option<String>,
    /// The message that it wrote, if that is still there.
    pub message: Option<MessageId>,
}

/// What an automation would do for one contact now, if its trigger happened (A5). Nothing is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DryRun {
    pub contact: ContactId,
    pub contact_name: String,
    /// Each filter, and whether it lets the contact through.
    pub filters: Vec<(Condition, bool)>,
    /// The steps on the contact's way, as far as that can be told today; empty if a filter is in the way.
    pub steps: Vec<DryStep>,
    pub titles: Titles,
}

impl DryRun {
    /// Whether all filters let the contact through.
    pub fn begins(&self) -> bool {
        self.filters.iter().all(|(_, holds)| *holds)
    }
}

/// What one step would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DryStep {
    pub path: StepPath,
    pub step: Step,
    /// When, if the trigger happened now.
    pub at: Timestamp,
    pub would: Would,
    pub warnings: Vec<Warning>,
}

/// What a step would come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Would {
    /// Just what the step says.
    Do,
    /// This message would go out. The link in it is masked.
    Send {
        address: String,
        /// Empty for a text message.
        subject: String,
        text: String,
    },
    WaitUntil(Timestamp),
    /// The condition is true, or not.
    Answer(bool),
    Skip(SkipReason),
}

/// What one should know before publishing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Warning {
    /// When this wait is over, the link of the message at that step is dead.
    OutlivesLink { sent: StepPath, dead_at: Timestamp },
    /// The contact has no active offer then: the link would open nothing.
    NotEntitled,
    /// The contact may not see where the link leads; it would lead home.
    LeadsHome,
}
