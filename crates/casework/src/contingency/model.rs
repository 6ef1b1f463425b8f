//! What the words are. No I/O.

use kernel::FieldErrors;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const LONGEST: usize = 2_000;

/// What matters, and what is done if things get worse.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, sqlx::FromRow,
)]
#[serde(default, deny_unknown_fields)]
pub struct Contingency {
    /// What matters most to them, and how they want to be supported.
    pub about_me: String,
    /// The early signs that things get worse.
    pub early_signs: String,
    /// What sets it off.
    pub triggers: String,
    /// What is done then, and by whom.
    pub what_to_do: String,
    /// Whom to call.
    pub whom_to_call: String,
}

/// The fields with their questions and what helps to answer each.
pub(super) const QUESTIONS: [(&str, &str, &str); 5] = [
    (
        "about_me",
        "What matters most to them, and how do they want to be supported?",
        "In their words if you can",
    ),
    (
        "early_signs",
        "What are the early signs that things are getting worse?",
        "Such as: she stops answering the door",
    ),
    ("triggers", "What sets it off?", "Such as: the anniversary, a letter about money"),
    ("what_to_do", "What is done then, and by whom?", "What has helped before, and what has not"),
    ("whom_to_call", "Whom do they call?", "By day, at night and at the weekend"),
];

impl Contingency {
    /// What was answered to a question.
    pub(super) fn answer(&self, field: &str) -> &str {
        match field {
            "about_me" => &self.about_me,
            "early_signs" => &self.early_signs,
            "triggers" => &self.triggers,
            "what_to_do" => &self.what_to_do,
            _ => &self.whom_to_call,
        }
    }

    /// Checks what was typed. Signs without anything to do are no plan.
    ///
    /// # Errors
    ///
    /// Every problem at once.
    pub fn checked(&self) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        for (field, ..) in QUESTIONS {
            if self.answer(field).chars().count() > LONGEST {
                errors.add(field, "This must be 2,000 characters or fewer");
            }
        }
        let tidy = |text: &String| text.trim().to_owned();
        let it = Self {
            about_me: tidy(&self.about_me),
            early_signs: tidy(&self.early_signs),
            triggers: tidy(&self.triggers),
            what_to_do: tidy(&self.what_to_do),
            whom_to_call: tidy(&self.whom_to_call),
        };
        if it == Self::default() {
            errors.add("about_me", "Enter at least one of these");
        } else if it.what_to_do.is_empty() && !(it.early_signs.is_empty() && it.triggers.is_empty())
        {
            errors.add("what_to_do", "Enter what is done when things get worse");
        }
        errors.into_result()?;
        Ok(it)
    }

    /// What is done if things get worse, as one text.
    pub(crate) fn if_worse(&self) -> String {
        let parts = [
            ("Early signs", &self.early_signs),
            ("What sets it off", &self.triggers),
            ("What we do then", &self.what_to_do),
            ("Call", &self.whom_to_call),
        ];
        let said = parts.into_iter().filter(|(_, words)| !words.is_empty());
        let said: Vec<String> = said.map(|(what, words)| format!("{what}: {words}")).collect();
        said.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(said: [&str; 3], wrong: &[&str]) {
        let [about_me, early_signs, what_to_do] = said.map(str::to_owned);
        let typed = Contingency { about_me, early_signs, what_to_do, ..Contingency::default() };
        let fields: Vec<String> = match typed.checked() {
            Ok(_) => Vec::new(),
            Err(errors) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
        };
        assert_eq!(fields, wrong);
    }

    #[test]
    fn signs_that_things_get_worse_come_with_what_is_done_then() {
        check(["Football", "", ""], &[]);
        check(["", "No answer", "Ring her sister"], &[]);
        check(["", "No answer", " "], &["what_to_do"]);
        check([" ", "", ""], &["about_me"]);
        check([&"x".repeat(2_001), "No answer", ""], &["about_me", "what_to_do"]);
    }

    #[test]
    fn what_is_done_reads_as_one_text_without_what_was_not_said() {
        let it = Contingency {
            early_signs: "No answer".into(),
            what_to_do: "Ring her sister".into(),
            ..Contingency::default()
        };
        assert_eq!(it.if_worse(), "Early signs: No answer\nWhat we do then: Ring her sister");
        assert_eq!(Contingency::default().if_worse(), "");
    }
}
