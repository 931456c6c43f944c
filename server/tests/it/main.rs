//! The portal from outside: every test starts one of its own ([`harness`]), fills it ([`world`]) and comes to it as somebody
//! ([`actors`]). The number in a test's name is that of the case in the list of attacks, bad input and faults that the
//! product is tested against; what involves data runs on both databases. PostgreSQL comes from `scripts/postgres`.

mod actors;
mod database;
mod harness;
mod process;
mod world;

mod authorisation;
mod bad_input;
mod cross_site;
mod entitlement;
mod faults;
mod generations;
mod kills;
mod limits;
mod opening;
mod plans;
mod schema;
mod secrets;
mod sessions;
mod start;
