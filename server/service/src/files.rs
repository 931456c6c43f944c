//! Files of lessons (C3): films, captions, downloads, pictures. The rows are in the database, what is in them is in
//! [`storage`]: a folder, or S3. [`upload`] streams them in and [`kinds`] says which may come; [`editing`] is what else admins
//! do with them; [`serving`] hands them out to who may read their lesson; [`playing`] is a lesson's film and where its
//! watchers left off; [`sweep`] clears away what no row names, where [`owner`] says that the files are this portal's.

mod editing;
mod kinds;
mod owner;
mod playing;
mod serving;
mod storage;
mod sweep;
mod upload;

pub use serving::Found;
pub use storage::{Files, Place};
pub use upload::Upload;

use crate::audit::Subject;

/// A line of the audit log is about the lesson; its detail is the file.
fn subject(lesson: &store::courses::Lesson, file: &str) -> Subject {
    Subject::new("lesson", lesson.id, lesson.title.as_str()).with(file)
}
