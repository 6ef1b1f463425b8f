//! A file to send.

use maud::Render;
use serde::Deserialize;

use crate::element::{Attrs, El};
use crate::error_message::ErrorMessage;
use crate::field::{Field, FormGroup, Plurals, i18n, id_or_name};
use crate::hint::Hint;
use crate::label::Label;

/// A file input with its label, hint and error.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct FileUpload {
    id: String,
    name: String,
    label: Label,
    hint: Option<Hint>,
    error_message: Option<ErrorMessage>,
    described_by: String,
    disabled: bool,
    multiple: bool,
    form_group: FormGroup,
    javascript: bool,
    wrapper_classes: String,
    wrapper_attributes: Attrs,
    choose_files_button_text: String,
    no_file_chosen_text: String,
    multiple_files_chosen_text: Plurals,
    drop_instruction_text: String,
    entered_drop_zone_text: String,
    left_drop_zone_text: String,
    classes: String,
    attributes: Attrs,
}

impl FileUpload {
    /// A file input whose form field is `name`; the id is the same.
    pub fn new(name: impl Into<String>, label: impl Into<Label>) -> FileUpload {
        FileUpload { name: name.into(), label: label.into(), ..FileUpload::default() }
    }

    /// Help under the label.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Hint>) -> FileUpload {
        self.hint = Some(hint.into());
        self
    }

    /// What is wrong, if anything.
    #[must_use]
    pub fn error<E: Into<ErrorMessage>>(mut self, error: Option<E>) -> FileUpload {
        self.error_message = error.map(Into::into);
        self
    }

    /// Which kinds of file the browser offers, such as `.csv`.
    #[must_use]
    pub fn accept(mut self, kinds: &str) -> FileUpload {
        self.attributes.set("accept", kinds);
        self
    }

    /// The settings that GOV.UK's script reads.
    fn settings(&self) -> Attrs {
        let mut attrs = Attrs::new().with("data-module", "govuk-file-upload");
        i18n(&mut attrs, "choose-files-button", &self.choose_files_button_text);
        i18n(&mut attrs, "no-file-chosen", &self.no_file_chosen_text);
        self.multiple_files_chosen_text.write(&mut attrs, "multiple-files-chosen");
        i18n(&mut attrs, "drop-instruction", &self.drop_instruction_text);
        i18n(&mut attrs, "entered-drop-zone", &self.entered_drop_zone_text);
        i18n(&mut attrs, "left-drop-zone", &self.left_drop_zone_text);
        attrs
    }

    fn write_input(&self, out: &mut String, field: &Field<'_>) {
        El::new(out, "input")
            .class("govuk-file-upload")
            .class(&self.classes)
            .class_if(self.error_message.is_some(), "govuk-file-upload--error")
            .attr("id", field.id)
            .attr("name", &self.name)
            .attr("type", "file")
            .flag("disabled", self.disabled)
            .flag("multiple", self.multiple)
            .unless_empty("aria-describedby", &field.all_described_by())
            .attrs(&self.attributes)
            .void();
    }
}

impl Render for FileUpload {
    fn render_to(&self, out: &mut String) {
        let field = Field {
            id: id_or_name(&self.id, &self.name),
            described_by: &self.described_by,
            hint: self.hint.as_ref(),
            error: self.error_message.as_ref(),
        };
        let own = ("", &Attrs::new());
        self.form_group.write(out, self.error_message.is_some(), own, |out| {
            field.write_label(out, &self.label);
            self.form_group.before_input.render_to(out);
            if self.javascript {
                El::new(out, "div")
                    .class("govuk-file-upload-wrapper")
                    .class(&self.wrapper_classes)
                    .attrs(&self.settings())
                    .attrs(&self.wrapper_attributes)
                    .body(|out| self.write_input(out, &field));
            } else {
                self.write_input(out, &field);
            }
            self.form_group.after_input.render_to(out);
        });
    }
}
