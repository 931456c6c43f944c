//! What is switched on, for admins.

use domain::{Landing, Module};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::AppError;

/// What the form sends: the modules that are ticked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModulesForm {
    #[serde(default)]
    pub on: Vec<Module>,
    pub landing: Landing,
}

#[server(prefix = "/fn", endpoint = "modules/change")]
pub async fn change_modules(form: ModulesForm) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.set_modules(form.on.into_iter().collect(), form.landing).await)?;
    leptos_axum::redirect("/admin/portal/modules?done=saved");
    Ok(())
}
