//! What the trust rows stand on: somebody in every role, records in every standing towards them,
//! and a request for each route of the list, whatever routes there are.

use std::collections::BTreeMap;

use agreement::{Kind, Principal, Relation, Role};
use axum::{
    body::Body,
    http::{Method, Request, header},
};
use db::{At, Day, NewEntry, Tx, insert, scope};
use kernel::{ForumId, OrganisationId, PractitionerId};
use testkit::{Browser, COUNCIL, DISTRICT, Engine, FORUM, POLICE, Reply, World};
use ui::{App, Route};
use uuid::Uuid;

/// How a record stands towards whoever asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// In their forum; they referred and lead it.
    Own,
    /// In another forum, but they work with the person.
    Involved,
    /// In their forum, on the agenda of its meeting, and nothing more.
    InForum,
    /// In another forum.
    Foreign,
    /// Their own, but limited to staff who are named, and they are not.
    Restricted,
    /// Their own, but they are barred from it.
    Barred,
    /// There is no such record.
    Absent,
}

pub(crate) const STANDINGS: [Standing; 7] = [
    Standing::Own,
    Standing::Involved,
    Standing::InForum,
    Standing::Foreign,
    Standing::Restricted,
    Standing::Barred,
    Standing::Absent,
];

/// The forum that nobody in these tests belongs to.
pub(crate) const ELSEWHERE: ForumId = ForumId(Uuid::from_u128(0xC2));

/// An account that nobody here uses, for those who keep accounts.
pub(crate) const SPARE: Uuid = Uuid::from_u128(0xD800);
/// A service of the council.
pub(crate) const SERVICE: Uuid = Uuid::from_u128(0xD801);

/// Somebody who asks.
#[derive(Clone)]
pub(crate) struct Someone {
    /// Their role in words; `visitor` has not signed in.
    pub(crate) role: &'static str,
    /// Who they are, as the door should find them.
    pub(crate) principal: Principal,
    /// Their session's token; a visitor has none.
    pub(crate) token: Option<String>,
    /// The token of their forms.
    pub(crate) csrf: String,
    pub(crate) browser: Browser,
}

/// A partnership with somebody in every role and a record in every standing.
pub(crate) struct Ground {
    pub(crate) world: World,
    pub(crate) app: App,
    pub(crate) people: Vec<Someone>,
}

/// The id of the record of a kind in a standing.
pub(crate) fn id_of(kind: Kind, standing: Standing) -> Uuid {
    let standing = STANDINGS.iter().position(|it| *it == standing).unwrap();
    let kind = Kind::ALL.iter().position(|it| *it == kind).unwrap();
    Uuid::from_u128(0xE000_0000 + u128::try_from(kind * 16 + standing).unwrap())
}

/// The name of a person in a standing: it may be seen only by those who may see the person.
pub(crate) fn name_of(standing: Standing) -> String {
    format!("Canary{standing:?}")
}

impl Ground {
    /// Sets everything up.
    pub(crate) async fn on(engine: Engine) -> Self {
        let (mut world, app) = crate::world_and_app(engine).await;
        let mut people = vec![visit_of(&world, &app)];
        for role in Role::ALL {
            people.push(signed_in(&mut world, &app, *role).await);
        }
        let mut tx = world.fresh.db.begin().await.unwrap();
        insert!(
            &mut tx,
            forum {
                id: ELSEWHERE,
                name: "Elsewhere MAAG",
                charter: "maag",
                charter_version: "1",
                place_id: DISTRICT,
            }
        )
        .unwrap();
        for kind in [Kind::Forum, Kind::Report] {
            scope::add(&mut tx, (kind, ELSEWHERE.0), Relation::Forum, ELSEWHERE.0).await.unwrap();
            scope::add(&mut tx, (kind, ELSEWHERE.0), Relation::Recorded, Uuid::nil())
                .await
                .unwrap();
        }
        insert!(
            &mut tx,
            practitioner {
                id: SPARE,
                name: "Spare",
                sign_in_name: "spare",
                password_hash: "",
                active: true,
                created_at: At(world.env.now()),
            }
        )
        .unwrap();
        scope::add(&mut tx, (Kind::Account, SPARE), Relation::Holder, SPARE).await.unwrap();
        insert!(
            &mut tx,
            service { id: SERVICE, organisation_id: COUNCIL, name: "Play", capacity: 5_i64 }
        )
        .unwrap();
        let asking: Vec<Uuid> =
            people.iter().skip(1).map(|it| it.principal.practitioner.0).collect();
        for standing in STANDINGS {
            if standing != Standing::Absent {
                plant(&mut tx, At(world.env.now()), standing, &asking).await;
            }
        }
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        Self { world, app, people }
    }

