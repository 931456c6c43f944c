//! The portal from outside: every test starts one of its own ([`harness`]), fills it ([`world`]) and comes to it as somebody
//! ([`actors`]). The number in a test's name is that of the case in the list of attacks, bad input and faults that the
//! product is tested against; what involves data runs on both databases. PostgreSQL comes from `scripts/postgres`.

mod actors;
mod database;
mod harness;
mod mail_server;
mod process;
mod world;

mod accounts;
mod admin_secrets;
mod audit;
mod authorisation;
mod bad_input;
mod branding;
mod broadcasts;
mod certificates;
mod command_line;
mod comments;
mod communities;
mod cross_site;
mod drip;
mod editing;
mod entitlement;
mod explained;
mod faults;
mod forms;
mod generations;
mod kills;
mod lesson_files;
mod limits;
mod lists;
mod long_work;
mod many;
mod messages;
mod modules;
mod opening;
mod plans;
mod progress;
mod quizzes;
mod requests;
mod revoking;
mod routes;
mod s3;
mod schema;
mod secrets;
mod sessions;
mod settings;
mod sign_in;
mod start;
mod telling_nothing;
