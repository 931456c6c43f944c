//! Products, their categories and lessons.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{CategoryId, Drip, DripKind, Lang, LessonId, LessonState, OfferId, ProductId, Publication, Timestamp};

use crate::backend::on_backend;
use crate::schema::{categories, lessons, offer_items, offers, products};
use crate::{Conn, Result};

/// A row of `products`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = products, treat_none_as_null = true)]
pub struct Product {
    pub id: ProductId,
    pub slug: String,
    pub title: String,
    pub summary: String,
    pub lang: Lang,
    /// A path on this portal.
    pub cover: Option<String>,
    pub state: Publication,
    pub position: i32,
    pub created_at: Timestamp,
}

/// A row of `categories`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = categories)]
pub struct Category {
    pub id: CategoryId,
    pub product_id: ProductId,
    pub title: String,
    pub position: i32,
    /// The category it stands in, which stands in none.
    pub parent_id: Option<CategoryId>,
    pub drip: DripKind,
    pub drip_days: Option<i32>,
    pub drip_day: Option<Timestamp>,
}

impl Category {
    /// One that stands in no other and opens at once.
    pub fn new(id: CategoryId, product_id: ProductId, title: String, position: i32) -> Self {
        Self { id, product_id, title, position, parent_id: None, drip: DripKind::AtOnce, drip_days: None, drip_day: None }
    }

    /// When it opens. Columns that do not fit together, which nothing writes, never open it early.
    pub fn drip(&self) -> Drip {
        let days = self.drip_days.and_then(|days| u32::try_from(days).ok()).unwrap_or(domain::drip::MOST_DAYS);
        match self.drip {
            DripKind::AtOnce => Drip::AtOnce,
            DripKind::AfterGrant => Drip::AfterGrant { days },
            DripKind::AfterFirstAccess => Drip::AfterFirstAccess { days },
            DripKind::OnDate => Drip::OnDate { day: self.drip_day.unwrap_or(Timestamp::MAX) },
        }
    }
}

/// A row of `lessons`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = lessons, treat_none_as_null = true)]
pub struct Lesson {
    pub id: LessonId,
    pub product_id: ProductId,
    pub category_id: CategoryId,
    pub slug: String,
    pub title: String,
    /// Markdown.
    pub body: String,
    pub video_url: Option<String>,
    pub minutes: Option<i32>,
    pub state: LessonState,
    pub position: i32,
}

/// A lesson without its text: what an outline needs.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = lessons)]
pub struct LessonHead {
    pub id: LessonId,
    pub product_id: ProductId,
    pub category_id: CategoryId,
    pub slug: String,
    pub title: String,
    pub minutes: Option<i32>,
    pub state: LessonState,
    pub position: i32,
}

pub async fn product(conn: &mut Conn, id: ProductId) -> Result<Option<Product>> {
    on_backend!(conn, c => Ok(products::table.find(id).select(Product::as_select()).first(c).await.optional()?))
}

pub async fn product_by_slug(conn: &mut Conn, slug: &str) -> Result<Option<Product>> {
    on_backend!(conn, c => Ok(products::table.filter(products::slug.eq(slug)).select(Product::as_select()).first(c).await.optional()?))
}

/// Every product, drafts too, in the portal's order. There are hundreds at most.
pub async fn products(conn: &mut Conn) -> Result<Vec<Product>> {
    on_backend!(conn, c => Ok(products::table.filter(products::position.ge(i32::MIN)).order((products::position, products::id)).select(Product::as_select()).load(c).await?))
}

pub async fn insert_product(conn: &mut Conn, product: &Product) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(products::table).values(product).execute(c).await)?;
    Ok(())
}

pub async fn insert_category(conn: &mut Conn, category: &Category) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(categories::table).values(category).execute(c).await)?;
    Ok(())
}

pub async fn insert_lesson(conn: &mut Conn, lesson: &Lesson) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(lessons::table).values(lesson).execute(c).await)?;
    Ok(())
}

/// The categories of a product, in order.
pub async fn categories(conn: &mut Conn, product: ProductId) -> Result<Vec<Category>> {
    on_backend!(conn, c => Ok(categories::table.filter(categories::product_id.eq(product)).order((categories::position, categories::id)).select(Category::as_select()).load(c).await?))
}

