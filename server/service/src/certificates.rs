//! Certificates of completion (C6): whoever has completed every published lesson of a course that gives one gets it, once.
//! Anyone who has its number can see whether it is genuine. [`paper`] makes the PDF.

mod paper;

use domain::view::certificates::{CertificatePage, CertificateRow, CertificateTerms, CertificateView};
use domain::view::learning::{LessonRef, Steps};
use domain::{CertificateId, CertificateNumber, ContactId, Invalid, LessonState, Problem, ProductId, text};
use futures_util::FutureExt as _;
use store::Conn;
use store::certificates::{Certificate, Terms};
use store::courses::Product;

use crate::audit::{Action, Subject};
use crate::{AsAdmin, AsLearner, Error, Portal, Result};

pub use paper::{Wording, pdf};

/// Gives the contact the course's certificate, if it gives one and every published lesson is completed. Call it whenever a lesson
/// was completed, in the transaction that wrote it down: however many do at once, one certificate comes of it.
pub(crate) async fn issue_if_earned(portal: &Portal, conn: &mut Conn, contact: ContactId, product: &Product) -> Result<()> {
    let Some(terms) = store::certificates::terms(conn, product.id).await? else { return Ok(()) };
    // Of two who complete the last two lessons at once, the second to get here sees both.
    let Some(contact) = store::contacts::hold(conn, contact).await? else { return Ok(()) };
    if !steps(conn, contact.id, product.id).await?.is_done() {
        return Ok(());
    }
    let certificate = Certificate {
        id: portal.new_id(),
        number: CertificateNumber::of_bits(u64::from_le_bytes(portal.random.bytes())).compact().to_owned(),
        contact_id: contact.id,
        product_id: product.id,
        name: contact.name,
        title: product.title.clone(),
        issuer: terms.issuer,
        lang: product.lang,
        issued_at: portal.now(),
        revoked_at: None,
    };
    Ok(store::certificates::issue(conn, &certificate).await?)
}

/// How far the contact has come in what is published of a course.
async fn steps(conn: &mut Conn, contact: ContactId, product: ProductId) -> Result<Steps> {
    let heads = store::courses::lesson_heads(conn, product).await?;
    let progress = store::progress::of_product(conn, contact, product).await?;
    let is_completed = |lesson| progress.iter().any(|row| row.lesson_id == lesson && row.completed_at.is_some());
    let published = || heads.iter().filter(|head| head.state == LessonState::Published);
    Ok(Steps { done: domain::count(published().filter(|head| is_completed(head.id)).count()), all: domain::count(published().count()) })
}

/// Whether the contact has the course's certificate, or gets it by asking.
pub(crate) async fn is_due(conn: &mut Conn, contact: ContactId, product: ProductId, steps: Steps) -> Result<bool> {
    let offered = steps.is_done() && store::certificates::terms(conn, product).await?.is_some();
    Ok(offered || store::certificates::of_course(conn, contact, product).await?.is_some())
}

fn view(certificate: Certificate) -> Result<CertificateView> {
    let number = certificate.number.parse().map_err(|_| anyhow::anyhow!("a certificate's number cannot be read"))?;
    let Certificate { name, title, issuer, lang, issued_at, revoked_at, .. } = certificate;
    Ok(CertificateView { number, name, title, issuer, lang, issued_at, revoked_at })
}

async fn by_number(conn: &mut Conn, typed: &str) -> Result<Option<Certificate>> {
    let Ok(number) = typed.parse::<CertificateNumber>() else { return Ok(None) };
    Ok(store::certificates::by_number(conn, number.compact()).await?)
}

impl Portal {
    /// The address of the page that tells anyone whether a certificate is genuine.
    pub fn certificate_url(&self, number: &CertificateNumber) -> String {
        format!("{}/certificates/{number}", self.public_url)
    }

    /// The certificate of that number, for anyone; `None` if there is none.
    pub async fn verify_certificate(&self, number: &str) -> Result<Option<CertificateView>> {
        by_number(&mut self.store.read().await?, number).await?.map(view).transpose()
    }
}

