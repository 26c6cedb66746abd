//! A study behind a loopback address: the page, figures for each move of a slider, and runs that outlive a kill.
//!
//! ```text
//! request ──► guard (token, host, origin, size) ──► api ──► bounded workers ──► engine
//!                                                    └──► jobs ──► store (SQLite)
//! ```
//!
//! The crate knows no study: what is asked of an [`Engine`] is answered by the caller. Nothing here opens a
//! connection; it only listens, on a loopback address.

mod api;
mod guard;
mod jobs;
mod openapi;
mod store;
mod workers;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

pub use guard::token;
pub use store::{Store, StoreError};

/// Something that cannot be answered: what is wrong, and one thing to try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong.
    pub message: String,
    /// One thing to try.
    pub hint: String,
}

impl Refusal {
    /// A refusal.
    pub fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: hint.into() }
    }
}

/// A file as a caller sends it: its name, for messages, and its text.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SentFile {
    /// Name; it is never opened.
    pub name: String,
    /// What it holds.
    pub text: String,
}

/// What answers: a study, and the flow of networks that are sent.
pub trait Engine: Send + Sync + 'static {
    /// The page, one HTML file.
    fn page(&self) -> Result<String, Refusal>;
    /// The figures under settings `key=value`, in some ten milliseconds.
    fn evaluate(&self, settings: &[String]) -> Result<Value, Refusal>;
    /// The figure of this id with all that it rests on.
    fn explain(&self, settings: &[String], quantity: &str) -> Result<Value, Refusal>;
    /// The steady state of a network of one or more files; with `page`, its page under the key `page`.
    fn flow(&self, network: &[SentFile], scenario: Option<&SentFile>, page: bool) -> Result<Value, Refusal>;
    /// Names of the parts of a whole run, in their order.
    fn parts(&self) -> &'static [&'static str];
    /// One part of a whole run: an object, merged with those of the other parts.
    fn part(&self, part: &str, settings: &[String]) -> Result<Value, Refusal>;
}

/// Bounds of a server.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of a request.
    pub body: usize,
    /// Answers that are computed at once.
    pub workers: usize,
    /// Requests that wait for a worker; more are refused with 429.
    pub waiting: usize,
    /// Runs that wait or work; more are refused with 429.
    pub runs: usize,
    /// Time of an answer.
    pub answer: Duration,
    /// Time of a run.
    pub run: Duration,
    /// Answers that are kept for the next who asks the same.
    pub kept: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 16 << 20,
            workers: std::thread::available_parallelism().map_or(2, usize::from),
            waiting: 512,
            runs: 8,
            answer: Duration::from_secs(20),
            run: Duration::from_secs(120),
            kept: 512,
        }
    }
}

/// How a server is set up.
#[derive(Debug, Clone)]
pub struct Options {
    /// Port on 127.0.0.1; 0 takes any that is free.
    pub port: u16,
    /// Where runs are kept; none keeps them in memory.
    pub store: Option<PathBuf>,
    /// First part of every path; [`token`] draws one.
    pub token: String,
    /// Bounds.
    pub limits: Limits,
}

/// Why a server could not start or stopped.
#[derive(Debug)]
pub enum ServerError {
    /// The port is taken or not allowed.
    Listen(u16, std::io::Error),
    /// The store cannot be used.
    Store(StoreError),
    /// The system failed while serving.
    System(std::io::Error),
}

impl std::fmt::Display for ServerError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Listen(port, error) => {
                write!(
                    out,
                    "error: port {port} on 127.0.0.1 cannot be used: {error}\n  hint: choose another with --port"
                )
            }
            Self::Store(error) => write!(out, "{error}"),
            Self::System(error) => write!(out, "error: the server stopped: {error}\n  hint: start it again"),
        }
    }
}

impl std::error::Error for ServerError {}

/// Serves until interrupted (Ctrl-C) or until `stop` ends; `ready` is told the address once it listens.
pub fn serve(
    engine: Arc<dyn Engine>,
    options: Options,
    ready: impl FnOnce(SocketAddr) + Send,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServerError> {
    let store = Store::open(options.store.as_deref()).map_err(ServerError::Store)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(options.limits.workers + options.limits.runs + 4)
        .enable_all()
        .build()
        .map_err(ServerError::System)?;
    let served = runtime.block_on(async move {
        let address = SocketAddr::from(([127, 0, 0, 1], options.port));
        let listener = tokio::net::TcpListener::bind(address)
            .await
            .map_err(|error| ServerError::Listen(options.port, error))?;
        let address = listener.local_addr().map_err(ServerError::System)?;
        let app = api::App::new(engine, store, &options, address.port());
        let jobs = app.jobs.clone();
        let router = api::router(app);
        ready(address);
        let (told, mut leaving) = tokio::sync::watch::channel(false);
        let interrupted = async move {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                () = stop => {}
            }
            jobs.cancel_all();
            let _ = told.send(true);
        };
        // Open event streams must not hold the server: after two seconds it leaves without them.
        let late = async move {
            let _ = leaving.wait_for(|leave| *leave).await;
            tokio::time::sleep(Duration::from_secs(2)).await;
        };
        tokio::select! {
            served = axum::serve(listener, router).with_graceful_shutdown(interrupted).into_future() => served.map_err(ServerError::System),
            () = late => Ok(()),
        }
    });
    runtime.shutdown_timeout(Duration::from_secs(2));
    served
}

/// Ends after a time: a `stop` for [`serve`].
pub async fn sleep(time: Duration) {
    tokio::time::sleep(time).await;
}
