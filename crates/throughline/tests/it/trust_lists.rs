//! Lists and decisions are kept the same in production too: an answer that lists what the agreement
//! does not show to its reader never reaches them.

use agreement::{Act, Action, Kind, Principal};
use axum::http::{Method, StatusCode};
use db::{Looking, Reading, Stop, Subject, all, list, one};
use kernel::{OrganisationId, PersonId, PractitionerId};
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use testkit::{Browser, on_both_engines};
use ui::{Frame, Page, Route};
use uuid::Uuid;

use crate::{
    trust_a2::Log,
    trust_ground::{ELSEWHERE, Ground, Standing, id_of, request},
};

/// A list of people with a filter that may be somebody else's: the fault that must be caught.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
struct SeeList {
    /// `other`: the filter is that of the other forum's coordinator.
    whose: String,
}

impl Act for SeeList {
    const NAME: &'static str = "see_planted_list";
    const ACTION: Action = Action::SearchPeople;
}

impl Reading for SeeList {
    type Answer = Vec<String>;
    const SAYS: &'static str = "People";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Vec<String>, Stop> {
        let mut other = Principal::new(PractitionerId(Uuid::max()), OrganisationId(Uuid::max()));
        other.coordinates.insert(ELSEWHERE);
        let whose = if self.whose == "other" { &other } else { looking.principal() };
        let visible = looking.agreement.list_filter(whose, Action::SeeSummary, Kind::Person);
        let found: Vec<(PersonId, String)> = list!(
            looking.tx,
            &visible,
            "p.id",
            "select p.id, p.given_name from person p where {visible}"
        )?;
        looking.lists(&visible, found.iter().map(|(id, _)| id.0));
        Ok(found.into_iter().map(|(_, name)| name).collect())
    }
}

impl Page for SeeList {
    fn title(_: &Vec<String>) -> String {
        "People".into()
    }

    fn content(&self, names: &Vec<String>, _: &Frame) -> Markup {
        html! { @for name in names { p { (name) } } }
    }
}

on_both_engines! {
    async fn a3_a_list_that_shows_too_much_never_reaches_its_reader_and_is_in_log_and_ledger(engine: Engine) {
        let ground = Ground::on(engine).await;
        let log = Log::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::ERROR).with_ansi(false).with_writer(move || writer.clone()).finish();
        let _guard = tracing::subscriber::set_default(subscriber);
        let (db, keys) = (ground.world.fresh.db.clone(), ground.world.fresh.keys.clone());
        let app = throughline::app(db, keys, ground.world.env.clone(), crate::config()).await.unwrap();
        let router = ui::router(app, Route::page::<SeeList>("/planted"));
        let who = ground.who("practitioner");
        let mut browser = Browser::new(router)
            .with_cookie(ground.world.cookie, who.token.as_deref().unwrap());

        let own = browser.get("/planted?whose=mine").await;
        assert_eq!(own.status, StatusCode::OK, "{}", own.body);
        assert!(own.body.contains("CanaryOwn") && !own.body.contains("CanaryForeign"), "{}", own.body);
        assert_eq!(log.take(), "");

        for path in ["/planted?whose=other", "/api/v1/planted?whose=other"] {
            let reply = browser.send(request(who, &Method::GET, path, "")).await;
            assert_eq!(reply.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}: {}", reply.body);
            assert!(!reply.body.contains("Canary"), "{path}: {}", reply.body);
            let said = log.take();
            assert!(said.contains("a list and the agreement differ") && said.contains("ERROR"), "{said}");
            assert!(!said.contains("Canary"), "{said}");
        }

        let mut tx = ground.world.fresh.db.snapshot().await.unwrap();
        let kept: Vec<(i64, String)> = all!(&mut tx,
            "select seq, outcome from ledger_entry where operation = 'see_planted_list' order by seq").unwrap();
        let outcomes: Vec<&str> = kept.iter().map(|(_, outcome)| outcome.as_str()).collect();
        assert_eq!(outcomes, ["shown", "list_differs", "list_differs"]);
        for (seq, _) in &kept[1..] {
            let foreign = id_of(Kind::Person, Standing::Foreign);
            let about: Option<(Uuid,)> = one!(&mut tx,
                "select record from ledger_about where seq = $1 and record = $2", *seq, foreign).unwrap();
            assert!(about.is_some(), "the entry names what would have been shown");
            let not_wrong = id_of(Kind::Person, Standing::Involved);
            let about: Option<(Uuid,)> = one!(&mut tx,
                "select record from ledger_about where seq = $1 and record = $2", *seq, not_wrong).unwrap();
            assert!(about.is_none(), "and nothing that the reader may see");
        }
    }
}
