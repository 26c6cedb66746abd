//! What can be asked, and how answers and refusals look.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio_stream::wrappers::WatchStream;
use tokio_stream::{Stream, StreamExt as _};

use crate::jobs::{Jobs, NotTaken};
use crate::store::StoreError;
use crate::workers::{Unanswered, Workers};
use crate::{Engine, Options, Refusal, SentFile, Store, guard, openapi};

/// What every handler shares.
pub(crate) struct App {
    engine: Arc<dyn Engine>,
    workers: Workers,
    pub(crate) jobs: Jobs,
    pub(crate) token: String,
    pub(crate) port: u16,
    body: usize,
}

impl App {
    pub(crate) fn new(engine: Arc<dyn Engine>, store: Store, options: &Options, port: u16) -> Arc<Self> {
        Arc::new(Self {
            jobs: Jobs::new(engine.clone(), store, &options.limits),
            workers: Workers::new(&options.limits),
            engine,
            token: options.token.clone(),
            port,
            body: options.limits.body,
        })
    }
}

/// Settings by key, such as `{"line.diameter": "1220 mm"}`.
type Overrides = BTreeMap<String, String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Evaluate {
    #[serde(default)]
    overrides: Overrides,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Explain {
    quantity: String,
    #[serde(default)]
    overrides: Overrides,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Flow {
    network: Vec<SentFile>,
    scenario: Option<SentFile>,
    #[serde(default)]
    page: bool,
}

/// Every path, guarded.
pub(crate) fn router(app: Arc<App>) -> Router {
    let limit = app.body;
    Router::new()
        .route("/{token}/", get(page))
        .route(
            "/{token}/api/openapi.json",
            get(async || json_text(StatusCode::OK, openapi::document().to_string())),
        )
        .route("/{token}/api/evaluate", post(evaluate))
        .route("/{token}/api/explain", post(explain))
        .route("/{token}/api/flow", post(flow))
        .route("/{token}/api/runs", get(runs).post(start))
        .route("/{token}/api/runs/{id}", get(run).delete(cancel))
        .route("/{token}/api/runs/{id}/events", get(events))
        .fallback(async || {
            refused(
                StatusCode::NOT_FOUND,
                &Refusal::new("there is nothing at this address", "see api/openapi.json"),
            )
        })
        .layer(DefaultBodyLimit::max(limit))
        .layer(axum::middleware::from_fn_with_state(app.clone(), guard::guard))
        .with_state(app)
}

fn json_text(status: StatusCode, text: impl Into<String>) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], text.into()).into_response()
}

/// A refusal as JSON.
pub(crate) fn refused(status: StatusCode, refusal: &Refusal) -> Response {
    json_text(status, json!({ "error": { "message": refusal.message, "hint": refusal.hint } }).to_string())
}

fn busy() -> Response {
    let refusal = Refusal::new("too many requests are waiting", "ask again in a second");
    let mut response = refused(StatusCode::TOO_MANY_REQUESTS, &refusal);
    response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("1"));
    response
}

fn broken(error: &StoreError) -> Response {
    refused(StatusCode::INTERNAL_SERVER_ERROR, &Refusal::new(error.to_string(), "is there room on the disk?"))
}

impl IntoResponse for Unanswered {
    fn into_response(self) -> Response {
        match self {
            Self::Busy => busy(),
            Self::Late => refused(
                StatusCode::GATEWAY_TIMEOUT,
                &Refusal::new("the answer took longer than is allowed", "ask for less, or start a run"),
            ),
            Self::Refused(refusal) => refused(StatusCode::UNPROCESSABLE_ENTITY, &refusal),
        }
    }
}

/// The body of a request, or the answer that says what is wrong with it.
fn read<T: DeserializeOwned>(app: &App, body: Result<Bytes, BytesRejection>) -> Result<T, Box<Response>> {
    let body = body.map_err(|_| {
        let refusal = Refusal::new(format!("the request has more than {} bytes", app.body), "send less");
        Box::new(refused(StatusCode::PAYLOAD_TOO_LARGE, &refusal))
    })?;
    serde_json::from_slice(&body).map_err(|error| {
        let refusal = Refusal::new(format!("the request cannot be read: {error}"), "see api/openapi.json");
        Box::new(refused(StatusCode::BAD_REQUEST, &refusal))
    })
}

fn settings(overrides: Overrides) -> Vec<String> {
    overrides.into_iter().map(|(key, value)| format!("{key}={value}")).collect()
}

async fn page(State(app): State<Arc<App>>) -> Response {
    let engine = app.engine.clone();
    let page = app.workers.answer(Some("page".into()), move || engine.page()).await;
    match page {
        Ok(page) => {
            let policy = openapi::policy(&page);
            let kind = (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned());
            ([kind, (header::CONTENT_SECURITY_POLICY, policy)], page.to_string()).into_response()
        }
        Err(unanswered) => unanswered.into_response(),
    }
}

