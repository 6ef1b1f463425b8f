//! What is asked about how somebody communicates. No I/O.

use kernel::FieldErrors;

const LONGEST_LANGUAGE: usize = 100;
const LONGEST_WORDS: usize = 1_000;

/// What somebody may need: code and words.
pub const NEEDS: [(&str, &str); 11] = [
    ("bsl", "British Sign Language"),
    ("makaton", "Makaton or symbols"),
    ("lip_reads", "Lip-reads: face them as you speak"),
    ("hearing_loop", "Hearing loop"),
    ("easy_read", "Easy read"),
    ("large_print", "Large print"),
    ("braille", "Braille"),
    ("audio", "Information to listen to"),
    ("more_time", "More time, and short sentences"),
    ("no_telephone", "Cannot use the telephone"),
    ("supporter", "Someone with them to help them understand"),
];

/// Whether an interpreter is needed: code and words.
pub(super) const INTERPRETER: [(&str, &str); 3] =
    [("yes", "Yes"), ("no", "No"), ("not_known", "Not known")];

/// The words for a need.
pub fn need_words(code: &str) -> &str {
    NEEDS.iter().find(|(known, _)| *known == code).map_or(code, |(_, words)| words)
}

/// What the form says, as typed.
pub(super) struct Typed<'a> {
    pub(super) interpreter: &'a str,
    pub(super) language: &'a str,
    pub(super) needs: &'a [String],
    pub(super) words: &'a str,
}

/// What the form says, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Checked {
    pub(super) interpreter: &'static str,
    pub(super) language: String,
    /// In the order of the list, each once.
    pub(super) needs: Vec<&'static str>,
    pub(super) words: String,
}

impl Typed<'_> {
    /// Checks the answers.
    ///
    /// # Errors
    ///
    /// Every problem at once.
    pub(super) fn checked(&self) -> Result<Checked, FieldErrors> {
        let mut errors = FieldErrors::default();
        let known = INTERPRETER.iter().find(|(code, _)| *code == self.interpreter);
        let interpreter =
            errors.take("interpreter", known.ok_or("Select whether they need an interpreter"));
        let language = self.language.trim();
        if language.is_empty() && self.interpreter == "yes" {
            errors.add("language", "Enter the language that the interpreter must speak");
        }
        if language.chars().count() > LONGEST_LANGUAGE {
            errors.add("language", "The language must be 100 characters or fewer");
        }
        if self.needs.iter().any(|typed| !NEEDS.iter().any(|(code, _)| code == typed)) {
            errors.add("needs", "Select what they need in the list");
        }
        let words = self.words.trim();
        if words.chars().count() > LONGEST_WORDS {
            errors.add("words", "What else helps must be 1,000 characters or fewer");
        }
        errors.clone().into_result()?;
        let Some((interpreter, _)) = interpreter else { return Err(errors) };
        let codes = NEEDS.iter().map(|(code, _)| *code);
        let needs = codes.filter(|code| self.needs.iter().any(|it| it == code)).collect();
        Ok(Checked { interpreter, language: language.to_owned(), needs, words: words.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(interpreter: &str, language: &str, needs: &[&str], wrong: &[&str]) -> Option<Checked> {
        let needs: Vec<String> = needs.iter().map(ToString::to_string).collect();
        let checked = Typed { interpreter, language, needs: &needs, words: " Kind " }.checked();
        let errors = checked.as_ref().err().cloned().unwrap_or_default();
        assert_eq!(errors.iter().map(|(field, _)| field).collect::<Vec<_>>(), wrong);
        checked.ok()
    }

    #[test]
    fn whoever_needs_an_interpreter_needs_one_for_a_language() {
        check("yes", "Polish", &[], &[]);
        check("yes", " ", &[], &["language"]);
        check("no", "", &[], &[]);
        check("perhaps", &"x".repeat(101), &["elvish"], &["interpreter", "language", "needs"]);
    }

    #[test]
    fn needs_are_kept_once_and_in_the_order_of_the_list() {
        let kept = check("not_known", "", &["braille", "bsl", "braille"], &[]);
        let kept = kept.map(|it| (it.needs, it.words));
        assert_eq!(kept, Some((vec!["bsl", "braille"], "Kind".to_owned())));
    }
}
