//! Products, their categories and lessons.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{CategoryId, Lang, LessonId, ProductId, Publication, Timestamp};

use crate::backend::on_backend;
use crate::schema::{categories, lessons, products};
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
    pub state: Publication,
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
    pub state: Publication,
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

pub async fn lesson_by_slug(conn: &mut Conn, product: ProductId, slug: &str) -> Result<Option<Lesson>> {
    on_backend!(conn, c => Ok(lessons::table.filter(lessons::product_id.eq(product)).filter(lessons::slug.eq(slug)).select(Lesson::as_select()).first(c).await.optional()?))
}
