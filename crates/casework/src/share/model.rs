//! What could stand on the plan to share, and what may. No I/O.

use std::collections::HashMap;

use kernel::FieldErrors;
use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// To which part of the plan a line belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// What is going well.
    Strengths,
    /// What should be different, and how it went.
    Goal,
    /// Who does what.
    Action,
    /// What was asked for or is given.
    Service,
    /// What matters most to them.
    About,
    /// What is done if things get worse.
    Contingency,
    /// Whom to talk to.
    Lead,
}

/// A line that could stand on the plan to share.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Line {
    /// The referral whose strengths they are, the person whom it is about, the goal, the action, the allocation, the
    /// case whose contingency it is, or the practitioner.
    pub id: Uuid,
    /// Where it would stand.
    pub part: Part,
    /// What it would say.
    pub words: String,
    /// Whether it may; nothing while nobody has said.
    pub choice: Option<bool>,
    /// What to send as `shown` once it was read: the line, and a short mark of its words.
    pub mark: String,
}

/// What was said of each line so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choices(pub(super) HashMap<Uuid, (bool, String)>);

impl Choices {
    /// A line with what was said of it, if that was said of the words that it has now.
    pub(super) fn line(&self, part: Part, id: Uuid, words: String) -> Line {
        let hash = Sha256::digest(&words);
        let short: String = hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        let mark = format!("{id}={short}");
        let said = self.0.get(&id).filter(|(_, of)| *of == mark);
        Line { id, part, words, choice: said.map(|(is_shared, _)| *is_shared), mark }
    }
}

/// What to record: each line that whoever chose has read as it is now, and whether it may stand on the plan. A line
/// that came since, or says something else since, is not among them.
///
/// # Errors
///
/// When something was chosen that was not read so.
pub(super) fn chosen(
    lines: &[Line],
    shown: &[String],
    ticked: &[String],
) -> Result<Vec<(Line, bool)>, FieldErrors> {
    let is_ticked = |line: &Line| ticked.contains(&line.id.to_string());
    let read = lines.iter().filter(|line| shown.contains(&line.mark));
    let said: Vec<(Line, bool)> = read.map(|line| (line.clone(), is_ticked(line))).collect();
    let is_read = |id: &String| said.iter().any(|(read, _)| read.id.to_string() == *id);
    if !said.is_empty() && ticked.iter().all(is_read) {
        return Ok(said);
    }
    let told = "Something here was changed by somebody else. Read it again and choose";
    Err(FieldErrors::one("lines", told))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(id: u128, words: &str) -> Line {
        Choices::default().line(Part::Goal, Uuid::from_u128(id), words.to_owned())
    }

    #[track_caller]
    fn check(shown: &[Line], ticked: &[u128], expected: Option<&[(u128, bool)]>) {
        let lines = [line(1, "Sleep"), line(2, "School"), line(3, "Football")];
        let shown: Vec<String> = shown.iter().map(|line| line.mark.clone()).collect();
        let ticked: Vec<String> =
            ticked.iter().map(|id| Uuid::from_u128(*id).to_string()).collect();
        let said = chosen(&lines, &shown, &ticked).ok();
        let said =
            said.map(|it| it.iter().map(|(line, is)| (line.id.as_u128(), *is)).collect::<Vec<_>>());
        assert_eq!(said.as_deref(), expected);
    }

    #[test]
    fn a_line_that_was_read_and_not_ticked_stays_off_and_one_that_came_since_stays_undecided() {
        let two = [line(1, "Sleep"), line(2, "School")];
        check(&two, &[2], Some(&[(1, false), (2, true)]));
        check(&two, &[], Some(&[(1, false), (2, false)]));
        check(&[], &[], None);
    }

    #[test]
    fn nothing_is_put_on_the_plan_that_was_not_read_or_reads_otherwise_now() {
        check(&[line(1, "Sleep")], &[2], None);
        check(&[line(9, "Sleep")], &[9], None);
        check(&[line(1, "Sleep at her aunt's")], &[1], None);
        check(&[line(1, "Sleep at her aunt's"), line(2, "School")], &[2], Some(&[(2, true)]));
    }

    #[test]
    fn what_was_said_of_a_line_holds_for_the_words_that_were_read() {
        let read = line(1, "Visit by the outreach team");
        let choices = Choices(HashMap::from([(read.id, (true, read.mark.clone()))]));
        let said = |words: &str| choices.line(Part::Action, read.id, words.to_owned()).choice;
        assert_eq!(said("Visit by the outreach team"), Some(true));
        assert_eq!(said("Visit by the refuge"), None);
        assert_eq!(choices.line(Part::Goal, Uuid::from_u128(2), "Sleep".to_owned()).choice, None);
    }
}
