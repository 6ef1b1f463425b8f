//! A closed case is told to others without anybody's name, once the person has agreed and a second person has read it.

use agreement::Role;
use axum::http::StatusCode;
use testkit::{Engine, POLICE, on_both_engines};

use super::*;
use crate::{people::add, world};

const ENDING: [(&str, &str); 3] = [
    ("reason", "needs_met"),
    ("outcome", "achieved"),
    ("summary", "Tobi Okafor’s nights are calm"),
];

const CONTACT: [(&str, &str); 4] = [
    ("address", "Flat 3, 14 Quince Lane"),
    ("postcode", "CM1 1AB"),
    ("phone", "01632 960 555"),
    ("safe_contact", "Write to t.okafor@post.example"),
];

const STUDY: [(&str, &str); 6] = [
    ("pseudonym", "Robin"),
    ("asked", "Robin slept badly and was often late."),
    ("strengths", "Robin plays in a team."),
    ("done", "The Police walked along to school."),
    ("changed", "Robin sleeps and is on time."),
    ("otherwise", "Robin might have left school."),
];

/// A closed case: its coordinator, and whoever led it and reads where the family lives.
struct Closed {
    world: World,
    coordinator: Browser,
    sam: Browser,
    case: CaseId,
    person: PersonId,
    mary: PersonId,
}

