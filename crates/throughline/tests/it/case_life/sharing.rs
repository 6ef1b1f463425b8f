//! The plan to share, and what somebody chose to have on it.

use agreement::Role;
use axum::http::StatusCode;
use testkit::{COUNCIL, POLICE, on_both_engines};

use super::*;
use crate::world;

/// Sets a goal, records an action and offers a service.
async fn planned(world: &World, coordinator: &mut Browser, record: &str) {
    let goal = [("words", "A bed of her own"), ("importance", "9")];
    done(&coordinator.fill(&format!("{record}/goals/new"), &goal).await);
    let police = POLICE.to_string();
    let mut action = vec![("description", "Walk to school together"), ("owners", police.as_str())];
    action.extend(FUTURE);
    done(&coordinator.fill(&format!("{record}/actions/new"), &action).await);
    let boxing = service(world, POLICE, "Boxing club", 1).await.to_string();
    let offer = [("services", boxing.as_str())];
    done(&coordinator.fill(&format!("{record}/allocations/new"), &offer).await);
}

/// The lines that a form offers whose words hold one of these.
fn lines(form: &Reply, words: &[&str]) -> Vec<String> {
    let boxes = form.body.split("name=\"lines\"").skip(1);
    let of =
        |it: &str| words.iter().any(|words| it.split("</label>").next().unwrap().contains(words));
    boxes
        .filter(|it| of(it))
        .map(|it| it.split("value=\"").nth(1).unwrap().get(..36).unwrap().to_owned())
        .collect()
}

/// What a browser sends when these lines are ticked: all that the form showed goes along.
fn answers(form: &Reply, ticked: &[String]) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> =
        ["_csrf", "_key"].map(|name| (name.to_owned(), form.value(name).unwrap())).into();
    let marks = form.body.split("name=\"shown\" value=\"").skip(1);
    fields.extend(marks.map(|it| ("shown".to_owned(), it.split('"').next().unwrap().to_owned())));
    fields.extend(ticked.iter().map(|id| ("lines".to_owned(), id.clone())));
    fields
}

/// Chooses the lines whose words hold one of these.
pub(super) async fn choose(browser: &mut Browser, record: &str, words: &[&str]) {
    let path = format!("{record}/plan/choose");
    let form = browser.get(&path).await;
    let ticked = lines(&form, words);
    assert_eq!(ticked.len(), words.len(), "{words:?}: {}", form.body);
    done(&browser.post(&path, &answers(&form, &ticked)).await);
}

