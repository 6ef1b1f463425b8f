//! The second pair of eyes: where the charter asks for it, a decision counts once somebody else has confirmed it.

use db::Actor;
use partnership::charters::web::AdoptCharter;

use super::*;
use crate::world_and_app;

const WAITS: &str = "A decision waits to be confirmed";
const HOME: &str = "decision to confirm";
const WHY: &str = "Housing and school have to act together";
const NONE: &str = "No decision and no level of need waits for you to confirm it";
/// What is said of a request of which no decision waits.
const NONE_OF_IT: &str = "No decision waits for you to confirm it";

/// A request to a forum whose charter asks for a second person to confirm each return, and acceptance at level 3.
async fn sent(engine: Engine, referrer: Role) -> (World, Browser, [Browser; 2], String) {
    let (mut world, app) = world_and_app(engine).await;
    let table = "[second_pair_of_eyes]\nreturns = true\nlevels = [3]\n\n[threshold_document]";
    let change = |text: &str| {
        let text = text.replace("version = \"1\"", "version = \"2-second\"");
        text.replace("[threshold_document]", table)
    };
    let shipped = charter::shipped_texts("maag").unwrap().iter();
    let files = shipped.map(|(path, text)| ((*path).to_owned(), change(text))).collect();
    let adopt = AdoptCharter { forum: "Chelmsford MAAG".into(), files };
    app.door.perform(Actor::Console, None, adopt).await.unwrap();
    let (mut referrer, id) = world.someone("Rae", COUNCIL, referrer).await;
    let (ann, _) = world.someone("Ann", COUNCIL, Role::Coordinator).await;
    let (ben, _) = world.someone("Ben", POLICE, Role::Chair).await;
    child(&world, id).await;
    let referral = refer(&mut referrer, &[]).await;
    (world, referrer, [ann, ben], referral)
}

/// Answers a proposed decision from the page of its request.
async fn answer(browser: &mut Browser, referral: &str, said: [&str; 2]) -> Reply {
    let path = format!("{referral}/confirmation");
    let read = browser.get(referral).await.value("proposal").unwrap_or_default();
    answer_to(browser, (referral, &path), said, &read).await
}

/// The same to the decision that was read.
async fn answer_to(
    browser: &mut Browser,
    (page, path): (&str, &str),
    said: [&str; 2],
    read: &str,
) -> Reply {
    let [answer, reason] = said;
    press(browser, (page, path), &[("answer", answer), ("reason", reason), ("proposal", read)])
        .await
}

#[track_caller]
fn done(reply: &Reply) {
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
}

#[track_caller]
fn not_now(reply: &Reply, why: &str) {
    assert_eq!(reply.status, StatusCode::CONFLICT, "{}", reply.body);
    assert!(reply.says(why), "{why}: {}", reply.body);
}

