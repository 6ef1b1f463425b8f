//! The allocation group's charter, as it is shipped.

use charter::{Charter, shipped, shipped_codes};

pub(crate) fn allocation_group() -> Charter {
    match shipped("maag").expect("the charter is shipped") {
        Ok(charter) => charter,
        Err(problems) => {
            let all: Vec<String> = problems.iter().map(ToString::to_string).collect();
            panic!("{}", all.join("\n"))
        }
    }
}

#[test]
fn every_shipped_charter_is_sound_and_has_its_folders_name() {
    for code in shipped_codes() {
        let charter = shipped(code).unwrap().unwrap_or_else(|problems| panic!("{problems:#?}"));
        assert_eq!(charter.code, code);
    }
    allocation_group();
}
