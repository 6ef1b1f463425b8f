//! What the tests of papers stand on.

use agreement::{Kind, Relation, Role};
use db::{NewEntry, all, run, scope};
use kernel::{CaseId, PersonId, ReferralId};
use testkit::{Browser, COUNCIL, World};
use uuid::Uuid;

use crate::{case_life::opened, world};

/// A case, its request and person, and who coordinates the forum.
pub(super) struct Ground {
    pub(super) world: World,
    pub(super) coordinator: Browser,
    pub(super) person: PersonId,
    pub(super) case: CaseId,
    /// The pages of the papers of the case and of the request.
    pub(super) pages: [String; 2],
    pub(super) records: [(Kind, Uuid); 2],
}

pub(super) async fn ground(engine: testkit::Engine) -> Ground {
    let mut world = world(engine).await;
    let (coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
    let (_, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
    let (case, person) = opened(&world, "Tobi", referrer).await;
    let mut tx = world.fresh.db.begin().await.unwrap();
    let found: Vec<(ReferralId,)> =
        all!(&mut tx, "select referral_id from case_record where id = $1", case).unwrap();
    drop(tx);
    let referral = found[0].0;
    let pages = [format!("/cases/{case}/papers"), format!("/referrals/{referral}/papers")];
    let records = [(Kind::Case, case.0), (Kind::Referral, referral.0)];
    Ground { world, coordinator, person, case, pages, records }
}

impl Ground {
    pub(super) async fn count(&self) -> (i64, i64) {
        let mut tx = self.world.fresh.db.begin().await.unwrap();
        let counted: Vec<(i64, i64)> = all!(
            &mut tx,
            "select (select count(*) from paper), (select count(*) from paper_piece)"
        )
        .unwrap();
        counted[0]
    }

    pub(super) async fn tie(&self, record: (Kind, Uuid), relation: Relation, who: Uuid) {
        let mut tx = self.world.fresh.db.begin().await.unwrap();
        scope::add(&mut tx, record, relation, who).await.unwrap();
        tx.commit(self.world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
    }

    pub(super) async fn change(&self, text: &'static str) {
        let mut tx = self.world.fresh.db.begin().await.unwrap();
        match text {
            "damage" => run!(&mut tx, "update paper_piece set sealed = (select sealed from paper_piece where number = 1) where number = 0"),
            "fill" => run!(&mut tx, "update paper set size = 524288000"),
            "lose" => run!(&mut tx, "delete from paper_piece where number = 1"),
            _ => run!(&mut tx, "update case_record set status = 'closed'"),
        }
        .unwrap();
        tx.commit(self.world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
    }

    /// The file of the only paper of a page.
    pub(super) async fn file(&mut self, page: &str) -> String {
        let list = self.coordinator.get(page).await;
        let link =
            list.body.split("href=\"").find(|it| it.split('"').next().unwrap().ends_with("/file"));
        link.unwrap_or_else(|| panic!("{}", list.body)).split('"').next().unwrap().to_owned()
    }

    pub(super) async fn entries(&self, operation: &str) -> Vec<(String, String)> {
        let mut tx = self.world.fresh.db.begin().await.unwrap();
        all!(
            &mut tx,
            "select kind, outcome from ledger_entry where operation = $1 order by seq",
            operation
        )
        .unwrap()
    }
}
