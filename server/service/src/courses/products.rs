//! The courses themselves: listing, adding, changing, ordering, deleting.

use std::collections::{HashMap, HashSet};

use domain::view::courses::{CategoryOutline, LessonHead, ProductEdit, ProductForm, ProductRow, Step};
use domain::{Invalid, Lang, Problem, ProductId, Publication, text};
use futures_util::FutureExt as _;
use store::Conn;
use store::courses::Product;
use store::lesson_files::Of;

use super::{cover, outline, slugs, title, within};
use crate::audit::{Action, Subject};
use crate::{AsAdmin, Error, Result, zone};

pub(super) fn subject(product: &Product) -> Subject {
    Subject::new("product", product.id, product.title.as_str())
}

/// A slug that no other product has.
async fn free_slug(conn: &mut Conn, wanted: &str) -> Result<String> {
    for slug in slugs(&text::slug(wanted)) {
        if store::courses::product_by_slug(conn, &slug).await?.is_none() {
            return Ok(slug);
        }
    }
    Err(Invalid::SlugTaken.into())
}

/// The slug that was typed, or one made from the title where nothing was.
async fn chosen_slug(conn: &mut Conn, id: ProductId, typed: &str, title: &str) -> Result<String> {
    let Some(typed) = text::line(typed) else { return free_slug(conn, title).await };
    let slug = text::slug(&typed);
    match store::courses::product_by_slug(conn, &slug).await? {
        Some(other) if other.id != id => Err(Invalid::SlugTaken.into()),
        _ => Ok(slug),
    }
}

/// The outline of a product, in order.
pub(super) async fn categories(conn: &mut Conn, product: ProductId) -> Result<Vec<CategoryOutline>> {
    let mut lessons: HashMap<_, Vec<LessonHead>> = HashMap::new();
    for lesson in store::courses::lesson_heads(conn, product).await? {
        let minutes = lesson.minutes.and_then(|minutes| u32::try_from(minutes).ok());
        lessons.entry(lesson.category_id).or_default().push(LessonHead { id: lesson.id, title: lesson.title, minutes, state: lesson.state });
    }
    let categories = store::courses::categories(conn, product).await?;
    Ok(categories
        .into_iter()
        .map(|category| CategoryOutline {
            drip: category.drip(),
            id: category.id,
            parent: category.parent_id,
            title: category.title,
            lessons: lessons.remove(&category.id).unwrap_or_default(),
        })
        .collect())
}

/// Moves the element at `from` one place; `false` at the end of the list.
pub(crate) fn step<T>(list: &mut [T], from: usize, step: Step) -> bool {
    let to = match step {
        Step::Up => from.checked_sub(1),
        Step::Down => Some(from + 1).filter(|to| *to < list.len()),
    };
    if let Some(to) = to {
        list.swap(from, to);
    }
    to.is_some()
}

/// Numbers the products from 0; those whose number is right stay untouched.
async fn number(conn: &mut Conn, products: &[Product]) -> Result<()> {
    for (product, position) in products.iter().zip(0..) {
        if product.position != position {
            store::courses::set_product_position(conn, product.id, position).await?;
        }
    }
    Ok(())
}

impl AsAdmin {
    /// Every course, drafts too, in the portal's order.
    pub async fn products(&self) -> Result<Vec<ProductRow>> {
        let mut conn = self.portal.store.read().await?;
        let products = store::courses::products(&mut conn).await?;
        let counts: HashMap<_, _> = store::courses::lesson_counts(&mut conn).await?.into_iter().collect();
        let mut offers: HashMap<_, Vec<_>> = HashMap::new();
        for (product, offer, title) in store::courses::offers_of_products(&mut conn).await? {
            offers.entry(product).or_default().push((offer, title));
        }
        Ok(products
            .into_iter()
            .map(|product| ProductRow {
                lessons: counts.get(&product.id).and_then(|n| u32::try_from(*n).ok()).unwrap_or_default(),
                offers: offers.remove(&product.id).unwrap_or_default(),
                id: product.id,
                slug: product.slug,
                title: product.title,
                lang: product.lang,
                cover: product.cover,
                state: product.state,
            })
            .collect())
    }

    /// A course with its outline.
    pub async fn product(&self, id: ProductId) -> Result<ProductEdit> {
        let mut conn = self.portal.store.read().await?;
        let product = store::courses::product(&mut conn, id).await?.ok_or(Problem::NotFound)?;
        Ok(ProductEdit {
            outline: categories(&mut conn, id).await?,
            time_zone: zone::name(&mut conn).await?,
            offers: store::courses::offers_of_product(&mut conn, id).await?,
            id,
            slug: product.slug,
            title: product.title,
            summary: product.summary,
            lang: product.lang,
            cover: product.cover,
            state: product.state,
        })
    }

