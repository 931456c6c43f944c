//! Courses, for admins who build them.

use domain::view::courses::{LessonEdit, ProductEdit, ProductRow, Step};
use domain::{CategoryId, DripKind, Lang, LessonId, LessonState, ProductId, Publication};
use leptos::prelude::*;
use server_fn::codec::{MultipartData, MultipartFormData};

use crate::AppError;

#[server(prefix = "/fn", endpoint = "courses/list")]
pub async fn list_courses() -> Result<Vec<ProductRow>, AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.products().await)
}

/// `id` is a page's address: one that is no id is the id of nothing.
#[server(prefix = "/fn", endpoint = "courses/load")]
pub async fn load_course(id: String) -> Result<ProductEdit, AppError> {
    let admin = super::guard::admin()?;
    let id = id.parse().map_err(|_| domain::Problem::NotFound)?;
    super::guard::told(admin.product(id).await)
}

#[server(prefix = "/fn", endpoint = "courses/create")]
pub async fn create_course(title: String, lang: Lang) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    let id = super::guard::told(admin.create_product(&title, lang).await)?;
    leptos_axum::redirect(&format!("/admin/courses/{id}?done=created"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "courses/change")]
pub async fn change_course(id: ProductId, title: String, slug: String, summary: String, lang: Lang, state: Publication) -> Result<(), AppError> {
    use domain::view::courses::ProductForm;
    let admin = super::guard::admin()?;
    super::guard::told(admin.change_product(id, ProductForm { title, slug, summary, lang, state }).await)?;
    leptos_axum::redirect(&format!("/admin/courses/{id}?done=saved"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "courses/delete")]
pub async fn delete_course(id: ProductId) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.delete_product(id).await)?;
    leptos_axum::redirect("/admin/courses?done=deleted");
    Ok(())
}

#[server(prefix = "/fn", endpoint = "courses/move")]
pub async fn move_course(id: ProductId, step: Step) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.move_product(id, step).await)
}

/// `order` is all ids, with commas between them.
#[server(prefix = "/fn", endpoint = "courses/reorder")]
pub async fn reorder_courses(order: String) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.reorder_products(ids(&order)?).await)
}

/// A form with the course's `id` and then the picture as `cover`.
#[server(prefix = "/fn", endpoint = "courses/set-cover", input = MultipartFormData)]
pub async fn set_cover(form: MultipartData) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    let (id, bytes) = super::uploads::with_picture(form, "id", "cover").await?;
    let id = id.parse().map_err(|_| domain::Invalid::Form)?;
    super::guard::told(admin.set_cover(id, bytes).await)?;
    leptos_axum::redirect(&format!("/admin/courses/{id}?done=cover"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "courses/remove-cover")]
pub async fn remove_cover(id: ProductId) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.remove_cover(id).await)?;
    leptos_axum::redirect(&format!("/admin/courses/{id}?done=cover-removed"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "courses/create-category")]
pub async fn create_category(product: ProductId, title: String) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.create_category(product, &title).await)?;
    Ok(())
}

#[server(prefix = "/fn", endpoint = "courses/rename-category")]
pub async fn rename_category(product: ProductId, id: CategoryId, title: String) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.rename_category(id, &title).await)?;
    leptos_axum::redirect(&format!("/admin/courses/{product}"));
    Ok(())
}

/// Where a category stands (`parent` is empty for in no other) and when it opens; of `days` and `date` counts what `opens` needs.
#[server(prefix = "/fn", endpoint = "courses/change-category")]
pub async fn change_category(
    product: ProductId,
    id: CategoryId,
    #[server(default)] parent: String,
    opens: DripKind,
    #[server(default)] days: String,
    #[server(default)] date: String,
) -> Result<(), AppError> {
    use domain::view::courses::CategoryForm;
    let admin = super::guard::admin()?;
    let parent = Some(parent.as_str()).filter(|id| !id.is_empty()).map(str::parse).transpose().map_err(|_| domain::Invalid::Choice)?;
    let drip = domain::Drip::parse(opens, &days, &date)?;
    super::guard::told(admin.change_category(id, CategoryForm { parent, drip }).await)?;
    leptos_axum::redirect(&format!("/admin/courses/{product}?done=category-saved"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "courses/delete-category")]
pub async fn delete_category(product: ProductId, id: CategoryId) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.delete_category(id).await)?;
    leptos_axum::redirect(&format!("/admin/courses/{product}?done=category-deleted"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "courses/move-category")]
