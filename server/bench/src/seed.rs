//! What a portal holds while it is measured: 200 published courses of twelve lessons, fifty offers of four courses each, and
//! any number of contacts with three offers, so that each is entitled to twelve courses; they have completed one lesson. All of them
//! are members of one group, whose only channel holds a hundred thousand posts.
//!
//! Rows are made by the database itself. Indexes are taken away before and made again afterwards, as for any big load.

use std::fmt::Write as _;

use domain::ContactId;
use store::Backend;

use crate::database::Raw;

pub const COURSES: u32 = 200;
/// Courses that each contact is entitled to.
pub const ENTITLED: usize = 12;
const OFFERS: u32 = 50;
const LESSONS: u32 = 12;
pub const GRANTS: u32 = 3;
/// In the group's channel.
const POSTS: u32 = 100_000;
/// Posts on a page of its feed.
pub const FEED: usize = 20;

const GIVEN: [&str; 61] = [
    "ada", "alan", "alice", "amir", "anna", "anton", "aya", "bela", "ben", "carla", "chloe", "clara", "david", "diana", "elena", "elias", "emma", "erik",
    "eva", "felix", "finn", "flora", "gina", "greta", "hana", "hugo", "ida", "igor", "ines", "iris", "jack", "jana", "jean", "jonas", "julia", "karl", "kim",
    "lars", "laura", "lena", "leon", "liam", "linda", "luca", "lucie", "marie", "mark", "marta", "maya", "nadia", "nina", "noah", "oscar", "paul", "petra",
    "rosa", "sara", "theo", "vera", "yann", "zoe",
];
const SYLLABLES: [&str; 16] = ["ba", "ce", "di", "fo", "ga", "le", "mi", "no", "pa", "re", "si", "to", "va", "ze", "lu", "ra"];
const FAMILIES: usize = 4093;
/// One contact in fifty has this name: `family(0)`.
const COMMON: u32 = 50;

/// The `n`th family name, in small letters.
fn family(n: usize) -> String {
    let n = n % FAMILIES;
    [SYLLABLES[n / 256], SYLLABLES[n / 16 % 16], SYLLABLES[n % 16]].concat()
}

/// The first and the last name of the `n`th contact, in small letters.
pub fn person(n: u32) -> (&'static str, String) {
    (GIVEN[n as usize % GIVEN.len()], family(if n.is_multiple_of(COMMON) { 0 } else { n as usize }))
}

/// The slug of a course that the contact is entitled to.
pub fn course_of(contact: ContactId) -> String {
    // The id ends with the contact's number.
    let n = contact.0.as_u128() & 0xffff_ffff;
    format!("course-{}", n % u128::from(OFFERS) * 4)
}

/// A table of ours, as a part of its rows' ids.
#[derive(Clone, Copy)]
enum Kind {
    Contact = 1,
    Course,
    Category,
    Lesson,
    Offer,
    Grant,
    Group,
    Channel,
    Post,
}

/// When the first row was made, in milliseconds since 1970; the others one millisecond after another.
const START: u64 = 1_750_000_000_000;

/// The id of the `n`th contact, as [`Dialect::id`] makes it in SQL.
pub fn contact(n: u32) -> ContactId {
    let n = u64::from(n);
    let text = format!("{:012x}7{:03x}8{:03x}{n:012x}", START + n, n & 0xfff, Kind::Contact as u8);
    text.parse().expect("32 hexadecimal digits")
}

/// Fills an empty, migrated database.
pub async fn fill(backend: &Backend, contacts: u32) -> anyhow::Result<()> {
    let mut raw = Raw::open(backend).await?;
    let dialect = Dialect { sqlite: matches!(backend, Backend::Sqlite(_)) };
    raw.run(dialect.before()).await?;
    let indexes = raw.lines(dialect.indexes()).await?;
    for name in raw.lines(dialect.index_names()).await? {
        raw.run(&format!("DROP INDEX {name}")).await?;
    }
    for statement in Dialect::names().into_iter().chain(dialect.content()).chain(dialect.people(contacts)).chain(dialect.community(contacts)) {
        raw.run(&statement).await?;
    }
    for index in indexes {
        raw.run(&index).await?;
    }
    for statement in dialect.after() {
        raw.run(statement).await?;
    }
    drop(raw);
    if let Backend::Sqlite(path) = backend {
        // Or it would be written while something is measured.
        std::fs::File::open(path)?.sync_all()?;
    }
    Ok(())
}

/// How either database says the same.
struct Dialect {
    sqlite: bool,
}

