//! What a test's portal holds, put there straight through the store.

use domain::comment::CommentState;
use domain::time::Span;
use domain::{
    AdminId, AdminSessionId, CategoryId, CertificateId, ContactId, ContactState, Lang, LessonCommentId, LessonId, LessonState, LinkId, LinkPurpose, OfferId,
    ProductId, Publication, Timestamp, text,
};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use secrecy::ExposeSecret as _;
use service::{Clock, Keys, Random, token};
use store::admins::{Admin, AdminSession};
use store::certificates::Certificate;
use store::comments::Comment;
use store::contacts::Contact;
use store::courses::{Category, Lesson, Product};
use store::grants::Grant;
use store::links::Link;
use store::offers::Offer;
use store::{Conn, Store};
use uuid::Uuid;

use crate::actors::secret;
use crate::database;

/// The database, and what is needed to fill it.
pub struct World {
    pub store: Store,
    pub clock: Clock,
    pub keys: Keys,
    pub random: Random,
}

/// A published course with two published lessons, `first` and `second`, and one, `draft`, that is none.
#[derive(Clone, Debug)]
pub struct Course {
    pub id: ProductId,
    pub slug: String,
    pub title: String,
    pub first: LessonId,
    /// Its only one.
    pub category: CategoryId,
}

/// When a grant gives access.
#[derive(Clone, Copy, Debug)]
pub enum Term {
    Active,
    Until(Timestamp),
    Ended,
    Revoked,
    Future,
}

impl World {
    /// A new id of any table.
    pub fn id<Id: From<Uuid>>(&self) -> Id {
        uuid::Builder::from_unix_timestamp_millis(self.clock.now().millis(), &self.random.bytes()).into_uuid().into()
    }