pub async fn move_category(id: CategoryId, step: Step) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.move_category(id, step).await)
}

/// Adds a lesson and goes there to write it.
#[server(prefix = "/fn", endpoint = "courses/create-lesson")]
pub async fn create_lesson(category: CategoryId, title: String) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    let (product, lesson) = super::guard::told(admin.create_lesson(category, &title).await)?;
    leptos_axum::redirect(&format!("/admin/courses/{product}/lessons/{lesson}?done=created"));
    Ok(())
}

/// `id` is a page's address: one that is no id is the id of nothing.
#[server(prefix = "/fn", endpoint = "courses/load-lesson")]
pub async fn load_lesson(id: String) -> Result<LessonEdit, AppError> {
    let admin = super::guard::admin()?;
    let id = id.parse().map_err(|_| domain::Problem::NotFound)?;
    super::guard::told(admin.lesson(id).await)
}

#[server(prefix = "/fn", endpoint = "courses/change-lesson")]
pub async fn change_lesson(
    id: LessonId,
    title: String,
    slug: String,
    body: String,
    video_url: String,
    minutes: String,
    state: LessonState,
    category: CategoryId,
) -> Result<(), AppError> {
    use domain::view::courses::LessonForm;
    let admin = super::guard::admin()?;
    let product = super::guard::told(admin.change_lesson(id, LessonForm { title, slug, body, video_url, minutes, state, category }).await)?;
    leptos_axum::redirect(&format!("/admin/courses/{product}/lessons/{id}?done=saved"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "courses/delete-lesson")]
pub async fn delete_lesson(id: LessonId) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    let product = super::guard::told(admin.delete_lesson(id).await)?;
    leptos_axum::redirect(&format!("/admin/courses/{product}?done=lesson-deleted"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "courses/move-lesson")]
pub async fn move_lesson(id: LessonId, step: Step) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.move_lesson(id, step).await)
}

/// `order` is, for each category with a semicolon after it, its id and those of its lessons, with commas between them.
#[server(prefix = "/fn", endpoint = "courses/reorder-outline")]
pub async fn reorder_outline(product: ProductId, order: String) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    let outline = order.split_terminator(';').map(category_order).collect::<Result<_, _>>()?;
    super::guard::told(admin.reorder_outline(product, outline).await)
}

/// What a text will look like.
#[server(prefix = "/fn", endpoint = "courses/preview")]
pub async fn preview_text(text: String) -> Result<String, AppError> {
    super::guard::admin()?;
    Ok(service::markdown::to_html(&text))
}

#[cfg(feature = "ssr")]
fn ids<Id: std::str::FromStr>(list: &str) -> Result<Vec<Id>, AppError> {
    list.split(',').filter(|id| !id.is_empty()).map(|id| id.parse().map_err(|_| domain::Invalid::Form.into())).collect()
}

#[cfg(feature = "ssr")]
fn category_order(text: &str) -> Result<(CategoryId, Vec<LessonId>), AppError> {
    let (category, lessons) = text.split_once(',').unwrap_or((text, ""));
    Ok((category.parse().map_err(|_| domain::Invalid::Form)?, ids(lessons)?))
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn reads_an_order() {
        let (a, b, c) = ("1".repeat(32), "2".repeat(32), "3".repeat(32));
        assert_eq!(category_order(&format!("{a},{b},{c}")).unwrap().1.len(), 2);
        assert!(category_order(&a).unwrap().1.is_empty());
        assert!(category_order("").is_err());
        assert!(category_order(&format!("{a},x")).is_err());
        assert_eq!(ids::<ProductId>("").unwrap(), []);
    }
}
