//! When somebody was born and died, as far as it is known.

use agreement::{Relation, Role};
use axum::http::StatusCode;
use testkit::{COUNCIL, FORUM, POLICE, on_both_engines};

use crate::{
    case_life::{done, opened},
    people_search::{ZARA, add, relate},
    world,
};

/// A year in the three boxes of a date.
fn year<'a>(names: &[&'static str; 3], year: &'a str) -> [(&'static str, &'a str); 3] {
    let [day, month, last] = *names;
    [(day, ""), (month, ""), (last, year)]
}

const BORN: [&str; 3] = ["date_of_birth-day", "date_of_birth-month", "date_of_birth-year"];
const DIED: [&str; 3] = ["died-day", "died-month", "died-year"];

on_both_engines! {
    async fn a_year_of_birth_alone_is_kept_as_what_is_known(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let name = [("given_name", "Ines"), ("family_name", "Marlow"), ("learning_difficulty_or_disability", "no")];
        let person = add(&mut wes, &[&name[..], &year(&BORN, "1984")].concat()).await;
        let path = format!("/people/{person}");
        assert!(wes.get(&path).await.says("About 1984"));
        let form = format!("{path}/amend");
        assert_eq!(wes.get(&form).await.value("date_of_birth-year").as_deref(), Some("1984"));
        let wrong = wes.fill(&form, &[&name[..], &year(&BORN, "2031")].concat()).await;
        assert!(wrong.says("Date of birth must be today or in the past"), "{}", wrong.body);
        let month = [("date_of_birth-day", ""), ("date_of_birth-month", "5"), ("date_of_birth-year", "1984")];
        done(&wes.fill(&form, &[&name[..], &month].concat()).await);
        assert!(wes.get(&path).await.says("About May 1984"));
        done(&wes.fill(&form, &[&name[..], &[("date_of_birth", "1984-05-03")]].concat()).await);
        let page = wes.get(&path).await;
        assert!(page.says("3 May 1984 (age 42)") && !page.says("About"), "{}", page.body);
    }

    async fn that_somebody_died_stands_above_all_and_before_a_new_referral(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (mut member, _) = world.someone("Mo", POLICE, Role::ForumMember).await;
        let person = add(&mut wes, ZARA).await;
        let path = format!("/people/{person}");
        relate(&world, person, &[(Relation::Forum, FORUM.0), (Relation::Open, FORUM.0)]).await;
        let form = format!("{path}/death");
        assert!(wes.fill(&form, &[]).await.says("Enter when they died; a year alone is enough"));
        assert!(wes.fill(&form, &year(&DIED, "2011")).await.says("When they died must be after they were born"));
        assert_eq!(member.get(&form).await.status, StatusCode::FORBIDDEN);
        let stale = wes.get(&form).await;
        done(&wes.fill(&form, &year(&DIED, "2026")).await);
        for browser in [&mut wes, &mut member] {
            let page = browser.get(&path).await;
            assert!(page.says("This person died in 2026.") && !page.says("(age"), "{}", page.body);
            let choice = browser.get(&format!("{path}/referrals/new")).await;
            assert!(choice.says("This person died in 2026. Refer the people who need support now"), "{}", choice.body);
        }
        let asking = wes.get(&format!("/forums/{FORUM}{path}/referrals/new")).await;
        assert!(asking.says("This person died in 2026."), "{}", asking.body);
        let mut fields: Vec<(String, String)> =
            ["_csrf", "_key", "version"].map(|name| (name.to_owned(), stale.value(name).unwrap())).into();
        fields.push(("died".into(), "2025".into()));
        let both = wes.post(&form, &fields).await;
        assert_eq!(both.status, StatusCode::CONFLICT);
        assert!(both.says("in 2026"), "{}", both.body);
        done(&wes.fill(&form, &[("in_error", "yes")]).await);
        assert!(!wes.get(&path).await.says("This person died"));
    }

    async fn a_case_says_that_one_of_its_people_has_died(engine: Engine) {
        let mut world = world(engine).await;
        let (mut rae, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (case, person) = opened(&world, "Tobi", referrer).await;
        done(&rae.fill(&format!("/people/{person}/death"), &[("died", "2026-11-03")]).await);
        let page = rae.get(&format!("/cases/{case}")).await;
        assert!(page.says("Tobi Okafor, died on 3 November 2026"), "{}", page.body);
    }
}
