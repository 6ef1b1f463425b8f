//! The list of routes. A route reaches the web only from this list, and gets into the list only as
//! an operation or a reading of the door.

use std::sync::Arc;

use agreement::{Act, Action, Kind};
use axum::{
    Router,
    http::Method,
    routing::{MethodRouter, get, post},
};
use db::Reading as _;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::Value;

use crate::{
    App, Download, Form, Forms, Page, Search, Upload, answer, files, guard,
    handlers::{self, Incoming},
    json,
    kinds::{FormKind, PageKind},
    search,
    upload::{self, DownloadKind, UploadKind},
};

type Schemas = fn(&mut SchemaGenerator) -> (Value, Value);

/// One method of one path: always an operation or a reading.
#[derive(Clone)]
pub struct Route {
    /// GET or POST.
    pub method: Method,
    /// The path, with `{name}` for the ids in it.
    pub path: String,
    /// The name of the operation or reading, as in the ledger.
    pub operation: &'static str,
    /// The agreement's action.
    pub action: Action,
    /// The kind of record whose permit it needs; unknown for a handler of its own.
    pub kind: Option<Kind>,
    /// Whether it can be used without signing in.
    pub public: bool,
    /// One sentence, for the API's description.
    pub says: &'static str,
    /// What the form is called, when it has a page.
    pub title: Option<&'static str>,
    pub(crate) schemas: Option<Schemas>,
    /// Whether it takes a file, or is one.
    pub(crate) has_file: bool,
    handler: MethodRouter<App>,
}

impl Route {
    /// A route with a handler of its own: downloads, signing in. The handler still goes through
    /// the door; `A` is what it performs or reads there.
    pub fn special<A: Act>(method: Method, path: &str, handler: MethodRouter<App>) -> Self {
        Self {
            method,
            path: path.to_owned(),
            operation: A::NAME,
            action: A::ACTION,
            kind: None,
            public: A::ACTION == Action::SignIn,
            says: "",
            title: None,
            schemas: None,
            has_file: false,
            handler,
        }
    }

    /// The route with its place in the API's description: what it does, takes and gives.
    #[must_use]
    pub fn described<Takes: JsonSchema, Gives: JsonSchema>(self, says: &'static str) -> Self {
        let schemas: Schemas = |generator| (schema::<Takes>(generator), schema::<Gives>(generator));
        Self { says, schemas: Some(schemas), ..self }
    }

    /// A page, and the same as JSON under `/api/v1`.
    pub fn page<P: Page>(path: &str) -> Vec<Self> {
        let kind = Some(P::default().subject().0);
        let of = PageKind::of::<P>();
        vec![
            Self { kind, ..Self::special::<P>(Method::GET, path, shows(of)) },
            Self {
                kind,
                says: P::SAYS,
                schemas: Some(|generator| (schema::<P>(generator), schema::<P::Answer>(generator))),
                ..Self::special::<P>(Method::GET, &format!("/api/v1{path}"), shows_json(of))
            },
        ]
    }

    /// A search that is shown and asked at one path, and the same as JSON under `/api/v1`: asked by
    /// POST, so that nothing personal stands in an address. It is no form with a title: what comes
    /// too late is not kept as a draft, for the question is written nowhere (ADR 4).
    pub fn search<S: Search>(path: &str) -> Vec<Self> {
        let show = get(search::show_search::<S>);
        vec![
            Self::special::<S>(Method::GET, path, show),
            Self::special::<S>(Method::POST, path, post(search::send_search::<S>)),
            Self {
                says: S::SAYS,
                schemas: Some(|generator| (schema::<S>(generator), schema::<S::Answer>(generator))),
                ..Self::special::<S>(
                    Method::POST,
                    &format!("/api/v1{path}"),
                    post(search::send_search_json::<S>),
                )
            },
        ]
    }

    /// A form that is shown and sent at one path, and the operation as JSON under `/api/v1`.
    pub fn form<F: Form>(path: &str) -> Vec<Self> {
        let show = shows_form(FormKind::of::<F>());
        let kind = Some(F::default().ask().subject().0);
        let title = Some(F::TITLE);
        let mut routes =
            vec![Self { kind, title, ..Self::special::<F::Ask>(Method::GET, path, show) }];
        routes.extend(Self::press::<F>(path));
        routes
    }

