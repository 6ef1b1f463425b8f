//! Forms as FHIR R4 Questionnaires: the part of that standard which these forms use, and the checks
//! that a form must pass before people are asked to fill it in.
//!
//! A hint is a `display` item inside the question with the item control `help`; a score is the
//! `ordinalValue` extension on an answer option. Both are the standard's own ways.

use serde::Deserialize;
use thiserror::Error;

mod check;
mod item;
mod section;

pub(crate) use item::ECHO;
pub use item::{AnswerOption, Coding, EnableBehaviour, EnableWhen, Extension, Item, ItemType};
pub use section::Section;

/// A form.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Questionnaire {
    /// Always `Questionnaire`.
    #[serde(default)]
    pub resource_type: String,
    /// What responses refer to.
    #[serde(default)]
    pub url: Option<String>,
    /// The version that responses refer to.
    #[serde(default)]
    pub version: Option<String>,
    /// What people see.
    #[serde(default)]
    pub title: Option<String>,
    /// draft, active, retired or unknown.
    #[serde(default)]
    pub status: String,
    /// The questions and groups at the top.
    #[serde(default, rename = "item")]
    pub items: Vec<Item>,
}

/// Why a text is no Questionnaire at all.
#[derive(Debug, Error)]
pub enum NotAQuestionnaire {
    /// Not JSON, or not of the standard's shape.
    #[error("this is not a FHIR Questionnaire: {0}")]
    Json(#[from] serde_json::Error),
    /// Another resource.
    #[error("this is not a FHIR Questionnaire: its resourceType is “{0}”")]
    OtherResource(String),
}

impl NotAQuestionnaire {
    /// The line, when it is known.
    pub fn line(&self) -> Option<usize> {
        match self {
            Self::Json(error) => Some(error.line()).filter(|line| *line > 0),
            Self::OtherResource(_) => None,
        }
    }
}

impl Questionnaire {
    /// Reads a form. What the standard has beyond this model is passed over.
    ///
    /// # Errors
    ///
    /// When the text is not JSON in the shape of a Questionnaire.
    pub fn parse(text: &str) -> Result<Self, NotAQuestionnaire> {
        let read: Self = serde_json::from_str(text)?;
        if read.resource_type == "Questionnaire" {
            Ok(read)
        } else {
            Err(NotAQuestionnaire::OtherResource(read.resource_type))
        }
    }

    /// Every item with its depth, in the order in which it is asked.
    pub fn all_items(&self) -> Vec<(usize, &Item)> {
        let mut all = Vec::new();
        let mut waiting: Vec<(usize, &Item)> = self.items.iter().rev().map(|it| (0, it)).collect();
        while let Some((depth, item)) = waiting.pop() {
            all.push((depth, item));
            waiting.extend(item.items.iter().rev().map(|inner| (depth + 1, inner)));
        }
        all
    }

    /// The item with this linkId.
    pub fn item(&self, link_id: &str) -> Option<&Item> {
        self.all_items().into_iter().map(|(_, item)| item).find(|item| item.link_id == link_id)
    }
}
