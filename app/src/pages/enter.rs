//! The plain pages of opening a link: one question each, no scripts but the line that answers it, no personal data before
//! the link is proved. And the page for whatever fails before there is an app to say so.

use domain::view::branding::Look;
use domain::{Lang, LinkState, Problem};
use leptos::prelude::*;
use service::requests::Asked;

use crate::components::notice::problem_text;
use crate::locales::{Words, fill};

pub(super) const STYLE: &str = include_str!("../../../style/enter.css");
/// In a visible page of a browser that does not call itself automated, the one click was the link itself.
const CONTINUE: &str = "var f=document.forms[0];function go(){if(!document.hidden&&!navigator.webdriver&&f){f.requestSubmit();f=null}}\
document.addEventListener('visibilitychange',go);go()";

/// What one of these pages says and asks.
pub enum EnterPage {
    /// Ready to open: `auto` continues by itself where the browser allows it.
    Open {
        auto: bool,
    },
    Switch {
        signed_in: String,
        linked: String,
    },
    Dead(LinkState),
    Unknown,
    CookiesBlocked,
    OutOfDate,
    Asked(Asked),
    /// Behind the link in what is written to many: whether one takes that, and where its button posts to.
    Subscription {
        on: bool,
        action: String,
    },
    /// Something else failed: the answer's status and, where it is known, the problem.
    Trouble {
        status: u16,
        problem: Option<Problem>,
    },
}

/// The page as HTML. `form_token` goes into its form; `nonce` onto its style and script.
pub fn render(lang: Lang, look: &Look, nonce: &str, form_token: &str, page: &EnterPage) -> String {
    let words = Words::of(lang);
    let t = words.enter();
    let hidden = || view! { <input type="hidden" name="form" value=form_token.to_owned() /> };
    let (class, title, text, body) = match page {
        EnterPage::Open { auto } => {
            let script = auto.then(|| view! { <script nonce=nonce.to_owned()>{CONTINUE}</script> });
            let form = view! { <form method="post" action="/enter">{hidden()}<button>{t.open}</button></form>{script} };
            (None, t.welcome, t.one_click.to_owned(), form.into_any())
        }
        EnterPage::Switch { signed_in, linked } => {
            let values = [("current", signed_in.as_str()), ("linked", linked.as_str())];
            let form = view! {
                <form method="post" action="/enter">
                    {hidden()}
                    <button name="choice" value="switch">{fill(t.switch_yes, &values)}</button>
                    <button name="choice" value="stay" class="second">{fill(t.switch_no, &values)}</button>
                </form>
            };
            (None, t.switch_title, fill(t.switch_text, &values), form.into_any())
        }
        EnterPage::Dead(state) => {
            let (title, text, ask) = dead(words, *state);
            let form = ask.map(|label| view! { <form method="post" action="/enter">{hidden()}<button name="choice" value="ask">{label}</button></form> });
            (Some("error"), title, text, form.into_any())
        }
        EnterPage::Unknown => (Some("error"), t.unknown_title, t.unknown_text.to_owned(), view! { <p><a href="/sign-in">{t.ask_by_email}</a></p> }.into_any()),
        EnterPage::CookiesBlocked => (Some("error"), t.cookies_title, t.cookies_text.to_owned(), ().into_any()),
        EnterPage::OutOfDate => (Some("error"), t.form_title, t.form_text.to_owned(), view! { <p><a href="/sign-in">{t.ask_by_email}</a></p> }.into_any()),
        EnterPage::Trouble { status, problem } => {
            let (title, text) = trouble(words, *status, problem.as_ref());
            (Some("error"), title, text, view! { <p><a href="/">{words.common().to_the_start}</a></p> }.into_any())
        }
        EnterPage::Asked(Asked::Mailed) => {
            (None, t.mailed_title, t.mailed_text.to_owned(), view! { <p><a href="/sign-in?step=code">{t.have_code}</a></p> }.into_any())
        }
        EnterPage::Asked(Asked::PassedOn) => (None, t.asked_title, t.asked_text.to_owned(), ().into_any()),
        EnterPage::Subscription { on, action } => {
            let (title, text, label, value, class) = if *on {
                (t.messages_on_title, t.messages_on_text, t.messages_turn_off, "off", "")
            } else {
                (t.messages_off_title, t.messages_off_text, t.messages_turn_on, "on", "second")
            };
            let form = view! { <form method="post" action=action.clone()><button name="messages" value=value class=class>{label}</button></form> };
            (None, title, fill(text, &[("portal", &look.name)]), form.into_any())
        }
    };
    let icon = match look.favicon.clone() {
        Some(href) => view! { <link rel="icon" href=href type="image/png" /> }.into_any(),
        None => view! { <link rel="icon" href="/favicon.svg" type="image/svg+xml" /> }.into_any(),
    };
    let logo = look.logo.clone().map(|logo| view! { <img class="logo" src=logo.path alt="" width=logo.width height=logo.height /> });
    view! {
        <!DOCTYPE html>
        <html lang=lang.word()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="robots" content="noindex, nofollow" />
                {icon}
                <title>{format!("{title} · {}", look.name)}</title>
                <style nonce=nonce.to_owned() inner_html=format!("{STYLE}{}", look.style)></style>
            </head>
            <body>
                <main class=class>
                    {logo}
                    <p class="name">{look.name.clone()}</p>
                    <h1>{title}</h1>
                    <p>{text}</p>
                    {body}
                </main>
            </body>
        </html>
    }
    .to_html()
}