/// The lessons of a product without their texts, drafts too, in the order of their positions (within each category).
pub async fn lesson_heads(conn: &mut Conn, product: ProductId) -> Result<Vec<LessonHead>> {
    on_backend!(conn, c => Ok(lessons::table.filter(lessons::product_id.eq(product)).order((lessons::position, lessons::id)).select(LessonHead::as_select()).load(c).await?))
}

/// How many published lessons each of those products has; one without any is left out.
pub async fn published_lessons(conn: &mut Conn, products: &[ProductId]) -> Result<Vec<(ProductId, i64)>> {
    on_backend!(conn, c => Ok(lessons::table
        .filter(lessons::product_id.eq_any(products))
        .filter(lessons::state.eq(LessonState::Published))
        .group_by(lessons::product_id)
        .select((lessons::product_id, diesel::dsl::count_star()))
        .load(c).await?))
}

pub async fn lesson_by_slug(conn: &mut Conn, product: ProductId, slug: &str) -> Result<Option<Lesson>> {
    on_backend!(conn, c => Ok(lessons::table.filter(lessons::product_id.eq(product)).filter(lessons::slug.eq(slug)).select(Lesson::as_select()).first(c).await.optional()?))
}

/// How many lessons each product has, drafts too; a product without any is left out.
pub async fn lesson_counts(conn: &mut Conn) -> Result<Vec<(ProductId, i64)>> {
    on_backend!(conn, c => Ok(lessons::table
        .filter(lessons::product_id.ge(ProductId::MIN))
        .group_by(lessons::product_id)
        .select((lessons::product_id, diesel::dsl::count_star()))
        .load(c).await?))
}

/// Which product is in which offer, by the offers' titles.
pub async fn offers_of_products(conn: &mut Conn) -> Result<Vec<(ProductId, OfferId, String)>> {
    on_backend!(conn, c => Ok(offer_items::table
        .inner_join(offers::table)
        .filter(offer_items::product_id.ge(ProductId::MIN))
        .order((offers::title, offers::id))
        .select((offer_items::product_id, offers::id, offers::title))
        .load(c).await?))
}

/// The offers the product is in, by title.
pub async fn offers_of_product(conn: &mut Conn, product: ProductId) -> Result<Vec<(OfferId, String)>> {
    on_backend!(conn, c => Ok(offer_items::table
        .inner_join(offers::table)
        .filter(offer_items::product_id.eq(product))
        .order((offers::title, offers::id))
        .select((offers::id, offers::title))
        .load(c).await?))
}

/// As [`products`]; from here to the end of the transaction nobody else changes or moves any of them. SQLite has one writer
/// anyway; on PostgreSQL their rows are locked, always in the same order.
pub async fn hold_products(conn: &mut Conn) -> Result<Vec<Product>> {
    if let Conn::Postgres(c) = conn {
        let c: &mut diesel_async::AsyncPgConnection = &mut *c;
        let _: Vec<ProductId> = products::table.order(products::id).select(products::id).for_no_key_update().load(c).await?;
    }
    products(conn).await
}

/// Whether it is there. From here to the end of the transaction nobody else changes what is in the product.
pub async fn lock_product(conn: &mut Conn, id: ProductId) -> Result<bool> {
    let found = on_backend!(conn, c => diesel::update(products::table.find(id)).set(products::position.eq(products::position)).execute(c).await)?;
    Ok(found == 1)
}

/// From here to the end of the transaction nobody changes what is in the product; others may hold it so, too. On SQLite there is one
/// writer anyway. Hold it before any row that counts what is in it: who changes that goes on to those rows.
pub async fn share_product(conn: &mut Conn, id: ProductId) -> Result<()> {
    if let Conn::Postgres(c) = conn {
        let c: &mut diesel_async::AsyncPgConnection = &mut *c;
        let _: Option<ProductId> = products::table.find(id).select(products::id).for_share().first(c).await.optional()?;
    }
    Ok(())
}

pub async fn update_product(conn: &mut Conn, product: &Product) -> Result<()> {
    on_backend!(conn, c => diesel::update(products::table.find(product.id)).set(product).execute(c).await)?;
    Ok(())
}