on_both_engines! {
    async fn the_plan_to_share_is_in_plain_words_and_holds_nothing_for_practitioners_alone(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let (mut officer, _) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let record = format!("/cases/{case}");
        planned(&world, &mut coordinator, &record).await;
        choose(&mut coordinator, &record, &["Loves football", "A bed", "Walk to school", "Boxing"]).await;
        let plan = coordinator.get(&format!("{record}/plan")).await;
        for said in ["Family plan", "Loves football", "A bed of her own", "And also",
                     "Walk to school together. Police, by ", "Boxing club, Police: we have asked and will tell you"] {
            assert!(reads(&plan, said), "{said}: {}", plan.body);
        }
        for kept in ["Often late", "I want to sleep", "level", "Importance", "nobody has chosen"] {
            assert!(!reads(&plan, kept), "{kept} is for practitioners alone");
        }
        for page in ["plan", "plan/choose"] {
            assert_eq!(officer.get(&format!("{record}/{page}")).await.status, StatusCode::FORBIDDEN, "{page}");
        }
    }

    async fn nothing_stands_on_the_plan_to_share_before_somebody_chose_it_nor_after_its_words_changed(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let record = format!("/cases/{case}");
        let page = format!("{record}/plan");
        planned(&world, &mut coordinator, &record).await;
        let plan = coordinator.get(&page).await;
        assert!(reads(&plan, "4 things are not on this plan"), "{}", plan.body);
        let private = ["Loves football", "A bed of her own", "Walk to school", "Boxing club"];
        for words in private {
            assert!(!reads(&plan, words), "{words}: {}", plan.body);
        }
        choose(&mut coordinator, &record, &["Loves football", "A bed"]).await;
        let plan = coordinator.get(&page).await;
        assert!(reads(&plan, "A bed of her own") && !reads(&plan, "nobody has chosen"), "{}", plan.body);
        assert!(!reads(&plan, "Boxing club") && !reads(&plan, "Walk to school"));
        // The form remembers, and what was recorded since is asked about.
        done(&coordinator.fill(&format!("{record}/goals/new"), &[("words", "Meet at the refuge")]).await);
        let plan = coordinator.get(&page).await;
        assert!(reads(&plan, "1 thing is not on this plan") && !reads(&plan, "refuge"), "{}", plan.body);
        let form = coordinator.get(&format!("{page}/choose")).await;
        assert_eq!(form.body.matches(" checked").count(), 2, "{}", form.body);
        assert_eq!(form.body.matches("Not chosen yet").count(), 1);

        // Whoever reads other words than are there now has not said that these may be read at home.
        let bed = lines(&form, &["A bed"]).remove(0);
        let goal = format!("{record}/goals/{bed}");
        done(&coordinator.fill(&goal, &[("words", "A bed of her own at her aunt's"), ("outcome", "open")]).await);
        let plan = coordinator.get(&page).await;
        assert!(!reads(&plan, "aunt") && reads(&plan, "2 things are not on this plan"), "{}", plan.body);
        let refused = coordinator.post(&format!("{page}/choose"), &answers(&form, &[bed])).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.says("Read it again and choose") && refused.says("aunt"), "{}", refused.body);
        assert!(!reads(&coordinator.get(&page).await, "aunt"));
    }

    async fn what_is_done_if_things_get_worse_stands_with_the_case_and_on_paper_once_it_was_read(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let record = format!("/cases/{case}");
        let form = format!("{record}/plan/contingency");
        let signs = [("early_signs", "She stops answering the door")];
        let refused = coordinator.fill(&form, &signs).await;
        assert!(refused.says("Enter what is done when things get worse") && refused.says("answering the door"), "{}", refused.body);
        let stale = coordinator.get(&form).await;
        let whole = [&signs[..], &[("about_me", "My garden"), ("what_to_do", "Ring her sister")]].concat();
        done(&coordinator.fill(&form, &whole).await);
        let page = coordinator.get(&record).await;
        assert!(reads(&page, "Early signs: She stops answering the door") && reads(&page, "My garden"), "{}", page.body);
        assert!(!reads(&coordinator.get(&format!("{record}/plan")).await, "Ring her sister"));
        choose(&mut coordinator, &record, &["What matters", "If things get worse"]).await;
        let plan = coordinator.get(&format!("{record}/plan")).await;
        assert!(reads(&plan, "What we do then: Ring her sister") && reads(&plan, "What matters most to you My garden"), "{}", plan.body);
        let now = [&signs[..], &[("about_me", "My garden"), ("what_to_do", "Go to the refuge")]].concat();
        done(&coordinator.fill(&form, &now).await);
        let plan = coordinator.get(&format!("{record}/plan")).await;
        assert!(!reads(&plan, "refuge") && reads(&plan, "My garden"), "{}", plan.body);
        // Whoever saves second sees what the other wrote.
        let mut fields: Vec<(String, String)> = ["_csrf", "_key", "_was", "version"]
            .map(|name| (name.to_owned(), stale.value(name).unwrap())).into();
        fields.push(("about_me".to_owned(), "My dog".to_owned()));
        let both = coordinator.post(&form, &fields).await;
        assert_eq!(both.status, StatusCode::CONFLICT);
        assert!(both.says("Go to the refuge") && both.says("My dog"), "{}", both.body);
    }

    async fn those_who_read_the_record_but_do_not_keep_the_plan_do_not_choose_what_is_on_it(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let (mut sam, id) = world.someone("Sam", COUNCIL, Role::Practitioner).await;
        let record = format!("/cases/{case}");
        planned(&world, &mut coordinator, &record).await;
        let mut tx = world.fresh.db.begin().await.unwrap();
        scope::add(&mut tx, (Kind::Case, case.0), Relation::Involved, id.0).await.unwrap();
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        let plan = sam.get(&format!("{record}/plan")).await;
        assert!(reads(&plan, "4 things are not on this plan") && !plan.body.contains("/plan/choose"), "{}", plan.body);
        assert_eq!(sam.get(&format!("{record}/plan/choose")).await.status, StatusCode::FORBIDDEN);
    }
}
