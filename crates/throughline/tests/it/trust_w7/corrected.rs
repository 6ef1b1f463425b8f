//! Whatever words stand in a case that was about the wrong person are listed for whoever has to check them.

use agreement::Kind;
use db::{At, Day, NewEntry, Tx, insert};
use kernel::{GoalId, OrganisationId, PractitionerId};
use testkit::{COUNCIL, FORUM, on_both_engines};
use uuid::Uuid;

use super::FREE;
use crate::{
    bad_ground::{ACTION, ITEM, with_second_records},
    ledger_rows::execute,
    trust_ground::{Ground, Standing, id_of},
};

/// Free text that is not among what has to be checked, and why. A table without a column stands for all of its columns.
const ELSEWHERE: &[(&str, &str)] = &[
    (
        "access_override",
        "says why somebody opened a record in a hurry, and is looked at by those who run the forum",
    ),
    ("access_request", "stays on the other person's own record"),
    ("advice", "is about nobody"),
    ("attendance", "is about a meeting, not a case"),
    ("awareness_session", "is about nobody"),
    ("case_study", "names nobody, and is told of nobody but whom it was written about"),
    ("chronology_event.error_reason", "stands with a line that was struck out already"),
    ("consent.error_reason", "stands with a line that counts for nothing already"),
    ("decision_proposal", "stands on the request, to which the page links"),
    ("entry_error", "stands with a line that counts for nothing, or did"),
    ("form_text", "is the text of a form, the same for everybody"),
    ("forum", "is about nobody"),
    ("gap", "is about nobody"),
    ("organisation", "is about nobody"),
    ("paper.error_reason", "stands with a paper that is not given out any more"),
    ("person", "is who somebody is, and stays with them"),
    ("person_alert", "stays on the other person's own record"),
    ("person_bar", "stays on the other person's own record"),
    ("person_communication", "stays on the other person's own record"),
    ("person_correction", "is why it was put right: it stands above the list"),
    ("person_error", "stays on the other person's own record"),
    ("person_identifier", "stays on the other person's own record"),
    ("person_name", "stays on the other person's own record"),
    ("place", "is about nobody"),
    ("postcode_release", "is about nobody"),
    ("practitioner", "is about nobody"),
    ("referral", "is the request, to which the page links"),
    ("referral_note.error_reason", "stands with a line that counts for nothing already"),
    ("relapse_event.error_reason", "stands with a line that counts for nothing already"),
    ("relationship", "stays on the other person's own record"),
    ("service", "is about nobody"),
    ("sharing_decision.error_reason", "stands with a line that counts for nothing already"),
    ("team", "is about nobody"),
    ("team_member.error_reason", "stands with a line that counts for nothing already"),
];

type By = (PractitionerId, At);

const TODAY: Day = Day(jiff::civil::date(2026, 11, 22));

/// A row of each table about a case that no other test needs.
async fn rest_of_a_case(tx: &mut Tx, (me, now): By) {
    let [referral, case, person, other] = [
        id_of(Kind::Referral, Standing::Own),
        id_of(Kind::Case, Standing::Own),
        id_of(Kind::Person, Standing::Own),
        id_of(Kind::Person, Standing::InForum),
    ];
    let (mine, nobody) = ((case, me), None::<PractitionerId>);
    said_later(tx, referral, (me, now)).await;
    of_the_plan(tx, mine, now).await;
    insert!(
        tx,
        item_update {
            item_id: ITEM,
            organisation_id: COUNCIL,
            words: "",
            version: 1_i64,
            written_by: me,
            written_at: now,
        }
    )
    .unwrap();
    insert!(
        tx,
        sharing_decision {
            id: Uuid::from_u128(0xC0_01),
            case_id: case,
            organisation_id: None::<OrganisationId>,
            told: "",
            decision: "share",
            what: "",
            reason: "",
            despite_exclusion: false,
            decided_on: TODAY,
            recorded_by: me,
            recorded_at: now,
        }
    )
    .unwrap();
    insert!(
        tx,
        person_correction {
            id: Uuid::from_u128(0xC0_02),
            referral_id: referral,
            forum_id: FORUM,
            was_person_id: other,
            person_id: person,
            reason: "Twins",
            corrected_by: me,
            corrected_on: TODAY,
            corrected_at: now,
            checked_by: nobody,
            checked_on: None::<Day>,
        }
    )
    .unwrap();
}

