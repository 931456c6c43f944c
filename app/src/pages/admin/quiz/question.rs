//! One question of a quiz: everything about it in one form. Every button of an option saves what was typed, too.

use domain::view::quizzes::QuestionEdit;
use domain::{Mark, Publication, QuestionId, QuestionKind};
use leptos::prelude::*;

use super::kind_text;
use crate::api::quizzes::{ChangeQuestion, MoveQuestion};
use crate::components::reorder::MoveButtons;
use crate::components::text_area::escape;
use crate::components::{Form, Icon};
use crate::locales::fill;
use crate::viewer::use_words;

/// Empty lines for new options, beside those there are.
const SPARE: usize = 2;

#[component]
pub fn QuestionCard(
    /// From 1.
    n: usize,
    last: bool,
    question: QuestionEdit,
    shift: ServerAction<MoveQuestion>,
    /// The address of the page around.
    page: String,
) -> impl IntoView {
    let t = use_words();
    let q = t.quizzes();
    let QuestionEdit { id, kind, question, explanation, accepted, options, state } = question;
    let change = ServerAction::<ChangeQuestion>::new();
    let number = n.to_string();
    let named = |text: &str| fill(text, &[("n", &number)]);
    let needs = match kind {
        QuestionKind::Single => q.single_needs,
        QuestionKind::Multiple => q.multiple_needs,
        QuestionKind::Short => q.short_needs,
    };
    let save = named(q.save_question);
    let draft = state == Publication::Draft;
    let heading = format!("question-{n}");
    let answers = match kind {
        QuestionKind::Short => view! { <Accepted id accepted /> }.into_any(),
        QuestionKind::Single | QuestionKind::Multiple => view! { <Options kind options /> }.into_any(),
    };
    view! {
        <section class="card" aria-labelledby=heading.clone()>
            <header>
                <h3 id=heading.clone()>{named(q.question_n)}" "{draft.then(|| view! { <span class="badge" data-state="draft">{q.incomplete}</span> })}</h3>
                <div class="actions">
                    <span class="muted small">{kind_text(t, kind)}</span>
                    <MoveButtons action=shift id=id.to_string() up=named(q.move_up) down=named(q.move_down) first=n == 1 last />
                    <a class="button quiet icon-only" href=format!("{page}?dialog=delete-question&question={id}") aria-label=named(q.delete_question) data-noscroll=true>
                        <Icon name="trash" />
                    </a>
                </div>
            </header>
            {draft.then(|| view! { <p class="muted">{needs}</p> })}
            <Form action=change>
                // What the Enter key presses: the first button of a form.
                <button class="visually-hidden" tabindex="-1" aria-hidden="true">{t.common().save}</button>
                <input type="hidden" name="id" value=id.to_string() />
                <div class="field">
                    <label for=format!("text-{id}")>{q.question}</label>
                    <input id=format!("text-{id}") name="question" required maxlength="500" autocomplete="off" value=question.clone() prop:value=question />
                </div>
                {answers}
                <div class="field">
                    <label for=format!("why-{id}")>{q.explanation}" "<span class="optional">{t.common().optional}</span></label>
                    <p class="hint" id=format!("why-hint-{id}")>{q.explanation_hint}</p>
                    <Lines id=format!("why-{id}") name="explanation" described_by=format!("why-hint-{id}") value=explanation />
                </div>
                <div class="form-actions"><button class="button">{save}</button></div>
            </Form>
        </section>
    }
}

#[component]
fn Accepted(id: QuestionId, accepted: String) -> impl IntoView {
    let q = use_words().quizzes();
    view! {
        <div class="field">
            <label for=format!("accepted-{id}")>{q.accepted}</label>
            <p class="hint" id=format!("accepted-hint-{id}")>{q.accepted_hint}</p>
            <Lines id=format!("accepted-{id}") name="accepted" described_by=format!("accepted-hint-{id}") value=accepted />
        </div>
    }
}

/// A short text of several lines; many are on one page.
#[component]
fn Lines(id: String, name: &'static str, described_by: String, value: String) -> impl IntoView {
    let escaped = escape(&value);
    view! { <textarea id=id name=name rows="3" aria-describedby=described_by prop:value=value inner_html=escaped></textarea> }
}

#[component]
fn Options(kind: QuestionKind, options: Vec<(String, Mark)>) -> impl IntoView {
    let q = use_words().quizzes();
    let filled = options.len();
    let kind_of_input = if kind == QuestionKind::Single { "radio" } else { "checkbox" };
    let rows = options.into_iter().map(Some).chain(std::iter::repeat_n(None, SPARE)).enumerate().map(|(place, option)| {
        let (text, right) = option.map_or((String::new(), false), |(text, mark)| (text, mark.is_right()));
        let number = (place + 1).to_string();
        let named = |text: &str| fill(text, &[("n", &number)]);
        let movable = place < filled;
        view! {
            <li class="row">
                <input type=kind_of_input name="right[]" value=place.to_string() checked=right prop:checked=right aria-label=named(q.option_right) />
                <input class="grow" name="options[]" maxlength="300" autocomplete="off" aria-label=named(q.option_n) value=text.clone() prop:value=text />
                {movable.then(|| view! {
                    <button class="button quiet icon-only" name="shift" value=format!("{place}-up") disabled=place == 0 aria-label=named(q.option_up)><Icon name="arrow-up" /></button>
                    <button class="button quiet icon-only" name="shift" value=format!("{place}-down") disabled=place + 1 == filled aria-label=named(q.option_down)><Icon name="arrow-down" /></button>
                })}
            </li>
        }
    });
    view! {
        <fieldset class="field">
            <legend>{q.options}</legend>
            <p class="hint">{q.options_hint}</p>
            <ol class="options">{rows.collect_view()}</ol>
        </fieldset>
    }
}
