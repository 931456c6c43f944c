//! The fields of a contact's form.

use domain::view::contacts::{ContactForm, NAME_LENGTH};
use domain::{Invalid, Lang, Problem};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::entered;
use crate::AppError;
use crate::viewer::use_words;

/// What of the form the last call of `action` could not use.
pub fn use_invalid<S>(action: ServerAction<S>) -> Signal<Option<Invalid>>
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    let value = action.value();
    Signal::derive(move || {
        value.with(|value| match value {
            Some(Err(AppError(Problem::Invalid(invalid)))) => Some(*invalid),
            _ => None,
        })
    })
}

/// The fields `form[…]`.
#[component]
pub fn ContactFields(
    /// What the fields hold at first.
    form: ContactForm,
    invalid: Signal<Option<Invalid>>,
    /// Said below the address.
    email_hint: &'static str,
) -> impl IntoView {
    let t = use_words();
    let c = t.contacts();
    let form = ContactForm {
        name: entered("form[name]", form.name),
        email: entered("form[email]", form.email),
        phone: entered("form[phone]", form.phone),
        language: entered("form[language]", form.language),
        tags: entered("form[tags]", form.tags),
    };
    let marked = move |these: &'static [Invalid]| move || invalid.get().filter(|invalid| these.contains(invalid)).map(|_| "true");
    let languages = Lang::ALL.iter().map(|lang| {
        let chosen = lang.word() == form.language;
        view! { <option value=lang.word() lang=lang.word() selected=chosen>{lang.name()}</option> }
    });
    view! {
        <div class="field">
            <label for="contact-name">{c.name}</label>
            <input id="contact-name" name="form[name]" required autocomplete="off" maxlength=NAME_LENGTH.to_string() value=form.name aria-invalid=marked(&[Invalid::Required]) />
        </div>
        <div class="fields">
            <div class="field">
                <label for="contact-email">{c.email}</label>
                <input id="contact-email" name="form[email]" type="email" required autocomplete="off" aria-describedby="contact-email-hint" value=form.email aria-invalid=marked(&[Invalid::Email, Invalid::EmailTaken]) />
                <p class="hint" id="contact-email-hint">{email_hint}</p>
            </div>
            <div class="field">
                <label for="contact-phone">{c.phone}" "<span class="optional">{t.common().optional}</span></label>
                <input id="contact-phone" name="form[phone]" type="tel" autocomplete="off" aria-describedby="contact-phone-hint" value=form.phone aria-invalid=marked(&[Invalid::Phone]) />
                <p class="hint" id="contact-phone-hint">{c.phone_hint}</p>
            </div>
        </div>
        <div class="field">
            <label for="contact-language">{c.language}</label>
            <p class="hint" id="contact-language-hint">{c.language_hint}</p>
            <select id="contact-language" name="form[language]" aria-describedby="contact-language-hint">{languages.collect_view()}</select>
        </div>
        <div class="field">
            <label for="contact-tags">{c.tags}" "<span class="optional">{t.common().optional}</span></label>
            <p class="hint" id="contact-tags-hint">{c.tags_hint}</p>
            <input id="contact-tags" name="form[tags]" autocomplete="off" aria-describedby="contact-tags-hint" value=form.tags aria-invalid=marked(&[Invalid::TooLong]) />
        </div>
    }
}
