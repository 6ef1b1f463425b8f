//! Two who fill in one assessment: a form whose answers are there or not, and whose boxes are all sent.

use axum::http::StatusCode;
use testkit::{Reply, on_both_engines};

use super::*;

/// What both begin with; the box of each optional question is sent, too, as browsers do.
const FIRST: [(&str, &str); 19] = [
    ("about.date-day", "20"),
    ("about.date-month", "11"),
    ("about.date-year", "2026"),
    ("about.present", "Robin and Rae"),
    ("about.reason", "Missing school"),
    ("about.services", "School nurse"),
    ("voice.how", "spoke_alone"),
    ("voice.words", "I want to stay"),
    ("parents.views", "We want a dry flat"),
    ("development.strengths", "Football"),
    ("development.needs", "participation"),
    ("development.participation.need", "Out of school two days a week"),
    ("parenting.strengths", "Warm"),
    ("family.strengths", "Grandmother near"),
    ("conclusions.summary", "A strong family in a bad flat"),
    ("conclusions.goals", "A dry home"),
    ("conclusions.offer", "Weekly visits"),
    ("about.situation", ""),
    ("parents.disagree", ""),
];

fn answers_with<'a>(changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let is_kept = |(name, _): &(&str, &str)| changed.iter().all(|(other, _)| other != name);
    FIRST.into_iter().filter(is_kept).chain(changed.iter().copied()).collect()
}

fn sent(from: &Reply, answers: &[(&str, &str)]) -> Vec<(String, String)> {
    let hidden = ["_csrf", "_key", "_was", "version"].map(|name| (name, from.value(name).unwrap()));
    let typed = answers.iter().map(|(name, value)| (*name, (*value).to_owned()));
    hidden.into_iter().chain(typed).map(|(name, value)| (name.to_owned(), value)).collect()
}

fn text_of(page: &Reply, name: &str) -> String {
    let (_, rest) = page.body.split_once(&format!("name=\"{name}\"")).unwrap();
    let (_, rest) = rest.split_once('>').unwrap();
    rest.split_once("</textarea>").unwrap().0.trim().to_owned()
}

on_both_engines! {
    async fn who_saves_second_neither_blanks_what_the_other_added_nor_brings_back_what_they_took_out(engine: Engine) {
        let (_world, mut referrer, mut coordinator, referral) = referred(engine, &[("assessment_state", "not_started")]).await;
        let form = format!("{referral}/assessment");
        assert_eq!(referrer.fill(&form, &FIRST).await.status, StatusCode::SEE_OTHER);
        let stale = referrer.get(&form).await;
        let theirs = [("about.situation", "They sleep at an aunt's"), ("about.services", "")];
        assert_eq!(coordinator.fill(&form, &answers_with(&theirs)).await.status, StatusCode::SEE_OTHER);

        let mine = answers_with(&[("conclusions.goals", "A dry home by spring")]);
        let both = referrer.post(&form, &sent(&stale, &mine)).await;
        assert_eq!(both.status, StatusCode::CONFLICT);
        assert_eq!(text_of(&both, "about.situation"), "They sleep at an aunt's", "{}", both.body);
        assert_eq!(text_of(&both, "about.services"), "", "what they took out stays out");
        assert_eq!(text_of(&both, "conclusions.goals"), "A dry home by spring");
        assert!(both.says("You had left these answers alone"), "{}", both.body);
    }

    async fn what_was_cleared_here_stays_cleared(engine: Engine) {
        let (_world, mut referrer, mut coordinator, referral) = referred(engine, &[("assessment_state", "not_started")]).await;
        let form = format!("{referral}/assessment");
        assert_eq!(referrer.fill(&form, &FIRST).await.status, StatusCode::SEE_OTHER);
        let stale = referrer.get(&form).await;
        let theirs = [("parenting.strengths", "Warm and patient")];
        assert_eq!(coordinator.fill(&form, &answers_with(&theirs)).await.status, StatusCode::SEE_OTHER);
        let mine = answers_with(&[("about.services", "")]);
        let both = referrer.post(&form, &sent(&stale, &mine)).await;
        assert_eq!(both.status, StatusCode::CONFLICT);
        assert_eq!(text_of(&both, "about.services"), "", "cleared here, left alone there");
        assert_eq!(text_of(&both, "parenting.strengths"), "Warm and patient");
    }
}
