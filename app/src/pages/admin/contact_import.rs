//! Importing contacts from a CSV file, step by step; the file and the choices are in the address.

use domain::view::imports::{ContactField, ImportOptions};
use domain::{Lang, OfferId};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

use crate::api::contacts::{check_import, preview_import, show_import};
use crate::components::import_steps::{CheckStep, ColumnsStep, ReportStep, UploadStep};
use crate::components::{Loaded, page_resource, resource};
use crate::viewer::{use_viewer, use_words};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Upload,
    Columns,
    Check,
    Report,
}

/// What the address says.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    step: Step,
    file: String,
    /// The columns as chosen so far; empty before.
    options: ImportOptions,
    /// What was wrong with the last step.
    problem: Option<String>,
}

impl Place {
    fn read(params: &ParamsMap, lang: Lang) -> Self {
        let file = params.get("file").unwrap_or_default();
        let columns: Vec<ContactField> = (0..).map_while(|i| params.get(&format!("c{i}"))).map(|word| word.parse().unwrap_or(ContactField::Ignore)).collect();
        let addressed = columns.contains(&ContactField::Email);
        let wanted = params.get("step");
        let step = match wanted.as_deref() {
            _ if file.is_empty() => Step::Upload,
            Some("report") => Step::Report,
            Some("check") if addressed => Step::Check,
            _ => Step::Columns,
        };
        let unaddressed = (step == Step::Columns && wanted.as_deref() == Some("check")).then(|| "columns".to_owned());
        Self {
            step,
            file,
            options: ImportOptions {
                columns,
                update_existing: params.get("update").is_some(),
                lang: params.get("lang").and_then(|word| word.parse().ok()).unwrap_or(lang),
                offer: params.get("offer").and_then(|id| id.parse::<OfferId>().ok()),
            },
            problem: unaddressed.or_else(|| params.get("problem")),
        }
    }
}

#[component]
pub fn ContactImportPage() -> impl IntoView {
    let t = use_words();
    let c = t.contacts();
    let lang = use_viewer().lang;
    let params = use_query_map();
    let place = Memo::new(move |_| params.with(|params| Place::read(params, lang)));
    let step = move || {
        let Place { step, file, options, problem } = place.get();
        match step {
            Step::Upload => view! { <UploadStep problem /> }.into_any(),
            Step::Columns => {
                let preview = page_resource(|| (), {
                    let file = file.clone();
                    move |()| preview_import(file.clone())
                });
                view! { <Loaded resource=preview let:preview><ColumnsStep file=file.clone() preview options=options.clone() problem=problem.clone() /></Loaded> }.into_any()
            }
            Step::Check => {
                let asked = (file.clone(), options.clone());
                // Checked once: when the import begins, the file is taken.
                let check = resource(|| (), move |()| check_import(asked.0.clone(), asked.1.clone()));
                view! { <Loaded resource=check let:check><CheckStep file=file.clone() check options=options.clone() /></Loaded> }.into_any()
            }
            Step::Report => {
                let report = page_resource(|| (), {
                    let file = file.clone();
                    move |()| show_import(file.clone())
                });
                view! { <Loaded resource=report let:report><ReportStep file=file.clone() report /></Loaded> }.into_any()
            }
        }
    };
    view! {
        <Title text=c.import_title />
        <main id="main" class="page">
            <header class="page-header">
                <div>
                    <nav class="crumbs" aria-label=t.common().breadcrumb><a href="/admin/contacts">{c.title}</a></nav>
                    <h1>{c.import_title}</h1>
                </div>
            </header>
            {move || view! { <Stepper now=place.with(|place| place.step) /> }}
            {step}
        </main>
    }
}

#[component]
fn Stepper(now: Step) -> impl IntoView {
    let c = use_words().contacts();
    let steps = [(Step::Upload, c.step_upload), (Step::Columns, c.step_columns), (Step::Check, c.step_check), (Step::Report, c.step_report)];
    let steps = steps.into_iter().map(|(step, word)| {
        let (done, current) = ((step as u8) < now as u8, step == now);
        view! { <li data-done=done.then_some("") aria-current=current.then_some("step")><span>{word}</span></li> }
    });
    view! { <ol class="stepper" aria-label=c.steps>{steps.collect_view()}</ol> }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn read(query: &[(&'static str, &str)]) -> Place {
        let mut params = ParamsMap::new();
        for (key, value) in query {
            params.insert(*key, (*value).to_owned());
        }
        Place::read(&params, Lang::En)
    }

    #[test]
    fn the_address_leads_from_step_to_step() {
        assert_eq!(read(&[]).step, Step::Upload);
        assert_eq!(read(&[("file", "x")]).step, Step::Columns);
        let check = read(&[("file", "x"), ("step", "check"), ("c0", "name"), ("c1", "email"), ("c2", "nonsense"), ("update", "true"), ("lang", "fr")]);
        assert_eq!(check.step, Step::Check);
        assert_eq!(
            check.options,
            ImportOptions { columns: vec![ContactField::Name, ContactField::Email, ContactField::Ignore], update_existing: true, lang: Lang::Fr, offer: None }
        );
        assert_eq!(read(&[("file", "x"), ("step", "report")]).step, Step::Report);
    }

    #[test]
    fn without_a_column_of_addresses_the_columns_are_asked_for_again() {
        let place = read(&[("file", "x"), ("step", "check"), ("c0", "name")]);
        assert_eq!((place.step, place.problem.as_deref()), (Step::Columns, Some("columns")));
    }
}
