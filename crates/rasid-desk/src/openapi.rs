//! The table of questions → an OpenAPI 3.1 document. The shapes of answers stand in `schemas.json`; the tests hold every
//! answer against them.

use axum::http::Method;
use serde_json::{Map, Value, json};

use crate::api::{Endpoint, Parameter, endpoints};
use crate::guard::{Need, needed};

const SCHEMAS: &str = include_str!("schemas.json");

/// The document.
pub(crate) fn document() -> Value {
    let mut paths: Map<String, Value> = endpoints().map(|e| (e.path.to_owned(), json!({ "get": question(e) }))).collect();
    paths.insert("/api/review".to_owned(), json!({ "post": review() }));
    paths["/api/saved"]["post"] = save();
    let mut enter = operation("enter", "Lets in who has an account: answers with a cookie", &[], "Session");
    enter["requestBody"] = body("Enter");
    paths.insert(
        "/api/session".to_owned(),
        json!({
            "get": operation("session", "Who is at the desk", &[], "Session"),
            "post": enter,
            "delete": operation("leave", "Ends the session", &[], "Session"),
        }),
    );
    let mut change =
        operation("account", "Makes an account, or changes its role or password, or locks it; for admins", &[header()], "Decided");
    change["requestBody"] = body("Account");
    let accounts = operation("accounts", "Who has an account, and who changed that; for admins", &[], "Accounts");
    paths.insert("/api/accounts".to_owned(), json!({ "get": accounts, "post": change }));
    paths.insert("/api/export/{file}".to_owned(), json!({ "get": file("export", "A list as a file, with the list's parameters", true) }));
    paths.insert("/api/feed.atom".to_owned(), json!({ "get": file("feed", "The newest events of a filter as Atom", false) }));
    paths.insert("/api/openapi.json".to_owned(), json!({ "get": operation("openapi", "This document", &[], "Object") }));
    for (path, operations) in &mut paths {
        for (method, operation) in operations.as_object_mut().into_iter().flatten() {
            operation["x-role"] = json!(role(method, path));
        }
    }
    let mut schemas: Value = serde_json::from_str(SCHEMAS).unwrap_or_default();
    // The parts of a record are those that `rasid schema` publishes.
    let record: Value =
        serde_json::from_str(&rasid::schema::record().replace("#/$defs/", "#/components/schemas/Record")).unwrap_or_default();
    if let (Some(all), Some(parts)) = (schemas.as_object_mut(), record["$defs"].as_object()) {
        all.extend(parts.iter().map(|(name, shape)| (format!("Record{name}"), shape.clone())));
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Rasid, the desk", "version": env!("CARGO_PKG_VERSION"), "license": { "name": "MIT OR Apache-2.0" } },
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

/// The least role that may ask it, where there are accounts.
fn role(method: &str, path: &str) -> &'static str {
    match Method::from_bytes(method.to_uppercase().as_bytes()).map(|m| needed(&m, path)) {
        Ok(Need::Nobody) => "anybody",
        Ok(Need::Known(role)) => role.name(),
        Ok(Need::Unknown) | Err(_) => "nobody",
    }
}

fn question(endpoint: &Endpoint) -> Value {
    let mut parameters: Vec<Value> = endpoint.parameters.iter().flat_map(|group| group.iter()).map(in_query).collect();
    if endpoint.path.ends_with("{id}") {
        parameters.insert(0, json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }));
    }
    let id = endpoint.path.trim_start_matches("/api/").replace("/{id}", "_one");
    operation(&id, endpoint.about, &parameters, endpoint.gives)
}

fn in_query(parameter: &Parameter) -> Value {
    json!({ "name": parameter.name, "in": "query", "description": parameter.about, "schema": { "type": parameter.kind } })
}

fn operation(id: &str, about: &str, parameters: &[Value], gives: &str) -> Value {
    let answer = |name: &str| json!({ "application/json": { "schema": { "$ref": format!("#/components/schemas/{name}") } } });
    json!({
        "operationId": id,
        "summary": about,
        "parameters": parameters,
        "responses": {
            "200": { "description": about, "content": answer(gives) },
            "default": { "description": "What is wrong, in English and Arabic", "content": answer("Refusal") },
        },
    })
}

fn header() -> Value {
    json!({ "name": "X-Rasid", "in": "header", "required": true, "schema": { "const": "1" } })
}

/// What is sent, by the name of its schema.
fn body(name: &str) -> Value {
    json!({ "required": true, "content": { "application/json": { "schema": { "$ref": format!("#/components/schemas/{name}") } } } })
}

fn review() -> Value {
    let mut out = operation("review", "Decides on events, all or none, and writes it to the log", &[header()], "Decided");
    out["requestBody"] = body("Decide");
    out
}

fn save() -> Value {
    let mut out = review();
    out["operationId"] = json!("save");
    out["summary"] = json!("Keeps a question, or keeps it no more");
    out["requestBody"] = body("Keep");
    out
}

/// A question that a file answers.
fn file(id: &str, about: &str, named: bool) -> Value {
    let name = json!({ "name": "file", "in": "path", "required": true, "description": "events.csv, events.geojson, agreements.jsonl…", "schema": { "type": "string" } });
    let parameters: Vec<Value> = if named { vec![name] } else { crate::api::FILTER.iter().map(in_query).collect() };
    let mut out = operation(id, about, &parameters, "Refusal");
    out["responses"]["200"] = json!({ "description": about });
    out
}