    /// # Panics
    /// If the database does not take it.
    pub async fn write<T: Send + 'static>(&self, job: impl for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, store::Result<T>> + Send + 'static) -> T {
        self.store.write(job).await.unwrap_or_else(|error: store::Error| panic!("{error}"))
    }

    /// Runs SQL statements as one write.
    pub async fn run_sql(&self, sql: &str) {
        let sql = sql.to_owned();
        self.write(move |conn| async move { database::batch(conn, &sql).await }.boxed()).await;
    }

    /// The `n` of a query's only row.
    pub async fn count(&self, sql: &str) -> i64 {
        database::count(&self.store, sql).await
    }

    pub async fn sessions(&self) -> i64 {
        self.count("SELECT count(*) AS n FROM sessions").await
    }

    /// How often all links together were used.
    pub async fn uses(&self) -> i64 {
        self.count("SELECT CAST(coalesce(sum(uses), 0) AS BIGINT) AS n FROM links").await
    }

    pub async fn contact(&self, email: &str) -> Contact {
        self.contact_with(email, |_| {}).await
    }

    pub async fn contact_with(&self, email: &str, change: impl FnOnce(&mut Contact)) -> Contact {
        let mut contact = self.contact_row(email);
        change(&mut contact);
        self.insert_contacts(vec![contact]).await.remove(0)
    }

    /// So many contacts, `person-0@example.org` and so on, each as `change` has changed it, in one write.
    pub async fn crowd(&self, n: usize, change: impl Fn(usize, &mut Contact)) -> Vec<Contact> {
        let mut contacts: Vec<Contact> = (0..n).map(|i| self.contact_row(&format!("person-{i}@example.org"))).collect();
        for (i, contact) in contacts.iter_mut().enumerate() {
            change(i, contact);
        }
        self.insert_contacts(contacts).await
    }

    fn contact_row(&self, email: &str) -> Contact {
        Contact {
            id: self.id(),
            email: email.to_owned(),
            name_key: String::new(),
            name: email.split('@').next().unwrap_or_default().to_owned(),
            phone: None,
            lang: Lang::En,
            state: ContactState::Invited,
            link_generation: 1,
            session_generation: 1,
            links_replaced_at: None,
            created_at: self.clock.now(),
            joined_at: None,
            last_seen_at: None,
        }
    }

    async fn insert_contacts(&self, mut contacts: Vec<Contact>) -> Vec<Contact> {
        for contact in &mut contacts {
            contact.name_key = text::fold(&contact.name);
        }
        let rows = contacts.clone();
        self.write(move |conn| {
            async move {
                for row in &rows {
                    let mut words = text::words(&row.name);
                    words.push(row.email.clone());
                    assert!(store::contacts::insert(conn, row).await?, "the address is free");
                    store::contacts::set_words(conn, row.id, &words).await?;
                }
                Ok(())
            }
            .boxed()
        })
        .await;
        contacts
    }

    pub async fn course(&self, slug: &str) -> Course {
        let (id, category) = (self.id(), self.id());
        let title = format!("The course {slug}");
        let now = self.clock.now();
        let product = Product {
            id,
            slug: slug.to_owned(),
            title: title.clone(),
            summary: "A summary".to_owned(),
            lang: Lang::En,
            cover: None,
            state: Publication::Published,
            position: 1,
            created_at: now,
        };
        let section = Category::new(category, id, "A section".to_owned(), 1);
        let lessons: Vec<Lesson> = [("first", LessonState::Published), ("second", LessonState::Published), ("draft", LessonState::Draft)]
            .into_iter()
            .zip(1..)
            .map(|((name, state), position)| Lesson {
                id: self.id(),
                product_id: id,
                category_id: category,
                slug: name.to_owned(),
                title: format!("The {name} lesson of {slug}"),
                body: format!("The text of {slug}"),
                video_url: None,
                minutes: None,
                state,
                position,
            })
            .collect();
        let first = lessons[0].id;
        self.write(move |conn| {
            async move {
                store::courses::insert_product(conn, &product).await?;
                store::courses::insert_category(conn, &section).await?;
                for lesson in &lessons {
                    store::courses::insert_lesson(conn, lesson).await?;
                }
                Ok(())
            }
            .boxed()
        })
        .await;
        Course { id, slug: slug.to_owned(), title, first, category }
    }

    /// A published offer of those courses.
    pub async fn offer(&self, title: &str, courses: &[&Course]) -> OfferId {
        let id = self.id();
        let offer =
            Offer { id, title: title.to_owned(), description: String::new(), state: Publication::Published, access_days: None, created_at: self.clock.now() };
        let products: Vec<ProductId> = courses.iter().map(|course| course.id).collect();
        self.write(move |conn| {
            async move {
                store::offers::insert(conn, &offer).await?;
                store::offers::set_items(conn, id, &products).await
            }
            .boxed()
        })
        .await;
        id
    }

    pub async fn grant(&self, contact: ContactId, offer: OfferId, term: Term) {
        let now = self.clock.now();
        let (starts_at, ends_at, revoked_at) = match term {
            Term::Active => (now - Span::days(1), None, None),
            Term::Until(at) => (now - Span::days(1), Some(at), None),
            Term::Ended => (now - Span::days(2), Some(now - Span::seconds(1)), None),
            Term::Revoked => (now - Span::days(2), None, Some(now - Span::seconds(1))),
            Term::Future => (now + Span::days(1), None, None),
        };
        let grant = Grant { id: self.id(), contact_id: contact, offer_id: offer, starts_at, ends_at, revoked_at, created_at: starts_at };
        self.write(move |conn| async move { store::grants::insert(conn, &grant).await }.boxed()).await;
    }

    /// A contact with an active grant of an offer of one course, whose slug is the address's beginning.
    pub async fn entitled(&self, email: &str) -> (Contact, Course) {
        let contact = self.contact(email).await;
        let course = self.course(email.split('@').next().unwrap_or_default()).await;
        let offer = self.offer(&format!("The offer for {email}"), &[&course]).await;
        self.grant(contact.id, offer, Term::Active).await;
        (contact, course)
    }

    /// A certificate of the contact's, of that number without hyphens.
    pub async fn certificate(&self, contact: &Contact, product: ProductId, number: &str) -> CertificateId {
        let certificate = Certificate {
            id: self.id(),
            number: number.to_owned(),
            contact_id: contact.id,
            product_id: product,
            name: contact.name.clone(),
            title: "A title".to_owned(),
            issuer: String::new(),
            lang: Lang::En,
            issued_at: self.clock.now(),
            revoked_at: None,
        };
        let id = certificate.id;
        self.write(move |conn| async move { store::certificates::issue(conn, &certificate).await }.boxed()).await;
        id
    }

    /// A comment of the contact's on a lesson.
    pub async fn comment(&self, contact: &Contact, lesson: LessonId, body: &str) -> LessonCommentId {
        let comment = Comment {
            id: self.id(),
            lesson_id: lesson,
            parent_id: None,
            contact_id: Some(contact.id),
            admin_id: None,
            author: contact.name.clone(),
            body: body.to_owned(),
            state: CommentState::Shown,
            written_at: self.clock.now(),
            edited_at: None,
        };
        let id = comment.id;
        self.write(move |conn| async move { store::comments::insert(conn, &comment).await }.boxed()).await;
        id
    }

    /// The token of a new link of the contact that works for a day.
    pub async fn link(&self, contact: &Contact) -> String {
        self.link_with(contact, |_| {}).await.1
    }

    /// Another link, as `change` has changed it, and its token.
    pub async fn link_with(&self, contact: &Contact, change: impl FnOnce(&mut Link)) -> (LinkId, String) {
        let mut link = self.link_row(contact);
        change(&mut link);
        let token = self.token(&link);
        let id = link.id;
        self.write(move |conn| async move { store::links::insert(conn, &link).await }.boxed()).await;
        (id, token)
    }

    /// A link that is in no database.
    pub fn link_row(&self, contact: &Contact) -> Link {
        let now = self.clock.now();
        Link {
            id: self.id(),
            selector: token::new_selector(&self.keys, &self.random).to_vec(),
            nonce: self.random.bytes::<16>().to_vec(),
            contact_id: contact.id,
            generation: contact.link_generation,
            purpose: LinkPurpose::Copied,
            destination: "home".to_owned(),
            issuer_id: None,
            key_id: self.keys.current().to_owned(),
            created_at: now,
            expires_at: now + Span::days(1),
            revoked_at: None,
            uses: 0,
            use_limit: domain::link::USE_LIMIT,
        }
    }

    pub fn token(&self, link: &Link) -> String {
        token::of_link(&self.keys, link).expect("the key is there").expose_secret().to_owned()
    }

    /// An admin who cannot sign in with a password.
    pub fn admin_row(&self, email: &str) -> Admin {
        Admin {
            id: self.id(),
            email: email.to_owned(),
            name: format!("Admin {email}"),
            lang: Lang::En,
            password_hash: "none".to_owned(),
            totp_sealed: None,
            totp_step: None,
            session_generation: 1,
            created_at: self.clock.now(),
        }
    }

    /// A new admin with a session: their id, and what their cookie holds.
    pub async fn signed_in_admin(&self, email: &str) -> (AdminId, String) {
        let (secret, hash) = secret(&self.random);
        let admin = self.admin_row(email);
        let (id, session) = (admin.id, self.admin_session(self.id(), admin.id, hash));
        self.write(move |conn| {
            async move {
                store::admins::insert(conn, &admin).await?;
                store::admins::insert_session(conn, &session).await
            }
            .boxed()
        })
        .await;
        (id, secret)
    }

    pub fn admin_session(&self, id: AdminSessionId, admin: AdminId, hash: Vec<u8>) -> AdminSession {
        let now = self.clock.now();
        AdminSession {
            id,
            hash,
            admin_id: admin,
            generation: 1,
            device: String::new(),
            viewing: None,
            created_at: now,
            last_seen_at: now,
            expires_at: now + service::admins::ABSOLUTE,
        }
    }
}
