//! SQL as tests need it: counting, dumping, databases of their own on PostgreSQL.

use data_encoding::HEXLOWER;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Text};
use diesel_async::{AsyncConnection as _, AsyncPgConnection, RunQueryDsl as _, SimpleAsyncConnection as _};
use service::Random;
use store::{Conn, Store};

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

#[derive(QueryableByName)]
pub struct Line {
    #[diesel(sql_type = Text)]
    pub line: String,
}

/// The `n` of a query's only row.
pub async fn count(store: &Store, sql: &str) -> i64 {
    let mut conn = store.read().await.expect("a connection");
    let rows: diesel::QueryResult<Vec<Count>> = match &mut conn {
        Conn::Sqlite(c) => diesel::sql_query(sql).load(&mut **c).await,
        Conn::Postgres(c) => diesel::sql_query(sql).load(&mut **c).await,
    };
    rows.unwrap_or_else(|error| panic!("{sql}: {error}"))[0].n
}

/// The `line` of every row of a query.
pub async fn lines(store: &Store, sql: &str) -> Vec<String> {
    let mut conn = store.read().await.expect("a connection");
    let rows: diesel::QueryResult<Vec<Line>> = match &mut conn {
        Conn::Sqlite(c) => diesel::sql_query(sql).load(&mut **c).await,
        Conn::Postgres(c) => diesel::sql_query(sql).load(&mut **c).await,
    };
    rows.unwrap_or_else(|error| panic!("{sql}: {error}")).into_iter().map(|row| row.line).collect()
}

/// Runs statements in the transaction of `conn`.
pub async fn batch(conn: &mut Conn, sql: &str) -> store::Result<()> {
    match conn {
        Conn::Sqlite(c) => c.batch_execute(sql).await?,
        Conn::Postgres(c) => c.batch_execute(sql).await?,
    }
    Ok(())
}

/// The tables, without those of the migrations.
pub async fn tables(store: &Store) -> Vec<String> {
    lines(store, &format!("SELECT name AS line FROM ({}) AS tables ORDER BY 1", tables_sql(store).await)).await
}

async fn tables_sql(store: &Store) -> &'static str {
    match store.read().await.expect("a connection") {
        Conn::Sqlite(_) => "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_\\_%' ESCAPE '\\'",
        Conn::Postgres(_) => "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '\\_\\_%'",
    }
}

/// A column as both databases can be asked about it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Column {
    pub table: String,
    pub name: String,
    /// `bytes`, `text` or `number`.
    pub kind: &'static str,
    pub nullable: bool,
}

/// Every column of every table.
pub async fn columns(store: &Store) -> Vec<Column> {
    let sql = match store.read().await.expect("a connection") {
        Conn::Sqlite(_) => {
            "SELECT m.name || ' ' || p.name || ' ' || lower(p.type) || ' ' || (CASE WHEN p.\"notnull\" = 0 THEN 'YES' ELSE 'NO' END) AS line
             FROM sqlite_schema m, pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\'"
        }
        Conn::Postgres(_) => {
            "SELECT table_name::text || ' ' || column_name::text || ' ' || data_type::text || ' ' || is_nullable::text AS line
             FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%'"
        }
    };
    let mut columns: Vec<Column> = lines(store, sql).await.iter().map(|line| column(line)).collect();
    columns.sort();
    columns
}

fn column(line: &str) -> Column {
    let parts: Vec<&str> = line.split(' ').collect();
    let [table, name, kind, nullable] = parts.as_slice() else { panic!("a column: {line}") };
    let kind = match *kind {
        "blob" | "bytea" => "bytes",
        "text" => "text",
        "int" | "integer" | "bigint" => "number",
        other => panic!("a type that both databases share: {other} in {line}"),
    };
    Column { table: (*table).to_owned(), name: (*name).to_owned(), kind, nullable: *nullable == "YES" }
}

/// Every row of every table as text, bytes in hexadecimal.
pub async fn dump(store: &Store) -> String {
    let all = columns(store).await;
    let sqlite = matches!(store.read().await.expect("a connection"), Conn::Sqlite(_));
    let mut text = String::new();
    for table in tables(store).await {
        let of_table = all.iter().filter(|column| column.table == table);
        let fields: Vec<String> =
            of_table.map(|column| if sqlite { format!("quote(\"{}\")", column.name) } else { format!("coalesce(\"{}\"::text, '')", column.name) }).collect();
        let rows = lines(store, &format!("SELECT {} AS line FROM \"{table}\"", fields.join(" || ' ' || "))).await;
        text.push_str(&rows.join("\n"));
        text.push('\n');
    }
    text
}

/// A PostgreSQL database of one test's own.
pub struct Scratch {
    pub url: String,
    pub name: String,
    cluster: String,
}

impl Scratch {
    /// # Panics
    /// Unless `LATCHKEY_TEST_POSTGRES` is the URL of a cluster in which databases may be made.
    pub async fn create() -> Self {
        let cluster = std::env::var("LATCHKEY_TEST_POSTGRES").unwrap_or_else(|_| panic!("run the tests with scripts/postgres"));
        let name = format!("latchkey_{}", HEXLOWER.encode(&Random::system().bytes::<8>()));
        let (server, _) = cluster.rsplit_once('/').expect("a URL with a database");
        let scratch = Self { url: format!("{server}/{name}"), name, cluster };
        scratch.run(&format!("CREATE DATABASE {}", scratch.name)).await;
        scratch
    }

    /// Runs a statement in the cluster's own database.
    pub async fn run(&self, sql: &str) {
        let mut conn = AsyncPgConnection::establish(&self.cluster).await.expect("the cluster answers");
        conn.batch_execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// A connection to the database that is not the portal's.
    pub async fn connect(&self) -> AsyncPgConnection {
        AsyncPgConnection::establish(&self.url).await.expect("the database answers")
    }

    /// Cuts every connection to the database.
    pub async fn cut(&self) {
        self.run(&format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'", self.name)).await;
    }

    /// Cuts every connection and waits until all are gone. Nobody may come back meanwhile.
    pub async fn cut_all(&self) {
        self.cut().await;
        for _ in 0..1000 {
            if self.is_idle().await {
                return;
            }
        }
        panic!("somebody stays connected to {}", self.name);
    }

    async fn is_idle(&self) -> bool {
        let mut conn = AsyncPgConnection::establish(&self.cluster).await.expect("the cluster answers");
        let sql = format!("SELECT count(*) AS n FROM pg_stat_activity WHERE datname = '{}'", self.name);
        let rows: Vec<Count> = diesel::sql_query(sql).load(&mut conn).await.expect("a count");
        rows[0].n == 0
    }

    pub async fn destroy(self) {
        self.run(&format!("DROP DATABASE {} WITH (FORCE)", self.name)).await;
    }
}
