//! A password, which can be shown while it is typed.

use maud::{PreEscaped, Render};
use serde::Deserialize;

use crate::button::Button;
use crate::content::Content;
use crate::element::Attrs;
use crate::error_message::ErrorMessage;
use crate::field::{i18n, id_or_name};
use crate::hint::Hint;
use crate::input::Input;
use crate::label::Label;

/// A password input with a button that shows what was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PasswordInput {
    #[serde(flatten)]
    input: Input,
    button: Toggle,
    show_password_text: Option<String>,
    hide_password_text: String,
    show_password_aria_label_text: Option<String>,
    hide_password_aria_label_text: String,
    password_shown_announcement_text: String,
    password_hidden_announcement_text: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Toggle {
    classes: String,
}

impl PasswordInput {
    /// A password whose form field is `name`; it is never written back into a page.
    pub fn new(name: impl Into<String>, label: impl Into<Label>) -> PasswordInput {
        PasswordInput { input: Input::new(name, label), ..PasswordInput::default() }
    }

    /// For choosing a password: the browser may offer one.
    #[must_use]
    pub fn new_password(mut self) -> PasswordInput {
        self.input = self.input.autocomplete("new-password");
        self
    }

    /// Help under the label.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Hint>) -> PasswordInput {
        self.input = self.input.hint(hint);
        self
    }

    /// What is wrong, if anything.
    #[must_use]
    pub fn error<E: Into<ErrorMessage>>(mut self, error: Option<E>) -> PasswordInput {
        self.input = self.input.error(error);
        self
    }

    fn settings(&self) -> Attrs {
        let mut attrs = Attrs::new().with("data-module", "govuk-password-input");
        let show = self.show_password_text.as_deref().unwrap_or_default();
        let show_label = self.show_password_aria_label_text.as_deref().unwrap_or_default();
        i18n(&mut attrs, "show-password", show);
        i18n(&mut attrs, "hide-password", &self.hide_password_text);
        i18n(&mut attrs, "show-password-aria-label", show_label);
        i18n(&mut attrs, "hide-password-aria-label", &self.hide_password_aria_label_text);
        i18n(&mut attrs, "password-shown-announcement", &self.password_shown_announcement_text);
        i18n(&mut attrs, "password-hidden-announcement", &self.password_hidden_announcement_text);
        attrs
    }

    fn toggle(&self) -> Button {
        let label = self.show_password_aria_label_text.as_deref().unwrap_or("Show password");
        let mut button = Button::new(self.show_password_text.as_deref().unwrap_or("Show"))
            .secondary()
            .classes("govuk-password-input__toggle govuk-js-password-input-toggle")
            .classes(&self.button.classes)
            .attr("aria-controls", id_or_name(&self.input.id, &self.input.name))
            .attr("aria-label", label)
            .attr("hidden", "");
        button.kind = "button".to_owned();
        button
    }
}

impl Render for PasswordInput {
    fn render_to(&self, out: &mut String) {
        let mut input = self.input.clone();
        input.classes = "govuk-password-input__input govuk-js-password-input-input".to_owned();
        crate::add_classes(&mut input.classes, &self.input.classes);
        input.kind = "password".to_owned();
        input.spellcheck = Some(false);
        input.autocapitalize = Some("none".to_owned());
        input.autocomplete.get_or_insert_with(|| "current-password".to_owned());
        input.input_wrapper.classes = "govuk-password-input__wrapper".to_owned();
        let mut after = String::new();
        self.toggle().render_to(&mut after);
        self.input.form_group.after_input.render_to(&mut after);
        input.form_group.after_input = Content::Html(PreEscaped(after));
        input.write(out, ("govuk-password-input", &self.settings()));
    }
}
