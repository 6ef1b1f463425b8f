use uuid::Uuid;

use super::*;

fn place(id: u128, (tier, name, code): (&str, &str, &str), parent: Option<u128>) -> Place {
    Place {
        id: PlaceId(Uuid::from_u128(id)),
        tier: tier.into(),
        name: name.into(),
        gss_code: code.into(),
        vintage: String::new(),
        parent: parent.map(|id| PlaceId(Uuid::from_u128(id))),
    }
}

fn county() -> Vec<Place> {
    vec![
        place(1, ("county", "Essex", "E10000012"), None),
        place(2, ("district", "Chelmsford", "E07000070"), Some(1)),
        place(3, ("district", "Maldon", ""), Some(1)),
        place(4, ("ward", "Goat Hall", "E05004102"), Some(2)),
    ]
}

/// What becomes of each line: added, changed (how), nothing, or refused (why).
#[track_caller]
fn check(rows: &str, expected: &[&str]) -> Vec<Planned<Place>> {
    let text = format!("tier,name,gss_code,vintage,parent\n{rows}\n");
    let sheet = Sheet::read(&text, &COLUMNS, 0).unwrap();
    let mut next = 100;
    let mut new_id = || {
        next += 1;
        PlaceId(Uuid::from_u128(next))
    };
    let plan = plan(&sheet, county(), &["parish".into()], &mut new_id);
    let told: Vec<String> = plan
        .iter()
        .map(|it| match &it.step {
            Step::Add(place) => format!("added in {:?}", place.parent.map(|id| id.0.as_u128())),
            Step::Change(_, how) => format!("changed {}", how.join("; ")),
            Step::Nothing => "nothing".into(),
            Step::Refuse(errors) => crate::sheet::words_of(errors).join("; "),
        })
        .collect();
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    for (told, expected) in told.iter().zip(expected) {
        assert!(told.contains(expected), "{told} is not {expected}");
    }
    plan
}

#[test]
fn a_place_is_added_below_one_that_is_known_or_that_stands_above_it() {
    check(
        "ward,Trinity,E05004117,December 2023,Chelmsford\n\
         district,Rochford,E07000075,,Essex\n\
         ward,Trinity,E05004200,,E07000075\n\
         parish,Ashingdon,,,Trinity",
        &["added in Some(2)", "added in Some(1)", "added in Some(102)", "several places “Trinity”"],
    );
}

#[test]
fn a_place_is_renamed_by_its_code_and_a_ward_keeps_its_name_when_its_code_changes() {
    check(
        "ward,Goat Hall and Moulsham,E05004102,December 2023,",
        &["changed name: “Goat Hall” becomes “Goat Hall and Moulsham”; vintage"],
    );
    check(
        "ward,Goat Hall,E05015470,December 2023,Chelmsford",
        &["changed gss_code: “E05004102” becomes “E05015470”"],
    );
    check("district,Maldon,E07000074,,", &["changed gss_code: nothing becomes “E07000074”"]);
    check("district,Chelmsford,E07000070,,Essex\nward,Goat Hall,,,", &["nothing", "nothing"]);
    check("district,Chelmsford,E07000099,,", &["by which people are counted"]);
}

#[test]
fn every_problem_of_a_row_is_told_and_places_do_not_lie_in_one_another() {
    check(
        "castle,,E07,,Atlantis",
        &["There is no tier “castle”. Use one of county, district, parish, ward"],
    );
    let plan = check("castle,,E07,,Atlantis", &["name: Enter the place’s name"]);
    let Step::Refuse(errors) = &plan[0].step else { panic!("{plan:?}") };
    let columns: Vec<&str> = errors.iter().map(|(column, _)| column).collect();
    assert_eq!(columns, ["tier", "name", "gss_code", "parent"]);
    check("ward,Nowhere,,,", &["parent: Enter the name or the GSS code"]);
    check("district,X,E05004102,,Essex", &["E05004102 is the code of the ward Goat Hall"]);
    check("county,Essex,E10000012,,Chelmsford", &["cannot lie in itself"]);
    check(
        "ward,Trinity,E05004117,,Chelmsford\nward,Trinity,E05004117,,Chelmsford",
        &["added", "stands in line 2 already"],
    );
    check("ward,Goat Hall,E05009999,,Maldon\nward,A,E05009999,,", &["added", "in line 2 already"]);
}

#[test]
fn the_tree_names_each_place_after_the_one_that_it_lies_in() {
    let places = county();
    let told: Vec<(usize, &str)> =
        tree(&places).into_iter().map(|(depth, it)| (depth, it.name.as_str())).collect();
    assert_eq!(told, [(0, "Essex"), (1, "Chelmsford"), (2, "Goat Hall"), (1, "Maldon")]);
}
