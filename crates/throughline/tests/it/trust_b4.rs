//! Row B4: five hundred names, addresses, telephone and NHS numbers, tokens, passwords and search words
//! go through the shipped program with everything in its log that can be there, its database broken
//! for a while: none of them is ever written.

use std::{cell::RefCell, collections::BTreeSet};

use agreement::Kind;
use axum::http::Method;
use db::scope;
use testkit::{Engine, FORUM};
use ui::Route;

use crate::{
    ledger_rows::execute,
    trust_ground::{Ground, Someone, Standing, is_api, path_to, routes},
    trust_odd::fields,
    trust_served::{Answer, Served, wire},
};

/// How many there are of each of the ten kinds.
const OF_EACH: usize = 50;

/// Words that stand nowhere else, of one kind.
fn canaries(kind: &str) -> Vec<String> {
    (0..OF_EACH)
        .map(|at| match kind {
            "telephone" => format!("01632 7{at:02} 9{at:02}"),
            "nhs number" => nhs_number(at),
            "token" => format!("tOkEn{at:02}canaryQ7zK9"),
            "password" => format!("pass canary word {at:02}!"),
            "postcode" => format!("ZZ{} {}QX", 10 + at, at % 10),
            // No words of our own begin so.
            _ => format!("{}quokka{}", kind.replace(' ', ""), letters(at)),
        })
        .collect()
}

const KINDS: [&str; 10] = [
    "given name",
    "family name",
    "address",
    "postcode",
    "telephone",
    "nhs number",
    "token",
    "password",
    "search word",
    "free text",
];

/// A number in letters, for names hold no digits.
fn letters(at: usize) -> String {
    let letter = |it: usize| char::from(b'a' + u8::try_from(it).unwrap());
    format!("{}{}", letter(at / 10), letter(at % 10))
}

/// An NHS number with a right check digit, of a range that nobody has.
fn nhs_number(at: usize) -> String {
    let digits: Vec<usize> =
        format!("999{:06}", 100 * at + 37).bytes().map(|it| usize::from(it - b'0')).collect();
    let sum: usize = digits.iter().enumerate().map(|(place, digit)| digit * (10 - place)).sum();
    let check = (11 - sum % 11) % 11;
    let start: String = digits.iter().map(ToString::to_string).collect();
    format!("{start}{}", check % 10)
}

/// A request of somebody's browser or program.
fn asked(who: &Someone, method: &Method, path: &str, fields: &[(&str, &str)]) -> Vec<u8> {
    let token = who.token.clone().unwrap_or_default();
    let (cookie, bearer) = (format!("__Host-throughline={token}"), format!("Bearer {token}"));
    let who_asks =
        if is_api(path) { ("authorization", bearer.as_str()) } else { ("cookie", cookie.as_str()) };
    if *method == Method::GET {
        return wire("GET", path, &[who_asks], "");
    }
    let (kind, body) = if is_api(path) {
        let fields: serde_json::Map<_, _> =
            fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
        ("application/json", serde_json::Value::Object(fields).to_string())
    } else {
        let all: Vec<_> = fields.iter().copied().chain([("_csrf", who.csrf.as_str())]).collect();
        ("application/x-www-form-urlencoded", serde_html_form::to_string(all).unwrap())
    };
    wire(method.as_str(), path, &[who_asks, ("content-type", kind)], &body)
}

struct Driver<'a> {
    served: &'a Served,
    ground: &'a Ground,
    words: Vec<(&'static str, Vec<String>)>,
    sent: RefCell<BTreeSet<String>>,
    failed: usize,
}

