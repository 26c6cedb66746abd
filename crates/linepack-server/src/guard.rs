//! Who may ask: the holder of the token, from this machine, from our own page.
//!
//! A page of another origin can send requests to a loopback address, and with a name that resolves there it can
//! even read the answers. So the Host must be ours, an Origin that is told must be ours, and every path begins with
//! a token that only the terminal shows.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::Refusal;
use crate::api::{App, refused};

/// 32 hexadecimal digits of the system's random source.
pub fn token() -> Result<String, Refusal> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| Refusal::new(format!("no random token can be drawn: {error}"), "try again"))?;
    Ok(bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

/// What is sent with every answer unless the handler has set its own.
const HEADERS: [(HeaderName, &str); 8] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "geolocation=(), camera=(), microphone=()"),
];

/// Lets a request pass or answers it, and adds the headers that protect.
pub(crate) async fn guard(State(app): State<Arc<App>>, request: Request<Body>, next: Next) -> Response {
    let mut response = match check(&app, &request) {
        Ok(()) => next.run(request).await,
        Err((status, refusal)) => refused(status, &refusal),
    };
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

fn check(app: &App, request: &Request<Body>) -> Result<(), (StatusCode, Refusal)> {
    let text = |name: HeaderName| {
        request.headers().get_all(name).iter().map(|value| value.to_str().unwrap_or("?")).collect::<Vec<_>>()
    };
    let hosts = [format!("127.0.0.1:{}", app.port), format!("localhost:{}", app.port)];
    let told = text(header::HOST);
    if told.len() != 1 || !hosts.iter().any(|host| told[0].eq_ignore_ascii_case(host)) {
        let refusal =
            Refusal::new("the Host of the request is not this server", format!("open http://{}/…", hosts[0]));
        return Err((StatusCode::MISDIRECTED_REQUEST, refusal));
    }
    let origins = text(header::ORIGIN);
    if !origins.iter().all(|origin| hosts.iter().any(|host| *origin == format!("http://{host}"))) {
        let refusal = Refusal::new("the request comes from another page", "ask from the page of this server");
        return Err((StatusCode::FORBIDDEN, refusal));
    }
    let path = request.uri().path();
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    if !same(first, &app.token) {
        let refusal =
            Refusal::new("the token of the address is wrong", "open the address that the terminal shows");
        return Err((StatusCode::FORBIDDEN, refusal));
    }
    Ok(())
}

/// Whether two texts are the same, in a time that does not tell where they part.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |all, (x, y)| all | (x ^ y)) == 0
}