    /// Whoever has this role.
    pub(crate) fn who(&self, role: &str) -> &Someone {
        self.people.iter().find(|it| it.role == role).unwrap()
    }

    /// The answer to a bare request for a route, as this person's browser or program would make it.
    pub(crate) async fn ask(&self, who: &Someone, route: &Route, path: &str) -> Reply {
        who.browser.clone().send(request(who, &route.method, path, "")).await
    }
}

/// A well-formed request: token of the form for pages, bearer for the API.
pub(crate) fn request(who: &Someone, method: &Method, path: &str, body: &str) -> Request<Body> {
    let request = Request::builder().method(method.clone()).uri(path);
    let request = match (&who.token, is_api(path)) {
        (Some(token), true) => request.header(header::AUTHORIZATION, format!("Bearer {token}")),
        _ => request,
    };
    if *method == Method::GET {
        return request.body(Body::empty()).unwrap();
    }
    if is_api(path) {
        let request = request.header(header::CONTENT_TYPE, "application/json");
        return request.body(Body::from(body.to_owned())).unwrap();
    }
    let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    request.body(Body::from(format!("_csrf={}&{body}", who.csrf))).unwrap()
}

pub(crate) fn is_api(path: &str) -> bool {
    path.starts_with("/api/")
}

/// The ids that a path asks for, by name.
pub(crate) fn names(path: &str) -> Vec<&str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect()
}

/// The path with ids of records in this standing; an id of something else is one that is not there.
pub(crate) fn path_to(route: &Route, standing: Standing) -> String {
    let kinds: BTreeMap<&str, Kind> = [
        ("person", Kind::Person),
        ("referral", Kind::Referral),
        ("case", Kind::Case),
        ("meeting", Kind::Meeting),
    ]
    .into();
    let id = |name: &str| match (name, standing) {
        (_, Standing::Absent) => Uuid::from_u128(0xDEAD),
        ("forum", Standing::Own | Standing::InForum) => FORUM.0,
        ("forum", _) => ELSEWHERE.0,
        ("organisation", _) => COUNCIL.0,
        ("practitioner", _) => SPARE,
        ("service", _) => SERVICE,
        (name, _) => kinds.get(name).map_or(Uuid::from_u128(0xDEAD), |kind| id_of(*kind, standing)),
    };
    // A report, a step of the tour and a field of records have names in the path.
    let named = [("{report}", "allocation"), ("{step}", "1"), ("{field}", "postcode")];
    let path =
        named.into_iter().fold(route.path.clone(), |it, (name, word)| it.replace(name, word));
    names(&path).into_iter().fold(path.clone(), |path, name| {
        path.replace(&format!("{{{name}}}"), &id(name).to_string())
    })
}

/// Somebody who has opened a page, and not signed in.
pub(crate) fn visit_of(world: &World, app: &App) -> Someone {
    let visit = "visit-of-the-visitor";
    Someone {
        role: "visitor",
        principal: Principal::visitor(),
        token: None,
        csrf: ui::csrf::token(app, visit),
        browser: world.visitor().with_cookie("__Host-throughline-visit", visit),
    }
}

