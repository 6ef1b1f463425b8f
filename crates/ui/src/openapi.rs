//! The description of the JSON API, made from the list of routes.

use serde_json::{Map, Value, json};

use crate::Route;

/// The OpenAPI 3.1 document of these routes.
pub fn describe(routes: &[Route]) -> Value {
    let mut generator = schemars::generate::SchemaSettings::draft2020_12()
        .with(|settings| settings.definitions_path = "/components/schemas".into())
        .into_generator();
    let mut paths = Map::new();
    for route in routes.iter().filter(|route| route.path.starts_with("/api/")) {
        let Some(schemas) = route.schemas else { continue };
        let (input, output) = schemas(&mut generator);
        let described = operation(route, &input, &output);
        let at = paths.entry(route.path.clone()).or_insert_with(|| json!({}));
        if let Value::Object(methods) = at {
            methods.insert(route.method.as_str().to_lowercase(), described);
        }
    }
    let mut schemas = generator.take_definitions(true);
    schemas.insert("Problem".into(), problem());
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Throughline",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Every operation and every list, under the same permits as the pages.",
        },
        "security": [{ "session": [] }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": { "session": { "type": "http", "scheme": "bearer" } },
        },
    });
    plain_tuples(&mut document);
    document
}

/// A tuple as a list of one of its types: not every tool that reads descriptions knows tuples.
fn plain_tuples(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(plain_tuples),
        Value::Object(map) => {
            if let Some(of) = map.remove("prefixItems") {
                map.insert("items".into(), json!({ "anyOf": of }));
            }
            map.values_mut().for_each(plain_tuples);
        }
        _ => {}
    }
}

fn operation(route: &Route, input: &Value, output: &Value) -> Value {
    let is_change = route.method != axum::http::Method::GET;
    let in_path = path_names(&route.path);
    let (in_place, body) = split(input, &in_path, is_change);
    let problem = json!({ "description": "Why not, and what to do.", "content":
        { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } } });
    let mut responses = Map::new();
    let gives = if route.has_file && !is_change {
        json!({ "application/octet-stream": { "schema": { "type": "string", "format": "binary" } } })
    } else {
        json!({ "application/json": { "schema": output } })
    };
    responses.insert("200".into(), json!({ "description": "Done.", "content": gives }));
    let statuses: &[&str] = if is_change {
        &["400", "401", "403", "404", "409", "413", "415", "422", "429"]
    } else {
        &["400", "401", "403", "404", "409", "422"]
    };
    for status in statuses {
        responses.insert((*status).into(), problem.clone());
    }
    let mut described = json!({
        "operationId": format!("{}_{}", route.operation, route.method.as_str().to_lowercase()),
        "summary": route.says,
        "parameters": in_place,
        "responses": responses,
    });
    if let Value::Object(map) = &mut described {
        if is_change {
            let mut takes = json!({ "application/json": { "schema": body } });
            if let (true, Value::Object(kinds)) = (route.has_file, &mut takes) {
                kinds.insert("multipart/form-data".into(), json!({ "schema": with_file(&body) }));
            }
            map.insert("requestBody".into(), json!({ "required": false, "content": takes }));
        }
        if route.public {
            map.insert("security".into(), json!([]));
        }
    }
    described
}

/// The same fields as parts, and the file: without one, the operation says that it is missing.
fn with_file(body: &Value) -> Value {
    let mut body = body.clone();
    if let Some(Value::Object(properties)) = body.get_mut("properties") {
        let says = "The file itself, of 25 MB at the most.";
        properties.insert(
            "file".into(),
            json!({ "type": "string", "format": "binary", "description": says }),
        );
    }
    body
}

fn path_names(path: &str) -> Vec<String> {
    path.split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}').map(str::to_owned))
        .collect()
}

/// The fields of an operation, as parameters (path, or query of a GET) and as the body.
fn split(input: &Value, in_path: &[String], is_change: bool) -> (Vec<Value>, Value) {
    let mut body = input.clone();
    let mut parameters = Vec::new();
    if let Some(Value::Object(properties)) = body.get_mut("properties") {
        for name in in_path {
            let schema = properties.remove(name).unwrap_or_else(|| json!({ "type": "string" }));
            parameters.push(json!({
                "name": name, "in": "path", "required": true, "schema": without_default(schema),
            }));
        }
        if !is_change {
            for (name, schema) in std::mem::take(properties) {
                parameters.push(json!({ "name": name, "in": "query", "schema": schema }));
            }
        }
    }
    if is_change {
        parameters.push(json!({
            "name": "Idempotency-Key", "in": "header",
            "description": "Sent again with the same body, it gives the first answer again.",
            "schema": { "type": "string", "maxLength": 200 },
        }));
    }
    (parameters, body)
}

fn without_default(mut schema: Value) -> Value {
    if let Value::Object(map) = &mut schema {
        map.remove("default");
    }
    schema
}

fn problem() -> Value {
    json!({
        "type": "object",
        "required": ["type", "title", "status", "code", "detail"],
        "properties": {
            "type": { "type": "string" },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "code": { "type": "string", "description": "Stable; programs may rely on it." },
            "detail": { "type": "string", "description": "What to do." },
            "errors": { "type": "array", "items": { "type": "object", "properties": {
                "field": { "type": "string" }, "message": { "type": "string" } } } },
            "now": { "description": "On a conflict: what the thing says now." },
        },
    })
}
