//! An import makes no second record, open to a whole forum, of somebody whose record is limited.

use agreement::{Kind, Relation};
use db::{NewEntry, scope};
use uuid::Uuid;

use super::*;

const REASON: &str = "line 2: the row: Needs a person's decision: enter it by hand";

/// The people whose family name is this one.
async fn people(essex: &Essex, family_name: &str) -> Vec<Uuid> {
    let mut tx = essex.fresh.db.snapshot().await.unwrap();
    let found: Vec<(Uuid,)> =
        all!(&mut tx, "select id from person where family_name = $1", family_name).unwrap();
    found.into_iter().map(|(id,)| id).collect()
}

on_both_engines! {
    async fn an_import_leaves_whoever_may_be_a_limited_person_to_somebodys_decision(engine: Engine) {
        for (relation, target) in [
            (Relation::Restricted, Uuid::nil()),
            (Relation::Barred, Uuid::from_u128(0xE3)),
            (Relation::BarredOrganisation, COUNCIL.0),
        ] {
            let essex = Essex::on(engine).await;
            let mut lines = rows(3);
            lines[1] = changed(&changed(&lines[1], "first_name", "Zara"), "last_name", "Quillfeather");
            lines[1] = changed(&lines[1], "date_of_birth", "2001-03-04");
            essex.import(&essex.file("one.csv", &lines[..2].join("\n"))).await.unwrap();
            let [zara] = people(&essex, "Quillfeather").await[..] else { panic!("one person") };
            let mut tx = essex.fresh.db.begin().await.unwrap();
            scope::add(&mut tx, (Kind::Person, zara), relation, target).await.unwrap();
            tx.commit(essex.door.env().now(), vec![NewEntry::plain("set_up")]).await.unwrap();

            let same = essex.import(&essex.file("same.csv", &lines.join("\n"))).await.unwrap();
            assert_eq!((same.unchanged, same.imported), (1, 2), "what is in already is in");
            let new = changed(&lines[1], "referral_ref", "R9");
            for (first, last, born) in
                [("Zara", "Quillfeather", "2001-03-04"), ("zahra", "QUILFEATHER", "2001-03-04"), ("Zara", "Quillfeather", "")]
            {
                let double = changed(&changed(&new, "first_name", first), "last_name", last);
                let double = changed(&double, "date_of_birth", born);
                let file = essex.file("double.csv", &[lines[0].as_str(), &double].join("\n"));
                let summary = essex.import(&file).await.unwrap();
                assert_eq!((summary.imported, summary.rejected), (0, 1), "{first} {last} {born}");
                assert_eq!(summary.reasons, [REASON]);
                let (_, reasons) = summary.left_out.unwrap();
                assert_eq!(std::fs::read_to_string(reasons).unwrap().trim(), REASON);
            }
            let other = changed(&new, "date_of_birth", "2003-07-08");
            let file = essex.file("other.csv", &[lines[0].as_str(), &other].join("\n"));
            assert_eq!(essex.import(&file).await.unwrap().imported, 1, "somebody else of that name");
            assert_eq!(essex.count("person").await, 4);
        }
    }
}
