//! Whether a course gives a certificate, and who signs it.

use domain::ProductId;
use domain::view::certificates::CertificateTerms;
use leptos::prelude::*;

use crate::api::certificates::{SetCertificateTerms, load_certificate_terms};
use crate::components::{Form, Loaded, page_resource};
use crate::viewer::use_words;

#[component]
pub fn CertificateCard(id: ProductId) -> impl IntoView {
    let t = use_words().certificates();
    let data = page_resource(move || id, load_certificate_terms);
    let change = ServerAction::<SetCertificateTerms>::new();
    view! {
        <section class="card" aria-labelledby="certificate">
            <header><h2 id="certificate">{t.terms_title}</h2></header>
            <Loaded resource=data let:terms><Terms id terms change /></Loaded>
        </section>
    }
}

#[component]
fn Terms(id: ProductId, terms: CertificateTerms, change: ServerAction<SetCertificateTerms>) -> impl IntoView {
    let t = use_words();
    let c = t.certificates();
    let CertificateTerms { on, issuer } = terms;
    view! {
        <Form action=change>
            <input type="hidden" name="id" value=id.to_string() />
            <label class="check"><input type="checkbox" name="on" value="true" checked=on prop:checked=on /><span>{c.terms_on}</span></label>
            <div class="field">
                <label for="issuer">{c.issuer}" "<span class="optional">{t.common().optional}</span></label>
                <p class="hint" id="issuer-hint">{c.issuer_hint}</p>
                <input id="issuer" name="issuer" maxlength="120" autocomplete="off" aria-describedby="issuer-hint" value=issuer.clone() prop:value=issuer />
            </div>
            <div class="form-actions"><button class="button">{t.common().save}</button></div>
        </Form>
    }
}
