//! A text area that says how much room is left.

use maud::Render;
use serde::Deserialize;

use crate::de;
use crate::element::Attrs;
use crate::error_message::ErrorMessage;
use crate::field::{Plurals, i18n, id_or_name};
use crate::hint::Hint;
use crate::label::Label;
use crate::textarea::Textarea;

/// A text area with a limit in characters or words.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct CharacterCount {
    #[serde(flatten)]
    textarea: Textarea,
    maxlength: Option<u32>,
    maxwords: Option<u32>,
    count_type: Option<String>,
    #[serde(deserialize_with = "de::scalar")]
    threshold: Option<String>,
    count_message: CountMessage,
    textarea_description_text: String,
    characters_under_limit_text: Plurals,
    characters_at_limit_text: String,
    characters_over_limit_text: Plurals,
    words_under_limit_text: Plurals,
    words_at_limit_text: String,
    words_over_limit_text: Plurals,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct CountMessage {
    classes: String,
}

impl CharacterCount {
    /// A text area that holds at most `characters`.
    pub fn new(
        name: impl Into<String>,
        label: impl Into<Label>,
        characters: u32,
    ) -> CharacterCount {
        CharacterCount {
            textarea: Textarea::new(name, label),
            maxlength: Some(characters),
            ..CharacterCount::default()
        }
    }

    /// What was typed before.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> CharacterCount {
        self.textarea = self.textarea.value(value);
        self
    }

    /// Help under the label.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Hint>) -> CharacterCount {
        self.textarea = self.textarea.hint(hint);
        self
    }

    /// What is wrong, if anything.
    #[must_use]
    pub fn error<E: Into<ErrorMessage>>(mut self, error: Option<E>) -> CharacterCount {
        self.textarea = self.textarea.error(error);
        self
    }

    /// How many lines it shows; 5 when not said.
    #[must_use]
    pub fn rows(mut self, rows: u16) -> CharacterCount {
        self.textarea = self.textarea.rows(rows);
        self
    }

    /// An id other than the name.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> CharacterCount {
        self.textarea = self.textarea.id(id);
        self
    }

    fn count_type(&self) -> Option<&str> {
        self.count_type.as_deref().or_else(|| self.maxwords.map(|_| "words"))
    }

    /// The settings that GOV.UK's script reads.
    fn settings(&self) -> Attrs {
        let mut attrs = Attrs::new().with("data-module", "govuk-character-count");
        if let Some(limit) = self.maxlength {
            attrs.set("data-maxlength", limit.to_string());
        }
        if let Some(limit) = self.maxwords {
            attrs.set("data-maxwords", limit.to_string());
        }
        if let Some(threshold) = &self.threshold {
            attrs.set("data-threshold", threshold);
        }
        if let Some(count_type) = self.count_type() {
            attrs.set("data-count-type", count_type);
        }
        if self.maxwords.or(self.maxlength).is_none() {
            i18n(&mut attrs, "textarea-description.other", &self.textarea_description_text);
        }
        self.characters_under_limit_text.write(&mut attrs, "characters-under-limit");
        i18n(&mut attrs, "characters-at-limit", &self.characters_at_limit_text);
        self.characters_over_limit_text.write(&mut attrs, "characters-over-limit");
        self.words_under_limit_text.write(&mut attrs, "words-under-limit");
        i18n(&mut attrs, "words-at-limit", &self.words_at_limit_text);
        self.words_over_limit_text.write(&mut attrs, "words-over-limit");
        attrs
    }

    /// The sentence that is read when there is no script.
    fn description(&self) -> Hint {
        let Some(limit) = self.maxwords.or(self.maxlength) else { return Hint::default() };
        let unit = if self.count_type() == Some("words") { "words" } else { "characters" };
        if self.textarea_description_text.is_empty() {
            Hint::new(format!("You can enter up to {limit} {unit}"))
        } else {
            Hint::new(self.textarea_description_text.replace("%{count}", &limit.to_string()))
        }
    }
}

impl Render for CharacterCount {
    fn render_to(&self, out: &mut String) {
        let info = format!("{}-info", id_or_name(&self.textarea.id, &self.textarea.name));
        let mut message_class = "govuk-character-count__message".to_owned();
        crate::add_classes(&mut message_class, &self.count_message.classes);
        let own = ("govuk-character-count", &self.settings());
        let mut textarea = self.textarea.clone();
        textarea.classes = "govuk-js-character-count".to_owned();
        crate::add_classes(&mut textarea.classes, &self.textarea.classes);
        textarea.write_with(out, own, &info, |out| {
            self.description().write_as(out, &info, &message_class);
        });
    }
}
