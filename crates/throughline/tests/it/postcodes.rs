//! The lookup of postcodes: brought in as a whole, and what it does for whoever types an address.

use std::io::Read;

use agreement::Role;
use axum::http::StatusCode;
use db::{Actor, all, one};
use exchange::{
    postcodes::{AddPostcodes, BeginPostcodes, Brought, Keep, PostcodeRow, import_postcodes},
    referrals::ImportError,
};
use testkit::{COUNCIL, Engine, Reply, World, on_both_engines};
use ui::App;

use crate::{ledger_rows::execute, people::add, world_and_app};

const EXTRACT: &str = include_str!("../../../../examples/postcodes/onspd-extract.csv");
const VINTAGE: &str = "ONSPD November 2025";
/// A postcode of the extract in Chelmsford, one in Braintree.
const HERE: &str = "cm1 1aa";
const THERE: &str = "CM7 1AZ";

/// Two districts with codes, and the lookup that is in use.
async fn districts(engine: Engine) -> (World, App) {
    let (world, app) = world_and_app(engine).await;
    let db = &world.fresh.db;
    execute(db, "update place set gss_code = 'E07000070' where name = 'Chelmsford'").await;
    execute(
        db,
        "insert into place (id, tier, name, gss_code, position)
         select organisation.id, 'district', 'Braintree', 'E07000067', 2 from organisation where kind = 'council'",
    )
    .await;
    (world, app)
}

async fn import(app: &App, text: &str, vintage: &str, keep: Keep) -> Result<Brought, ImportError> {
    let text = text.to_owned();
    let open = move || {
        Ok(Box::new(std::io::Cursor::new(text.clone().into_bytes())) as Box<dyn Read + Send>)
    };
    import_postcodes(&app.door, &open, vintage, keep).await
}

/// The releases that there are, and the rows of each.
async fn releases(world: &World) -> Vec<(String, bool, i64)> {
    let mut tx = world.fresh.db.snapshot().await.unwrap();
    all!(
        &mut tx,
        "select r.vintage, r.in_use, (select count(*) from postcode p where p.release_id = r.id)
           from postcode_release r order by r.id"
    )
    .unwrap()
}

/// The district that is kept, in clear, of everybody there is.
async fn kept(world: &World) -> Vec<String> {
    let mut tx = world.fresh.db.snapshot().await.unwrap();
    let rows: Vec<(String,)> =
        all!(&mut tx, "select district_code from person order by created_at, id").unwrap();
    rows.into_iter().map(|(code,)| code).collect()
}

fn somebody(more: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let who = [
        ("given_name", "Zara"),
        ("family_name", "Quillfeather"),
        ("learning_difficulty_or_disability", "no"),
        ("another_person", "yes"),
    ];
    [&who[..], more].concat()
}

fn told(reply: &Reply, sentence: &str) {
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.body);
    assert!(reply.says(sentence), "{}", reply.body);
}

