//! Granting an offer to many: how far it is, what it came to.

use domain::view::jobs::JobState;
use domain::view::offers::{GrantedReport, Granting};
use leptos::prelude::*;

use super::notice::Tone;
use super::running::Running;
use super::{Form, Loaded, Notice, page_resource};
use crate::api::offers::{ResumeGranting, show_granting};
use crate::locales::{Words, fill};
use crate::viewer::use_words;

/// Loads by itself; nothing for a job that is too old to be known.
#[component]
pub fn GrantingState(job: String) -> impl IntoView {
    let again = RwSignal::new(0);
    let data = page_resource(move || again.get(), {
        let job = job.clone();
        move |_| show_granting(job.clone())
    });
    view! { <Loaded resource=data let:found>{found.map(|granting| view! { <State job=job.clone() granting again /> })}</Loaded> }
}

#[component]
fn State(job: String, granting: Granting, again: RwSignal<u32>) -> impl IntoView {
    let t = use_words();
    let c = t.contacts();
    let Granting { offer, report, total, state } = granting;
    match state {
        JobState::Finished => view! { <Notice tone=Tone::Success><p>{came_to(t, report)}</p></Notice> }.into_any(),
        JobState::Interrupted => {
            let action = ServerAction::<ResumeGranting>::new();
            let stopped = fill(c.granting_stopped, &[("title", &offer)]);
            view! {
                <Notice tone=Tone::Warning>
                    <p><strong>{stopped}</strong>" "{came_to(t, report)}</p>
                    <Form action>
                        <input type="hidden" name="job" value=job />
                        <div class="actions"><button class="button small">{c.granting_rest}</button></div>
                    </Form>
                </Notice>
            }
            .into_any()
        }
        JobState::Running => {
            let words = match total {
                Some(total) => fill(c.granting_done_of, &[("done", &t.number(report.done())), ("total", &t.number(total))]),
                None => t.count(report.done(), c.granting_done_one, c.granting_done_many),
            };
            view! { <Running title=fill(c.granting, &[("title", &offer)]) text=c.granting_text done=report.done() total words again /> }.into_any()
        }
    }
}

/// How many were granted the offer, and how many had it.
fn came_to(t: Words, report: GrantedReport) -> String {
    let c = t.contacts();
    let granted = t.count(report.granted, c.granted_one, c.granted_many);
    if report.already == 0 { granted } else { format!("{granted} {}", t.count(report.already, c.already_one, c.already_many)) }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use domain::Lang;

    use super::*;

    #[test]
    fn says_who_had_the_offer_only_if_somebody_had() {
        let en = Words::of(Lang::En);
        assert_eq!(came_to(en, GrantedReport { granted: 1, ..GrantedReport::default() }), "The offer was granted to 1 contact.");
        let some = GrantedReport { granted: 996, already: 4, missing: 0 };
        assert_eq!(came_to(en, some), "The offer was granted to 996 contacts. 4 had it already.");
    }
}
