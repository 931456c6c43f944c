//! How the portal looks and what it holds, with a line for every step.

use data_encoding::BASE64;
use domain::view::audit::Action;
use reqwest::multipart::{Form, Part};

use super::Log;
use super::courses::PNG;

pub async fn arrange(log: &mut Log<'_>) {
    let picture = Part::bytes(BASE64.decode(PNG).expect("Base64")).file_name("logo.png");
    let before = log.lines(Action::BrandingChanged, "Theo").await;
    let answer = log.upload("branding/set-picture", Form::new().text("kind", "logo").part("picture", picture)).await;
    assert!(answer.status < 400, "{}", answer.body);
    assert_eq!(log.lines(Action::BrandingChanged, "Theo").await, before + 1);
    log.called.insert("branding/set-picture".to_owned());
    log.does("branding/remove-picture", &[("kind", "logo")], Action::BrandingChanged).await;
    log.does("branding/set-colours", &[("brand", "#2c5dbd"), ("accent", "")], Action::BrandingChanged).await;
    log.silently("branding/set-colours", &[("brand", "#ffee00"), ("accent", "")]).await;
    log.does("modules/change", &[("form[on][0]", "courses"), ("form[on][1]", "menus"), ("form[landing]", "courses")], Action::ModulesChanged).await;

    let form = |label| {
        [
            ("form[label_en]", label),
            ("form[label_fr]", ""),
            ("form[icon]", "calendar"),
            ("form[url]", "https://calendar.example.org/"),
            ("form[opens]", "new-tab"),
            ("form[audience]", "everyone"),
        ]
    };
    for label in ["Calendar", "Shop"] {
        log.does("menus/create", &form(label), Action::MenuCreated).await;
    }
    let rows = log.theo().await.menu_rows().await.expect("entries");
    let (first, second) = (rows[0].id.to_string(), rows[1].id.to_string());
    let changed: Vec<(&str, &str)> = [("id", first.as_str())].into_iter().chain(form("Diary")).collect();
    log.does("menus/change", &changed, Action::MenuChanged).await;
    log.does("menus/move", &[("id", &first), ("step", "down")], Action::MenusReordered).await;
    log.does("menus/reorder", &[("order", &format!("{first},{second}"))], Action::MenusReordered).await;
    log.does("menus/delete", &[("id", &first)], Action::MenuDeleted).await;
}