async fn said_later(tx: &mut Tx, referral: Uuid, (me, now): By) {
    insert!(
        tx,
        referral_note {
            id: Uuid::from_u128(0xC0_03),
            referral_id: referral,
            words: "",
            written_by: me,
            written_on: TODAY,
            written_at: now,
        }
    )
    .unwrap();
    insert!(
        tx,
        referral_followup {
            id: Uuid::from_u128(0xC0_04),
            referral_id: referral,
            asked_after: "closed",
            since_on: TODAY,
            months: 6_i64,
            answer: "well",
            words: "",
            answered_by: me,
            answered_on: TODAY,
            answered_at: now,
        }
    )
    .unwrap();
    insert!(
        tx,
        level_proposal {
            id: Uuid::from_u128(0xC0_09),
            case_id: id_of(Kind::Case, Standing::Own),
            occasion: "review",
            level_before: 3_i64,
            level: 4_i64,
            reason: "",
            charter_version: "1",
            proposed_on: TODAY,
            proposed_by: me,
            proposed_at: now,
            status: "waiting",
            answer_reason: "",
            answered_by: None::<PractitionerId>,
            answered_at: None::<At>,
        }
    )
    .unwrap();
    insert!(
        tx,
        level_judgement {
            id: Uuid::from_u128(0xC0_05),
            referral_id: referral,
            occasion: "review",
            level_before: Some(2_i64),
            level: Some(3_i64),
            reason: "",
            charter_version: "1",
            judged_on: TODAY,
            judged_by: me,
            judged_at: now,
        }
    )
    .unwrap();
}

async fn of_the_plan(tx: &mut Tx, (case, me): (Uuid, PractitionerId), now: At) {
    insert!(
        tx,
        action_update {
            id: Uuid::from_u128(0xC0_06),
            action_id: ACTION,
            organisation_id: COUNCIL,
            practitioner_id: me,
            status: "done",
            said: "",
            reported_at: now,
        }
    )
    .unwrap();
    insert!(
        tx,
        contingency {
            case_id: case,
            about_me: "",
            early_signs: "",
            triggers: "",
            what_to_do: "",
            whom_to_call: "",
            version: 1_i64,
            recorded_by: me,
            recorded_at: now,
        }
    )
    .unwrap();
    insert!(
        tx,
        relapse_event {
            id: Uuid::from_u128(0xC0_07),
            case_id: case,
            happened_on: TODAY,
            goal_id: None::<GoalId>,
            sign: "other",
            seen: "",
            done: "",
            was_outcome: "",
            was_outcome_words: "",
            recorded_by: me,
            recorded_at: now,
        }
    )
    .unwrap();
    insert!(
        tx,
        review {
            id: Uuid::from_u128(0xC0_08),
            case_id: case,
            due_on: None::<Day>,
            reviewed_on: TODAY,
            progress: "",
            decision: "continue",
            next_review_on: None::<Day>,
            recorded_by: me,
            recorded_at: now,
        }
    )
    .unwrap();
}

on_both_engines! {
    async fn every_free_text_of_a_case_about_the_wrong_person_is_listed_to_be_checked_or_has_a_reason(engine: Engine) {
        let ground = Ground::on(engine).await;
        with_second_records(&ground).await;
        let coordinator = ground.who("coordinator");
        let now = At(ground.world.env.now());
        let mut tx = ground.world.fresh.db.begin().await.unwrap();
        rest_of_a_case(&mut tx, (coordinator.principal.practitioner, now)).await;
        tx.commit(ground.world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        for (table, columns) in FREE {
            // A line that is struck out already is not to be checked.
            let kept = columns.iter().filter(|it| **it != "error_reason");
            let set = kept.map(|it| format!("{it} = 'Wrote {table}.{it}.'")).collect::<Vec<_>>().join(", ");
            if !ELSEWHERE.iter().any(|(whole, _)| whole == table) {
                execute(&ground.world.fresh.db, &format!("update {table} set {set}")).await;
            }
        }
        let case = id_of(Kind::Case, Standing::Own);
        let page = coordinator.browser.clone().get(&format!("/cases/{case}/corrections")).await;
        let mut wrong = Vec::new();
        for (table, columns) in FREE {
            for column in *columns {
                let name = format!("{table}.{column}");
                let excused = ELSEWHERE.iter().any(|(it, _)| it == table || *it == name);
                if page.says(&format!("Wrote {name}.")) == excused {
                    wrong.push(name);
                }
            }
        }
        assert_eq!(wrong, Vec::<String>::new(), "list these, or say why not: {}", page.body);
    }
}