/// Title, text and, where asking helps, the button's label.
fn dead(words: Words, state: LinkState) -> (&'static str, String, Option<&'static str>) {
    let t = words.enter();
    let when = |text: &str, at| fill(text, &[("at", &words.exact(at))]);
    match state {
        LinkState::Expired { at } => (t.expired_title, when(t.expired_text, at), Some(t.ask)),
        LinkState::Replaced { at: Some(at) } => (t.replaced_title, when(t.replaced_at, at), Some(t.ask)),
        LinkState::Replaced { at: None } => (t.replaced_title, t.replaced_text.to_owned(), Some(t.ask)),
        LinkState::Revoked { at } => (t.revoked_title, when(t.revoked_text, at), Some(t.ask)),
        LinkState::KeyGone => (t.unknown_title, t.unknown_text.to_owned(), Some(t.ask)),
        LinkState::UsedUp | LinkState::Live { .. } => (t.used_up_title, t.used_up_text.to_owned(), Some(t.ask)),
        LinkState::NoOffer => (t.no_offer_title, t.no_offer_text.to_owned(), Some(t.ask_access)),
        LinkState::Disabled => (t.disabled_title, t.disabled_text.to_owned(), None),
    }
}

/// Title and text. A status that no problem of ours explains is that of the HTTP layers.
fn trouble(words: Words, status: u16, problem: Option<&Problem>) -> (&'static str, String) {
    let t = words.enter();
    match (problem, status) {
        (Some(Problem::NotFound), _) | (None, 404) => (words.common().not_found_title, words.common().not_found_text.to_owned()),
        (Some(problem), _) => (t.trouble_title, problem_text(words, problem)),
        (None, 401) => (t.trouble_title, words.problems().sign_in.to_owned()),
        (None, 403) => (t.other_site_title, t.other_site_text.to_owned()),
        (None, 413) => (t.too_large_title, t.too_large_text.to_owned()),
        (None, 500..) => (t.trouble_title, t.slow_text.to_owned()),
        (None, _) => (t.trouble_title, words.problems().form.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_6_names_are_escaped() {
        let page = EnterPage::Switch { signed_in: "<script>alert(1)</script>".to_owned(), linked: "{{x}}".to_owned() };
        let html = render(Lang::En, &Look { name: "<b>Portal</b>".to_owned(), ..Look::default() }, "n", "t", &page);
        assert!(!html.contains("<script>alert") && !html.contains("<b>Portal"), "{html}");
        assert!(html.contains("&lt;script&gt;"), "{html}");
    }
}
