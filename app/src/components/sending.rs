//! Sending many their way in: how far it is, what it came to.

use domain::view::jobs::JobState;
use domain::view::messages::{Sending, SentReport};
use leptos::prelude::*;

use super::notice::Tone;
use super::running::Running;
use super::{Form, Loaded, Notice, page_resource};
use crate::api::messages::{ResumeSending, show_sending};
use crate::locales::{Words, fill};
use crate::viewer::use_words;

/// Loads by itself; nothing for a job that is too old to be known.
#[component]
pub fn SendingState(job: String) -> impl IntoView {
    let again = RwSignal::new(0);
    let data = page_resource(move || again.get(), {
        let job = job.clone();
        move |_| show_sending(job.clone())
    });
    view! { <Loaded resource=data let:found>{found.map(|sending| view! { <State job=job.clone() sending again /> })}</Loaded> }
}

#[component]
fn State(job: String, sending: Sending, again: RwSignal<u32>) -> impl IntoView {
    let t = use_words();
    let c = t.contacts();
    let Sending { report, total, state } = sending;
    match state {
        JobState::Finished => view! {
            <Notice tone=Tone::Success><p>{came_to(t, report)}" "<a class="link" href="/admin/messages">{c.to_messages}</a></p></Notice>
        }
        .into_any(),
        JobState::Interrupted => {
            let action = ServerAction::<ResumeSending>::new();
            view! {
                <Notice tone=Tone::Warning>
                    <p><strong>{c.sending_stopped}</strong>" "{came_to(t, report)}</p>
                    <Form action>
                        <input type="hidden" name="job" value=job />
                        <div class="actions"><button class="button small">{c.sending_rest}</button></div>
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
            view! { <Running title=c.sending.to_owned() text=c.sending_text done=report.done() total words again /> }.into_any()
        }
    }
}

/// How many e-mails were written, and who got none.
fn came_to(t: Words, report: SentReport) -> String {
    let c = t.contacts();
    let mut text = t.count(report.written, c.sent_one, c.sent_many);
    for (n, one, many) in [(report.already, c.sent_already_one, c.sent_already_many), (report.shut_out, c.shut_out_one, c.shut_out_many)] {
        if n > 0 {
            text = format!("{text} {}", t.count(n, one, many));
        }
    }
    text
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use domain::Lang;

    use super::*;

    #[test]
    fn says_who_got_none_only_if_somebody_did() {
        let en = Words::of(Lang::En);
        assert_eq!(came_to(en, SentReport { written: 1, ..SentReport::default() }), "1 e-mail was written.");
        let some = SentReport { written: 996, shut_out: 4, ..SentReport::default() };
        assert_eq!(came_to(en, some), "996 e-mails were written. 4 have no active offer or are disabled and got none.");
    }
}
