//! Advice that was asked for instead of a request: how often, from whom, and how much of it became a request. It is about
//! nobody. No I/O.

use std::collections::BTreeSet;

use charter::codes::Codes;
use jiff::civil::Date;
use kernel::ForumId;

use crate::{
    figures::{Figures, Line, columns},
    parts::{Part, Row, rows},
    referring::name,
};

/// A question to a forum.
pub(crate) struct Advice {
    pub(crate) forum: ForumId,
    pub(crate) forum_name: String,
    /// The referrer group of the organisation for which it was asked.
    pub(crate) group: String,
    pub(crate) on: Date,
    /// How it was answered; empty while nobody has.
    pub(crate) kind: String,
    pub(crate) became_request: bool,
}

/// By what it is counted.
pub(crate) const BY: [&str; 3] = ["group", "month", "forum"];

/// Asked, how it was answered, and how many became a request.
pub(crate) fn advice(
    all: &[Advice],
    codes: &[&Codes],
    by: &str,
    ours: &BTreeSet<ForumId>,
) -> Figures {
    let part = |it: &Advice| {
        let group = match by {
            "month" => it.on.strftime("%Y-%m").to_string(),
            "forum" => it.forum_name.clone(),
            _ => name(codes, &it.group),
        };
        let is = |kind: &str| i64::from(it.kind == kind);
        let counts = vec![
            1,
            is("advice_given"),
            is("one_organisation"),
            is("please_refer"),
            is(""),
            i64::from(it.became_request),
        ];
        Part { forum: it.forum, group, counts, days: None }
    };
    let parts: Vec<Part> = all.iter().map(part).collect();
    let rows = rows(&parts, ours);
    let line = |row: &Row| Line {
        name: row.group.as_deref().map_or_else(|| "Total".to_owned(), month),
        values: (0..6).map(|at| row.count(at)).chain([row.share(5, 0)]).collect(),
    };
    let text = |at: usize| rows.last().map(|it| it.count(at).text()).unwrap_or_default();
    Figures {
        title: "Advice instead of a request".into(),
        columns: columns(&[
            ("asked", "Asked by or in"),
            ("questions", "Asked"),
            ("advice_given", "Advice given"),
            ("one_organisation", "One organisation can meet it"),
            ("please_refer", "Please refer"),
            ("unanswered", "Not answered"),
            ("became_request", "Became a request"),
            ("became_request_percent", "Became a request, %"),
        ]),
        lines: rows.iter().map(line).collect(),
        sentence: format!("Advice asked for: {}. Became a request: {}.", text(0), text(5)),
        ..Figures::default()
    }
}

/// "April 2026" of a month that sorts; anything else as it is.
fn month(key: &str) -> String {
    let day: Option<Date> = format!("{key}-01").parse().ok();
    day.map_or_else(|| key.to_owned(), |day| day.strftime("%B %Y").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_is_counted_by_who_asked_and_when_with_what_became_a_request() {
        let forum = ForumId::default();
        let one = |group: &str, on: &str, kind: &str, became_request| Advice {
            forum,
            forum_name: "Chelmsford".into(),
            group: group.into(),
            on: on.parse().unwrap(),
            kind: kind.into(),
            became_request,
        };
        let all = [
            one("school", "2026-10-02", "advice_given", false),
            one("school", "2026-11-02", "please_refer", true),
            one("health", "2026-11-03", "", false),
        ];
        let ours = BTreeSet::from([forum]);
        let lines = |by: &str| -> Vec<String> {
            let figures = advice(&all, &[], by, &ours);
            let text = |line: &Line| {
                let values: Vec<String> = line.values.iter().map(|it| it.text()).collect();
                format!("{} {}", line.name, values.join(" "))
            };
            figures.lines.iter().map(text).collect()
        };
        assert_eq!(
            lines("group"),
            ["health 1 0 0 0 1 0 0.0", "school 2 1 0 1 0 1 50.0", "Total 3 1 0 1 1 1 33.3"]
        );
        assert_eq!(lines("month")[1], "November 2026 2 0 0 1 1 1 50.0");
        assert_eq!(lines("forum")[0], "Chelmsford 3 1 0 1 1 1 33.3");
    }
}
