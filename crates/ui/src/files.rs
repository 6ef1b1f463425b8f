//! What the browser fetches besides pages.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse as _, Response},
};

use crate::{App, answer};

/// A file of the interface.
pub(crate) async fn asset(
    State(app): State<App>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(asset) = assets::find(&format!("/assets/{file}")) else {
        return answer::not_there(&app);
    };
    let accepts = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let brotli = accepts.is_some_and(|it| it.contains("br")).then_some(asset.brotli).flatten();
    let mut response = match brotli {
        Some(bytes) => ([(header::CONTENT_ENCODING, "br")], bytes).into_response(),
        None => asset.bytes.into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    response
}