impl AsLearner {
    /// The reader's certificate of a course, or how far it is. Who had completed everything before the course gave one gets it
    /// now.
    pub async fn certificate(&self, product: &str) -> Result<CertificatePage> {
        let mut conn = self.portal.store.read().await?;
        let product = self.open_product(&mut conn, product).await?;
        let (steps, mut found) = match self.contact() {
            Some(contact) => (steps(&mut conn, contact, product.id).await?, store::certificates::of_course(&mut conn, contact, product.id).await?),
            None => (Steps { done: 0, all: domain::count(store::courses::lesson_heads(&mut conn, product.id).await?.len()) }, None),
        };
        if found.is_none() && store::certificates::terms(&mut conn, product.id).await?.is_none() {
            return Err(Problem::NotFound.into());
        }
        drop(conn);
        if let Some(contact) = self.acting().filter(|_| found.is_none() && steps.is_done()) {
            let (portal, course) = (self.portal.clone(), product.clone());
            found = self
                .portal
                .store
                .write(move |conn| {
                    async move {
                        issue_if_earned(&portal, conn, contact, &course).await?;
                        Ok::<_, Error>(store::certificates::of_course(conn, contact, course.id).await?)
                    }
                    .boxed()
                })
                .await?;
        }
        let certificate = found.map(view).transpose()?;
        Ok(CertificatePage {
            share: certificate.as_ref().map(|certificate| self.portal.certificate_url(&certificate.number)),
            course: LessonRef { slug: product.slug, title: product.title },
            steps,
            certificate,
        })
    }

    /// The reader's own certificate of that number, to be printed, or for an admin anybody's; another's is as if it did not exist,
    /// and a revoked one too.
    pub async fn certificate_to_print(&self, number: &str) -> Result<CertificateView> {
        let found = by_number(&mut self.portal.store.read().await?, number).await?;
        let is_theirs = |certificate: &Certificate| self.contact().is_none_or(|contact| contact == certificate.contact_id);
        view(found.filter(|certificate| is_theirs(certificate) && certificate.revoked_at.is_none()).ok_or(Problem::NotFound)?)
    }
}

impl AsAdmin {
    /// One contact's certificates, the newest first.
    pub async fn certificates_of(&self, contact: ContactId) -> Result<Vec<CertificateRow>> {
        let mut conn = self.portal.store.read().await?;
        let found = store::certificates::of_contact(&mut conn, contact).await?;
        found.into_iter().map(|certificate| Ok(CertificateRow { id: certificate.id, certificate: view(certificate)? })).collect()
    }

    /// Takes a certificate back for good: its page says so from now on. Answers whose it was.
    pub async fn revoke_certificate(&self, id: CertificateId) -> Result<ContactId> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let certificate = store::certificates::find(conn, id).await?.ok_or(Problem::NotFound)?;
                    if store::certificates::revoke(conn, id, me.portal.now()).await? {
                        let subject = Subject::new("contact", certificate.contact_id, certificate.name.as_str()).with(certificate.title);
                        store::audit::insert(conn, &me.event(Action::CertificateRevoked, subject)).await?;
                    }
                    Ok::<_, Error>(certificate.contact_id)
                }
                .boxed()
            })
            .await
    }

    /// Whether a course gives a certificate, and who signs it.
    pub async fn certificate_terms(&self, product: ProductId) -> Result<CertificateTerms> {
        let mut conn = self.portal.store.read().await?;
        store::courses::product(&mut conn, product).await?.ok_or(Problem::NotFound)?;
        let terms = store::certificates::terms(&mut conn, product).await?;
        Ok(CertificateTerms { on: terms.is_some(), issuer: terms.map(|terms| terms.issuer).unwrap_or_default() })
    }

    /// Has a course give a certificate, or no more; those that were given stay.
    pub async fn set_certificate_terms(&self, product: ProductId, on: bool, issuer: &str) -> Result<()> {
        let issuer = text::line(issuer).unwrap_or_default();
        if issuer.chars().count() > 120 {
            return Err(Invalid::TooLong.into());
        }
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let course = store::courses::product(conn, product).await?.ok_or(Problem::NotFound)?;
                    if on {
                        store::certificates::set_terms(conn, &Terms { product_id: product, issuer }).await?;
                    } else {
                        store::certificates::remove_terms(conn, product).await?;
                    }
                    let subject = Subject::new("product", product, course.title).with(if on { "on" } else { "off" });
                    store::audit::insert(conn, &me.event(Action::CertificateTermsChanged, subject)).await?;
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }
}