async fn answered(
    app: &App,
    question: Option<String>,
    compute: impl FnOnce() -> Result<Value, Refusal> + Send + 'static,
) -> Response {
    let answer = app.workers.answer(question, move || compute().map(|value| value.to_string())).await;
    answer.map_or_else(IntoResponse::into_response, |text| json_text(StatusCode::OK, text.to_string()))
}

async fn evaluate(State(app): State<Arc<App>>, body: Result<Bytes, BytesRejection>) -> Response {
    let Evaluate { overrides } = match read(&app, body) {
        Ok(asked) => asked,
        Err(response) => return *response,
    };
    let (settings, engine) = (settings(overrides), app.engine.clone());
    answered(&app, Some(format!("evaluate {settings:?}")), move || engine.evaluate(&settings)).await
}

async fn explain(State(app): State<Arc<App>>, body: Result<Bytes, BytesRejection>) -> Response {
    let Explain { quantity, overrides } = match read(&app, body) {
        Ok(asked) => asked,
        Err(response) => return *response,
    };
    let (settings, engine) = (settings(overrides), app.engine.clone());
    let question = format!("explain {quantity:?} {settings:?}");
    answered(&app, Some(question), move || engine.explain(&settings, &quantity)).await
}

async fn flow(State(app): State<Arc<App>>, body: Result<Bytes, BytesRejection>) -> Response {
    let Flow { network, scenario, page } = match read(&app, body) {
        Ok(asked) => asked,
        Err(response) => return *response,
    };
    let engine = app.engine.clone();
    answered(&app, None, move || engine.flow(&network, scenario.as_ref(), page)).await
}

async fn runs(State(app): State<Arc<App>>) -> Response {
    let list = app.jobs.store.list();
    list.map_or_else(
        |error| broken(&error),
        |runs| json_text(StatusCode::OK, json!({ "runs": runs }).to_string()),
    )
}

async fn start(State(app): State<Arc<App>>, body: Result<Bytes, BytesRejection>) -> Response {
    let Evaluate { overrides } = match read(&app, body) {
        Ok(asked) => asked,
        Err(response) => return *response,
    };
    match app.jobs.start(settings(overrides)) {
        Ok(id) => json_text(StatusCode::ACCEPTED, json!({ "id": id }).to_string()),
        Err(NotTaken::Busy) => busy(),
        Err(NotTaken::Store(error)) => broken(&error),
    }
}

fn no_run(id: i64) -> Response {
    refused(
        StatusCode::NOT_FOUND,
        &Refusal::new(format!("there is no run {id}"), "api/runs lists those there are"),
    )
}

async fn run(State(app): State<Arc<App>>, Path((_, id)): Path<(String, i64)>) -> Response {
    match app.jobs.store.get(id) {
        Ok(Some(run)) => json_text(StatusCode::OK, json!(run).to_string()),
        Ok(None) => no_run(id),
        Err(error) => broken(&error),
    }
}

async fn cancel(State(app): State<Arc<App>>, Path((_, id)): Path<(String, i64)>) -> Response {
    if app.jobs.cancel(id) {
        return json_text(StatusCode::ACCEPTED, json!({ "id": id, "state": "cancelling" }).to_string());
    }
    match app.jobs.store.get(id) {
        Ok(Some(run)) => {
            let refusal =
                Refusal::new(format!("run {id} is already {}", run.state), "nothing is left to cancel");
            refused(StatusCode::CONFLICT, &refusal)
        }
        Ok(None) => no_run(id),
        Err(error) => broken(&error),
    }
}

/// Progress of a run, then its final state, as server-sent events.
async fn events(State(app): State<Arc<App>>, Path((_, id)): Path<(String, i64)>) -> Response {
    let event = |name: &str, value: &Value| Event::default().event(name).data(value.to_string());
    let ended = move |app: &App| match app.jobs.store.get(id) {
        Ok(Some(run)) => Some(event("end", &json!({ "id": id, "state": run.state }))),
        _ => None,
    };
    let Some(progress) = app.jobs.progress(id) else {
        return ended(&app).map_or_else(|| no_run(id), |last| sse(tokio_stream::once(Ok(last))));
    };
    let during = WatchStream::new(progress).map(move |value| Ok(event("progress", &value)));
    // Asked only when the progress has ended, and by then the store knows the state.
    let last = std::iter::once_with(move || ended(&app)).flatten().map(Ok);
    sse(during.chain(tokio_stream::iter(last)))
}

fn sse(stream: impl Stream<Item = Result<Event, Infallible>> + Send + 'static) -> Response {
    Sse::new(stream).keep_alive(KeepAlive::default()).into_response()
}
