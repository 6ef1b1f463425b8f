//! Proof that a form came from one of our pages: a token bound to the browser's cookie, and the
//! headers by which browsers say where a request comes from.

use axum::http::{HeaderMap, header};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

use crate::App;

/// The token for forms of a browser with this cookie.
pub fn token(app: &App, bound_to: &str) -> String {
    let Ok(mut mac) = <Hmac<Sha256>>::new_from_slice(&app.secrets.csrf) else {
        return String::new();
    };
    mac.update(bound_to.as_bytes());
    BASE64_URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
}

/// Whether a form's token is the one that this browser was given.
pub(crate) fn is_ours(app: &App, bound_to: &str, given: &str) -> bool {
    let expected = token(app, bound_to);
    !expected.is_empty() && bool::from(expected.as_bytes().ct_eq(given.as_bytes()))
}

/// Whether the browser says that another site sent this.
pub(crate) fn comes_from_elsewhere(app: &App, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(site) = text("sec-fetch-site")
        && !matches!(site, "same-origin" | "none")
    {
        return true;
    }
    let Some(origin) = text(header::ORIGIN.as_str()) else { return false };
    let host = text(header::HOST.as_str()).unwrap_or_default();
    let own = [format!("https://{host}"), format!("http://{host}")];
    !app.config.origins.iter().chain(own.iter()).any(|allowed| allowed == origin)
}
