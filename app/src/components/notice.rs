//! A message about the whole page or form, and the words for a [`Problem`].

use domain::{Invalid, Part, Problem, TextFault};
use leptos::prelude::*;

use super::Icon;
use crate::locales::{Words, fill};

/// How a notice is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Info,
    Success,
    Warning,
    Danger,
}

#[component]
pub fn Notice(tone: Tone, children: Children) -> impl IntoView {
    let (word, icon, role) = match tone {
        Tone::Info => ("info", "info", "status"),
        Tone::Success => ("success", "check", "status"),
        Tone::Warning => ("warning", "alert", "status"),
        Tone::Danger => ("danger", "alert", "alert"),
    };
    view! { <div class="banner" data-tone=word role=role><Icon name=icon /><div>{children()}</div></div> }
}

/// Where a text cannot be filled in, and why.
fn fault_text(t: Words, fault: &TextFault) -> String {
    let p = t.problems();
    let line = t.number(fault.line);
    let place = match fault.part {
        Part::Subject => fill(p.fault_subject, &[("lang", fault.lang.name())]),
        Part::Body => fill(p.fault_body, &[("lang", fault.lang.name()), ("line", &line)]),
    };
    let why = match &fault.unknown {
        Some(name) => fill(p.fault_unknown, &[("name", name)]),
        None => p.fault_unreadable.to_owned(),
    };
    format!("{place} {why}")
}

/// What a reader is told of a problem.
pub fn problem_text(t: Words, problem: &Problem) -> String {
    let p = t.problems();
    match problem {
        Problem::NotFound => p.not_found.to_owned(),
        Problem::Banned => p.banned.to_owned(),
        Problem::SignIn => p.sign_in.to_owned(),
        Problem::Conflict => p.conflict.to_owned(),
        Problem::Closed(_) => p.closed.to_owned(),
        Problem::Flawed(_) => p.flawed.to_owned(),
        Problem::Text(fault) => fault_text(t, fault),
        Problem::Busy => p.busy.to_owned(),
        Problem::Connection => p.connection.to_owned(),
        Problem::TooMany { seconds } => fill(p.too_many, &[("seconds", &seconds.to_string())]),
        Problem::Internal { reference } => fill(p.internal, &[("reference", reference)]),
        Problem::Invalid(invalid) => match invalid {
            Invalid::Form => p.form,
            Invalid::Character => p.character,
            Invalid::Required => p.required,
            Invalid::TooLong => p.too_long,
            Invalid::Email => p.email,
            Invalid::EmailTaken => p.email_taken,
            Invalid::Phone => p.phone,
            Invalid::Date => p.date,
            Invalid::Choice => p.choice,
            Invalid::Destination => p.destination,
            Invalid::Number => p.number,
            Invalid::Password => p.password,
            Invalid::PasswordTooShort => p.password_too_short,
            Invalid::PasswordCommon => p.password_common,
            Invalid::PasswordsDiffer => p.passwords_differ,
            Invalid::PasswordIsAddress => p.password_is_address,
            Invalid::CurrentPassword => p.current_password,
            Invalid::Code => p.code,
            Invalid::SignInCode => p.sign_in_code,
            Invalid::NothingOpen => p.nothing_open,
            Invalid::SetupLink => p.setup_link,
            Invalid::LastAdmin => p.last_admin,
            Invalid::NoActiveOffer => p.no_active_offer,
            Invalid::ContactDisabled => p.contact_disabled,
            Invalid::NoPhone => p.no_phone,
            Invalid::Url => p.url,
            Invalid::Colour => p.colour,
            Invalid::ColourTooPale => p.colour_too_pale,
            Invalid::OwnAddress => p.own_address,
            Invalid::File => p.file,
            Invalid::FileTooLarge => p.file_too_large,
            Invalid::FileKind => p.file_kind,
            Invalid::FileMismatch => p.file_mismatch,
            Invalid::Captions => p.captions,
            Invalid::Csv => p.csv,
            Invalid::EmptyOffer => p.empty_offer,
            Invalid::SlugTaken => p.slug_taken,
            Invalid::InUse => p.in_use,
            Invalid::Draft => p.draft,
            Invalid::AlreadyGranted => p.already_granted,
            Invalid::PastDate => p.past_date,
            Invalid::PastTime => p.past_time,
            Invalid::NoText => p.no_text,
            Invalid::NoRecipient => p.no_recipient,
            Invalid::NoMailServer => p.no_mail_server,
            Invalid::Nesting => p.nesting,
            Invalid::LookingOn => p.looking_on,
            Invalid::Muted => p.muted,
            Invalid::TooManyPinned => p.too_many_pinned,
            Invalid::UnknownContact => p.unknown_contact,
            Invalid::QuizFirst => p.quiz_first,
            Invalid::QuizOver => p.quiz_over,
        }
        .to_owned(),
    }
}
