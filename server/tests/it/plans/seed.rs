//! Rows by the thousand, in SQL that either database makes by itself.

const CONTACTS: u32 = 10_000;

/// How either database says the same.
pub struct Dialect {
    pub sqlite: bool,
}

impl Dialect {
    pub fn insert(&self, table: &str, rows: u32, fields: &[(&str, String)]) -> String {
        let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
        let values: Vec<&str> = fields.iter().map(|(_, value)| value.as_str()).collect();
        let (names, values) = (names.join(", "), values.join(", "));
        if self.sqlite {
            format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows}) INSERT INTO {table} ({names}) SELECT {values} FROM n;")
        } else {
            format!("INSERT INTO {table} ({names}) SELECT {values} FROM generate_series(1, {rows}) AS n(i);")
        }
    }

    /// Sixteen bytes that begin with `letter`.
    pub fn id(&self, letter: char, number: &str) -> String {
        if self.sqlite {
            format!("CAST(printf('{letter}%015d', {number}) AS BLOB)")
        } else {
            format!("convert_to('{letter}' || lpad(({number})::text, 15, '0'), 'UTF8')")
        }
    }
}

/// The id that [`Dialect::id`] makes, as addresses write it.
pub fn hex(letter: char, number: u32) -> String {
    data_encoding::HEXLOWER.encode(format!("{letter}{number:015}").as_bytes())
}

/// Everything a portal of [`CONTACTS`] contacts holds.
pub fn seed(dialect: &Dialect, now: i64) -> String {
    let seeder = Seeder { dialect, now };
    [seeder.people(), seeder.catalogue(), seeder.access(), seeder.traces(), seeder.rooms(), seeder.talk(), seeder.results()].concat().join("\n")
}

fn text(value: &str) -> String {
    format!("'{value}'")
}

fn plain(value: &str) -> String {
    value.to_owned()
}

struct Seeder<'a> {
    dialect: &'a Dialect,
    now: i64,
}

