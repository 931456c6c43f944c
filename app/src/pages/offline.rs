//! The page that a device keeps for when the portal cannot be reached. It is everybody's: no name, no course, and both
//! languages, since nobody can be asked which.

use domain::Lang;
use domain::view::branding::Look;
use leptos::prelude::*;

use super::enter::STYLE;
use crate::locales::Words;

/// The style sheet beside it.
pub fn stylesheet(look: &Look) -> String {
    format!("{STYLE}{}", look.style)
}

/// The page as HTML. Its link leads to the address that was asked for.
pub fn render(look: &Look) -> String {
    let said = Lang::ALL
        .iter()
        .map(|lang| {
            let words = Words::of(*lang);
            view! {
                <section lang=lang.word()>
                    <h1>{words.enter().offline_title}</h1>
                    <p>{words.enter().offline_text}</p>
                    <p><a href="">{words.common().try_again}</a></p>
                </section>
            }
        })
        .collect_view();
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="robots" content="noindex, nofollow" />
                <title>{look.name.clone()}</title>
                <link rel="stylesheet" href="/offline.css" />
            </head>
            <body>
                <main class="error">
                    <p class="name">{look.name.clone()}</p>
                    {said}
                </main>
            </body>
        </html>
    }
    .to_html()
}
