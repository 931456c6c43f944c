//! The demo content: a believable training business, loaded through the same functions an admin uses. It is `demo/`, which
//! is part of the program: `demo.toml` (the portal, offers, contacts), `communities.toml` and one folder a course. [`content`] reads
//! it, [`files`] puts what lessons offer for download where files are kept.

mod comments;
mod communities;
mod content;
mod files;
mod quiz;

use std::collections::HashMap;

use domain::time::Span;
use domain::view::contacts::ContactData;
use domain::view::menus::{Audience, MenuForm};
use domain::view::settings::PortalSettings;
use domain::{CategoryId, Drip, Invalid, LessonId, LessonState, OfferId, ProductId, Publication, Timestamp};
use futures_util::FutureExt as _;
use store::Conn;
use store::certificates::Terms;
use store::contacts::Contact;
use store::courses::{Category, Lesson, Product};
use store::grants::Grant;
use store::lesson_files::LessonFile;
use store::offers::Offer;

use self::content::{Content, Course, Granted, Person};
use crate::audit::Action;
use crate::{Error, Portal, Result, menus, offers, settings};

/// What of an offer a person's grants and progress are made from.
struct Loaded {
    offer: Offer,
    /// Published lessons of its published products, in order.
    lessons: Vec<(ProductId, LessonId)>,
}

impl Portal {
    /// Loads the demo content, unless there is a product, an offer or a contact already; whether it did.
    pub async fn load_demo(&self) -> Result<bool> {
        let content = Content::embedded()?;
        if is_used(&mut self.store.read().await?).await? {
            return Ok(false);
        }
        // Before the transaction, in which nobody waits for a bucket. Without a row the sweep removes them again.
        let demo_files = files::store(self, &content).await?;
        let portal = self.clone();
        self.store
            .write(move |conn| {
                async move {
                    if is_used(conn).await? {
                        return Ok(false);
                    }
                    let now = portal.now();
                    Loading { portal, now, files: demo_files.into_iter().collect() }.everything(conn, content).await?;
                    Ok::<_, Error>(true)
                }
                .boxed()
            })
            .await
    }
}

async fn is_used(conn: &mut Conn) -> Result<bool> {
    Ok(store::contacts::any(conn).await? || !store::courses::products(conn).await?.is_empty() || !store::offers::all(conn).await?.is_empty())
}

/// One load, with everything counted from one instant.
struct Loading {
    portal: Portal,
    now: Timestamp,
    /// By course and name.
    files: HashMap<(String, String), LessonFile>,
}

impl Loading {
    async fn everything(&self, conn: &mut Conn, mut content: Content) -> Result<()> {
        let said = comments::taken(&mut content.courses);
        let old = settings::read(conn).await?;
        let portal = PortalSettings { name: content.portal_name, welcome_en: content.welcome.en, welcome_fr: content.welcome.fr, ..old };
        settings::write(conn, &portal).await?;
        let mut courses = HashMap::new();
        for (position, course) in (0..).zip(content.courses) {
            let slug = course.slug.clone();
            courses.insert(slug, self.course(conn, course, position).await?);
        }
        let mut loaded = HashMap::new();
        for offer in content.offers {
            let key = offer.key.clone();
            loaded.insert(key, self.offer(conn, offer, &courses).await?);
        }
        for menu in content.menus {
            self.menu(conn, menu, &loaded).await?;
        }
        for (n, person) in (0..).zip(content.contacts) {
            self.person(conn, n, person, &loaded).await?;
        }
        let offers = loaded.iter().map(|(key, loaded)| (key.as_str(), loaded.offer.id)).collect();
        self.communities(conn, &offers, &portal.name).await?;
        for (course, lesson, said) in said {
            self.say(conn, &course, &lesson, said).await?;
        }
        Ok(())
    }

