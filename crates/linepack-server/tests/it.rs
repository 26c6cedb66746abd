//! The server over a real socket, with an engine whose answers are known.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use linepack_server::{Engine, Limits, Options, Refusal, SentFile, serve};
use serde_json::{Value, json};

/// Answers at once, or after so many milliseconds as the setting `wait` says.
#[derive(Default)]
struct Echo {
    asked: AtomicUsize,
}

fn wait(settings: &[String]) {
    let told = settings.iter().find_map(|setting| setting.strip_prefix("wait=")?.parse().ok());
    std::thread::sleep(Duration::from_millis(told.unwrap_or(0)));
}

impl Engine for Echo {
    fn page(&self) -> Result<String, Refusal> {
        Ok("<!doctype html><title>page</title><script>doSomething();</script>".into())
    }
    fn evaluate(&self, settings: &[String]) -> Result<Value, Refusal> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        wait(settings);
        match settings.iter().find(|setting| setting.starts_with("wrong")) {
            Some(_) => Err(Refusal::new("unknown input `wrong`", "did you mean `right`?")),
            None => Ok(json!({ "settings": settings })),
        }
    }
    fn explain(&self, _: &[String], quantity: &str) -> Result<Value, Refusal> {
        Ok(json!({ "quantity": quantity }))
    }
    fn flow(&self, network: &[SentFile], _: Option<&SentFile>, _: bool) -> Result<Value, Refusal> {
        Ok(json!({ "files": network.len() }))
    }
    fn parts(&self) -> &'static [&'static str] {
        &["one", "two", "three"]
    }
    fn part(&self, part: &str, settings: &[String]) -> Result<Value, Refusal> {
        wait(settings);
        Ok(json!({ part: part.len() }))
    }
}

struct Served {
    address: SocketAddr,
    engine: Arc<Echo>,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

impl Served {
    fn new(limits: Limits) -> Self {
        let engine = Arc::new(Echo::default());
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let (tell, told) = std::sync::mpsc::channel();
        let own = engine.clone();
        let thread = std::thread::spawn(move || {
            let options = Options { port: 0, store: None, token: TOKEN.into(), limits };
            let ready = move |address| tell.send(address).unwrap();
            serve(own, options, ready, async { drop(stopped.await) }).unwrap();
        });
        let address = told.recv_timeout(Duration::from_secs(10)).unwrap();
        Self { address, engine, stop: Some(stop), thread: Some(thread) }
    }

    /// Status, head and body of a request with its own headers.
    fn raw(&self, method: &str, path: &str, headers: &str, body: &str) -> (u16, String, String) {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\n{headers}Connection: close\r\nContent-Length: {length}\r\n\r\n"
        )
        .unwrap();
        // A server that refuses a large body may close before all of it is sent.
        let _ = stream.write_all(body.as_bytes());
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        (status, head.to_lowercase(), body.to_owned())
    }

    fn ask(&self, method: &str, path: &str, body: &str) -> (u16, Value) {
        let host = format!("Host: {}\r\n", self.address);
        let (status, _, body) = self.raw(method, &format!("/{TOKEN}/{path}"), &host, body);
        (status, serde_json::from_str(&body).unwrap_or(Value::String(body)))
    }

