//! The doors of the demonstration: one button for each role, no password. They are mounted by
//! `throughline demo` alone, and even there let nobody in unless the installation says it is one.

use axum::{
    extract::Path,
    http::{Method, StatusCode},
    response::Response,
    routing::{get, post},
};
use db::Stopped;
use kernel::{FieldErrors, PractitionerId};
use ui::{Route, passwords::Verified, special::Asked};

use super::{pages, sign_in, sign_in::SignIn};

/// The routes of the demonstration's own doors.
pub fn routes() -> Vec<Route> {
    vec![
        Route::special::<SignIn>(Method::GET, "/demo", get(show)),
        Route::special::<SignIn>(Method::GET, "/demo/sign-in/{role}", get(enter)),
        Route::special::<SignIn>(Method::POST, "/demo/sign-in/{role}", post(enter)),
    ]
}

async fn show(asked: Asked) -> Response {
    let accounts = async {
        if !asked.app.config.demo {
            return Err(Stopped::NotThere);
        }
        Ok(asked.app.door.demo_accounts().await?)
    };
    match accounts.await {
        Ok(accounts) => {
            let frame = asked.frame();
            let content = pages::demo(&accounts);
            let none = FieldErrors::default();
            asked.page(&frame, StatusCode::OK, "Try it as someone", &none, &content)
        }
        Err(stopped) => asked.stopped(&stopped),
    }
}

async fn enter(asked: Asked, Path(role): Path<String>) -> Response {
    match found(&asked, &role).await {
        Ok(verified) => sign_in::let_in(&asked, verified).await,
        Err(stopped) => asked.stopped(&stopped),
    }
}

async fn found(asked: &Asked, role: &str) -> Result<Verified, Stopped> {
    let wanted = format!("demo-{role}");
    let accounts = asked.app.door.demo_accounts().await?;
    let account = accounts.into_iter().find(|it| it.sign_in_name == wanted);
    let who: PractitionerId = account.ok_or(Stopped::NotThere)?.id;
    Verified::in_demonstration(&asked.app.config, who).ok_or(Stopped::NotThere)
}