    /// Loads a course; its id and what learners see of it.
    async fn course(&self, conn: &mut Conn, course: Course, position: i32) -> Result<(ProductId, Vec<LessonId>)> {
        let product = Product {
            id: self.portal.new_id(),
            slug: course.slug,
            title: course.title,
            summary: course.summary,
            lang: course.lang,
            cover: Some(course.cover),
            state: course.state,
            position,
            created_at: self.ago(400, 0),
        };
        store::courses::insert_product(conn, &product).await?;
        if let Some(issuer) = course.certificate {
            store::certificates::set_terms(conn, &Terms { product_id: product.id, issuer }).await?;
        }
        let mut visible = Vec::new();
        let mut position = 0;
        for part in course.categories {
            let (inside, parent) = (part.categories, self.section(conn, &product, position, part.title, part.opens_after_days, None).await?);
            position += 1;
            visible.extend(self.lessons(conn, &product, parent, part.lessons).await?);
            for part in inside {
                let section = self.section(conn, &product, position, part.title, part.opens_after_days, Some(parent)).await?;
                position += 1;
                visible.extend(self.lessons(conn, &product, section, part.lessons).await?);
            }
        }
        Ok((product.id, visible))
    }

    async fn section(
        &self,
        conn: &mut Conn,
        product: &Product,
        position: i32,
        title: String,
        opens_after_days: Option<u32>,
        parent: Option<CategoryId>,
    ) -> Result<CategoryId> {
        let category = Category { parent_id: parent, ..Category::new(self.portal.new_id(), product.id, title, position) };
        store::courses::insert_category(conn, &category).await?;
        if let Some(days) = opens_after_days {
            store::courses::arrange_category(conn, category.id, parent, Drip::AfterGrant { days }).await?;
        }
        Ok(category.id)
    }

    /// Loads the lessons of a section; those that learners see.
    async fn lessons(&self, conn: &mut Conn, product: &Product, category: CategoryId, lessons: Vec<content::Text>) -> Result<Vec<LessonId>> {
        let mut visible = Vec::new();
        for (position, lesson) in (0..).zip(lessons) {
            let (offered, quiz) = (lesson.files, lesson.quiz);
            let lesson = Lesson {
                id: self.portal.new_id(),
                product_id: product.id,
                category_id: category,
                slug: lesson.slug,
                title: lesson.title,
                body: lesson.body,
                video_url: lesson.video,
                minutes: Some(lesson.minutes),
                state: lesson.state,
                position,
            };
            store::courses::insert_lesson(conn, &lesson).await?;
            if let Some(quiz) = quiz {
                quiz.load(&self.portal, conn, lesson.id).await?;
            }
            for (position, name) in (0..).zip(offered) {
                if let Some(file) = self.files.get(&(product.slug.clone(), name)) {
                    store::lesson_files::insert(conn, &LessonFile { lesson_id: lesson.id, position, ..file.clone() }).await?;
                }
            }
            if product.state == Publication::Published && lesson.state == LessonState::Published {
                visible.push(lesson.id);
            }
        }
        Ok(visible)
    }

    async fn offer(&self, conn: &mut Conn, offer: content::Offer, courses: &HashMap<String, (ProductId, Vec<LessonId>)>) -> Result<Loaded> {
        let bundled: Vec<&(ProductId, Vec<LessonId>)> = offer.products.iter().filter_map(|slug| courses.get(slug)).collect();
        let row = Offer {
            id: self.portal.new_id::<OfferId>(),
            title: offer.title,
            description: offer.description,
            state: offer.state,
            access_days: offer.access_days,
            created_at: self.ago(390, 0),
        };
        store::offers::insert(conn, &row).await?;
        let products: Vec<ProductId> = bundled.iter().map(|(product, _)| *product).collect();
        store::offers::set_items(conn, row.id, &products).await?;
        store::audit::insert(conn, &self.portal.event_by("system", Action::OfferCreated, offers::subject(&row))).await?;
        let lessons = bundled.into_iter().flat_map(|(product, lessons)| lessons.iter().map(|lesson| (*product, *lesson))).collect();
        Ok(Loaded { offer: row, lessons })
    }

