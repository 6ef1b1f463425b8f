//! Steps that no release has: such as a later one may bring, with work for every case there is.

/// Writes each case anew, and makes an index over all of them.
const LATER: [(&str, &str); 2] = [
    (
        "later",
        "alter table case_record add column tally bigint not null default 0;
         update case_record set tally = level_of_need * 2;
         create index case_record_tally on case_record (tally, id);",
    ),
    (
        "latest",
        "create table case_told (case_id uuid not null primary key, words text not null);
         insert into case_told (case_id, words) select e.case_id, max(e.said) from chronology_event e group by e.case_id;
         create index chronology_event_said on chronology_event (said, id);",
    ),
];

/// The service's own migrations and two after them.
#[must_use]
pub fn steps_and_later() -> Vec<(i64, &'static str, &'static str)> {
    let mut steps: Vec<_> = db::migrations().collect();
    for (name, text) in LATER {
        let last = steps.last().map_or(0, |(number, _, _)| *number);
        steps.push((last + 1, name, text));
    }
    steps
}
