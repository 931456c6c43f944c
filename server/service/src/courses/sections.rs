//! A category's settings: in which other one it stands, and when it opens.

use domain::view::courses::CategoryForm;
use domain::{CategoryId, Drip, Invalid, Problem};
use futures_util::FutureExt as _;
use store::courses::Category;

use super::outline;
use crate::audit::Action;
use crate::{AsAdmin, Error, Result};

/// Whether `category` may stand in `parent`: sections nest one level deep.
fn may_stand_in(categories: &[Category], category: CategoryId, parent: CategoryId) -> Result<(), Invalid> {
    let found = categories.iter().find(|other| other.id == parent).ok_or(Invalid::Choice)?;
    let has_some = categories.iter().any(|other| other.parent_id == Some(category));
    if parent == category || found.parent_id.is_some() || has_some { Err(Invalid::Nesting) } else { Ok(()) }
}

/// A drip for the audit log: `after-grant 7`, `on-date 2026-05-03`.
fn told(drip: Drip) -> String {
    let value = drip.days().map(|days| days.to_string()).or_else(|| drip.day().map(domain::Timestamp::date));
    std::iter::once(drip.kind().word().to_owned()).chain(value).collect::<Vec<_>>().join(" ")
}

impl AsAdmin {
    /// Changes where a category stands and when it opens. One that moves into another becomes the last in it; one that moves out
    /// comes behind the one it stood in.
    ///
    /// # Errors
    /// `Invalid::Nesting` unless sections would nest one level deep, `Invalid::Choice` for a category of another course.
    pub async fn change_category(&self, id: CategoryId, form: CategoryForm) -> Result<()> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let product = store::courses::category(conn, id).await?.ok_or(Problem::NotFound)?.product_id;
                    outline::locked(conn, product).await?;
                    let categories = store::courses::categories(conn, product).await?;
                    let before = categories.iter().find(|category| category.id == id).ok_or(Problem::NotFound)?;
                    if let Some(parent) = form.parent {
                        may_stand_in(&categories, id, parent)?;
                    }
                    let mut order = outline::read(conn, product).await?;
                    if form.parent.is_some() && form.parent != before.parent_id {
                        let moved: Vec<_> = order.extract_if(.., |(category, _)| *category == id).collect();
                        order.extend(moved);
                    }
                    store::courses::arrange_category(conn, id, form.parent, form.drip).await?;
                    outline::write(conn, product, order).await?;
                    store::audit::insert(conn, &me.event(Action::CategoryChanged, outline::subject(before).with(told(form.drip)))).await?;
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }
}

#[cfg(test)]
mod tests {
    use domain::{ProductId, Timestamp};

    use super::*;

    #[test]
    fn sections_nest_one_level_deep() {
        let id = |n: u128| CategoryId(uuid::Uuid::from_u128(n));
        let one = |n, parent: Option<u128>| Category { parent_id: parent.map(id), ..Category::new(id(n), ProductId::MIN, String::new(), 0) };
        let categories = [one(1, None), one(2, Some(1)), one(3, None)];
        let may = |category, parent| may_stand_in(&categories, id(category), id(parent));
        assert_eq!(may(3, 1), Ok(()));
        assert_eq!(may(2, 3), Ok(()), "out of one and into another");
        assert_eq!(may(3, 2), Err(Invalid::Nesting), "two levels");
        assert_eq!(may(1, 3), Err(Invalid::Nesting), "it holds some itself");
        assert_eq!(may(3, 3), Err(Invalid::Nesting), "in itself");
        assert_eq!(may(3, 9), Err(Invalid::Choice), "in another course's");
    }

    #[test]
    fn the_log_tells_when_it_opens() {
        assert_eq!(told(Drip::AtOnce), "at-once");
        assert_eq!(told(Drip::AfterGrant { days: 7 }), "after-grant 7");
        assert_eq!(told(Drip::OnDate { day: Timestamp(0) }), "on-date 1970-01-01");
    }
}