async fn signed_in(world: &mut World, app: &App, role: Role) -> Someone {
    let (browser, id) = world.someone(&format!("Wearer of {role}"), COUNCIL, role).await;
    let token = browser.cookie(world.cookie).unwrap().to_owned();
    let mut principal = Principal::new(id, COUNCIL);
    match role {
        Role::Coordinator => drop(principal.coordinates.insert(FORUM)),
        Role::Chair => drop(principal.chairs.insert(FORUM)),
        Role::ForumMember => drop(principal.member_of.insert(FORUM)),
        Role::FrontDoorWorker => drop(principal.front_door_of.insert(FORUM)),
        other => drop(principal.roles.insert(other)),
    }
    let csrf = ui::csrf::token(app, &token);
    Someone { role: role.name(), principal, token: Some(token), csrf, browser }
}

/// The rows of one person, referral, case and meeting, and who stands how to them.
async fn plant(tx: &mut Tx, now: At, standing: Standing, asking: &[Uuid]) {
    let elsewhere = matches!(standing, Standing::Involved | Standing::Foreign);
    let forum = if elsewhere { ELSEWHERE } else { FORUM };
    rows(tx, now, standing, forum).await;
    for kind in [Kind::Person, Kind::Referral, Kind::Case, Kind::Meeting] {
        let record = (kind, id_of(kind, standing));
        scope::add(tx, record, Relation::Forum, forum.0).await.unwrap();
        if kind == Kind::Meeting {
            continue;
        }
        scope::add(tx, record, Relation::Open, forum.0).await.unwrap();
        if standing == Standing::InForum {
            scope::add(tx, record, Relation::Agenda, forum.0).await.unwrap();
        }
        if standing == Standing::Restricted {
            scope::add(tx, record, Relation::Restricted, Uuid::nil()).await.unwrap();
        }
        for who in asking {
            let relations: &[Relation] = match standing {
                Standing::Own | Standing::Restricted => &[Relation::Referrer, Relation::Lead],
                Standing::Involved => &[Relation::Involved],
                Standing::Barred => &[Relation::Referrer, Relation::Lead, Relation::Barred],
                _ => &[],
            };
            for relation in relations {
                scope::add(tx, record, *relation, *who).await.unwrap();
            }
        }
    }
}

async fn rows(tx: &mut Tx, now: At, standing: Standing, forum: ForumId) {
    let [person, referral, case] =
        [Kind::Person, Kind::Referral, Kind::Case].map(|kind| id_of(kind, standing));
    let day = Day(jiff::civil::date(2026, 11, 2));
    let nobody = None::<PractitionerId>;
    insert!(
        tx,
        person {
            id: person,
            given_name: name_of(standing),
            family_name: "Canaryson",
            date_of_birth: Some(Day(jiff::civil::date(2014, 3, 9))),
            learning_difficulty_or_disability: "not_known",
            nhs_number: "9434765919",
            district_code: "",
            version: 1_i64,
            created_at: now,
            updated_at: now,
        }
    )
    .unwrap();
    for key in ["x:canaryson", "p:can"] {
        insert!(tx, name_key { key: key, person_id: person }).unwrap();
    }
    insert!(
        tx,
        referral {
            id: referral,
            forum_id: forum,
            person_id: person,
            household_id: None::<Uuid>,
            source_system: "here",
            source_reference: format!("{standing:?}"),
            received_on: day,
            received_month: "2026-11",
            source_hash: "",
            referrer_practitioner: nobody,
            referrer_organisation: Some(POLICE),
            referrer_group: "police",
            charter_version: "1",
            level_of_need: Some(3_i64),
            agencies_needed: Some(2_i64),
            transition: "none",
            assessment_state: "complete",
            consent: "given",
            lawful_basis: "public_task",
            without_consent_reason: "",
            strengths: "Kind",
            needs_words: "Sleep",
            own_words: "I am tired",
            referrer_offer: "A visit",
            known_to_social_care: "no",
            re_referral_of: None::<Uuid>,
            status: "accepted",
            decided_on: Some(day),
            decided_by: nobody,
            return_reason: "",
            decision_rationale: "",
            override_reason: "",
            case_id: Some(case),
            version: 1_i64,
            created_at: now,
        }
    )
    .unwrap();
    case_rows(tx, now, standing, forum).await;
}

