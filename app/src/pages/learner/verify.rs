//! Whether a certificate is genuine, for anyone who has its number. Nobody needs to sign in.

use domain::Problem;
use domain::view::certificates::CertificateView;
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_params_map;

use crate::api::certificates::verify_certificate;
use crate::components::certificate_facts::{CertificateFacts, ValidityBadge};
use crate::components::loaded::set_status;
use crate::components::notice::Tone;
use crate::components::{Icon, Loaded, Notice, page_resource};
use crate::locales::fill;
use crate::viewer::{use_viewer, use_words};

#[component]
pub fn VerifyPage() -> impl IntoView {
    let params = use_params_map();
    let data = page_resource(move || params.with(|params| params.get("number").unwrap_or_default()), verify_certificate);
    view! {
        <Meta name="robots" content="noindex, nofollow" />
        <main id="main" class="page narrow">
            <Loaded resource=data let:found>
                {match found {
                    Some(certificate) => view! { <Found certificate /> }.into_any(),
                    None => view! { <Unknown /> }.into_any(),
                }}
            </Loaded>
        </main>
    }
}

#[component]
fn Found(certificate: CertificateView) -> impl IntoView {
    let t = use_words().certificates();
    let title = fill(t.verify_title, &[("number", &certificate.number.to_string())]);
    let valid = certificate.revoked_at.is_none();
    let (tone, text) = if valid { (Tone::Success, t.valid_text) } else { (Tone::Danger, t.revoked_text) };
    view! {
        <Title text=title />
        <header class="page-header"><div><h1>{t.title}" "<ValidityBadge valid /></h1><p>{fill(t.issued_by, &[("portal", &use_viewer().portal)])}</p></div></header>
        <Notice tone><p>{text}</p></Notice>
        <section class="card certificate"><CertificateFacts certificate /></section>
    }
}

#[component]
fn Unknown() -> impl IntoView {
    let t = use_words().certificates();
    set_status(&Problem::NotFound);
    view! {
        <Title text=t.unknown_title />
        <div class="empty"><Icon name="search" /><h1>{t.unknown_title}</h1><p>{t.unknown_text}</p></div>
    }
}
