//! The audit log.

use domain::view::audit::{AuditFilters, AuditPage};
use leptos::prelude::*;

use crate::AppError;

/// A page of the log: the one after `cursor`, the one before `before`, or, where both are empty, the newest.
#[server(prefix = "/fn", endpoint = "audit/page")]
pub async fn load_audit_page(filters: AuditFilters, #[server(default)] cursor: String, #[server(default)] before: String) -> Result<AuditPage, AppError> {
    super::guard::told(super::guard::admin()?.audit_page(&filters, Some(&cursor), Some(&before)).await)
}