    fn until(&self, id: &Value, wanted: &str) -> Value {
        let start = Instant::now();
        loop {
            let (_, run) = self.ask("GET", &format!("api/runs/{id}"), "");
            if run["state"] == wanted {
                return run;
            }
            assert!(start.elapsed() < Duration::from_secs(15), "{run}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

#[test]
fn only_the_holder_of_the_token_on_this_host_from_our_page_is_answered() {
    let served = Served::new(Limits::default());
    let host = format!("Host: {}\r\n", served.address);
    let status = |path: &str, headers: &str| served.raw("GET", path, headers, "").0;
    let page = format!("/{TOKEN}/");
    assert_eq!(status(&page, &host), 200);
    assert_eq!(status(&page, &format!("Host: localhost:{}\r\n", served.address.port())), 200);
    assert_eq!(status(&page, &format!("{host}Origin: http://{}\r\n", served.address)), 200);
    for path in
        ["/", "/api/evaluate", "/0123456789abcdef0123456789abcdee/", &format!("/{}/", &TOKEN[1..]), "/%30/"]
    {
        assert_eq!(status(path, &host), 403, "{path}");
    }
    for other in ["Host: attacker.example\r\n", "Host: 127.0.0.1\r\n", "Host: attacker.example:80\r\n"] {
        assert_eq!(status(&page, other), 421, "{other}");
    }
    assert!(matches!(status(&page, &format!("{host}{host}")), 400 | 421));
    for origin in ["http://attacker.example", "null", "https://127.0.0.1", "http://127.0.0.1"] {
        assert_eq!(status(&page, &format!("{host}Origin: {origin}\r\n")), 403, "{origin}");
    }
}

#[test]
fn every_answer_carries_the_headers_that_protect() {
    let served = Served::new(Limits::default());
    let host = format!("Host: {}\r\n", served.address);
    for path in
        [format!("/{TOKEN}/"), format!("/{TOKEN}/api/runs"), "/wrong".into(), format!("/{TOKEN}/nothing")]
    {
        let (_, head, _) = served.raw("GET", &path, &host, "");
        for wanted in [
            "content-security-policy: default-src 'none'",
            "x-content-type-options: nosniff",
            "x-frame-options: deny",
            "referrer-policy: no-referrer",
            "cache-control: no-store",
            "cross-origin-resource-policy: same-origin",
        ] {
            assert!(head.contains(wanted), "{path}: {wanted} is not in\n{head}");
        }
        assert!(!head.contains("access-control-allow"), "{head}");
        let scripts = head.split("script-src").nth(1).and_then(|rest| rest.split(';').next()).unwrap_or("");
        assert!(!scripts.contains("unsafe-inline") && !scripts.contains("'unsafe-eval'"), "{scripts}");
    }
}

#[test]
fn what_is_wrong_with_a_request_is_told_with_one_thing_to_try() {
    let served = Served::new(Limits { body: 1000, ..Limits::default() });
    let cases = [
        ("POST", "api/evaluate", "{".to_owned(), 400),
        ("POST", "api/evaluate", r#"{"overides": {}}"#.to_owned(), 400),
        ("POST", "api/evaluate", r#"{"overrides": {"a": 3}}"#.to_owned(), 400),
        ("POST", "api/evaluate", r#"{"overrides": {"wrong": "3"}}"#.to_owned(), 422),
        ("POST", "api/evaluate", format!(r#"{{"overrides": {{"a": "{}"}}}}"#, "x".repeat(2000)), 413),
        ("POST", "api/explain", "{}".to_owned(), 400),
        ("POST", "api/evaluate", "[".repeat(900), 400),
        ("GET", "api/runs/77", String::new(), 404),
        ("DELETE", "api/runs/77", String::new(), 404),
        ("GET", "api/../../../etc/passwd", String::new(), 404),
        ("GET", "api/%2e%2e/%2e%2e/etc/passwd", String::new(), 404),
    ];
    for (method, path, body, wanted) in cases {
        let (status, answer) = served.ask(method, path, &body);
        assert_eq!(status, wanted, "{method} {path} {answer}");
        assert!(
            answer["error"]["message"].is_string() && answer["error"]["hint"].is_string(),
            "{path} {answer}"
        );
    }
    let (_, answer) = served.ask("POST", "api/evaluate", r#"{"overrides": {"wrong": "3"}}"#);
    assert_eq!(answer["error"]["hint"], "did you mean `right`?");
}

#[test]
fn the_same_question_is_computed_once() {
    let served = Served::new(Limits::default());
    let first = served.ask("POST", "api/evaluate", r#"{"overrides": {"a": "1 mm"}}"#);
    assert_eq!(first, (200, json!({ "settings": ["a=1 mm"] })));
    assert_eq!(served.ask("POST", "api/evaluate", r#"{"overrides": {"a": "1 mm"}}"#), first);
    assert_eq!(served.engine.asked.load(Ordering::Relaxed), 1);
}

#[test]
fn an_answer_that_takes_too_long_is_given_up() {
    let served = Served::new(Limits { answer: Duration::from_millis(80), ..Limits::default() });
    assert_eq!(served.ask("POST", "api/evaluate", r#"{"overrides": {"wait": "600"}}"#).0, 504);
}

#[test]
fn too_many_are_asked_to_come_again() {
    let served = Served::new(Limits { workers: 1, waiting: 2, ..Limits::default() });
    let host = format!("Host: {}\r\n", served.address);
    let answers: Vec<(u16, String, String)> = std::thread::scope(|scope| {
        let one = |k: usize| {
            let (served, host) = (&served, &host);
            scope.spawn(move || {
                let body = format!(r#"{{"overrides": {{"wait": "300", "k": "{k}"}}}}"#);
                served.raw("POST", &format!("/{TOKEN}/api/evaluate"), host, &body)
            })
        };
        let all: Vec<_> = (0..6).map(one).collect();
        all.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let count = |wanted: u16| answers.iter().filter(|(status, ..)| *status == wanted).count();
    assert_eq!((count(200), count(429)), (2, 4), "{answers:?}");
    assert!(
        answers
            .iter()
            .filter(|(status, ..)| *status == 429)
            .all(|(_, head, _)| head.contains("retry-after: 1"))
    );
}

#[test]
fn a_run_tells_its_progress_and_keeps_its_answer() {
    let served = Served::new(Limits::default());
    let (status, started) = served.ask("POST", "api/runs", r#"{"overrides": {"wait": "60"}}"#);
    assert_eq!(status, 202);
    let (_, events) = served.ask("GET", &format!("api/runs/{}/events", started["id"]), "");
    let events = events.as_str().unwrap().to_owned();
    assert!(events.contains("event: progress") && events.contains("\"part\":\"three\""), "{events}");
    assert!(events.contains("event: end") && events.contains("\"state\":\"done\""), "{events}");
    let run = served.until(&started["id"], "done");
    assert_eq!(run["answer"], json!({ "one": 3, "two": 3, "three": 5 }));
    assert_eq!(served.ask("DELETE", &format!("api/runs/{}", started["id"]), "").0, 409);
    assert_eq!(served.ask("GET", "api/runs", "").1["runs"][0]["settings"], json!(["wait=60"]));
}

#[test]
fn a_run_is_cancelled_ends_late_and_is_refused_when_too_many_wait() {
    let served = Served::new(Limits { runs: 2, ..Limits::default() });
    let start = || served.ask("POST", "api/runs", r#"{"overrides": {"wait": "300"}}"#);
    let (first, second, third) = (start(), start(), start());
    assert_eq!((first.0, second.0, third.0), (202, 202, 429));
    for run in [&first.1, &second.1] {
        assert_eq!(served.ask("DELETE", &format!("api/runs/{}", run["id"]), "").0, 202);
        served.until(&run["id"], "cancelled");
    }
    let hurried = Served::new(Limits { run: Duration::from_millis(50), ..Limits::default() });
    let (_, late) = hurried.ask("POST", "api/runs", r#"{"overrides": {"wait": "100"}}"#);
    hurried.until(&late["id"], "late");
}
