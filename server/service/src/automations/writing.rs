//! Admins writing automations (A4): a draft, versions, what starts and what does not.

use domain::automation::{AutomationState, Fault, Recipe, RunState, StopReason, Trigger, TriggerKind, Variable};
use domain::view::automations::{AutomationCard, AutomationChoices, AutomationList, AutomationRow, GroupChoice, MOST_COUNTED, ProductChoice, RunCounts};
use domain::{AutomationId, Definition, Invalid, Lang, Problem, ProductId, Publication, RunId, text};
use futures_util::FutureExt as _;
use store::Conn;
use store::automations::{Automation, Version};

use super::check::faults;
use super::titles::{Named, titles};
use super::{json, parse, recipes};
use crate::audit::{Action, Subject};
use crate::{AsAdmin, Error, Result};

/// Characters of a name.
const LONGEST_NAME: usize = 80;
/// Tags that the editor proposes.
const TAGS: i64 = 200;

/// What to make a new automation from.
#[derive(Clone, Debug)]
pub enum Model {
    /// Nothing but a name and a trigger.
    Blank(String, TriggerKind),
    /// A ready-made one, in that language.
    Recipe(Recipe, Lang),
    /// Another one's draft.
    Copy(AutomationId),
}

fn named(name: &str) -> Result<String> {
    let name = text::line(name).ok_or(Invalid::Required)?;
    if name.chars().count() > LONGEST_NAME { Err(Invalid::TooLong.into()) } else { Ok(name) }
}

fn subject(automation: &Automation) -> Subject {
    Subject::new("automation", automation.id, automation.name.as_str())
}

/// How many runs there are, each count up to [`MOST_COUNTED`].
pub(super) async fn counts(conn: &mut Conn, automation: AutomationId) -> Result<RunCounts> {
    let mut of = [0_u32; 3];
    for (n, states) in [&[RunState::Running, RunState::Waiting][..], &[RunState::Done], &[RunState::Stopped, RunState::Failed]].into_iter().enumerate() {
        for state in states {
            let found = store::automations::runs::count(conn, automation, *state, MOST_COUNTED.into()).await?;
            of[n] = MOST_COUNTED.min(of[n] + domain::count(found));
        }
    }
    let [under_way, done, stopped] = of;
    Ok(RunCounts { under_way, done, stopped })
}

async fn row(conn: &mut Conn, automation: &Automation, trigger: Trigger) -> Result<AutomationRow> {
    let published = match automation.version {
        Some(number) => store::automations::version_numbered(conn, automation.id, number).await?,
        None => None,
    };
    Ok(AutomationRow {
        id: automation.id,
        name: automation.name.clone(),
        state: automation.state,
        trigger,
        version: automation.version.and_then(|number| number.try_into().ok()),
        is_changed: published.is_some_and(|version| version.definition != automation.definition),
        runs: counts(conn, automation.id).await?,
        updated_at: automation.updated_at,
    })
}

impl AsAdmin {
    /// Every automation, newest first.
    pub async fn automations(&self) -> Result<AutomationList> {
        let mut conn = self.portal.store.read().await?;
        let mut named = Named::default();
        let mut automations = Vec::new();
        for automation in store::automations::all(&mut conn).await? {
            let trigger = parse(&automation.definition)?.trigger;
            named.subjects.push(trigger.only);
            automations.push(row(&mut conn, &automation, trigger).await?);
        }
        Ok(AutomationList { automations, titles: titles(&mut conn, &named).await? })
    }

    /// One automation's draft, with all that keeps it from being published.
    pub async fn automation(&self, id: AutomationId) -> Result<AutomationCard> {
        let mut conn = self.portal.store.read().await?;
        let automation = store::automations::find(&mut conn, id).await?.ok_or(Problem::NotFound)?;
        let definition = parse(&automation.definition)?;
        let (faults, titles) = faults(&mut conn, &definition).await?;
        let published_at = match automation.version {
            Some(number) => store::automations::version_numbered(&mut conn, id, number).await?.map(|version| version.published_at),
            None => None,
        };
        let variables = Variable::known_after(definition.trigger.kind).collect();
        Ok(AutomationCard { row: row(&mut conn, &automation, definition.trigger).await?, definition, faults, published_at, titles, variables })
    }