impl Driver<'_> {
    fn word(&self, kind: &str, at: usize) -> &str {
        let of_kind = self.words.iter().find(|(name, _)| *name == kind).unwrap();
        let word = &of_kind.1[at % OF_EACH];
        self.sent.borrow_mut().insert(word.clone());
        word
    }

    async fn send(&mut self, bytes: Vec<u8>) -> Answer {
        let answer = self.served.send(bytes).await;
        self.failed += usize::from(answer.status == 500);
        answer
    }

    /// Adds a person, looks at them, corrects their contact, seeks somebody: each by page and by API.
    async fn people(&mut self, at: usize) -> usize {
        let who = self.ground.who(["practitioner", "coordinator"][at % 2]).clone();
        let path = ["/people/new", "/api/v1/people/new"][at % 2];
        let kinds = [
            "given name",
            "family name",
            "address",
            "postcode",
            "telephone",
            "nhs number",
            "search word",
            "free text",
        ];
        let words = kinds.map(|kind| self.word(kind, at).to_owned());
        let [given, family, address, postcode, phone, nhs, sought, free] = words;
        let person = [
            ("given_name", given.as_str()),
            ("family_name", &family),
            ("date_of_birth", "2012-03-04"),
            ("learning_difficulty_or_disability", "no"),
            ("nhs_number", &nhs),
            ("address", &address),
            ("phone", &phone),
            ("safe_contact", &free),
        ];
        let added = self.send(asked(&who, &Method::POST, path, &person)).await;
        let wrong =
            [("given_name", given.as_str()), ("postcode", &postcode), ("nhs_number", &phone)];
        self.send(asked(&who, &Method::POST, path, &wrong)).await;
        for path in ["/people", "/api/v1/people"] {
            for word in [&sought, &given] {
                self.send(asked(&who, &Method::POST, path, &[("name", word)])).await;
            }
        }
        self.send(asked(&who, &Method::POST, "/drafts?form=/people/new", &person)).await;
        usize::from(matches!(added.status, 200 | 303))
    }

    /// Signs in with what is wrong, and comes with tokens that nobody was given.
    async fn sign_in(&mut self, at: usize) {
        let visitor = self.ground.who("visitor").clone();
        let (name, password) =
            (self.word("search word", at).to_owned(), self.word("password", at).to_owned());
        let token = self.word("token", at).to_owned();
        let fields = [("name", name.as_str()), ("password", password.as_str())];
        let mut bytes = wire(
            "POST",
            "/api/v1/sign-in",
            &[("content-type", "application/json")],
            &serde_json::json!({ "name": name, "password": password }).to_string(),
        );
        if at.is_multiple_of(10) {
            self.send(bytes).await;
        }
        bytes = asked(&visitor, &Method::POST, "/sign-in", &fields);
        self.send(bytes).await;
        let stolen = Someone { token: Some(token.clone()), ..visitor };
        for path in ["/cases", "/api/v1/cases", &format!("/link/{token}"), "/people/new"] {
            self.send(asked(&stolen, &Method::GET, path, &[])).await;
            self.send(asked(&stolen, &Method::POST, path, &fields)).await;
        }
    }

    /// Every field of every route, filled with words of every kind.
    async fn every_route(&mut self, routes: &[Route]) {
        let described = ui::describe(routes);
        for (turn, route) in routes.iter().enumerate() {
            let path = path_to(route, Standing::Own);
            let who = self.ground.somebody_for(route, &path).await.clone();
            let names = fields(&described, route);
            let all: Vec<(&str, String)> = names
                .iter()
                .enumerate()
                .map(|(place, name)| {
                    (name.as_str(), self.word(KINDS[place % 10], turn + place).to_owned())
                })
                .collect();
            let all: Vec<(&str, &str)> =
                all.iter().map(|(name, word)| (*name, word.as_str())).collect();
            self.send(asked(&who, &route.method, &path, &all)).await;
        }
    }
}

#[tokio::test]
async fn b4_five_hundred_personal_words_never_reach_the_log_of_the_shipped_program() {
    let ground = Ground::on(Engine::Sqlite).await;
    let served = Served::over(&ground).await;
    let words: Vec<_> = KINDS.iter().map(|kind| (*kind, canaries(kind))).collect();
    let mut driver =
        Driver { served: &served, ground: &ground, words, sent: RefCell::default(), failed: 0 };
    let routes = routes();
    let mut added = 0;
    for at in 0..OF_EACH {
        added += driver.people(at).await;
        driver.sign_in(at).await;
    }
    assert!(added > OF_EACH / 2, "{added} people were added");
    driver.every_route(&routes).await;
    assert_eq!(driver.failed, 0);
    // Everybody who reads lists sees the people that were added, and then nobody's table is there.
    let mut tx = ground.world.fresh.db.begin().await.unwrap();
    let people: Vec<(uuid::Uuid,)> = db::all!(&mut tx, "select id from person").unwrap();
    for (person,) in people {
        scope::add(&mut tx, (Kind::Person, person), agreement::Relation::Open, FORUM.0)
            .await
            .unwrap();
    }
    tx.commit(ground.world.env.now(), vec![db::NewEntry::plain("set_up")]).await.unwrap();
    execute(&ground.world.fresh.db, "alter table person rename to hidden").await;
    for at in 0..10 {
        driver.people(at).await;
    }
    driver.every_route(&routes).await;
    assert!(driver.failed > 20, "{} failed while the table was away", driver.failed);
    execute(&ground.world.fresh.db, "alter table hidden rename to person").await;
    assert_eq!(driver.sent.borrow().len(), 500, "each of them was typed somewhere");
    let words: Vec<String> = driver.words.into_iter().flat_map(|(_, words)| words).collect();
    let written = served.stop();
    assert_eq!(words.len(), 500);
    for expected in ["DEBUG", "sqlx::query", "a request failed"] {
        assert!(written.contains(expected), "the log of {} bytes lacks {expected}", written.len());
    }
    for word in words.iter().chain(ground.people.iter().filter_map(|it| it.token.as_ref())) {
        let found = written.lines().find(|line| line.contains(word.as_str()));
        assert!(found.is_none(), "the log holds {word}: {}", found.unwrap_or_default());
    }
}