    async fn menu(&self, conn: &mut Conn, menu: content::Menu, loaded: &HashMap<String, Loaded>) -> Result<()> {
        let content::Menu { label_en, label_fr, icon, url, opens, offers } = menu;
        let audience = if offers.is_empty() { Audience::Everyone } else { Audience::Offers };
        let offers = offers.iter().filter_map(|key| loaded.get(key)).map(|loaded| loaded.offer.id).collect();
        let entry = menus::add(&self.portal, conn, MenuForm { label_en, label_fr, icon, url, opens, audience, offers }).await?;
        store::audit::insert(conn, &self.portal.event_by("system", Action::MenuCreated, menus::subject(&entry))).await?;
        Ok(())
    }

    /// Loads the `n`th person: who they are, what they were granted, how far they have come.
    async fn person(&self, conn: &mut Conn, n: i64, person: Person, loaded: &HashMap<String, Loaded>) -> Result<()> {
        let seen = person.seen_days_ago.map(|days| self.ago(days, n % 40));
        let mut grants: Vec<(Grant, &Loaded)> = Vec::new();
        let data = ContactData { name: person.name, email: person.email, phone: person.phone, lang: person.lang, tags: person.tags };
        let contact = self.portal.add_contact(conn, &data).await?.ok_or(Invalid::EmailTaken)?;
        for granted in &person.grants {
            if let Some(loaded) = loaded.get(&granted.offer) {
                grants.push((self.grant(n, &contact, granted, &loaded.offer), loaded));
            }
        }
        grants.sort_by_key(|(grant, _)| grant.starts_at);
        for (grant, _) in &grants {
            store::grants::insert(conn, grant).await?;
        }
        // Somebody who never signed in was added when the first offer was granted.
        let added = grants.first().map_or_else(|| seen.unwrap_or(self.ago(14, n)), |(grant, _)| grant.starts_at);
        store::contacts::set_past(conn, contact.id, added, seen).await?;
        if let Some(seen) = seen {
            self.progress(conn, &contact, person.completed, &grants, seen).await?;
        }
        Ok(())
    }

    fn grant(&self, n: i64, contact: &Contact, granted: &Granted, offer: &Offer) -> Grant {
        let starts_at = self.ago(granted.days_ago, 60 + n);
        let grant = self.portal.new_grant(contact.id, offer, starts_at);
        Grant {
            id: uuid::Builder::from_unix_timestamp_millis(starts_at.millis(), &self.portal.random.bytes()).into_uuid().into(),
            ends_at: granted.ended_days_ago.map(|days| self.ago(days, 60 + n)).or(grant.ends_at),
            revoked_at: granted.revoked_days_ago.map(|days| self.ago(days, 60 + n)),
            created_at: starts_at,
            ..grant
        }
    }

    /// Completes the first lessons of what the contact was granted, spread over the time of each grant until `seen`, and
    /// opens the next one.
    async fn progress(&self, conn: &mut Conn, contact: &Contact, completed: usize, grants: &[(Grant, &Loaded)], seen: Timestamp) -> Result<()> {
        let mut left = completed;
        let mut known = std::collections::HashSet::new();
        for (grant, loaded) in grants {
            let lessons: Vec<_> = loaded.lessons.iter().filter(|lesson| known.insert(**lesson)).copied().collect();
            let done = left.min(lessons.len());
            let until = [Some(seen), grant.ends_at, grant.revoked_at].into_iter().flatten().min().unwrap_or(seen).max(grant.starts_at);
            let step = (until - grant.starts_at).0 / i64::try_from(done + 1).unwrap_or(i64::MAX);
            for (n, (product, lesson)) in (1..).zip(&lessons[..done]) {
                let at = grant.starts_at + Span(step * n);
                store::progress::set_completed(conn, contact.id, *product, *lesson, at, Some(at)).await?;
                store::enrolments::seen(conn, contact.id, *product, at).await?;
                store::enrolments::recount(conn, contact.id, *product).await?;
            }
            left -= done;
            if left == 0 && done > 0 {
                if let Some((product, lesson)) = lessons.get(done) {
                    store::progress::opened(conn, contact.id, *product, *lesson, until).await?;
                    store::enrolments::seen(conn, contact.id, *product, until).await?;
                }
                break;
            }
        }
        Ok(())
    }

    fn ago(&self, days: i64, minutes: i64) -> Timestamp {
        self.now - Span::days(days) - Span::minutes(minutes)
    }
}