    /// What there is to choose from in the editor.
    pub async fn automation_choices(&self) -> Result<AutomationChoices> {
        let mut conn = self.portal.store.read().await?;
        let mut offers = store::offers::all(&mut conn).await?;
        offers.sort_by_key(|offer| offer.state == Publication::Draft);
        let mut products = Vec::new();
        for product in store::courses::products(&mut conn).await? {
            products.push(product_choice(&mut conn, product.id, product.slug, product.title).await?);
        }
        let groups = store::communities::groups::all(&mut conn).await?;
        Ok(AutomationChoices {
            offers: offers.into_iter().map(|offer| (offer.id, offer.title)).collect(),
            products,
            groups: groups.into_iter().map(|group| GroupChoice { id: group.id, slug: group.slug, title: group.title }).collect(),
            tags: store::contact_lists::tags_in_use(&mut conn, TAGS).await?,
        })
    }

    /// Makes a draft.
    ///
    /// # Errors
    /// `Invalid` for a name that is missing or too long, [`Problem::NotFound`] for a copy of what there is not.
    pub async fn create_automation(&self, model: Model) -> Result<AutomationId> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let (name, definition) = match model {
                        Model::Blank(name, kind) => (named(&name)?, Definition::blank(kind)),
                        Model::Recipe(recipe, lang) => recipes::ready_made(recipe, lang),
                        Model::Copy(id) => {
                            let other = store::automations::find(conn, id).await?.ok_or(Problem::NotFound)?;
                            (other.name, parse(&other.definition)?)
                        }
                    };
                    let now = me.portal.now();
                    let automation = Automation {
                        id: me.portal.new_id(),
                        name,
                        state: AutomationState::Draft,
                        definition: json(&definition)?,
                        version: None,
                        trigger_kind: None,
                        created_at: now,
                        updated_at: now,
                    };
                    store::automations::insert(conn, &automation).await?;
                    store::audit::insert(conn, &me.event(Action::AutomationCreated, subject(&automation))).await?;
                    Ok::<_, Error>(automation.id)
                }
                .boxed()
            })
            .await
    }

    pub async fn rename_automation(&self, id: AutomationId, name: &str) -> Result<()> {
        let name = named(name)?;
        self.edit_automation(id, Action::AutomationChanged, move |_, automation| {
            async move {
                automation.name = name;
                Ok(())
            }
            .boxed()
        })
        .await
    }

    /// Keeps a draft. What was published goes on as it was.
    ///
    /// # Errors
    /// [`Problem::Flawed`] with what is wrong: a draft may be unfinished, but what it says can be read.
    pub async fn save_automation(&self, id: AutomationId, definition: Definition) -> Result<()> {
        let whole = |draft: &mut Definition| {
            *draft = definition;
            Some(())
        };
        self.change_draft(id, whole).await
    }

    /// Changes a draft as it is now, so that of two changes at once none is lost. `change` does it, and tells what came of it; nothing, if
    /// there was nothing there to change.
    ///
    /// # Errors
    /// As [`Self::save_automation`]; a conflict where `change` found nothing.
    pub async fn change_draft<T: Send + 'static>(&self, id: AutomationId, change: impl FnOnce(&mut Definition) -> Option<T> + Send + 'static) -> Result<T> {
        self.edit_automation(id, Action::AutomationChanged, move |conn, automation| {
            async move {
                let mut definition = parse(&automation.definition)?;
                let done = change(&mut definition).ok_or(Problem::Conflict)?;
                let (mut faults, _) = faults(conn, &definition).await?;
                faults.retain(|fault| !fault.what.is_unfinished());
                sound(faults)?;
                automation.definition = json(&definition)?;
                Ok(done)
            }
            .boxed()
        })
        .await
    }

    /// Makes the draft the version that starts from now on. Runs under way finish on theirs.
    ///
    /// # Errors
    /// [`Problem::Flawed`] with all that is wrong with it.
    pub async fn publish_automation(&self, id: AutomationId) -> Result<()> {
        let portal = self.portal.clone();
        self.edit_automation(id, Action::AutomationPublished, move |conn, automation| {
            async move {
                let definition = parse(&automation.definition)?;
                sound(faults(conn, &definition).await?.0)?;
                let number = automation.version.unwrap_or_default() + 1;
                let version = Version {
                    id: portal.new_id(),
                    automation_id: automation.id,
                    number,
                    definition: automation.definition.clone(),
                    published_at: portal.now(),
                };
                store::automations::insert_version(conn, &version).await?;
                automation.version = Some(number);
                automation.trigger_kind = Some(definition.trigger.kind);
                automation.state = AutomationState::Published;
                Ok(())
            }
            .boxed()
        })
        .await
    }

    /// Nothing starts it any more; what it began goes on to its end.
    ///
    /// # Errors
    /// A conflict if it is not published.
    pub async fn pause_automation(&self, id: AutomationId) -> Result<()> {
        self.switch_automation(id, Action::AutomationPaused, AutomationState::Published, AutomationState::Paused).await
    }

    /// What was published starts again. What happened meanwhile starts nothing.
    ///
    /// # Errors
    /// A conflict if it is not paused.
    pub async fn resume_automation(&self, id: AutomationId) -> Result<()> {
        self.switch_automation(id, Action::AutomationResumed, AutomationState::Paused, AutomationState::Published).await
    }

    async fn switch_automation(&self, id: AutomationId, action: Action, from: AutomationState, to: AutomationState) -> Result<()> {
        self.edit_automation(id, action, move |_, automation| {
            async move {
                if automation.state != from {
                    return Err(Problem::Conflict.into());
                }
                automation.state = to;
                Ok(())
            }
            .boxed()
        })
        .await
    }

    /// Deletes it with its runs, those under way too. Messages that they wrote stay.
    pub async fn delete_automation(&self, id: AutomationId) -> Result<()> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let automation = store::automations::find(conn, id).await?.ok_or(Problem::NotFound)?;
                    store::automations::delete(conn, id).await?;
                    store::audit::insert(conn, &me.event(Action::AutomationDeleted, subject(&automation))).await?;
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }

    /// Ends a run under way.
    ///
    /// # Errors
    /// A conflict if it is over already.
    pub async fn stop_run(&self, id: RunId) -> Result<()> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let (_, automation, _, contact, _) = store::automations::runs::find(conn, id).await?.ok_or(Problem::NotFound)?;
                    if !store::automations::runs::stop(conn, id, StopReason::Cancelled, me.portal.now()).await? {
                        return Err(Problem::Conflict.into());
                    }
                    let subject = Subject::contact(&contact).with(automation.name);
                    Ok::<_, Error>(store::audit::insert(conn, &me.event(Action::RunStopped, subject)).await?)
                }
                .boxed()
            })
            .await
    }

    /// Changes an automation that nobody else changes meanwhile, with a line in the log.
    async fn edit_automation<T, F>(&self, id: AutomationId, action: Action, edit: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Conn, &'c mut Automation) -> futures_util::future::BoxFuture<'c, Result<T>> + Send + 'static,
    {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let mut automation = store::automations::hold(conn, id).await?.ok_or(Problem::NotFound)?;
                    let done = edit(conn, &mut automation).await?;
                    automation.updated_at = me.portal.now();
                    store::automations::update(conn, &automation).await?;
                    store::audit::insert(conn, &me.event(action, subject(&automation))).await?;
                    Ok::<_, Error>(done)
                }
                .boxed()
            })
            .await
    }
}

fn sound(faults: Vec<Fault>) -> Result<()> {
    if faults.is_empty() { Ok(()) } else { Err(Problem::Flawed(faults).into()) }
}

async fn product_choice(conn: &mut Conn, id: ProductId, slug: String, title: String) -> Result<ProductChoice> {
    let categories = store::courses::categories(conn, id).await?.into_iter().map(|category| (category.id, category.title)).collect();
    let lessons = store::courses::lesson_heads(conn, id).await?.into_iter().map(|head| (head.id, head.slug, head.title)).collect();
    Ok(ProductChoice { id, slug, title, categories, lessons })
}
