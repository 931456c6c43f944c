//! Entries of the creator's own in the learners' header.

use domain::view::courses::Step;
use domain::view::menus::{MenuEdit, MenuForm, MenuLink, MenuRow};
use domain::{MenuId, OfferId};
use leptos::prelude::*;

use crate::AppError;

#[server(prefix = "/fn", endpoint = "menus/list")]
pub async fn list_menus() -> Result<Vec<MenuRow>, AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.menu_rows().await)
}

#[server(prefix = "/fn", endpoint = "menus/list-offers")]
pub async fn list_menu_offers() -> Result<Vec<(OfferId, String)>, AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.menu_offers().await)
}

/// `id` is a page's address: one that is no id is the id of nothing.
#[server(prefix = "/fn", endpoint = "menus/load")]
pub async fn load_menu_entry(id: String) -> Result<MenuEdit, AppError> {
    let admin = super::guard::admin()?;
    let id = id.parse().map_err(|_| domain::Problem::NotFound)?;
    super::guard::told(admin.menu_entry(id).await)
}

#[server(prefix = "/fn", endpoint = "menus/create")]
pub async fn create_menu(form: MenuForm) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.create_menu(form).await)?;
    leptos_axum::redirect("/admin/portal/menus?done=created");
    Ok(())
}

#[server(prefix = "/fn", endpoint = "menus/change")]
pub async fn change_menu(id: MenuId, form: MenuForm) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.change_menu(id, form).await)?;
    leptos_axum::redirect(&format!("/admin/portal/menus/{id}?done=saved"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "menus/delete")]
pub async fn delete_menu(id: MenuId) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.delete_menu(id).await)?;
    leptos_axum::redirect("/admin/portal/menus?done=deleted");
    Ok(())
}

#[server(prefix = "/fn", endpoint = "menus/move")]
pub async fn move_menu(id: MenuId, step: Step) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.move_menu(id, step).await)
}

/// `order` is all ids, with commas between them.
#[server(prefix = "/fn", endpoint = "menus/reorder")]
pub async fn reorder_menus(order: String) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    let ids: Result<Vec<MenuId>, _> = order.split(',').filter(|id| !id.is_empty()).map(str::parse).collect();
    super::guard::told(admin.reorder_menus(ids.map_err(|_| domain::Invalid::Form)?).await)
}

/// An entry, for whoever may see it now.
#[server(prefix = "/fn", endpoint = "menu/load")]
pub async fn load_menu(slug: String) -> Result<MenuLink, AppError> {
    let visit = super::guard::visit()?;
    super::guard::told(super::guard::learner()?.menu(&slug, &visit.settings.modules, visit.lang).await)
}
