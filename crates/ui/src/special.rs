//! For the few handlers that are neither page nor form of the usual kind (signing in, one-time
//! links): who asks, what was sent and proved to come from here, and how to answer.

use std::net::{IpAddr, SocketAddr};

use axum::{
    body::Body,
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header, request::Parts},
    response::Response,
};
use db::Stopped;
use kernel::FieldErrors;
use maud::Markup;
use serde::de::DeserializeOwned;
use serde_json::Map;

use crate::{
    App, Frame, Next, Wrong, answer,
    body::{self, Unreadable},
    csrf, frame, handlers, json,
    session::Asking,
};

/// A request to a handler of its own.
pub struct Asked {
    /// What every request needs.
    pub app: App,
    /// Who asks.
    pub asking: Asking,
    /// The address asked for.
    pub uri: Uri,
    /// The headers.
    pub headers: HeaderMap,
    /// The network address it came from; empty when not known.
    pub from: String,
}

impl FromRequestParts<App> for Asked {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let Some(asking) = parts.extensions.get::<Asking>().cloned() else {
            return Err(answer::failed_page(app));
        };
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|it| it.0.ip());
        Ok(Self {
            app: app.clone(),
            asking,
            uri: parts.uri.clone(),
            from: address(peer, &parts.headers),
            headers: parts.headers.clone(),
        })
    }
}

/// Where a request came from. Only a proxy on this machine is believed when it says for whom it asks.
fn address(peer: Option<IpAddr>, headers: &HeaderMap) -> String {
    let Some(peer) = peer else { return String::new() };
    let told = headers.get_all("x-forwarded-for").iter().next_back();
    let told = told.and_then(|it| it.to_str().ok()).and_then(|it| it.rsplit(',').next());
    let told = told.and_then(|it| it.trim().parse::<IpAddr>().ok());
    told.filter(|_| peer.is_loopback()).unwrap_or(peer).to_string()
}

impl Asked {
    /// To the sign-in page first, unless somebody is signed in.
    pub fn sign_in_first<A: agreement::Act>(&self) -> Option<Response> {
        handlers::sign_in_first(self, A::ACTION, None)
    }

    /// The same for programs.
    pub fn not_signed_in_json(&self) -> Option<Response> {
        let is_visitor = self.asking.actor == db::Actor::Visitor;
        is_visitor.then(answer::not_signed_in_json)
    }

    /// The query as typed values; nothing when it cannot be read.
    pub fn query<T: DeserializeOwned + Default>(&self) -> T {
        body::read(Map::new(), self.uri.query(), None).unwrap_or_default()
    }

    /// The fields of a form, when it carries the token of one of our pages.
    ///
    /// # Errors
    ///
    /// The answer to give instead.
    pub async fn form<T: DeserializeOwned>(&self, sent: Body) -> Result<T, Response> {
        let read = async {
            let (fields, envelope) = body::form_fields(&body::bytes(sent).await?)?;
            Ok::<_, Unreadable>((body::read::<T>(fields, None, None)?, envelope))
        };
        let read = read.await.map_err(|why| answer::unreadable_page(&self.app, &why));
        let (form, envelope) = read?;
        if csrf::is_ours(&self.app, &self.asking.bound_to, &envelope.csrf) {
            return Ok(form);
        }
        Err(answer::foreign_page(&self.app))
    }

    /// A JSON body. Whoever comes with a session's cookie shows the token of our pages too.
    ///
    /// # Errors
    ///
    /// The answer to give instead.
    pub async fn json<T: DeserializeOwned>(&self, sent: Body) -> Result<T, Response> {
        if json::token_is_missing(&self.app, &self.asking, &self.headers) {
            return Err(answer::foreign_json());
        }
        let read = async {
            let bytes = body::bytes(sent).await?;
            body::read(body::json_fields(&self.headers, &bytes)?, None, None)
        };
        read.await.map_err(|why| answer::unreadable_json(&why))
    }

    /// What stands around a page.
    pub fn frame(&self) -> Frame {
        frame::frame(&self.app, &self.asking, &self.uri, &self.headers)
    }

    /// A whole page.
    pub fn page(
        &self,
        frame: &Frame,
        status: StatusCode,
        title: &str,
        errors: &FieldErrors,
        content: &Markup,
    ) -> Response {
        handlers::whole(&self.app, frame, status, title, Wrong::Answers(errors), content)
    }

    /// The page for what was stopped.
    pub fn stopped(&self, stopped: &Stopped) -> Response {
        answer::stopped_page(&self.app, stopped)
    }

    /// The same for programs.
    pub fn stopped_json(&self, stopped: &Stopped) -> Response {
        answer::stopped_json(stopped)
    }

    /// To another page of ours, saying what happened.
    pub fn go(&self, next: &Next) -> Response {
        handlers::go(&self.app, next)
    }

    /// The answer with the session's token for the browser; an empty token takes it away.
    pub fn with_session(&self, mut answer: Response, token: &str) -> Response {
        let cookie = self.app.config.set_cookie(self.app.config.session_cookie(), token);
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            answer.headers_mut().append(header::SET_COOKIE, cookie);
        }
        answer
    }
}

/// The API's answer to a name or password that is wrong.
pub fn wrong_password_json() -> Response {
    answer::wrong_password_json()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(peer: Option<&str>, forwarded: &str, expected: &str) {
        let mut headers = HeaderMap::new();
        if !forwarded.is_empty() {
            headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        }
        assert_eq!(address(peer.map(|it| it.parse().unwrap()), &headers), expected);
    }

    #[test]
    fn only_a_proxy_on_this_machine_is_believed_about_where_a_request_came_from() {
        check(None, "192.0.2.7", "");
        check(Some("198.51.100.1"), "192.0.2.7", "198.51.100.1");
        check(Some("127.0.0.1"), "", "127.0.0.1");
        check(Some("127.0.0.1"), "203.0.113.9, 192.0.2.7", "192.0.2.7");
        check(Some("127.0.0.1"), "nonsense", "127.0.0.1");
    }
}