async fn case_rows(tx: &mut Tx, now: At, standing: Standing, forum: ForumId) {
    let [person, referral, case, meeting] =
        [Kind::Person, Kind::Referral, Kind::Case, Kind::Meeting].map(|kind| id_of(kind, standing));
    let day = Day(jiff::civil::date(2026, 11, 2));
    insert!(
        tx,
        case_record {
            id: case,
            referral_id: referral,
            forum_id: forum,
            person_id: person,
            charter_version: "1",
            level_of_need: 3_i64,
            status: "open",
            opened_on: day,
            closed_on: None::<Day>,
            closure_reason: "",
            closure_outcome: "",
            closure_summary: "",
            stepped_up_on: None::<Day>,
            lead_id: None::<PractitionerId>,
            lead_organisation: None::<OrganisationId>,
            lead_status: "none",
            next_review_on: None::<Day>,
            version: 1_i64,
            created_at: now,
            updated_at: now,
        }
    )
    .unwrap();
    insert!(
        tx,
        meeting {
            id: meeting,
            forum_id: forum,
            held_on: day,
            status: "planned",
            version: 1_i64,
            created_at: now,
        }
    )
    .unwrap();
}

/// Every route but signing out, after which whoever asks would be a visitor.
pub(crate) fn routes() -> Vec<Route> {
    let stays =
        |route: &Route| !route.operation.starts_with("sign_out") || route.method == Method::GET;
    throughline::routes().into_iter().filter(stays).collect()
}

/// What the agreement's second author expects of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    /// To be let in: whatever is wrong then is about the answers.
    Allowed,
    /// A refusal that names the clause.
    Refused,
    /// The same as for a record that does not exist.
    NotThere,
    /// To sign in first.
    SignIn,
}

/// The record whose permit a route asks for, if that can be told from its path.
pub(crate) fn subject(who: &Someone, route: &Route, path: &str) -> Option<(Kind, Uuid)> {
    let kind = route.kind?;
    let name = if kind == Kind::Account { "practitioner" } else { kind.name() };
    let in_path = || {
        let place = route.path.split('/').position(|part| part == format!("{{{name}}}"))?;
        path.split('/').nth(place)?.parse().ok()
    };
    let id = match kind {
        // A report has a name in the path, and no record of its own.
        Kind::Partnership | Kind::Ledger | Kind::Report => Uuid::nil(),
        Kind::Account => in_path().unwrap_or(who.principal.practitioner.0),
        _ => in_path()?,
    };
    Some((kind, id))
}

impl Ground {
    /// What the oracle says of a request, from the rows as they are now.
    pub(crate) async fn expected(
        &self,
        who: &Someone,
        route: &Route,
        path: &str,
    ) -> Option<Expected> {
        if who.token.is_none() && !route.public {
            return Some(Expected::SignIn);
        }
        let (kind, id) = subject(who, route, path)?;
        let mut tx = self.world.fresh.db.snapshot().await.unwrap();
        let record =
            worlds::Record { kind, id, scopes: scope::of(&mut tx, (kind, id)).await.unwrap() };
        let allows = |action| worlds::oracle::allows(&who.principal, action, &record);
        Some(match (allows(route.action), allows(kind.basic())) {
            (true, _) => Expected::Allowed,
            (false, true) => Expected::Refused,
            (false, false) => Expected::NotThere,
        })
    }

    /// Somebody who is let in at a route, for tests of what happens then.
    pub(crate) async fn somebody_for(&self, route: &Route, path: &str) -> &Someone {
        for who in self.people.iter().skip(1) {
            if self.expected(who, route, path).await == Some(Expected::Allowed) {
                return who;
            }
        }
        self.who(if route.public { "visitor" } else { "coordinator" })
    }
}
