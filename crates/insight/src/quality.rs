//! How complete records are, and how soon what happened was recorded. No I/O.

use std::collections::BTreeSet;

use kernel::ForumId;

use crate::{
    figures::{Figures, Line, Value, columns},
    parts::{Part, rows},
};

/// What should be on the record of a case: the column that says whether it is, and words.
pub(crate) const FIELDS: [(&str, &str); 8] = [
    ("date_of_birth", "Date of birth"),
    ("nhs_number", "NHS number"),
    ("postcode", "Postcode"),
    ("consent", "Consent asked"),
    ("lawful_basis", "Lawful basis"),
    ("lead", "Lead professional"),
    ("plan", "Plan"),
    ("review_date", "Day of the review"),
];

/// How many days may pass before what happened is recorded.
const SOON: i64 = 2;

/// The cases of a forum, and of how many each field is there.
pub(crate) struct Complete {
    pub(crate) forum: ForumId,
    pub(crate) records: i64,
    pub(crate) there: [i64; 8],
}

/// How complete the records are, field by field; and how soon what happened was recorded.
pub(crate) fn quality(
    complete: &[Complete],
    delays: &[(ForumId, i64)],
    ours: &BTreeSet<ForumId>,
) -> Figures {
    let line = |name: &str, parts: Vec<Part>| {
        let total = rows(&parts, ours).pop();
        let values = total.map(|row| vec![row.count(0), row.count(1), row.share(1, 0), row.median]);
        Line { name: name.to_owned(), values: values.unwrap_or_default() }
    };
    let part = |forum, all: i64, some: i64, days| Part {
        forum,
        group: String::new(),
        counts: vec![all, some],
        days,
    };
    let fields = FIELDS.iter().enumerate().map(|(at, (_, words))| {
        let there = |it: &Complete| it.there.get(at).copied().unwrap_or(0);
        line(words, complete.iter().map(|it| part(it.forum, it.records, there(it), None)).collect())
    });
    let delays = delays
        .iter()
        .map(|(forum, days)| part(*forum, 1, i64::from(*days <= SOON), Some(*days)))
        .collect();
    let lines: Vec<Line> =
        fields.chain([line("What happened, recorded within 2 days", delays)]).collect();
    let least = lines.iter().filter_map(|line| match line.values.get(2) {
        Some(Value::Tenths(share)) => Some((*share, line)),
        _ => None,
    });
    let sentence = match least.min_by_key(|(share, _)| *share) {
        Some((1000, _)) => "Every record is complete.".to_owned(),
        Some((share, line)) => {
            format!(
                "Least complete: {}, {}%.",
                line.name.to_lowercase(),
                Value::Tenths(share).text()
            )
        }
        None => "There is too little to tell.".to_owned(),
    };
    Figures {
        title: "How complete records are".into(),
        columns: columns(&[
            ("field", "What"),
            ("records", "Records"),
            ("complete", "There"),
            ("complete_percent", "There, %"),
            ("median_days", "Days, median"),
        ]),
        lines,
        sentence,
        ..Figures::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_is_there_of_so_many_records_and_what_is_least_complete_is_said() {
        let (forum, ours) = (ForumId::default(), BTreeSet::from([ForumId::default()]));
        let there = [40, 38, 20, 40, 40, 40, 40, 40];
        let complete = [Complete { forum, records: 40, there }];
        let figures = quality(&complete, &[(forum, 0), (forum, 9)], &ours);
        let line = |line: &Line| {
            let values: Vec<String> = line.values.iter().map(|it| it.text()).collect();
            format!("{} {}", line.name, values.join(" "))
        };
        let lines: Vec<String> = figures.lines.iter().map(line).collect();
        assert_eq!(lines[1], "NHS number 40 38 95.0 ");
        assert_eq!(lines[8], "What happened, recorded within 2 days 2 1 50.0 4.5");
        assert_eq!(figures.sentence, "Least complete: postcode, 50.0%.");
    }
}