on_both_engines! {
    async fn a_decision_counts_once_a_second_person_confirms_it_and_its_referrer_hears_nothing_before(engine: Engine) {
        let (mut world, mut referrer, [mut ann, mut ben], referral) = sent(engine, Role::Practitioner).await;
        let (mut outsider, _) = world.someone("Ola", POLICE, Role::Practitioner).await;
        let form = ann.get(&format!("{referral}/decision")).await;
        assert!(form.says("a second person confirms some decisions before they count: a return, acceptance at level 3."), "{}", form.body);
        let before = referrer.get(&format!("/api/v1{referral}")).await.json();
        done(&decide(&mut ann, &referral, &[ACCEPT, &[("indicators", "home_at_risk")]].concat()).await);

        assert_eq!(count(&world, "case_record").await, 0);
        assert_eq!(referrer.get(&format!("/api/v1{referral}")).await.json(), before, "the referrer is told nothing");
        let page = referrer.get(&referral).await;
        assert!(page.says("You will hear by 27 November 2026") && !page.says(WAITS) && !page.says(WHY), "{}", page.body);
        let page = ann.get(&referral).await;
        assert!(page.says(WAITS) && page.says("Take it back") && !page.says("Confirm the decision"), "{}", page.body);
        assert!(page.says("To decide") && page.says("Decide by") && !page.body.contains("/decision\""));
        not_now(&answer(&mut ann, &referral, ["confirm", ""]).await, "You proposed this decision");
        not_now(&ann.get(&format!("{referral}/decision")).await, "You have proposed a decision");
        not_now(&ben.get(&format!("{referral}/decision")).await, "is proposed already");
        assert!(!ann.get("/").await.says(HOME) && ben.get("/").await.says(HOME));
        let list = ann.get("/decisions").await;
        assert!(list.says(NONE) && list.says("Waits for a second person"), "{}", list.body);
        let list = ben.get("/decisions").await;
        assert!(list.says("Robin Vale") && list.says("Ann, 22 November 2026") && list.says("27 November 2026"), "{}", list.body);
        assert!(outsider.get("/decisions").await.says(NONE) && referrer.get("/decisions").await.says(NONE));
        for other in [&mut outsider, &mut referrer] {
            let tried = answer(other, &referral, ["confirm", ""]).await.status;
            assert!(matches!(tried, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN), "{tried}");
        }

        let page = ben.get(&referral).await;
        for said in [WAITS, WHY, "Accept, at level 3, Intensive", "About to lose their home", "Confirm the decision"] {
            assert!(page.says(said), "{said}: {}", page.body);
        }
        assert!(answer(&mut ben, &referral, ["perhaps", ""]).await.says("Select whether you confirm it"));
        done(&answer(&mut ben, &referral, ["confirm", ""]).await);
        let page = referrer.get(&referral).await;
        assert!(page.says("Accepted on 22 November 2026 by Ann, confirmed by Ben.") && page.says("It relies on:"), "{}", page.body);
        assert_eq!(count(&world, "case_record").await, 1);
        let case = referrer.get(&format!("/api/v1{referral}")).await.json()["referral"]["case"].as_str().unwrap().to_owned();
        let levels = ann.get(&format!("/api/v1/cases/{case}/levels")).await.json();
        assert_eq!(levels["lines"][0]["by"].as_str(), Some("Ann"), "{levels}");
        let told = ann.get(&format!("/cases/{case}/chronology")).await;
        assert!(told.says("a second person confirmed it, and a case was opened."), "{}", told.body);
        assert!(!ben.get("/").await.says(HOME) && ben.get("/decisions").await.says(NONE));
        not_now(&answer(&mut ben, &referral, ["decline", "Too late"]).await, NONE_OF_IT);
    }

    async fn a_decision_that_is_not_confirmed_goes_back_with_the_reason_and_is_decided_again(engine: Engine) {
        let (world, mut referrer, [mut ann, mut ben], referral) = sent(engine, Role::Practitioner).await;
        let back = [("decision", "return"), ("return_reason", "below_threshold"), ("rationale", "A mentor will do"),
            ("override_reason", "facts_not_captured")];
        done(&decide(&mut ann, &referral, &back).await);
        assert!(answer(&mut ben, &referral, ["decline", " "]).await.says("Enter why you say no"));
        done(&answer(&mut ben, &referral, ["decline", "Nobody asked the school"]).await);
        assert!(ann.get("/").await.says("decision of yours that was not confirmed"));
        assert!(!ben.get("/").await.says("that was not confirmed"));
        assert!(ann.get("/decisions").await.says("Not confirmed: Nobody asked the school"));
        let page = ann.get(&referral).await;
        assert!(page.says("A decision was not confirmed") && page.says("Nobody asked the school"), "{}", page.body);
        let page = referrer.get(&referral).await;
        assert!(!page.says("Nobody asked") && !page.says("A mentor will do"), "{}", page.body);
        let form = ann.get(&format!("{referral}/decision")).await;
        assert!(form.says("A mentor will do"), "what was typed is kept: {}", form.body);
        // At level 2 the charter leaves it to one person.
        let at_two = [("decision", "accept"), ("level_of_need", "2"), ("rationale", "School was asked")];
        done(&decide(&mut ann, &referral, &at_two).await);
        let page = referrer.get(&referral).await;
        assert!(page.says("Accepted on 22 November 2026 by Ann.") && !page.says("confirmed by"), "{}", page.body);
        assert!(!ann.get("/").await.says("that was not confirmed") && count(&world, "case_record").await == 1);
    }

    async fn nobody_confirms_a_decision_that_they_have_not_read_and_nobody_withdraws_what_two_return(engine: Engine) {
        let (world, _, [mut ann, mut ben], referral) = sent(engine, Role::Practitioner).await;
        done(&decide(&mut ann, &referral, ACCEPT).await);
        let read = ben.get(&referral).await.value("proposal").unwrap();
        done(&answer(&mut ann, &referral, ["decline", "I was wrong"]).await);
        let back = [("decision", "return"), ("return_reason", "below_threshold"), ("rationale", "A mentor will do"),
            ("override_reason", "facts_not_captured")];
        done(&decide(&mut ann, &referral, &back).await);
        let path = format!("{referral}/confirmation");
        not_now(&answer_to(&mut ben, (&referral, &path), ["confirm", ""], &read).await, "This is not the decision that waits now");
        assert_eq!(count(&world, "case_record").await, 0);
        let withdrawn = ann.fill(&format!("{referral}/withdrawal"), &[("why", "Not for us")]).await;
        not_now(&withdrawn, "Only whoever made this request takes it back");
    }

    async fn a_referrer_who_may_decide_learns_of_no_proposal_and_what_they_change_is_looked_at_again(engine: Engine) {
        let (_world, mut referrer, [mut ann, mut ben], referral) = sent(engine, Role::Coordinator).await;
        done(&decide(&mut ann, &referral, ACCEPT).await);
        let page = referrer.get(&referral).await;
        assert!(!page.says(WAITS) && !page.says(WHY) && !referrer.get("/").await.says(HOME), "{}", page.body);
        let answered = referrer.get(&format!("/api/v1{referral}")).await.json();
        assert!(answered["proposal"].is_null() && answered.get("waits").is_none(), "{answered}");
        assert!(referrer.get("/decisions").await.says(NONE));
        not_now(&answer(&mut referrer, &referral, ["confirm", ""]).await, NONE_OF_IT);
        not_now(&referrer.get(&format!("{referral}/decision")).await, "Somebody else is deciding this request");

        let changed = referrer.fill(&format!("{referral}/amend"), &answers(&[("needs_words", "A fire")])).await;
        done(&changed);
        not_now(&answer(&mut ben, &referral, ["confirm", ""]).await, "The request was changed after this decision was proposed");
        let page = ben.get(&referral).await;
        assert!(page.says("The request was changed since") && !page.says("Confirm the decision"), "{}", page.body);
        // Whoever proposed it takes it back, and that is no decision of theirs that somebody refused.
        done(&answer(&mut ann, &referral, ["decline", "There was a fire"]).await);
        assert!(!ann.get("/").await.says("that was not confirmed"));
        assert!(ben.get(&referral).await.says("A decision was taken back"));
        done(&decide(&mut ann, &referral, ACCEPT).await);
        done(&answer(&mut ben, &referral, ["confirm", ""]).await);
        assert!(referrer.get(&referral).await.says("by Ann, confirmed by Ben"));
    }
}
