//! Sending a form with a file.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use testkit::{Browser, Reply};

pub(super) const KIND: &str = "multipart/form-data; boundary=cut";

/// A form with a file, as a browser sends it.
pub(super) fn parts(fields: &[(&str, &str)], file: Option<&[u8]>) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part =
            format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend(part.into_bytes());
    }
    if let Some(file) = file {
        // What the sender says of it is never true here: neither name nor type counts.
        let head = "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"Dawn Hidden.html\"\r\n\
                    Content-Type: text/html\r\n\r\n";
        body.extend(head.bytes());
        body.extend(file);
        body.extend(b"\r\n");
    }
    body.extend(b"--cut--\r\n");
    body
}

pub(super) fn sent(path: &str, body: impl Into<Body>) -> Request<Body> {
    Request::post(path).header(header::CONTENT_TYPE, KIND).body(body.into()).unwrap()
}

/// Opens the form and gives the fields that are hidden there.
pub(super) async fn hidden(browser: &mut Browser, path: &str) -> Vec<(String, String)> {
    let form = browser.get(path).await;
    assert_eq!(form.status, StatusCode::OK, "{path}: {}", form.body);
    assert!(form.body.contains("enctype=\"multipart/form-data\""), "{}", form.body);
    let name = |name: &&str| Some(((*name).to_owned(), form.value(name)?));
    ["_csrf", "_key"].iter().filter_map(name).collect()
}

pub(super) async fn add(browser: &mut Browser, path: &str, title: &str, file: &[u8]) -> Reply {
    let hidden = hidden(browser, path).await;
    let mut fields: Vec<(&str, &str)> =
        hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.extend([("title", title), ("sort", "letter")]);
    browser.send(sent(path, parts(&fields, Some(file)))).await
}