    /// A form that takes a file; programs send the same parts.
    pub fn upload<U: Upload>(path: &str) -> Vec<Self> {
        let of = UploadKind::of::<U>();
        let mut routes = Self::form::<U>(path);
        for route in &mut routes {
            route.has_file = true;
            route.handler = match (&route.method, route.path.starts_with("/api/")) {
                (&Method::GET, _) => shows_form(of.form),
                (_, false) => takes(of),
                (_, true) => takes_json(of),
            };
        }
        routes
    }

    /// A file, for people and for programs.
    pub fn download<D: Download>(path: &str) -> Vec<Self> {
        let (kind, of) = (Some(D::default().subject().0), DownloadKind::of::<D>());
        let page = Self { kind, ..Self::special::<D>(Method::GET, path, gives(of)) };
        let api = Self {
            kind,
            has_file: true,
            says: D::SAYS,
            schemas: Some(|generator| (schema::<D>(generator), schema::<D::Answer>(generator))),
            ..Self::special::<D>(Method::GET, &format!("/api/v1{path}"), gives(of))
        };
        vec![page, api]
    }

    /// A form that is only a button on another page: no page of its own to show.
    pub fn press<F: Form>(path: &str) -> Vec<Self> {
        let kind = Some(F::default().subject().0);
        let of = FormKind::of::<F>();
        vec![
            Self { kind, ..Self::special::<F>(Method::POST, path, sends(of)) },
            Self {
                kind,
                says: F::SAYS,
                schemas: Some(|generator| (schema::<F>(generator), schema::<F::Done>(generator))),
                ..Self::special::<F>(Method::POST, &format!("/api/v1{path}"), sends_json(of))
            },
        ]
    }
}

// What serves a route knows no type of it, so each of these is one handler for all.

fn shows(of: PageKind) -> MethodRouter<App> {
    get(move |it: Incoming| handlers::show_page(it, of))
}

fn shows_json(of: PageKind) -> MethodRouter<App> {
    get(move |it: Incoming| json::show_json(it, of))
}

fn shows_form(of: FormKind) -> MethodRouter<App> {
    get(move |it: Incoming| handlers::show_form(it, of))
}

fn sends(of: FormKind) -> MethodRouter<App> {
    post(move |it: Incoming| handlers::send_form(it, of))
}

fn sends_json(of: FormKind) -> MethodRouter<App> {
    post(move |it: Incoming| json::send_json(it, of))
}

fn takes(of: UploadKind) -> MethodRouter<App> {
    post(move |it: Incoming| upload::send_upload(it, of))
}

fn takes_json(of: UploadKind) -> MethodRouter<App> {
    post(move |it: Incoming| upload::send_upload_json(it, of))
}

fn gives(of: DownloadKind) -> MethodRouter<App> {
    get(move |it: Incoming| upload::send_file(it, of))
}

fn schema<T: JsonSchema>(generator: &mut SchemaGenerator) -> Value {
    let schema = T::json_schema(generator);
    schema.to_value()
}

/// Puts the routes on the web, with everything that stands around each of them.
#[expect(clippy::disallowed_methods, reason = "the one place where routes reach the web")]
pub fn router(app: App, routes: Vec<Route>) -> Router {
    let app = App { forms: Arc::new(Forms::of(&routes)), ..app };
    let mut router = Router::new();
    for route in routes {
        router = router.route(&route.path, route.handler);
    }
    router
        .route("/assets/{file}", get(files::asset))
        .fallback(guard::nowhere)
        .method_not_allowed_fallback(guard::wrong_method)
        .layer(axum::middleware::from_fn_with_state(app.clone(), guard::guard))
        .with_state(app)
}

/// Kept private to this crate: what an unknown path answers.
pub(crate) fn unknown(app: &App, is_api: bool) -> axum::response::Response {
    if is_api { answer::not_there_json() } else { answer::not_there(app) }
}
