//! A browser for tests: keeps cookies, reads the hidden fields of forms, follows nothing by itself.

use std::collections::BTreeMap;

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
};
use http_body_util::BodyExt as _;
use scraper::{Html, Selector};
use tower::ServiceExt as _;

/// Somebody at a browser.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// Where it leads, if it does.
    pub location: Option<String>,
    /// The headers.
    pub headers: axum::http::HeaderMap,
    /// The body as text.
    pub body: String,
}

impl Reply {
    /// Whether the body contains a text, ignoring how it is marked up.
    pub fn says(&self, text: &str) -> bool {
        let words: Vec<String> =
            Html::parse_document(&self.body).root_element().text().map(str::to_owned).collect();
        let page = words.join("").split_whitespace().collect::<Vec<_>>().join(" ");
        page.contains(&text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// The value of an input, as the page shows it.
    pub fn value(&self, name: &str) -> Option<String> {
        let page = Html::parse_document(&self.body);
        let selector = Selector::parse(&format!("[name=\"{name}\"]")).unwrap();
        page.select(&selector).next()?.value().attr("value").map(str::to_owned)
    }

    /// Where the links of the page lead, in their order.
    pub fn links(&self) -> Vec<String> {
        let page = Html::parse_document(&self.body);
        let links = Selector::parse("a[href]").unwrap();
        page.select(&links).filter_map(|it| it.value().attr("href")).map(str::to_owned).collect()
    }

    /// What of a page could run, or lead elsewhere, because of a text that holds `mark`: elements that
    /// no page of ours has, handlers of events, and addresses of other sorts.
    pub fn active_content(&self, mark: &str) -> Vec<String> {
        let page = Html::parse_document(&self.body);
        let every = Selector::parse("*").unwrap();
        let mut found = Vec::new();
        for element in page.select(&every).map(|it| it.value()) {
            let never = ["iframe", "object", "embed", "base", "animate", "style"];
            if never.contains(&element.name()) {
                found.push(element.name().to_owned());
            }
            for (name, value) in element.attrs() {
                let runs = name.starts_with("on") || name == "srcdoc" || name == "style";
                let link = ["href", "src", "action", "formaction"].contains(&name);
                let elsewhere = link && value.contains(mark) && !value.starts_with(['/', '#', '?']);
                if runs || elsewhere {
                    found.push(format!("{} {name}={value}", element.name()));
                }
            }
        }
        found
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

impl Browser {
    /// A browser without cookies.
    pub fn new(router: Router) -> Self {
        Self { router, cookies: BTreeMap::new() }
    }

    /// Sets a cookie, as signing in does.
    pub fn with_cookie(mut self, name: &str, value: &str) -> Self {
        self.cookies.insert(name.to_owned(), value.to_owned());
        self
    }

    /// The value of a cookie that it keeps.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// GET.
    pub async fn get(&mut self, path: &str) -> Reply {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Opens a form and sends it with these answers: the hidden fields are sent as they came.
    pub async fn fill(&mut self, path: &str, answers: &[(&str, &str)]) -> Reply {
        let form = self.get(path).await;
        let hidden = ["_csrf", "_key", "version"];
        let mut fields: Vec<(String, String)> = hidden
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), form.value(name)?)))
            .collect();
        fields.extend(answers.iter().map(|(name, value)| ((*name).into(), (*value).into())));
        self.post(path, &fields).await
    }

    /// POST of form fields as they are.
    pub async fn post(&mut self, path: &str, fields: &[(String, String)]) -> Reply {
        let body = serde_html_form::to_string(fields).unwrap();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    /// Any request, with the cookies that it keeps.
    pub async fn send(&mut self, mut request: Request<Body>) -> Reply {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request.headers_mut().insert(header::COOKIE, cookies.join("; ").parse().unwrap());
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        for set in response.headers().get_all(header::SET_COOKIE) {
            let pair = set.to_str().unwrap().split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let status = response.status();
        let headers = response.headers().clone();
        let location =
            headers.get(header::LOCATION).map(|value| value.to_str().unwrap().to_owned());
        let body = response.into_body().collect().await.unwrap().to_bytes();
        Reply { status, location, headers, body: String::from_utf8_lossy(&body).into_owned() }
    }
}
