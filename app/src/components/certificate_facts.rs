//! What a certificate says: who, what, when, by whom, and whether it is valid.

use domain::view::certificates::CertificateView;
use leptos::prelude::*;

use crate::viewer::use_words;

#[component]
pub fn ValidityBadge(valid: bool) -> impl IntoView {
    let t = use_words().certificates();
    if valid {
        view! { <span class="badge" data-state="active">{t.valid}</span> }
    } else {
        view! { <span class="badge" data-state="revoked">{t.revoked}</span> }
    }
}

#[component]
pub fn CertificateFacts(certificate: CertificateView) -> impl IntoView {
    let t = use_words();
    let c = t.certificates();
    let CertificateView { number, name, title, issuer, lang, issued_at, revoked_at } = certificate;
    let day = move |at: domain::Timestamp| view! { <time datetime=at.iso() title=t.exact(at)>{t.date(at)}</time> };
    view! {
        <dl class="facts">
            <div><dt>{c.name}</dt><dd><strong>{name}</strong></dd></div>
            <div><dt>{c.course}</dt><dd lang=lang.word()>{title}</dd></div>
            <div><dt>{c.issued}</dt><dd>{day(issued_at)}</dd></div>
            {revoked_at.map(|at| view! { <div><dt>{c.revoked}</dt><dd>{day(at)}</dd></div> })}
            {(!issuer.is_empty()).then(|| view! { <div><dt>{c.signed_by}</dt><dd>{issuer}</dd></div> })}
            <div><dt>{c.number}</dt><dd class="num">{number.to_string()}</dd></div>
        </dl>
    }
}
