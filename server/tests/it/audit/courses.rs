//! Building a course, with a line for every step.

use data_encoding::BASE64;
use domain::ProductId;
use domain::view::audit::Action;
use reqwest::multipart::{Form, Part};

use super::{Log, id_in};

/// A picture of one pixel.
pub const PNG: &[u8] = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

pub async fn build(log: &mut Log<'_>) {
    let made = log.does("courses/create", &[("title", "Knots"), ("lang", "en")], Action::ProductCreated).await;
    let course = id_in(&made, "/admin/courses/");
    let form = [("id", course.as_str()), ("title", "Knots"), ("slug", "knots"), ("summary", "All of them"), ("lang", "en"), ("state", "published")];
    log.does("courses/change", &form, Action::ProductChanged).await;
    let other = log.does("courses/create", &[("title", "Splices"), ("lang", "en")], Action::ProductCreated).await;
    let other = id_in(&other, "/admin/courses/");
    log.does("courses/move", &[("id", &other), ("step", "up")], Action::ProductsReordered).await;
    log.does("courses/reorder", &[("order", &format!("{course},{other}"))], Action::ProductsReordered).await;
    log.does("courses/delete", &[("id", &other)], Action::ProductDeleted).await;

    cover(log, &course).await;
    outline(log, &course).await;
}

async fn cover(log: &mut Log<'_>, course: &str) {
    let picture = Part::bytes(BASE64.decode(PNG).expect("Base64")).file_name("cover.png");
    let form = Form::new().text("id", course.to_owned()).part("cover", picture);
    let before = log.lines(Action::ProductChanged, "Theo").await;
    let answer = log.upload("courses/set-cover", form).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(log.lines(Action::ProductChanged, "Theo").await, before + 1);
    log.called.insert("courses/set-cover".to_owned());
    log.does("courses/remove-cover", &[("id", course)], Action::ProductChanged).await;
}

/// Ids of the course's categories, each with those of its lessons.
async fn order(log: &Log<'_>, course: &str) -> Vec<(String, Vec<String>)> {
    let id: ProductId = course.parse().expect("an id");
    let outline = log.theo().await.product(id).await.expect("the course").outline;
    outline.into_iter().map(|category| (category.id.to_string(), category.lessons.iter().map(|lesson| lesson.id.to_string()).collect())).collect()
}

async fn outline(log: &mut Log<'_>, course: &str) {
    for title in ["Beginnings", "Ends"] {
        log.does("courses/create-category", &[("product", course), ("title", title)], Action::CategoryCreated).await;
    }
    let (first, last) = {
        let categories = order(log, course).await;
        (categories[0].0.clone(), categories[1].0.clone())
    };
    log.does("courses/rename-category", &[("product", course), ("id", &first), ("title", "The beginning")], Action::CategoryChanged).await;
    let form = [("product", course), ("id", &last), ("parent", &first), ("opens", "after-grant"), ("days", "7")];
    log.does("courses/change-category", &form, Action::CategoryChanged).await;
    log.does("courses/change-category", &[("product", course), ("id", &last), ("parent", ""), ("opens", "at-once")], Action::CategoryChanged).await;
    log.does("courses/move-category", &[("id", &first), ("step", "down")], Action::OutlineReordered).await;

    let made = log.does("courses/create-lesson", &[("category", &first), ("title", "Half hitch")], Action::LessonCreated).await;
    let lesson = id_in(&made, "/lessons/");
    log.does("courses/create-lesson", &[("category", &first), ("title", "Bowline")], Action::LessonCreated).await;
    let form = [
        ("id", lesson.as_str()),
        ("title", "The half hitch"),
        ("slug", "half-hitch"),
        ("body", "Over and under."),
        ("video_url", ""),
        ("minutes", "3"),
        ("state", "published"),
        ("category", &first),
    ];
    log.does("courses/change-lesson", &form, Action::LessonChanged).await;
    log.does("courses/move-lesson", &[("id", &lesson), ("step", "down")], Action::OutlineReordered).await;

    let mut wanted = order(log, course).await;
    wanted.reverse();
    let wanted = wanted.iter().map(|(category, lessons)| format!("{category},{};", lessons.join(","))).collect::<Vec<_>>().concat();
    log.does("courses/reorder-outline", &[("product", course), ("order", &wanted)], Action::OutlineReordered).await;
    files(log, &lesson).await;
    log.does("courses/delete-lesson", &[("id", &lesson)], Action::LessonDeleted).await;
    log.does("courses/delete-category", &[("product", course), ("id", &last)], Action::CategoryDeleted).await;
}

async fn files(log: &mut Log<'_>, lesson: &str) {
    let form =
        Form::new().text("lesson", lesson.to_owned()).text("kind", "attachment").part("file", Part::bytes(&b"Left over right"[..]).file_name("knots.txt"));
    let before = log.lines(Action::FileAdded, "Theo").await;
    let answer = log.upload("files/upload", form).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(log.lines(Action::FileAdded, "Theo").await, before + 1);
    log.called.insert("files/upload".to_owned());
    log.seen.insert(Action::FileAdded);
    let file = log.theo().await.lesson_files(lesson.parse().expect("an id")).await.expect("files").files[0].id.to_string();
    log.does("files/rename", &[("id", &file), ("name", "Knots")], Action::FileChanged).await;
    log.does("files/set-auto-complete", &[("lesson", lesson), ("on", "true")], Action::LessonChanged).await;
    log.does("files/remove", &[("id", &file)], Action::FileDeleted).await;
}