pub async fn set_cover(conn: &mut Conn, id: ProductId, cover: Option<&str>) -> Result<()> {
    on_backend!(conn, c => diesel::update(products::table.find(id)).set(products::cover.eq(cover)).execute(c).await)?;
    Ok(())
}

pub async fn set_product_position(conn: &mut Conn, id: ProductId, position: i32) -> Result<()> {
    on_backend!(conn, c => diesel::update(products::table.find(id)).set(products::position.eq(position)).execute(c).await)?;
    Ok(())
}

/// With its categories, its lessons and how far learners came in them; offers lose it.
pub async fn delete_product(conn: &mut Conn, id: ProductId) -> Result<()> {
    on_backend!(conn, c => diesel::delete(products::table.find(id)).execute(c).await)?;
    Ok(())
}

pub async fn category(conn: &mut Conn, id: CategoryId) -> Result<Option<Category>> {
    on_backend!(conn, c => Ok(categories::table.find(id).select(Category::as_select()).first(c).await.optional()?))
}

pub async fn rename_category(conn: &mut Conn, id: CategoryId, title: &str) -> Result<()> {
    on_backend!(conn, c => diesel::update(categories::table.find(id)).set(categories::title.eq(title)).execute(c).await)?;
    Ok(())
}

pub async fn set_category_position(conn: &mut Conn, id: CategoryId, position: i32) -> Result<()> {
    on_backend!(conn, c => diesel::update(categories::table.find(id)).set(categories::position.eq(position)).execute(c).await)?;
    Ok(())
}

/// Where it stands and when it opens.
pub async fn arrange_category(conn: &mut Conn, id: CategoryId, parent: Option<CategoryId>, drip: Drip) -> Result<()> {
    let days = drip.days().and_then(|days| i32::try_from(days).ok());
    on_backend!(conn, c => diesel::update(categories::table.find(id))
        .set((categories::parent_id.eq(parent), categories::drip.eq(drip.kind()), categories::drip_days.eq(days), categories::drip_day.eq(drip.day())))
        .execute(c).await)?;
    Ok(())
}

/// With its lessons, the categories in it and theirs.
pub async fn delete_category(conn: &mut Conn, id: CategoryId) -> Result<()> {
    on_backend!(conn, c => diesel::delete(categories::table.find(id)).execute(c).await)?;
    Ok(())
}

pub async fn lesson(conn: &mut Conn, id: LessonId) -> Result<Option<Lesson>> {
    on_backend!(conn, c => Ok(lessons::table.find(id).select(Lesson::as_select()).first(c).await.optional()?))
}

pub async fn update_lesson(conn: &mut Conn, lesson: &Lesson) -> Result<()> {
    on_backend!(conn, c => diesel::update(lessons::table.find(lesson.id)).set(lesson).execute(c).await)?;
    Ok(())
}

/// Puts the lesson into a category, at a position within the product.
pub async fn place_lesson(conn: &mut Conn, id: LessonId, category: CategoryId, position: i32) -> Result<()> {
    on_backend!(conn, c => diesel::update(lessons::table.find(id)).set((lessons::category_id.eq(category), lessons::position.eq(position))).execute(c).await)?;
    Ok(())
}

pub async fn delete_lesson(conn: &mut Conn, id: LessonId) -> Result<()> {
    on_backend!(conn, c => diesel::delete(lessons::table.find(id)).execute(c).await)?;
    Ok(())
}

/// The categories of these products, in each outline's order.
pub async fn categories_of(conn: &mut Conn, products: &[ProductId]) -> Result<Vec<Category>> {
    on_backend!(conn, c => Ok(categories::table
        .filter(categories::product_id.eq_any(products))
        .order((categories::product_id, categories::position, categories::id))
        .select(Category::as_select())
        .load(c).await?))
}

/// Product, slug and title of every published lesson of these products, in each outline's order.
pub async fn lesson_titles(conn: &mut Conn, products: &[ProductId]) -> Result<Vec<(ProductId, String, String)>> {
    on_backend!(conn, c => Ok(lessons::table.inner_join(categories::table)
        .filter(lessons::product_id.eq_any(products))
        .filter(lessons::state.eq(LessonState::Published))
        .order((lessons::product_id, categories::position, categories::id, lessons::position, lessons::id))
        .select((lessons::product_id, lessons::slug, lessons::title))
        .load(c).await?))
}
