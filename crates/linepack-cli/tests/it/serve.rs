//! `linepack serve` as a user starts it: the figures of a run, runs that outlive a kill, many users at once.

use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A server that ends with the test.
struct Served {
    child: Child,
    host: String,
    token: String,
}

impl Served {
    fn start(store: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_linepack"))
            .args(["serve", "power-of-siberia-2", "--seconds", "240", "--store"])
            .arg(store)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().split_once("http://").unwrap().1.trim_end_matches('/');
        let (host, token) = address.split_once('/').unwrap();
        Self { child, host: host.into(), token: token.into() }
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let (host, token, length) = (&self.host, &self.token, body.len());
        write!(
            stream,
            "{method} /{token}/{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap_or(Value::String(body.into())))
    }

    fn memory(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(f64::NAN)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_served_study_gives_the_figures_of_a_run_to_the_last_bit() {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(&folder.path().join("runs.sqlite"));
    let (status, answer) =
        served.ask("POST", "api/evaluate", &json!({ "overrides": { "line.diameter": "1220 mm" } }));
    assert_eq!(status, 200, "{answer}");
    let run = Command::new(env!("CARGO_BIN_EXE_linepack"))
        .args(["run", "power-of-siberia-2", "--set", "line.diameter=1220 mm", "--json", "-"])
        .output()
        .unwrap();
    let run: Value = serde_json::from_slice(&run.stdout).unwrap();
    let quantities = answer["quantities"].as_array().unwrap();
    assert!(quantities.len() > 20);
    for quantity in quantities {
        let same = run["quantities"].as_array().unwrap().iter().find(|q| q["id"] == quantity["id"]).unwrap();
        let bits = |value: &Value| value["value"].as_f64().map(f64::to_bits);
        assert_eq!(bits(quantity), bits(same), "{}", quantity["id"]);
    }
    let (status, wrong) =
        served.ask("POST", "api/evaluate", &json!({ "overrides": { "line.diametre": "1220 mm" } }));
    assert_eq!(status, 422);
    assert_eq!(wrong["error"]["hint"], "did you mean `line.diameter`?");
    let (status, wrong) = served.ask("POST", "api/explain", &json!({ "quantity": "deal.rnge" }));
    assert_eq!((status, wrong["error"]["hint"].as_str()), (422, Some("did you mean `deal.range`?")));
    let (status, page) = served.ask("GET", "", &Value::Null);
    assert!(status == 200 && page.as_str().unwrap().contains("Power of Siberia 2"));
    let (status, wrong) = served.ask(
        "POST",
        "api/flow",
        &json!({ "network": [{ "name": "../../etc/passwd", "text": "<network>" }] }),
    );
    assert_eq!(status, 422);
    assert!(!wrong.to_string().contains("root:"), "{wrong}");
}

#[test]
fn a_network_that_is_sent_is_solved_and_drawn() {
    let (Some(network), Some(scenario)) = (
        linepack_cases::text("steady/gaslib/GasLib-40/GasLib-40.net"),
        linepack_cases::text("steady/gaslib/GasLib-40/GasLib-40.scn"),
    ) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(&folder.path().join("runs.sqlite"));
    let file = |name: &str, text: &str| json!({ "name": name, "text": text });
    let asked =
        json!({ "network": [file("40.net", &network)], "scenario": file("40.scn", &scenario), "page": true });
    let (status, answer) = served.ask("POST", "api/flow", &asked);
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["verdict"], "feasible");
    assert_eq!(answer["nodes"].as_object().unwrap().len(), 40);
    assert!(answer["page"].as_str().unwrap().contains("GasLib_40"));
}

#[test]
fn flow_writes_the_page_of_a_network() {
    let Some(network) = linepack_cases::path("steady/gaslib/GasLib-40/GasLib-40.net") else { return };
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html");
    let flow = Command::new(env!("CARGO_BIN_EXE_linepack"))
        .arg("flow")
        .arg(&network)
        .arg("--scenario")
        .arg(network.with_extension("scn"))
        .arg("--report")
        .arg(&page)
        .output()
        .unwrap();
    assert!(flow.stderr.is_empty(), "{}", String::from_utf8_lossy(&flow.stderr));
    let text = std::fs::read_to_string(page).unwrap();
    assert!(text.contains("GasLib_40") && text.contains("compressorStation_1"));
}

/// Kills the server at moments that differ, and looks what is left.
fn kills(times: u64) {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("runs.sqlite");
    let mut told = Vec::new();
    for round in 0..times {
        let mut served = Served::start(&store);
        for k in 0..3 {
            let overrides = json!({ "overrides": { "cost.rate": format!("{}.{k} %", 8 + round % 4) } });
            let (status, run) = served.ask("POST", "api/runs", &overrides);
            assert_eq!(status, 202);
            told.push(run["id"].as_i64().unwrap());
        }
        std::thread::sleep(Duration::from_millis(37 * round % 900));
        served.child.kill().unwrap();
        served.child.wait().unwrap();
        let kept = linepack_server::Store::open(Some(&store)).unwrap();
        assert!(kept.is_sound().unwrap(), "round {round}");
        for id in &told {
            let run = kept.get(*id).unwrap().unwrap();
            assert!(["done", "interrupted"].contains(&run.state.as_str()), "{run:?}");
            assert_eq!(run.state == "done", run.answer.is_some(), "{id}");
        }
    }
}

#[test]
fn runs_outlive_a_kill_at_any_moment() {
    kills(6);
}

#[test]
#[ignore = "100 kills take minutes"]
fn runs_outlive_a_hundred_kills() {
    kills(100);
}

#[test]
#[ignore = "200 users for a minute"]
fn two_hundred_users_for_a_minute_meet_no_error() {
    let seconds =
        std::env::var("LINEPACK_LOAD_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(60);
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(&folder.path().join("runs.sqlite"));
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut early = f64::NAN;
    // Each moves a slider about once a second, over eighty positions of four inputs that all users share.
    let mut times: Vec<f64> = std::thread::scope(|scope| {
        let user = |user: u64| {
            let served = &served;
            scope.spawn(move || {
                let mut times = Vec::new();
                let mut draw = user.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
                std::thread::sleep(Duration::from_millis(5 * user));
                while Instant::now() < end {
                    draw ^= draw << 13;
                    draw ^= draw >> 7;
                    draw ^= draw << 17;
                    let step = draw / 4 % 20;
                    let (key, value) = match draw % 4 {
                        0 => ("line.diameter", format!("{} mm", 1220 + 10 * step)),
                        1 => ("cost.rate", format!("{}.5 %", 5 + step)),
                        2 => ("market.lng_spot", format!("{} USD/MMBtu", 6 + step)),
                        _ => ("line.volume", format!("{} bcm(20C)/yr", 30 + step)),
                    };
                    let start = Instant::now();
                    let (status, answer) =
                        served.ask("POST", "api/evaluate", &json!({ "overrides": { key: value } }));
                    times.push(start.elapsed().as_secs_f64() * 1e3);
                    assert_eq!(status, 200, "{key} {answer}");
                    std::thread::sleep(Duration::from_secs(1));
                }
                times
            })
        };
        let users: Vec<_> = (0..200).map(user).collect();
        std::thread::sleep(Duration::from_secs(seconds / 3));
        early = served.memory();
        users.into_iter().flat_map(|user| user.join().unwrap()).collect()
    });
    let late = served.memory();
    times.sort_by(f64::total_cmp);
    let at = |percent: usize| times[(times.len() - 1) * percent / 100];
    println!(
        "{} evaluations by 200 users in {seconds} s: p50 {:.1} ms, p95 {:.1} ms, p99 {:.1} ms, slowest {:.0} ms; memory {:.1} MB after a third, {:.1} MB at the end",
        times.len(),
        at(50),
        at(95),
        at(99),
        at(100),
        early / 1024.0,
        late / 1024.0
    );
    assert!(at(95) <= 300.0, "{}", at(95));
    assert!(late < 1.1 * early + 8192.0, "{early} kB grew to {late} kB");
}
