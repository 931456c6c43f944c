//! A contact's certificates, for the contact's page. One is revoked after a question: `?dialog=certificate&certificate=ID`.

use domain::ContactId;
use domain::view::certificates::CertificateRow;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::certificate_facts::ValidityBadge;
use super::{Form, Icon, Loaded, Modal, When, page_resource};
use crate::api::certificates::{RevokeCertificate, list_certificates};
use crate::locales::fill;
use crate::viewer::use_words;

#[component]
pub fn CertificatesCard(contact: ContactId) -> impl IntoView {
    let t = use_words().certificates();
    let data = page_resource(move || contact, list_certificates);
    let revoke = ServerAction::<RevokeCertificate>::new();
    view! {
        <section class="card flush" aria-labelledby="certificates">
            <header><h2 id="certificates">{t.of_contact}</h2></header>
            <Loaded resource=data let:rows>
                <Dialog contact rows=rows.clone() revoke />
                <ul class="list">
                    {if rows.is_empty() {
                        view! { <li><p class="muted">{t.none}</p></li> }.into_any()
                    } else {
                        rows.into_iter().map(|row| view! { <Row row /> }).collect_view().into_any()
                    }}
                </ul>
            </Loaded>
        </section>
    }
}

#[component]
fn Row(row: CertificateRow) -> impl IntoView {
    let t = use_words().certificates();
    let CertificateRow { id, certificate } = row;
    let valid = certificate.revoked_at.is_none();
    let named = |text: &str| fill(text, &[("course", &certificate.title)]);
    let (show, revoke) = (named(t.show_named), named(t.revoke_named));
    view! {
        <li>
            <Icon name="shield" />
            <div class="grow">
                <strong>{certificate.title.clone()}</strong>" "<ValidityBadge valid />
                <p><span class="num">{certificate.number.to_string()}</span>" · "{t.issued}" "<When at=certificate.issued_at /></p>
            </div>
            <a class="button small" href=format!("/certificates/{}", certificate.number) rel="external" aria-label=show>{t.show}</a>
            {valid.then(|| view! { <a class="button danger small" href=format!("?dialog=certificate&certificate={id}") data-noscroll=true aria-label=revoke>{t.revoke}</a> })}
        </li>
    }
}

#[component]
fn Dialog(contact: ContactId, rows: Vec<CertificateRow>, revoke: ServerAction<RevokeCertificate>) -> impl IntoView {
    let t = use_words();
    let c = t.certificates();
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|query| query.get("certificate").filter(|_| query.get_str("dialog") == Some("certificate"))));
    move || {
        let row = asked.with(|asked| rows.iter().find(|row| asked.as_ref() == Some(&row.id.to_string())).cloned())?;
        let back = format!("/admin/contacts/{contact}");
        let title = fill(c.revoke_title, &[("course", &row.certificate.title)]);
        Some(view! {
            <Modal title close=back.clone() small=true>
                <Form action=revoke class="">
                    <input type="hidden" name="id" value=row.id.to_string() />
                    <div class="dialog-body"><p>{c.revoke_text}</p></div>
                    <footer>
                        <a class="button quiet" href=back data-noscroll=true>{t.common().cancel}</a>
                        <button class="button primary danger">{c.revoke_now}</button>
                    </footer>
                </Form>
            </Modal>
        })
    }
}
