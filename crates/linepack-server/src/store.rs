//! Runs that outlive the program: one SQLite file with a write-ahead log.
//!
//! Every change is one transaction, on the disk before it is answered. A run that was under way when the program
//! was killed is told as interrupted at the next start.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use serde_json::Value;

/// Runs that are kept; the oldest finished ones make room.
const KEPT: i64 = 1000;

/// Why the store cannot be used.
#[derive(Debug)]
pub struct StoreError(String);

impl std::fmt::Display for StoreError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            out,
            "error: the store of runs cannot be used: {}\n  hint: name another file with --store",
            self.0
        )
    }
}

impl std::error::Error for StoreError {}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self(error.to_string())
    }
}

/// The store.
#[derive(Debug)]
pub struct Store(Mutex<Connection>);

/// A run as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Run {
    /// Its number.
    pub id: i64,
    /// Seconds since 1970 when it was asked.
    pub asked: i64,
    /// Settings, `key=value`.
    pub settings: Vec<String>,
    /// queued, running, done, failed, cancelled, late or interrupted.
    pub state: String,
    /// What it found, or why it did not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Value>,
}

impl Store {
    /// Opens or makes a store; without a path it lives in memory.
    pub fn open(path: Option<&Path>) -> Result<Self, StoreError> {
        let connection = match path {
            Some(path) => {
                if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                    std::fs::create_dir_all(folder).map_err(|error| StoreError(error.to_string()))?;
                }
                Connection::open(path)?
            }
            None => Connection::open_in_memory()?,
        };
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.execute_batch(
            "CREATE TABLE IF NOT EXISTS runs (
                 id INTEGER PRIMARY KEY AUTOINCREMENT, asked INTEGER NOT NULL, settings TEXT NOT NULL,
                 state TEXT NOT NULL, answer TEXT) STRICT;
             UPDATE runs SET state = 'interrupted' WHERE state IN ('queued', 'running');",
        )?;
        Ok(Self(Mutex::new(connection)))
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a new run; gives its number.
    pub fn add(&self, settings: &[String]) -> Result<i64, StoreError> {
        let connection = self.lock();
        let asked = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
        connection.execute(
            "INSERT INTO runs (asked, settings, state) VALUES (?1, ?2, 'queued')",
            params![i64::try_from(asked).unwrap_or(0), serde_json::json!(settings).to_string()],
        )?;
        let id = connection.last_insert_rowid();
        connection.execute(
            "DELETE FROM runs WHERE id <= ?1 AND state NOT IN ('queued', 'running')",
            params![id - KEPT],
        )?;
        Ok(id)
    }

    /// Notes the state of a run, with its answer where there is one.
    pub fn set(&self, id: i64, state: &str, answer: Option<&Value>) -> Result<(), StoreError> {
        let answer = answer.map(Value::to_string);
        self.lock()
            .execute("UPDATE runs SET state = ?2, answer = ?3 WHERE id = ?1", params![id, state, answer])?;
        Ok(())
    }

    /// A run with its answer.
    pub fn get(&self, id: i64) -> Result<Option<Run>, StoreError> {
        let connection = self.lock();
        let mut query =
            connection.prepare_cached("SELECT id, asked, settings, state, answer FROM runs WHERE id = ?1")?;
        Ok(query.query_row([id], read).optional()?)
    }

    /// The newest runs, without their answers.
    pub fn list(&self) -> Result<Vec<Run>, StoreError> {
        let connection = self.lock();
        let mut query = connection
            .prepare_cached("SELECT id, asked, settings, state, NULL FROM runs ORDER BY id DESC LIMIT 200")?;
        Ok(query.query_map([], read)?.collect::<Result<_, _>>()?)
    }

    /// Whether the file is whole, as SQLite itself checks it.
    pub fn is_sound(&self) -> Result<bool, StoreError> {
        let told: String = self.lock().query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        Ok(told == "ok")
    }
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Run> {
    let json = |text: String| serde_json::from_str(&text).unwrap_or(Value::Null);
    let settings: Vec<String> = serde_json::from_value(json(row.get(2)?)).unwrap_or_default();
    Ok(Run {
        id: row.get(0)?,
        asked: row.get(1)?,
        settings,
        state: row.get(3)?,
        answer: row.get::<_, Option<String>>(4)?.map(json),
    })
}
