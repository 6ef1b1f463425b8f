//! A case from a sheet is open to whom it would be open had it been opened by hand.

use super::*;
use crate::{case_life::membership, referrals::answers};

/// The scope rows of the case, the referral and the person of whoever has this family name; without those of the
/// people who, by hand, added the person and made the request: for a row of a sheet nobody did.
async fn ties(world: &World, family_name: &str) -> BTreeSet<(String, String, Uuid)> {
    let mut tx = world.fresh.db.snapshot().await.unwrap();
    let rows: Vec<(String, String, Uuid)> = all!(
        &mut tx,
        "select s.kind, s.relation, s.target
           from person p
           join referral r on r.person_id = p.id
           join case_record c on c.person_id = p.id
           join record_scope s on s.record in (p.id, r.id, c.id)
          where p.family_name = $1 and s.relation not in ('referrer', 'involved')",
        family_name
    )
    .unwrap();
    rows.into_iter().collect()
}

on_both_engines! {
    async fn a_case_from_a_sheet_is_open_to_whom_it_would_be_had_it_been_opened_by_hand(engine: Engine) {
        let mut world = world(engine).await;
        let (mut cora, _, wes) = coordinator(&mut world).await;
        let (mut rae, _) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        opened(&mut cora, &[ZARA]).await;

        let added = rae.fill("/people/new", &[("given_name", "Zara"), ("family_name", "Byhand"), ("date_of_birth", "2012-03-04"),
            ("learning_difficulty_or_disability", "no")]).await;
        let person = added.location.unwrap();
        let refer = format!("/forums/{FORUM}{person}/referrals/new");
        let sent = rae.fill(&refer, &answers(&[])).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        let referral = sent.location.unwrap();
        let decided = cora.fill(&format!("{referral}/decision"), &[("decision", "accept"), ("level_of_need", "3"),
            ("rationale", "Two organisations are needed"), ("override_reason", "no_other_route")]).await;
        assert_eq!(decided.status, StatusCode::SEE_OTHER, "{}", decided.body);
        let list = cora.get("/cases").await;
        let case = list.body.split("/cases/").find(|it| it.contains("Zara Byhand")).unwrap();
        let case = format!("/cases/{}", case.split('"').next().unwrap());
        let (police, who) = (POLICE.to_string(), membership(&world, wes).await);
        let action = [("description", "visit"), ("owners", police.as_str()), ("due_on-day", "1"), ("due_on-month", "12"), ("due_on-year", "2026")];
        for (path, answers) in [("lead", vec![("membership", who.as_str())]), ("actions/new", action.to_vec())] {
            let sent = cora.fill(&format!("{case}/{path}"), &answers).await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        }
        let (sheet, hand) = (ties(&world, "Quill").await, ties(&world, "Byhand").await);
        assert_eq!(sheet, hand);
        assert_eq!(sheet.len(), 3 * 2 + 2 * 2, "forum and open of all three; organisation and lead of case and person: {sheet:?}");
    }
}
