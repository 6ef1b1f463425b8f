//! What a referral that one sees must not tell of others that one does not.

use super::*;

on_both_engines! {
    async fn a_referral_does_not_tell_of_an_earlier_one_that_its_reader_may_not_know_of(engine: Engine) {
        let mut world = world(engine).await;
        let (mut referrer, id) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (mut coordinator, barred) = world.someone("Col", COUNCIL, Role::Coordinator).await;
        child(&world, id).await;
        let first = refer(&mut referrer, &[]).await;
        let again = refer(&mut referrer, &[]).await;
        let first_id = first.strip_prefix("/referrals/").unwrap().to_owned();
        tie(&world, Kind::Referral, first_id.parse().unwrap(), Relation::Barred, barred.0).await;
        assert_eq!(coordinator.get(&first).await.status, StatusCode::NOT_FOUND);
        let seen = referrer.get(&format!("/api/v1{again}")).await;
        assert!(seen.body.contains(&first_id), "who may know of it is told: {}", seen.body);
        for path in [again.clone(), format!("/api/v1{again}"), format!("{again}/decision")] {
            let shown = coordinator.get(&path).await;
            assert_eq!(shown.status, StatusCode::OK, "{path}");
            assert!(!shown.body.contains(&first_id), "{path}: {}", shown.body);
        }
    }

    async fn references_are_in_no_order_so_that_no_gap_tells_of_a_hidden_referral(engine: Engine) {
        let (world, mut referrer, _, _) = referred(engine, &[]).await;
        for _ in 0..9 {
            refer(&mut referrer, &[]).await;
        }
        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let given: Vec<(String,)> =
            all!(&mut tx, "select source_reference from referral order by created_at, id").unwrap();
        let given: Vec<&str> = given.iter().map(|(it,)| it.strip_prefix("R-2026-").unwrap()).collect();
        assert!(given.iter().all(|it| it.len() == 4 && !it.contains(['0', '1', 'I', 'L', 'O'])), "{given:?}");
        let (mut sorted, mut backwards) = (given.clone(), given.clone());
        sorted.sort_unstable();
        backwards.sort_unstable_by(|a, b| b.cmp(a));
        assert!(given != sorted && given != backwards, "{given:?}");
        sorted.dedup();
        assert_eq!(sorted.len(), 10, "{given:?}");
    }
}