    /// Adds a course, as a draft, after the others.
    pub async fn create_product(&self, typed_title: &str, lang: Lang) -> Result<ProductId> {
        let me = self.clone();
        let title = title(typed_title)?;
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let last = store::courses::products(conn).await?.last().map(|product| product.position);
                    let product = Product {
                        id: me.portal.new_id(),
                        slug: free_slug(conn, &title).await?,
                        title,
                        summary: String::new(),
                        lang,
                        cover: None,
                        state: Publication::Draft,
                        position: last.map_or(0, |position| position.saturating_add(1)),
                        created_at: me.portal.now(),
                    };
                    store::courses::insert_product(conn, &product).await?;
                    store::audit::insert(conn, &me.event(Action::ProductCreated, subject(&product))).await?;
                    Ok::<_, Error>(product.id)
                }
                .boxed()
            })
            .await
    }

    /// Changes what a course is called and who can see it.
    ///
    /// # Errors
    /// `Invalid::SlugTaken` when another course has the address.
    pub async fn change_product(&self, id: ProductId, form: ProductForm) -> Result<()> {
        let me = self.clone();
        let title = title(&form.title)?;
        let summary = within(form.summary.trim().to_owned(), 2000)?;
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let before = outline::locked(conn, id).await?;
                    let slug = chosen_slug(conn, id, &form.slug, &title).await?;
                    let product = Product { slug, title, summary, lang: form.lang, state: form.state, ..before };
                    store::courses::update_product(conn, &product).await?;
                    store::audit::insert(conn, &me.event(Action::ProductChanged, subject(&product).with(product.state.word()))).await?;
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }

    /// Deletes a course, its lessons with their files, and how far learners came in them.
    pub async fn delete_product(&self, id: ProductId) -> Result<()> {
        let me = self.clone();
        let (old, files) = self
            .portal
            .store
            .write(move |conn| {
                async move {
                    let product = outline::locked(conn, id).await?;
                    let files = store::lesson_files::keys_of(conn, Of::Product(id)).await?;
                    store::courses::delete_product(conn, id).await?;
                    store::audit::insert(conn, &me.event(Action::ProductDeleted, subject(&product))).await?;
                    Ok::<_, Error>((product.cover, files))
                }
                .boxed()
            })
            .await?;
        self.portal.files.remove(&files).await;
        cover::remove(self.portal.data_dir(), old.as_deref()).await;
        Ok(())
    }

    /// Moves a course one place in the portal's order; at the end of the list nothing happens.
    pub async fn move_product(&self, id: ProductId, direction: Step) -> Result<()> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let mut products = store::courses::hold_products(conn).await?;
                    let from = products.iter().position(|product| product.id == id).ok_or(Problem::NotFound)?;
                    let moved = subject(&products[from]).with(direction.word());
                    if step(&mut products, from, direction) {
                        number(conn, &products).await?;
                        store::audit::insert(conn, &me.event(Action::ProductsReordered, moved)).await?;
                    }
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }

    /// Puts the courses into the given order.
    ///
    /// # Errors
    /// `Problem::Conflict` unless `ids` are all of them, each once.
    pub async fn reorder_products(&self, ids: Vec<ProductId>) -> Result<()> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let mut products = store::courses::hold_products(conn).await?;
                    let places: HashMap<_, _> = ids.iter().zip(0_usize..).collect();
                    let known: HashSet<_> = products.iter().map(|product| &product.id).collect();
                    if places.len() != ids.len() || known != places.keys().copied().collect() {
                        return Err(Problem::Conflict.into());
                    }
                    products.sort_by_key(|product| places.get(&product.id).copied());
                    number(conn, &products).await?;
                    store::audit::insert(conn, &me.event(Action::ProductsReordered, Subject::portal())).await?;
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }

    /// Puts a picture on a course: a PNG, JPEG or WebP file of at most [`super::MOST_COVER_BYTES`] bytes.
    ///
    /// # Errors
    /// `Invalid::File` or `Invalid::FileTooLarge` when it cannot be used.
    pub async fn set_cover(&self, id: ProductId, bytes: Vec<u8>) -> Result<()> {
        // Before the work of reading a picture.
        store::courses::product(&mut self.portal.store.read().await?, id).await?.ok_or(Problem::NotFound)?;
        let jpeg = cover::prepare(bytes).await?;
        let path = cover::write(self.portal.data_dir(), &self.portal.random, &jpeg).await?;
        let changed = self.replace_cover(id, Some(path.clone())).await;
        let obsolete = match &changed {
            Ok(old) => old.as_deref(),
            Err(_) => Some(path.as_str()),
        };
        cover::remove(self.portal.data_dir(), obsolete).await;
        changed.map(drop)
    }

    /// Takes the picture off a course.
    pub async fn remove_cover(&self, id: ProductId) -> Result<()> {
        let old = self.replace_cover(id, None).await?;
        cover::remove(self.portal.data_dir(), old.as_deref()).await;
        Ok(())
    }

    /// Answers the path of the cover before.
    async fn replace_cover(&self, id: ProductId, path: Option<String>) -> Result<Option<String>> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let product = outline::locked(conn, id).await?;
                    store::courses::set_cover(conn, id, path.as_deref()).await?;
                    store::audit::insert(conn, &me.event(Action::ProductChanged, subject(&product).with("cover"))).await?;
                    Ok::<_, Error>(product.cover)
                }
                .boxed()
            })
            .await
    }
}