impl Dialect {
    const fn before(&self) -> &'static str {
        if self.sqlite {
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -400000;"
        } else {
            // The last one leaves foreign keys unchecked.
            "SET synchronous_commit = off; SET work_mem = '128MB'; SET maintenance_work_mem = '256MB'; SET session_replication_role = replica;"
        }
    }

    const fn after(&self) -> &'static [&'static str] {
        if self.sqlite { &["PRAGMA journal_mode = WAL"] } else { &["VACUUM ANALYZE", "CHECKPOINT"] }
    }

    /// What makes the indexes that can be taken away.
    const fn indexes(&self) -> &'static str {
        if self.sqlite {
            "SELECT sql AS line FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
        } else {
            "SELECT indexdef AS line FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT IN (SELECT conname FROM pg_constraint)"
        }
    }

    const fn index_names(&self) -> &'static str {
        if self.sqlite {
            "SELECT name AS line FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
        } else {
            "SELECT indexname::text AS line FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT IN (SELECT conname FROM pg_constraint)"
        }
    }

    /// Rows `i.n` from 0 on.
    fn rows(&self, count: u32) -> String {
        if self.sqlite {
            format!("(WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n + 1 < {count}) SELECT n FROM s) AS i")
        } else {
            format!("(SELECT n::bigint AS n FROM generate_series(0, {count} - 1) AS s(n)) AS i")
        }
    }

    /// A UUIDv7 that `n` alone decides.
    fn id(&self, kind: Kind, n: &str) -> String {
        let kind = kind as u8;
        if self.sqlite {
            format!("unhex(printf('%012x7%03x8%03x%012x', {START} + {n}, ({n}) & 4095, {kind}, {n}))")
        } else {
            let hex = |value: &str, digits: u8| format!("lpad(to_hex({value}), {digits}, '0')");
            format!(
                "decode({} || '7' || {} || '8' || {} || {}, 'hex')",
                hex(&format!("{START} + {n}"), 12),
                hex(&format!("({n}) & 4095"), 3),
                hex(&kind.to_string(), 3),
                hex(n, 12)
            )
        }
    }

    /// Temporary tables of names, the same for both.
    fn names() -> Vec<String> {
        let table = |name: &str, names: Vec<String>| {
            let mut rows = String::new();
            for (n, name) in names.iter().enumerate() {
                let _ = write!(rows, "{}({n}, '{name}')", if n == 0 { "" } else { ", " });
            }
            [format!("CREATE TEMP TABLE {name} (n INTEGER PRIMARY KEY, name TEXT NOT NULL)"), format!("INSERT INTO {name} VALUES {rows}")]
        };
        let given = table("given_names", GIVEN.map(str::to_owned).into());
        let families = table("family_names", (0..FAMILIES).map(family).collect());
        given.into_iter().chain(families).collect()
    }

    /// Courses and offers.
    fn content(&self) -> Vec<String> {
        let micros = START * 1000;
        let (course, category, lesson, offer) = (Kind::Course, Kind::Category, Kind::Lesson, Kind::Offer);
        let body = "## What this is about\n\nA paragraph of the length that a lesson has, with *words* that stand out and a [link](https://example.com).\n\n- First\n- Second\n\n".repeat(12);
        vec![
            format!(
                "INSERT INTO products (id, slug, title, summary, lang, cover, state, position, created_at)
                 SELECT {}, 'course-' || i.n, 'Course number ' || i.n, 'What you will be able to do after this course, in a sentence or two.', 'en', '/covers/price-your-work.svg', 'published', i.n, {micros} FROM {}",
                self.id(course, "i.n"), self.rows(COURSES)
            ),
            format!(
                "INSERT INTO categories (id, product_id, title, position) SELECT {}, {}, 'Part ' || (i.n % 3 + 1), i.n % 3 FROM {}",
                self.id(category, "i.n"), self.id(course, "(i.n / 3)"), self.rows(COURSES * 3)
            ),
            format!(
                "INSERT INTO lessons (id, product_id, category_id, slug, title, video_url, minutes, state, position, body)
                 SELECT {}, {}, {}, 'lesson-' || (i.n % {LESSONS}), 'Lesson number ' || (i.n % {LESSONS}), NULL, 7, 'published', i.n % 4, '{body}' FROM {}",
                self.id(lesson, "i.n"), self.id(course, &format!("(i.n / {LESSONS})")), self.id(category, "(i.n / 4)"), self.rows(COURSES * LESSONS)
            ),
            format!(
                "INSERT INTO offers (id, title, description, state, access_days, created_at) SELECT {}, 'Offer ' || i.n, '', 'published', NULL, {micros} FROM {}",
                self.id(offer, "i.n"), self.rows(OFFERS)
            ),
            format!("INSERT INTO offer_items (offer_id, product_id) SELECT {}, {} FROM {}", self.id(offer, "(i.n / 4)"), self.id(course, "i.n"), self.rows(COURSES)),
        ]
    }

    /// A group that every offer opens, where everybody has been, and what was written in it.
    fn community(&self, contacts: u32) -> Vec<String> {
        let micros = START * 1000;
        let (group, channel) = (self.id(Kind::Group, "0"), self.id(Kind::Channel, "0"));
        let author = self.id(Kind::Contact, &format!("(i.n % {contacts})"));
        let body = "A paragraph of the length that a post has, with *words* that stand out and a [link](https://example.com).\n\n".repeat(3);
        vec![
            format!(
                "INSERT INTO groups (id, slug, title, description, state, position, created_at) VALUES ({group}, 'busy', 'A busy group', '', 'published', 0, {micros})"
            ),
            format!("INSERT INTO channels (id, group_id, slug, title, access, position) VALUES ({channel}, {group}, 'talk', 'Talk', 'open', 0)"),
            format!("INSERT INTO offer_groups (offer_id, group_id) SELECT {}, {group} FROM {}", self.id(Kind::Offer, "i.n"), self.rows(OFFERS)),
            format!(
                "INSERT INTO group_members (group_id, contact_id, role, joined_at) SELECT {group}, {}, 'member', {micros} FROM {}",
                self.id(Kind::Contact, "i.n"),
                self.rows(contacts)
            ),
            format!(
                "INSERT INTO posts (id, group_id, channel_id, contact_id, title, created_at, comment_count, reaction_count, body)
                 SELECT {}, {group}, {channel}, {author}, 'Post number ' || i.n, {micros} + i.n, 0, 0, '{body}' FROM {}",
                self.id(Kind::Post, "i.n"),
                self.rows(POSTS)
            ),
        ]
    }

    /// Contacts, the words they are found by, what they were granted and how far they have come.
    fn people(&self, contacts: u32) -> Vec<String> {
        let micros = START * 1000;
        // As an address is a word whole and in parts, and a number with its country code and with a zero in its place.
        let words = [
            ("given", ""),
            ("family", ""),
            ("CAST(n AS TEXT)", ""),
            ("'example'", ""),
            ("'com'", ""),
            ("email", ""),
            ("'336' || digits", "WHERE n % 4 = 0"),
            ("'036' || digits", "WHERE n % 4 = 0"),
            ("'06' || digits", "WHERE n % 4 = 0"),
            ("'0' || digits", "WHERE n % 4 = 0"),
        ];
        let words: Vec<String> = words.iter().map(|(word, condition)| format!("SELECT {word} AS word, id FROM people {condition}")).collect();
        vec![
            format!(
                "CREATE TEMP TABLE people AS SELECT i.n AS n, {} AS id, g.name AS given, f.name AS family, g.name || '.' || f.name || '.' || i.n || '@example.com' AS email,
                   substr(CAST(100000000 + i.n AS TEXT), 2) AS digits
                 FROM {} JOIN given_names g ON g.n = i.n % {} JOIN family_names f ON f.n = CASE WHEN i.n % {COMMON} = 0 THEN 0 ELSE i.n % {FAMILIES} END",
                self.id(Kind::Contact, "i.n"), self.rows(contacts), GIVEN.len()
            ),
            format!(
                "INSERT INTO contacts (id, email, name, name_key, phone, lang, state, link_generation, session_generation, created_at)
                 SELECT id, email, given || ' ' || family, given || ' ' || family, CASE WHEN n % 4 = 0 THEN '+336' || digits END, 'en', 'invited', 1, 1, {micros} + n FROM people ORDER BY n"
            ),
            format!("INSERT INTO contact_words (word, contact_id) SELECT word, id FROM ({}) AS words ORDER BY word, id", words.join(" UNION ALL ")),
            format!(
                "INSERT INTO grants (id, contact_id, offer_id, starts_at, ends_at, revoked_at, created_at) SELECT {}, {}, {}, {micros}, NULL, NULL, {micros} FROM {}",
                self.id(Kind::Grant, "i.n"),
                self.id(Kind::Contact, &format!("(i.n / {GRANTS})")),
                self.id(Kind::Offer, &format!("((i.n / {GRANTS} + i.n % {GRANTS} * 17) % {OFFERS})")),
                self.rows(contacts * GRANTS)
            ),
            format!(
                "INSERT INTO progress (contact_id, product_id, lesson_id, opened_at, completed_at) SELECT {}, {}, {}, {micros}, {micros} FROM {}",
                self.id(Kind::Contact, "i.n"),
                self.id(Kind::Course, &format!("(i.n % {OFFERS} * 4)")),
                self.id(Kind::Lesson, &format!("(i.n % {OFFERS} * 4 * {LESSONS})")),
                self.rows(contacts)
            ),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_family_is_a_given_name() {
        assert!((0..FAMILIES).map(family).all(|name| !GIVEN.contains(&name.as_str())));
    }
}
