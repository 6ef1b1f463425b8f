//! The items of a form.

use serde::Deserialize;
use serde_json::Value;

/// The standard's extension that gives an answer option its score.
const ORDINAL_VALUE: &str = "http://hl7.org/fhir/StructureDefinition/ordinalValue";
/// The standard's extension that says how an item is shown.
const ITEM_CONTROL: &str = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl";
/// Our extension to a display item: the linkId of the question whose answer is shown there again.
pub(crate) const ECHO: &str = "https://throughline.example/fhir/StructureDefinition/echo";
/// The longest answer to a question that sets no length.
const LONGEST_TEXT: usize = 10_000;
/// The longest one-line answer.
const LONGEST_LINE: usize = 500;

/// A question, a group of items, or words between them.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Item {
    /// What answers refer to.
    pub link_id: String,
    /// What is asked.
    pub text: String,
    /// What kind of item it is.
    #[serde(rename = "type")]
    pub kind: ItemType,
    /// Whether it must be answered.
    pub required: bool,
    /// Whether it may have several answers.
    pub repeats: bool,
    /// The longest answer, in characters.
    pub max_length: Option<usize>,
    /// A list of answers kept elsewhere, which these forms cannot use.
    pub answer_value_set: Option<String>,
    /// The answers to choose from.
    pub answer_option: Vec<AnswerOption>,
    /// When it is asked at all.
    pub enable_when: Vec<EnableWhen>,
    /// Whether all or any of these must hold.
    pub enable_behavior: Option<EnableBehaviour>,
    /// What the standard adds.
    pub extension: Vec<Extension>,
    /// The items inside.
    #[serde(rename = "item")]
    pub items: Vec<Item>,
}

/// The kinds of item that these forms use.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub enum ItemType {
    /// Items that belong together.
    #[default]
    Group,
    /// Words that ask nothing.
    Display,
    /// Yes or no.
    Boolean,
    /// A whole number.
    Integer,
    /// A number.
    Decimal,
    /// A day.
    Date,
    /// One line.
    String,
    /// Several lines.
    Text,
    /// One of the options, or several where it repeats.
    Choice,
    /// A kind of the standard that these forms cannot ask, or no kind at all.
    Other(String),
}

impl From<String> for ItemType {
    fn from(name: String) -> Self {
        match name.as_str() {
            "group" => Self::Group,
            "display" => Self::Display,
            "boolean" => Self::Boolean,
            "integer" => Self::Integer,
            "decimal" => Self::Decimal,
            "date" => Self::Date,
            "string" => Self::String,
            "text" => Self::Text,
            "choice" => Self::Choice,
            _ => Self::Other(name),
        }
    }
}

/// A code with the words for it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Coding {
    /// The code list.
    pub system: Option<String>,
    /// The code.
    pub code: String,
    /// The words.
    pub display: Option<String>,
    /// What the standard adds.
    pub extension: Vec<Extension>,
}

/// One answer to choose from.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AnswerOption {
    /// An answer with a code.
    pub value_coding: Option<Coding>,
    /// An answer that is its own words.
    pub value_string: Option<String>,
    /// An answer that is a number.
    pub value_integer: Option<i64>,
    /// What the standard adds.
    pub extension: Vec<Extension>,
}

/// A condition on another item's answer.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct EnableWhen {
    /// The other item's linkId.
    pub question: String,
    /// exists, =, !=, >, <, >= or <=.
    pub operator: String,
    /// Compared with yes or no.
    pub answer_boolean: Option<bool>,
    /// Compared with a number.
    pub answer_decimal: Option<f64>,
    /// Compared with a whole number.
    pub answer_integer: Option<i64>,
    /// Compared with a day.
    pub answer_date: Option<String>,
    /// Compared with words.
    pub answer_string: Option<String>,
    /// Compared with a code.
    pub answer_coding: Option<Coding>,
}

/// Whether all or any of several conditions must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EnableBehaviour {
    /// All of them.
    All,
    /// At least one.
    Any,
}

/// Something that the standard, or somebody, adds to an element.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Extension {
    /// What it is.
    pub url: String,
    /// A number.
    pub value_decimal: Option<f64>,
    /// A concept.
    pub value_codeable_concept: Option<Value>,
    /// Words.
    pub value_string: Option<String>,
}

impl Item {
    /// Whether people answer it.
    pub fn is_question(&self) -> bool {
        !matches!(self.kind, ItemType::Group | ItemType::Display | ItemType::Other(_))
    }

    /// Whether it is the hint of the item around it.
    pub fn is_hint(&self) -> bool {
        let says_help = |concept: &Value| {
            let codings = concept.get("coding").and_then(Value::as_array).into_iter().flatten();
            codings.filter_map(|coding| coding.get("code")?.as_str()).any(|code| code == "help")
        };
        self.kind == ItemType::Display
            && self.extension.iter().any(|extension| {
                extension.url == ITEM_CONTROL
                    && extension.value_codeable_concept.as_ref().is_some_and(says_help)
            })
    }

    /// Whether it is a group that may have several entries.
    pub fn is_repeating_group(&self) -> bool {
        self.kind == ItemType::Group && self.repeats
    }

    /// The question whose answer is shown here again.
    pub fn echo(&self) -> Option<&str> {
        let echo = self.extension.iter().find(|extension| extension.url == ECHO)?;
        echo.value_string.as_deref()
    }

    /// The words under the question.
    pub fn hint(&self) -> Option<&str> {
        self.items.iter().find(|inner| inner.is_hint()).map(|inner| inner.text.as_str())
    }

    /// The longest answer, in characters.
    pub fn longest_answer(&self) -> usize {
        let usual = if self.kind == ItemType::Text { LONGEST_TEXT } else { LONGEST_LINE };
        self.max_length.unwrap_or(usual).min(LONGEST_TEXT)
    }

    /// Whether answers to it count towards a score.
    pub fn is_scored(&self) -> bool {
        self.answer_option.iter().any(|option| option.ordinal().is_some())
    }

    /// The option with this value.
    pub fn option(&self, value: &str) -> Option<&AnswerOption> {
        self.answer_option.iter().find(|option| option.value() == value)
    }
}

impl AnswerOption {
    /// What a form sends: the code, the words or the number.
    pub fn value(&self) -> String {
        match (&self.value_coding, &self.value_string, self.value_integer) {
            (Some(coding), _, _) => coding.code.clone(),
            (None, Some(text), _) => text.clone(),
            (None, None, Some(number)) => number.to_string(),
            (None, None, None) => String::new(),
        }
    }

    /// What people see.
    pub fn label(&self) -> String {
        let display = self.value_coding.as_ref().and_then(|coding| coding.display.clone());
        display.unwrap_or_else(|| self.value())
    }

    /// The score of the option. R4 allows it on the option and on its coding.
    pub fn ordinal(&self) -> Option<f64> {
        let on_coding = self.value_coding.iter().flat_map(|coding| &coding.extension);
        let ordinals = self.extension.iter().chain(on_coding);
        ordinals.filter(|it| it.url == ORDINAL_VALUE).find_map(|it| it.value_decimal)
    }
}

impl EnableWhen {
    /// What the other answer is compared with, as text.
    pub fn expected(&self) -> Option<String> {
        let coding = self.answer_coding.as_ref().map(|coding| coding.code.clone());
        coding
            .or_else(|| self.answer_string.clone())
            .or_else(|| self.answer_date.clone())
            .or_else(|| self.answer_boolean.map(|answer| answer.to_string()))
            .or_else(|| self.answer_integer.map(|number| number.to_string()))
            .or_else(|| self.answer_decimal.map(|number| number.to_string()))
    }
}