impl Seeder<'_> {
    /// The contact of the row `i`.
    fn contact(&self) -> String {
        self.dialect.id('c', &format!("i % {CONTACTS} + 1"))
    }

    /// When the row `i` was made.
    fn at(&self) -> String {
        format!("{} + i", self.now - 1_000_000_000)
    }

    fn people(&self) -> Vec<String> {
        let Self { dialect, now } = self;
        let contact = self.contact();
        let at = self.at();
        vec![
            dialect.insert(
                "contacts",
                CONTACTS,
                &[
                    ("id", dialect.id('c', "i")),
                    ("email", plain("'person' || i || '@example.org'")),
                    ("name", plain("'Person ' || i")),
                    ("name_key", plain("'person ' || i")),
                    ("phone", plain("'+336' || (10000000 + i)")),
                    ("lang", text("en")),
                    ("state", plain("CASE i % 3 WHEN 0 THEN 'invited' WHEN 1 THEN 'joined' ELSE 'disabled' END")),
                    ("link_generation", plain("1")),
                    ("session_generation", plain("1")),
                    ("created_at", at.clone()),
                    ("joined_at", at.clone()),
                    ("last_seen_at", format!("{now} - i * 10000000000")),
                ],
            ),
            dialect.insert(
                "contact_words",
                3 * CONTACTS,
                &[("word", plain("CASE i % 3 WHEN 0 THEN 'person' || i WHEN 1 THEN '06' || i ELSE 'name' || i END")), ("contact_id", contact.clone())],
            ),
            dialect.insert("contact_tags", CONTACTS, &[("tag", plain("'tag' || (i % 50)")), ("contact_id", contact.clone())]),
        ]
    }

    fn catalogue(&self) -> Vec<String> {
        let dialect = self.dialect;
        let at = self.at();
        vec![
            dialect.insert(
                "products",
                200,
                &[
                    ("id", dialect.id('p', "i")),
                    ("slug", plain("'course-' || i")),
                    ("title", plain("'Course ' || i")),
                    ("summary", text("")),
                    ("lang", text("en")),
                    ("state", text("published")),
                    ("position", plain("i")),
                    ("created_at", at.clone()),
                ],
            ),
            dialect.insert(
                "categories",
                200,
                &[("id", dialect.id('k', "i")), ("product_id", dialect.id('p', "i")), ("title", text("Section")), ("position", plain("1"))],
            ),
            dialect.insert(
                "lessons",
                2000,
                &[
                    ("id", dialect.id('l', "i")),
                    ("product_id", dialect.id('p', "i % 200 + 1")),
                    ("category_id", dialect.id('k', "i % 200 + 1")),
                    ("slug", plain("'lesson-' || i")),
                    ("title", plain("'Lesson ' || i")),
                    ("body", text("Text")),
                    ("state", text("published")),
                    ("position", plain("i")),
                ],
            ),
            dialect.insert(
                "lesson_files",
                4000,
                &[
                    ("id", dialect.id('f', "i")),
                    ("lesson_id", dialect.id('l', "i % 2000 + 1")),
                    ("kind", plain("CASE i % 3 WHEN 0 THEN 'video' WHEN 1 THEN 'image' ELSE 'attachment' END")),
                    ("name", plain("'File ' || i || '.pdf'")),
                    ("media_type", text("application/pdf")),
                    ("bytes", plain("1000")),
                    ("storage_key", plain("'lessons/' || i")),
                    ("position", plain("i")),
                    ("created_at", at.clone()),
                ],
            ),
            dialect.insert(
                "offers",
                200,
                &[
                    ("id", dialect.id('o', "i")),
                    ("title", plain("'Offer ' || i")),
                    ("description", text("")),
                    ("state", text("published")),
                    ("created_at", at.clone()),
                ],
            ),
            dialect.insert("offer_items", 400, &[("offer_id", dialect.id('o', "i % 200 + 1")), ("product_id", dialect.id('p', "(i * 7 + i / 200) % 200 + 1"))]),
        ]
    }

    fn access(&self) -> Vec<String> {
        let Self { dialect, now } = self;
        let contact = self.contact();
        let at = self.at();
        vec![
            dialect.insert(
                "grants",
                3 * CONTACTS,
                &[
                    ("id", dialect.id('g', "i")),
                    ("contact_id", contact.clone()),
                    ("offer_id", dialect.id('o', &format!("(i / 3 + i / {CONTACTS}) % 200 + 1"))),
                    ("starts_at", at.clone()),
                    ("ends_at", format!("CASE i % 4 WHEN 0 THEN {now} - i ELSE NULL END")),
                    ("created_at", at.clone()),
                ],
            ),
            dialect.insert(
                "links",
                CONTACTS,
                &[
                    ("id", dialect.id('m', "i")),
                    ("selector", dialect.id('s', "i")),
                    ("nonce", dialect.id('n', "i")),
                    ("contact_id", contact.clone()),
                    ("generation", plain("1")),
                    ("purpose", text("copied")),
                    ("destination", text("home")),
                    ("key_id", text("k")),
                    ("created_at", at.clone()),
                    ("expires_at", format!("{now} + i * 3000000000")),
                    ("uses", plain("0")),
                    ("use_limit", plain("10")),
                ],
            ),
            dialect.insert(
                "sessions",
                CONTACTS,
                &[
                    ("id", dialect.id('t', "i")),
                    ("hash", dialect.id('h', "i")),
                    ("contact_id", contact.clone()),
                    ("generation", plain("1")),
                    ("device", text("")),
                    ("created_at", at.clone()),
                    ("last_seen_at", at.clone()),
                    ("expires_at", format!("{now} + (i - 10) * 3000000000")),
                ],
            ),
        ]
    }

    fn results(&self) -> Vec<String> {
        let dialect = self.dialect;
        let contact = self.contact();
        let at = self.at();
        vec![
            dialect.insert(
                "quiz_attempts",
                CONTACTS,
                &[
                    ("id", dialect.id('q', "i")),
                    ("contact_id", contact.clone()),
                    ("lesson_id", dialect.id('l', "i % 2000 + 1")),
                    ("number", plain("1")),
                    ("score_percent", plain("50")),
                    ("pass_percent", plain("70")),
                    ("mark", text("wrong")),
                    ("made_at", at.clone()),
                ],
            ),
            dialect.insert(
                "quiz_answers",
                3 * CONTACTS,
                &[
                    ("attempt_id", dialect.id('q', &format!("i % {CONTACTS} + 1"))),
                    ("position", format!("i / {CONTACTS}")),
                    ("question", text("Which?")),
                    ("given", text("This")),
                    ("expected", text("That")),
                    ("explanation", text("")),
                    ("mark", text("wrong")),
                ],
            ),
            dialect.insert(
                "certificates",
                CONTACTS,
                &[
                    ("id", dialect.id('z', "i")),
                    // Base32 has no 0, 1, 8 and 9.
                    ("number", plain("'CERT' || replace(replace(replace(replace(CAST(10000000 + i AS TEXT), '0', 'A'), '1', 'B'), '8', 'C'), '9', 'D')")),
                    ("contact_id", contact.clone()),
                    ("product_id", dialect.id('p', "i % 200 + 1")),
                    ("name", plain("'Person ' || i")),
                    ("title", text("Course")),
                    ("issuer", text("")),
                    ("lang", text("en")),
                    ("issued_at", at.clone()),
                ],
            ),
            dialect.insert(
                "lesson_comments",
                CONTACTS,
                &[
                    ("id", dialect.id('v', "i")),
                    ("lesson_id", dialect.id('l', "i % 2000 + 1")),
                    ("contact_id", contact.clone()),
                    ("author", plain("'Person ' || i")),
                    ("body", text("A question")),
                    ("state", text("shown")),
                    ("written_at", at.clone()),
                ],
            ),
        ]
    }

    fn traces(&self) -> Vec<String> {
        let Self { dialect, now } = self;
        let contact = self.contact();
        let at = self.at();
        vec![
            dialect.insert(
                "progress",
                3 * CONTACTS,
                &[("contact_id", contact.clone()), ("product_id", dialect.id('p', "i % 200 + 1")), ("lesson_id", dialect.id('l', "i % 200 + 200 * (i / 10000 + 1)")), ("opened_at", at.clone())],
            ),
            dialect.insert(
                "video_positions",
                CONTACTS,
                &[("contact_id", contact.clone()), ("lesson_id", dialect.id('l', "i % 200 + 200")), ("seconds", plain("60")), ("updated_at", at.clone())],
            ),
            dialect.insert(
                "enrolments",
                3 * CONTACTS,
                &[
                    ("contact_id", contact.clone()),
                    ("product_id", dialect.id('p', "(i + i / 10000) % 200 + 1")),
                    ("first_at", at.clone()),
                    ("seen_at", at.clone()),
                    ("done", plain("i % 12")),
                ],
            ),
            dialect.insert(
                "audit_events",
                3 * CONTACTS,
                &[
                    ("id", dialect.id('\u{1}', "i")),
                    ("at", at.clone()),
                    ("actor", text("system")),
                    ("action", plain("CASE i % 5 WHEN 0 THEN 'link.minted' WHEN 1 THEN 'link.revoked' WHEN 2 THEN 'contact.created' WHEN 3 THEN 'contact.changed' ELSE 'grant.created' END")),
                    ("subject_kind", text("contact")),
                    ("subject_id", contact.clone()),
                    ("subject_name", plain("'Person ' || i")),
                    ("subject_key", plain("'person ' || i")),
                    ("detail", text("")),
                ],
            ),
            dialect.insert(
                "access_requests",
                CONTACTS,
                &[("id", dialect.id('r', "i")), ("contact_id", contact.clone()), ("kind", text("access")), ("destination", text("home")), ("created_at", at.clone()), ("handled_at", format!("CASE i % 100 WHEN 0 THEN NULL ELSE {now} END"))],
            ),
        ]
    }

    /// Groups, their channels and who is in them.
    fn rooms(&self) -> Vec<String> {
        let dialect = self.dialect;
        let contact = self.contact();
        let at = self.at();
        let channel = || dialect.id('v', "i % 200 + 1");
        vec![
            dialect.insert(
                "groups",
                50,
                &[
                    ("id", dialect.id('u', "i")),
                    ("slug", plain("'group-' || i")),
                    ("title", plain("'Group ' || i")),
                    ("description", text("")),
                    ("state", text("published")),
                    ("position", plain("i")),
                    ("created_at", at.clone()),
                ],
            ),
            dialect.insert("offer_groups", 200, &[("offer_id", dialect.id('o', "i")), ("group_id", dialect.id('u', "i % 50 + 1"))]),
            dialect.insert(
                "channels",
                200,
                &[
                    ("id", dialect.id('v', "i")),
                    ("group_id", dialect.id('u', "(i + 49) % 50 + 1")),
                    ("slug", plain("'channel-' || i")),
                    ("title", plain("'Channel ' || i")),
                    ("access", plain("CASE i / 50 WHEN 3 THEN 'private' ELSE 'open' END")),
                    ("position", plain("i")),
                    ("latest", dialect.id('w', "1")),
                ],
            ),
            dialect.insert("channel_members", CONTACTS, &[("channel_id", channel()), ("contact_id", contact.clone())]),
            dialect.insert("channel_reads", CONTACTS, &[("contact_id", contact.clone()), ("channel_id", channel()), ("seen", dialect.id('w', "1"))]),
            dialect.insert(
                "group_members",
                CONTACTS,
                &[("group_id", dialect.id('u', "i % 50 + 1")), ("contact_id", contact.clone()), ("role", text("member")), ("joined_at", at.clone())],
            ),
        ]
    }

    /// What was said in the groups: channel `i` holds every 200th post.
    fn talk(&self) -> Vec<String> {
        let Self { dialect, now } = self;
        let contact = self.contact();
        let at = self.at();
        let group = || dialect.id('u', "i % 50 + 1");
        let post = || dialect.id('w', "i");
        vec![
            dialect.insert(
                "posts",
                CONTACTS,
                &[
                    ("id", post()),
                    ("group_id", group()),
                    ("channel_id", dialect.id('v', "i % 200 + 1")),
                    ("contact_id", contact.clone()),
                    ("title", plain("'Post ' || i")),
                    ("body", text("Text")),
                    ("pinned_at", format!("CASE i / 200 WHEN 7 THEN {now} ELSE NULL END")),
                    ("created_at", at.clone()),
                    ("comment_count", plain("1")),
                    ("reaction_count", plain("1")),
                ],
            ),
            dialect.insert(
                "comments",
                2 * CONTACTS,
                &[
                    ("id", dialect.id('x', "i")),
                    ("group_id", group()),
                    ("post_id", dialect.id('w', "CASE WHEN i < 10000 THEN i ELSE 7 END")),
                    ("contact_id", contact.clone()),
                    ("body", text("Text")),
                    ("created_at", at.clone()),
                ],
            ),
            dialect.insert(
                "reactions",
                CONTACTS,
                &[("target_id", post()), ("emoji", text("like")), ("actor_id", contact.clone()), ("post_id", post()), ("contact_id", contact.clone())],
            ),
            dialect.insert(
                "reports",
                CONTACTS,
                &[
                    ("id", dialect.id('y', "i")),
                    ("group_id", group()),
                    ("post_id", post()),
                    ("target_id", post()),
                    ("contact_id", contact.clone()),
                    ("reason", text("A reason")),
                    ("created_at", at.clone()),
                    ("handled_at", format!("CASE i % 7 WHEN 0 THEN NULL ELSE {now} END")),
                ],
            ),
        ]
    }
}
