//! A learner's certificate of a course: to see, to download, to share.

use domain::view::certificates::{CertificatePage as Page, CertificateView};
use domain::view::learning::Steps;
use domain::view::viewer::Who;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::api::certificates::load_certificate;
use crate::components::certificate_facts::{CertificateFacts, ValidityBadge};
use crate::components::notice::Tone;
use crate::components::{Icon, Loaded, Notice, page_resource};
use crate::islands::Copying;
use crate::locales::fill;
use crate::viewer::{use_viewer, use_words};

#[component]
pub fn CertificatePage() -> impl IntoView {
    let params = use_params_map();
    let data = page_resource(move || params.with(|params| params.get("product").unwrap_or_default()), load_certificate);
    view! {
        <main id="main" class="page narrow">
            <Loaded resource=data let:page><Certificate page /></Loaded>
        </main>
    }
}

#[component]
fn Certificate(page: Page) -> impl IntoView {
    let t = use_words();
    let c = t.certificates();
    let Page { course, steps, certificate, share } = page;
    let back = format!("/courses/{}", course.slug);
    let body = if let Some(certificate) = certificate {
        view! { <Earned course=course.title.clone() certificate share=share.unwrap_or_default() /> }.into_any()
    } else {
        view! { <NotYet steps back=back.clone() /> }.into_any()
    };
    view! {
        <Title text=fill(c.title_of, &[("course", &course.title)]) />
        <nav class="crumbs" aria-label=t.common().breadcrumb><a href=back><Icon name="chevron-left" />{course.title}</a></nav>
        {body}
    }
}

/// How far it is.
#[component]
fn NotYet(
    steps: Steps,
    /// The course's page.
    back: String,
) -> impl IntoView {
    let t = use_words();
    let c = t.certificates();
    let counted = fill(c.not_yet_text, &[("done", &t.number(steps.done)), ("all", &t.number(steps.all))]);
    let text = match use_viewer().who {
        Who::Admin { .. } => c.look_on_text.to_owned(),
        Who::Preview { name, .. } if steps.is_done() => fill(c.preview_done, &[("name", &name)]),
        _ => counted,
    };
    view! {
        <div class="empty">
            <Icon name="shield" />
            <h1>{c.not_yet_title}</h1>
            <p>{text}</p>
            <div class="actions"><a class="button primary" href=back>{c.go_on}</a></div>
        </div>
    }
}

#[component]
fn Earned(course: String, certificate: CertificateView, share: String) -> impl IntoView {
    let t = use_words().certificates();
    let valid = certificate.revoked_at.is_none();
    let file = format!("/files/certificates/{}.pdf", certificate.number);
    view! {
        <header class="page-header"><div><h1>{t.yours}" "<ValidityBadge valid /></h1><p>{fill(t.earned_text, &[("course", &course)])}</p></div></header>
        {(!valid).then(|| view! { <Notice tone=Tone::Warning><p>{t.own_revoked}</p></Notice> })}
        <section class="card certificate"><CertificateFacts certificate /></section>
        {valid.then(|| view! {
            <div class="actions"><a class="button primary" href=file download=""><Icon name="download" />{t.download}</a></div>
            <section class="stack tight" aria-labelledby="share">
                <h2 id="share">{t.share}</h2>
                <Copying value=share label=t.share.to_owned() action=t.copy_share.to_owned() />
                <p class="hint">{t.share_hint}</p>
            </section>
        })}
    }
}