async fn closed(engine: Engine) -> Closed {
    let mut world = world(engine).await;
    let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
    let (_, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
    let (case, person) = opened(&world, "Tobi", referrer).await;
    let (mut sam, id) = world.someone("Sam", COUNCIL, Role::Practitioner).await;
    let (form, role) = (format!("/cases/{case}/lead"), membership(&world, id).await);
    done(&coordinator.fill(&form, &[("membership", role.as_str())]).await);
    done(&sam.fill(&format!("{form}/answer"), &[("answer", "accept")]).await);
    let record = format!("/people/{person}");
    done(&sam.fill(&format!("{record}/contact"), &CONTACT).await);
    let alias = [("kind", "alias"), ("given_name", "Tibbs"), ("family_name", "")];
    done(&sam.fill(&format!("{record}/names/new"), &alias).await);
    let local = [("kind", "local"), ("system", "Council"), ("value", "LK-4477")];
    done(&sam.fill(&format!("{record}/identifiers/new"), &local).await);
    let mary = [
        ("given_name", "Mary"),
        ("family_name", "Adeyemi"),
        ("learning_difficulty_or_disability", "no"),
    ];
    let mary = add(&mut sam, &mary).await;
    let other = mary.to_string();
    let tie = [("other", other.as_str()), ("kind", "mother"), ("responsibility", "yes")];
    done(&sam.fill(&format!("{record}/family/new"), &tie).await);
    school(&world).await;
    done(&coordinator.fill(&format!("/cases/{case}/closure"), &ENDING).await);
    Closed { world, coordinator, sam, case, person, mary }
}

/// The states of the case studies, the earliest first.
async fn statuses(world: &World) -> Vec<(String,)> {
    let mut tx = world.fresh.db.snapshot().await.unwrap();
    all!(&mut tx, "select status from case_study order by written_at").unwrap()
}

async fn school(world: &World) {
    let mut tx = world.fresh.db.begin().await.unwrap();
    let (id, name) = (OrganisationId(world.env.new_id()), "Larkfield Primary School");
    insert!(
        &mut tx,
        organisation {
            id: id,
            name: name,
            kind: "school",
            referrer_group: "school",
            created_at: At(world.env.now()),
        }
    )
    .unwrap();
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
}

impl Closed {
    fn page(&self) -> String {
        format!("/cases/{}/case-study", self.case)
    }

    /// What they say of a case study; they are asked after the case was closed, too.
    async fn agrees(&mut self, decision: &str) {
        let said = [
            ("purpose", "case_study"),
            ("decision", decision),
            ("decider", "parent"),
            ("note", "Mother, at home"),
        ];
        done(&self.sam.fill(&format!("/cases/{}/consent/new", self.case), &said).await);
    }

    /// Writes it with this in one of its parts.
    async fn writes(&mut self, part: &str, text: &str) -> Reply {
        let answers = STUDY.map(|(name, value)| (name, if name == part { text } else { value }));
        self.sam.fill(&format!("{}/new", self.page()), &answers).await
    }

    /// The id of the one that was written last.
    async fn latest(&mut self) -> String {
        let page = self.coordinator.get(&format!("/api/v1{}", self.page())).await.json();
        page["study"]["study"].as_str().unwrap().to_owned()
    }

    async fn approved(engine: Engine) -> Self {
        let mut it = closed(engine).await;
        it.agrees("given").await;
        done(&it.writes("", "").await);
        let (page, study) = (it.page(), it.latest().await);
        done(
            &press(&mut it.coordinator, &page, &page, &[("study", &study), ("answer", "approve")])
                .await,
        );
        it
    }
}

on_both_engines! {
    async fn a_closed_case_is_told_to_everybody_once_the_family_agreed_and_a_second_person_read_it(engine: Engine) {
        let mut it = closed(engine).await;
        let (page, form) = (it.page(), format!("{}/new", it.page()));
        let (mut pia, _) = it.world.someone("Pia", POLICE, Role::Practitioner).await;
        let early = it.sam.get(&form).await;
        assert_eq!(early.status, StatusCode::CONFLICT);
        assert!(early.says("They have not agreed to a case study"), "{}", early.body);
        it.agrees("given").await;
        let draft = it.sam.get(&form).await;
        assert!(draft.body.contains("Sam’s nights are calm"), "{}", draft.body);
        for name in ["Tobi", "Okafor"] {
            assert!(!draft.body.split("<form").last().unwrap().contains(name), "{name} stands in the draft: {}", draft.body);
        }
        done(&it.writes("", "").await);
        let study = it.latest().await;
        let own = press(&mut it.sam, &page, &page, &[("study", &study), ("answer", "approve")]).await;
        assert_eq!(own.status, StatusCode::CONFLICT, "{}", own.body);
        assert!(own.says("Somebody else who keeps the plan"), "{}", own.body);
        assert!(!pia.get("/case-studies").await.says("Robin slept badly"), "nobody has read it yet");
        let answer = [("study", study.as_str()), ("answer", "approve")];
        assert_eq!(press(&mut pia, "/case-studies", &page, &answer).await.status, StatusCode::NOT_FOUND);
        done(&press(&mut it.coordinator, &page, &page, &answer).await);
        for path in ["/case-studies", "/api/v1/case-studies"] {
            let list = pia.get(path).await;
            assert!(list.body.contains("Robin slept badly"), "{path}: {}", list.body);
            assert!(list.body.contains("Robin might have left school"), "{path}: {}", list.body);
            let ids = [it.case.to_string(), it.person.to_string(), it.mary.to_string(), study.clone()];
            let canaries = ["Tobi", "Okafor", "Tibbs", "Mary", "Adeyemi", "Quince", "CM1", "960 555", "LK-4477", "Larkfield", "2026", "2012"];
            for known in canaries.iter().map(|it| (*it).to_owned()).chain(ids) {
                assert!(!list.body.contains(&known), "{path} tells {known}: {}", list.body);
            }
        }
        assert_eq!(pia.get(&page).await.status, StatusCode::NOT_FOUND, "who may not see the case finds no way to it");
    }

    async fn a_case_study_that_holds_a_word_known_of_the_family_is_refused_and_says_which(engine: Engine) {
        let mut it = closed(engine).await;
        it.agrees("given").await;
        let kinds = [
            ("the nights of tobi were bad", "“tobi” (a name)"),
            ("OKAFOR’S nights", "“OKAFOR’S” (a name)"),
            ("they call him tibbs", "“tibbs” (a name)"),
            ("his mum mary, née adeyemi", "“adeyemi” (a name)"),
            ("born on the 1st of may", "“1st of may” (a date)"),
            ("born 1/5/12", "“1/5/12” (a date)"),
            ("at cm11ab", "“cm11ab” (a postcode)"),
            ("a flat in quince ln", "“quince ln” (a part of an address)"),
            ("ring +44 1632 960555", "“44 1632 960555” (a telephone number)"),
            ("write to t.okafor@post.example", "an e-mail address"),
            ("known as lk4477 there", "“lk4477” (a number)"),
            ("he goes to larkfield", "“larkfield” (a school)"),
            ("they came from Brambleford", "“Brambleford” (looks like a name or a place)"),
        ];
        for (part, (text, told)) in ["asked", "strengths", "done", "changed", "otherwise"].into_iter().cycle().zip(kinds) {
            let reply = it.writes(part, text).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{text}: {}", reply.body);
            assert!(reply.says(told), "{text}: {}", reply.body);
            assert!(reply.body.contains("<mark>") && reply.says(text), "{text}: {}", reply.body);
        }
        let named = it.writes("pseudonym", "Tibbs").await;
        assert!(named.says("Choose another name"), "{}", named.body);
        assert!(it.sam.get(&it.page()).await.says("Write a case study"), "nothing was kept");
        done(&it.writes("", "").await);
    }

    async fn a_case_study_goes_at_once_when_they_take_their_consent_back(engine: Engine) {
        let mut it = Closed::approved(engine).await;
        assert!(it.sam.get("/case-studies").await.says("Robin slept badly"));
        it.agrees("withdrawn").await;
        for browser in [&mut it.sam, &mut it.coordinator] {
            assert!(!browser.get("/case-studies").await.says("Robin slept badly"));
        }
        let page = it.page();
        assert!(it.sam.get(&page).await.says("They have not agreed to a case study"));
        let study = it.latest().await;
        done(&press(&mut it.coordinator, &page, &page, &[("study", &study), ("answer", "take_down"), ("reason", "They asked")]).await);
        it.agrees("given").await;
        assert!(!it.sam.get("/case-studies").await.says("Robin slept badly"), "it was taken down for good");
    }

    async fn a_case_study_that_is_given_back_says_why_and_is_written_anew(engine: Engine) {
        let mut it = closed(engine).await;
        it.agrees("given").await;
        done(&it.writes("", "").await);
        let (page, study) = (it.page(), it.latest().await);
        let bare = press(&mut it.coordinator, &page, &page, &[("study", &study), ("answer", "decline")]).await;
        assert!(bare.says("Enter why"), "{}", bare.body);
        let declined = [("study", study.as_str()), ("answer", "decline"), ("reason", "Too plain")];
        done(&press(&mut it.coordinator, &page, &page, &declined).await);
        assert!(it.sam.get(&page).await.says("Too plain"));
        let again = it.sam.get(&format!("{page}/new")).await;
        assert!(again.body.contains("Robin slept badly"), "what was written is there: {}", again.body);
        done(&it.writes("asked", "Robin could not sleep.").await);
        let late = press(&mut it.coordinator, &page, &page, &[("study", &study), ("answer", "approve")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "it was written anew since");
    }

    async fn a_record_that_is_limited_has_no_case_study(engine: Engine) {
        let mut it = Closed::approved(engine).await;
        let restriction = format!("/people/{}/restriction", it.person);
        done(&it.coordinator.fill(&restriction, &[("restricted", "yes")]).await);
        assert!(!it.coordinator.get("/case-studies").await.says("Robin slept badly"));
        let form = it.coordinator.get(&format!("{}/new", it.page())).await;
        assert!(form.says("No case study is made of it"), "{}", form.body);
    }

    async fn nobody_writes_a_case_study_who_does_not_read_where_the_family_lives(engine: Engine) {
        let mut it = closed(engine).await;
        it.agrees("given").await;
        let page = it.page();
        let form = it.coordinator.get(&format!("{page}/new")).await;
        assert_eq!(form.status, StatusCode::CONFLICT, "or words would be tried against the address");
        assert!(form.says("Only somebody who reads where they live"), "{}", form.body);
        assert!(!it.coordinator.get(&page).await.body.contains("case-study/new"));
    }

    async fn a_case_study_tells_nobody_of_somebody_whose_record_is_hidden_from_them(engine: Engine) {
        let mut it = closed(engine).await;
        it.agrees("given").await;
        let mut tx = it.world.fresh.db.begin().await.unwrap();
        scope::add(&mut tx, (Kind::Person, it.mary.0), Relation::Restricted, Uuid::nil()).await.unwrap();
        tx.commit(it.world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        let said = |reply: &Reply, name: &str| reply.says(&format!("“{name}” (looks like a name or a place)"));
        let hidden = it.writes("asked", "Robin and Adeyemi were often late.").await;
        let nobody = it.writes("asked", "Robin and Ogunbanjo were often late.").await;
        assert!(said(&hidden, "Adeyemi") && said(&nobody, "Ogunbanjo"), "{}", hidden.body);
        assert!(!hidden.says("(a name)"), "{}", hidden.body);
    }

    async fn a_case_study_that_is_written_anew_is_read_by_nobody_until_somebody_approves_it_again(engine: Engine) {
        let mut it = Closed::approved(engine).await;
        let (page, mut stands) = (it.page(), Vec::new());
        assert!(it.sam.get(&page).await.says("Written anew, it is read by nobody else until a second person"));
        it.world.wait_minutes(1);
        done(&it.writes("asked", "Robin could not sleep.").await);
        let list = it.sam.get("/case-studies").await;
        assert!(!list.says("Robin slept badly") && !list.says("Robin could not sleep"), "{}", list.body);
        for (status,) in statuses(&it.world).await {
            stands.push(status);
        }
        assert_eq!(stands, ["replaced", "waiting"], "nothing is read that nobody can take down");
        let study = it.latest().await;
        done(&press(&mut it.coordinator, &page, &page, &[("study", &study), ("answer", "approve")]).await);
        let list = it.sam.get("/case-studies").await;
        assert!(!list.says("Robin slept badly") && list.says("Robin could not sleep"), "{}", list.body);
        assert!(list.says("Robin: case study 1"), "several may have one name: {}", list.body);
        let down = [("study", study.as_str()), ("answer", "take_down"), ("reason", "Too plain")];
        done(&press(&mut it.coordinator, &page, &page, &down).await);
        assert!(!it.sam.get("/case-studies").await.says("Robin could not sleep"));
    }

    async fn a_case_that_is_opened_again_is_told_to_nobody_until_it_is_closed(engine: Engine) {
        let mut it = Closed::approved(engine).await;
        let (record, page) = (format!("/cases/{}", it.case), it.page());
        done(&it.coordinator.fill(&format!("{record}/reopening"), &[("reason", "He is late again")]).await);
        for browser in [&mut it.sam, &mut it.coordinator] {
            assert!(!browser.get("/case-studies").await.says("Robin slept badly"));
        }
        let open = it.coordinator.get(&page).await;
        assert!(open.says("The case is open") && open.says("Take it down"), "{}", open.body);
        done(&it.coordinator.fill(&format!("{record}/closure"), &ENDING).await);
        assert!(it.sam.get("/case-studies").await.says("Robin slept badly"));
    }

    async fn whoever_is_kept_from_a_record_does_not_read_its_story_nor_does_anybody_else_then(engine: Engine) {
        let mut it = Closed::approved(engine).await;
        let (mut pia, pia_id) = it.world.someone("Pia", POLICE, Role::Practitioner).await;
        let (page, person) = (it.page(), (Kind::Person, it.person.0));
        let case = (Kind::Case, it.case.0);
        for (record, relation, target) in [
            (person, Relation::Barred, pia_id.0),
            (person, Relation::BarredOrganisation, POLICE.0),
            (case, Relation::Barred, pia_id.0),
            (case, Relation::BarredOrganisation, POLICE.0),
        ] {
            assert!(pia.get("/case-studies").await.says("Robin slept badly"));
            wrong_person::tie(&it.world, &[record], relation, target).await;
            for browser in [&mut pia, &mut it.sam] {
                let list = browser.get("/case-studies").await;
                assert!(!list.says("Robin slept badly"), "{relation:?} of {record:?}: {}", list.body);
            }
            let told = it.coordinator.get(&page).await;
            assert!(told.says("This record is not for all staff"), "in the words of a limit: {}", told.body);
            let mut tx = it.world.fresh.db.begin().await.unwrap();
            scope::remove(&mut tx, record, relation, target).await.unwrap();
            tx.commit(it.world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        }
    }

    async fn on_a_closed_case_they_are_asked_about_a_case_study_alone(engine: Engine) {
        let mut it = closed(engine).await;
        let form = it.sam.get(&format!("/cases/{}/consent/new", it.case)).await;
        assert!(form.body.contains("value=\"case_study\"") && !form.body.contains("value=\"support\""), "{}", form.body);
        assert!(!form.says("Only if it is shared without consent"), "{}", form.body);
    }

    async fn whoever_answers_a_case_study_is_asked_only_what_they_may_answer(engine: Engine) {
        let mut it = closed(engine).await;
        it.agrees("given").await;
        done(&it.writes("", "").await);
        let (page, study) = (it.page(), it.latest().await);
        let bare = press(&mut it.coordinator, &page, &page, &[("study", &study), ("answer", "decline")]).await;
        assert!(bare.says("Approve it: others may read it") && !bare.body.contains("value=\"take_down\""), "{}", bare.body);
        done(&press(&mut it.coordinator, &page, &page, &[("study", &study), ("answer", "approve")]).await);
        let bare = press(&mut it.coordinator, &page, &page, &[("study", &study), ("answer", "take_down")]).await;
        assert!(bare.body.contains("value=\"take_down\"") && !bare.says("Approve it: others may read it"), "{}", bare.body);
    }
}
