//! What runs. [`config`] reads the settings, [`router`] puts the parts together, [`middleware`] guards every request,
//! [`enter`] is the plain HTTP of opening a link, [`explained`] makes pages of failures, `refused` lets a form that was refused
//! come back, [`files`] hands out what is not a page, [`lesson_files`] what belongs to lessons, [`events`] what happens in a
//! community while somebody listens, [`bulk`] takes a form too free for a server function, `pwa` makes an app of the
//! learners' side, `unsubscribe` is the way out of what is written to many, [`cli`] is the command line.

pub mod bulk;
pub mod cli;
pub mod config;
pub mod enter;
pub mod events;
pub mod explained;
pub mod files;
pub mod lesson_files;
pub mod limits;
pub mod middleware;
mod pwa;
mod ranges;
mod refused;
pub mod router;
pub mod telemetry;
mod unsubscribe;
