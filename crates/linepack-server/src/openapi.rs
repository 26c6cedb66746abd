//! The description of the interface (OpenAPI 3.1), and what the served page may load.

use serde_json::{Value, json};

/// The document.
pub(crate) fn document() -> Value {
    let text = |words: &str| json!({ "type": "string", "description": words });
    let overrides = json!({
        "type": "object", "additionalProperties": { "type": "string" },
        "description": "inputs by key, each with its unit", "example": { "line.diameter": "1220 mm" }
    });
    let body = |required: &[&str], properties: Value| {
        json!({ "required": true, "content": { "application/json": { "schema": {
            "type": "object", "additionalProperties": false, "required": required, "properties": properties } } } })
    };
    let answer = |words: &str| json!({ "description": words, "content": { "application/json": { "schema": { "type": "object" } } } });
    let refusal = |words: &str| json!({ "description": words, "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Refusal" } } } });
    let responses = |status: &str, words: &str, more: &[(&str, &str)]| {
        let mut all = serde_json::Map::new();
        all.insert(status.to_owned(), answer(words));
        let common = [("403", "wrong token, or a request from another page"), ("421", "wrong Host")];
        for (status, words) in common.iter().chain(more) {
            all.insert((*status).to_owned(), refusal(words));
        }
        Value::Object(all)
    };
    let asked = [
        ("400", "not the JSON that is described"),
        ("413", "too many bytes"),
        ("422", "an input is unknown or wrong; the hint names the nearest"),
        ("429", "too many wait: ask again after Retry-After seconds"),
        ("504", "it took longer than is allowed"),
    ];
    let run = json!([{ "name": "id", "in": "path", "required": true, "schema": { "type": "integer" } }]);
    let file = json!({ "type": "object", "additionalProperties": false, "required": ["name", "text"],
        "properties": { "name": text("for messages; it is never opened"), "text": text("what the file holds") } });
    json!({
        "openapi": "3.1.0",
        "info": { "title": "linepack serve", "version": env!("CARGO_PKG_VERSION"),
            "description": "A study on a loopback address. Every path begins with the token that the terminal shows." },
        "servers": [{ "url": "/{token}", "variables": { "token": { "default": "" } } }],
        "paths": {
            "/": { "get": { "operationId": "page", "responses": { "200": { "description": "the page", "content": { "text/html": {} } } } } },
            "/api/openapi.json": { "get": { "operationId": "openapi", "responses": responses("200", "this document", &[]) } },
            "/api/evaluate": { "post": { "operationId": "evaluate", "requestBody": body(&[], json!({ "overrides": overrides })),
                "responses": responses("200", "the figures, those of `linepack run --set` to the last bit", &asked) } },
            "/api/explain": { "post": { "operationId": "explain",
                "requestBody": body(&["quantity"], json!({ "quantity": text("id of a figure"), "overrides": overrides })),
                "responses": responses("200", "the figure with all that it rests on", &asked) } },
            "/api/flow": { "post": { "operationId": "flow",
                "requestBody": body(&["network"], json!({ "network": { "type": "array", "minItems": 1, "items": file }, "scenario": file,
                    "page": { "type": "boolean", "description": "whether the page of the network is wanted too" } })),
                "responses": responses("200", "the steady state", &asked) } },
            "/api/runs": {
                "get": { "operationId": "runs", "responses": responses("200", "the newest runs", &[]) },
                "post": { "operationId": "start", "requestBody": body(&[], json!({ "overrides": overrides })),
                    "responses": responses("202", "the number of the run", &asked) } },
            "/api/runs/{id}": { "parameters": run,
                "get": { "operationId": "run", "responses": responses("200", "state and answer of a run", &[("404", "no such run")]) },
                "delete": { "operationId": "cancel",
                    "responses": responses("202", "the run ends at its next part", &[("404", "no such run"), ("409", "the run has ended")]) } },
            "/api/runs/{id}/events": { "parameters": run,
                "get": { "operationId": "events", "responses": { "200": {
                    "description": "events `progress` (state, part, done, of), then `end` (state)", "content": { "text/event-stream": {} } } } } }
        },
        "components": { "schemas": { "Refusal": { "type": "object", "required": ["error"], "properties": { "error": {
            "type": "object", "required": ["message", "hint"],
            "properties": { "message": text("what is wrong"), "hint": text("one thing to try") } } } } } }
    })
}

/// The Content-Security-Policy of a page: its own scripts by their SHA-256, and questions to this server alone.
pub(crate) fn policy(page: &str) -> String {
    let mut scripts = String::new();
    for part in page.split("<script").skip(1) {
        let Some((_, rest)) = part.split_once('>') else { continue };
        let Some((script, _)) = rest.split_once("</script>") else { continue };
        scripts.push_str(" '");
        scripts.push_str(&linepack_report::fingerprint(script));
        scripts.push('\'');
    }
    format!(
        "default-src 'none'; script-src{scripts} 'wasm-unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:; \
         connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_of_the_document_is_routed_and_told_what_can_go_wrong() {
        let document = document();
        let paths = document["paths"].as_object().unwrap();
        assert_eq!(paths.len(), 8);
        let source = include_str!("api.rs");
        for (path, methods) in paths {
            assert!(source.contains(&format!("\"/{{token}}{path}\"")), "{path} is not routed");
            for (method, what) in
                methods.as_object().unwrap().iter().filter(|(name, _)| *name != "parameters")
            {
                assert!(what["operationId"].is_string(), "{method} {path}");
                assert!(what["responses"].as_object().is_some_and(|all| !all.is_empty()), "{method} {path}");
            }
        }
    }

    #[test]
    fn a_page_runs_its_own_scripts_alone() {
        let policy = policy("<script>doSomething();</script><p>");
        assert!(policy.contains(
            "script-src 'sha256-RFWPLDbv2BY+rCkDzsE+0fr8ylGr2R2faWMhq4lfEQc=' 'wasm-unsafe-eval';"
        ));
    }
}