on_both_engines! {
    async fn a_postcode_says_the_district_and_another_district_than_its_own_is_told(engine: Engine) {
        let (mut world, app) = districts(engine).await;
        let brought = import(&app, EXTRACT, VINTAGE, Keep::Ours).await.unwrap();
        let counted = Brought { postcodes: 240, terminated: 0, elsewhere: 120, unchanged: false };
        assert_eq!(brought, counted, "Colchester is no district of this partnership");
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let person = add(&mut wes, &somebody(&[("postcode", HERE)])).await;
        let wrong = somebody(&[("postcode", HERE), ("district_code", "E07000067"), ("phone", "9")]);
        let wrong = wes.fill("/people/new", &wrong).await;
        told(&wrong, "The postcode is in Chelmsford. Select Chelmsford, or correct the postcode");
        told(&wrong, "Enter a telephone number");
        // A lookup lags behind: what it does not know is no mistake.
        add(&mut wes, &somebody(&[("postcode", "CO1 1AA"), ("district_code", "E07000067")])).await;
        add(&mut wes, &somebody(&[("postcode", "CM99 9ZZ")])).await;
        assert_eq!(kept(&world).await, ["E07000070", "E07000067", ""]);

        let contact = format!("/people/{person}/contact");
        let moved = [("postcode", THERE), ("district_code", "E07000070")];
        told(&wes.fill(&contact, &moved).await, "The postcode is in Braintree. Select Braintree");
        let moved = [("postcode", THERE), ("district_code", "")];
        assert_eq!(wes.fill(&contact, &moved).await.status, StatusCode::SEE_OTHER);
        assert_eq!(kept(&world).await, ["E07000067", "E07000067", ""]);
        assert!(wes.get(&format!("/people/{person}")).await.says("Braintree"));

        // With every postcode kept, another partnership's is told, and none of these districts is filled in.
        import(&app, EXTRACT, VINTAGE, Keep::Every).await.unwrap();
        let beyond = somebody(&[("postcode", "CO1 1AA"), ("district_code", "E07000067")]);
        told(&wes.fill("/people/new", &beyond).await, "in none of these districts (its district is E07000071)");
        add(&mut wes, &somebody(&[("postcode", "CO1 1AA")])).await;
        assert_eq!(kept(&world).await, ["E07000067", "E07000067", "", ""]);
    }

    async fn no_district_is_kept_or_filled_in_of_an_address_that_must_not_be_known(engine: Engine) {
        let (mut world, app) = districts(engine).await;
        import(&app, EXTRACT, VINTAGE, Keep::Ours).await.unwrap();
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let refuge = [("postcode", HERE), ("confidential_address", "yes")];
        let chosen = [&refuge[..], &[("district_code", "E07000070")]].concat();
        let other = [&refuge[..], &[("district_code", "E07000067")]].concat();
        // The last would be told of an open address: here the answer would tell where the refuge is.
        for answers in [&refuge[..], &chosen, &other] {
            add(&mut wes, &somebody(answers)).await;
        }
        assert_eq!(kept(&world).await, ["", "", ""]);
        let person = add(&mut wes, &somebody(&[("postcode", HERE)])).await;
        assert_eq!(kept(&world).await, ["", "", "", "E07000070"]);
        let contact = format!("/people/{person}/contact");
        for answers in [&other[..], &refuge] {
            assert_eq!(wes.fill(&contact, answers).await.status, StatusCode::SEE_OTHER);
            assert_eq!(kept(&world).await, ["", "", "", ""]);
        }
        let page = wes.get(&format!("/people/{person}")).await;
        assert!(!page.says("Chelmsford") && !page.says("Braintree"), "{}", page.body);
    }

    async fn a_release_is_put_in_use_as_a_whole_and_the_same_one_changes_nothing(engine: Engine) {
        let (world, app) = districts(engine).await;
        import(&app, EXTRACT, VINTAGE, Keep::Ours).await.unwrap();
        let again = import(&app, EXTRACT, VINTAGE, Keep::Ours).await.unwrap();
        assert!(again.unchanged);
        assert_eq!(releases(&world).await, [(VINTAGE.to_owned(), true, 240)]);

        // One is broken off: what was in use stays in use, and nobody reads the other.
        let begin = BeginPostcodes { vintage: "Broken off".into(), file_hash: "1".into(), every: true };
        let begun = app.door.perform(Actor::Console, None, begin).await.unwrap();
        let row = PostcodeRow { postcode: "CM11AA".into(), district: "E07000067".into(), ..PostcodeRow::default() };
        let chunk = AddPostcodes { release: begun.release, rows: vec![row] };
        app.door.perform(Actor::Console, None, chunk.clone()).await.unwrap();
        let both = [(VINTAGE.to_owned(), true, 240), ("Broken off".to_owned(), false, 1)];
        assert_eq!(releases(&world).await, both);

        // The next has more rows than come in at once, one of them of a postcode that is no longer in use.
        let mut lines = vec!["PCDS,DOTERM,LAD25CD,WD25CD,OSEAST1M".to_owned()];
        let letters = "ABDEFGHJLN".chars();
        let units = letters.clone().flat_map(|a| "ABDEFGHJLN".chars().map(move |b| format!("{a}{b}")));
        for (at, unit) in (1..60).flat_map(|at| units.clone().map(move |unit| (at, unit))) {
            lines.push(format!("CM{at} 1{unit},,E07000070,E05004102,1"));
        }
        lines.push("CM90 9ZZ,201904,E07000070,,".into());
        lines.push("CM91 9ZZ,201904,,,".into());
        let brought = import(&app, &lines.join("\n"), "ONSPD May 2026", Keep::Ours).await.unwrap();
        let counted = Brought { postcodes: 5901, terminated: 1, elsewhere: 1, unchanged: false };
        assert_eq!(brought, counted);
        assert_eq!(releases(&world).await, [("ONSPD May 2026".to_owned(), true, 5901)]);
        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let old: (String, String, Option<db::Day>) = one!(&mut tx,
            "select district_code, ward_code, terminated_on from postcode where postcode = 'CM909ZZ'").unwrap().unwrap();
        assert_eq!(old, ("E07000070".into(), String::new(), Some(db::Day(jiff::civil::date(2019, 4, 1)))));
        drop(tx);
        let late = app.door.perform(Actor::Console, None, chunk).await;
        assert!(late.is_err(), "an import that was overtaken adds nothing more");
    }

    async fn a_damaged_file_changes_nothing_and_every_problem_has_its_line(engine: Engine) {
        let (world, app) = districts(engine).await;
        import(&app, EXTRACT, VINTAGE, Keep::Ours).await.unwrap();
        let told = async |text: &str, expected: &[&str]| {
            let why = import(&app, text, "ONSPD May 2026", Keep::Ours).await.unwrap_err().to_string();
            for part in expected {
                assert!(why.contains(part), "{why}");
            }
        };
        told("pcds,doterm\nCM1 1AA,\n", &["No column holds the district (lad25cd"]).await;
        told("pcds,lad25cd\n", &["no rows below"]).await;
        told("", &["The file is empty"]).await;
        let wrong = "pcds,lad25cd,doterm\nCM1 1AA,E07000070,\nCM1,Chelmsford,\n\"CM1 \n1AB\",E07000070,x\nCM11AA,E07000070,\n";
        told(wrong, &["4 problems", "line 3: postcode", "line 3: district", "line 4: doterm", "line 6: postcode: stands"]).await;
        told("pcds,lad25cd\nM1 1AA,E08000003\n", &["No postcode of the file lies in a district"]).await;
        let in_use: Vec<_> = releases(&world).await.into_iter().filter(|it| it.1).collect();
        assert_eq!(in_use, [(VINTAGE.to_owned(), true, 240)]);
        let nameless = import(&app, EXTRACT, " ", Keep::Ours).await.unwrap_err().to_string();
        assert!(nameless.contains("Enter what the release is called"), "{nameless}");
    }
}
