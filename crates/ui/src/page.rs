//! What a feature declares to be shown: pages, searches and forms.

use std::borrow::Cow;

use db::{Operation, Reading, Spool};
use jiff::civil::Date;
use kernel::FieldErrors;
use maud::Markup;

use crate::{Frame, upload::Leaving};

/// A reading that has a page.
pub trait Page: Reading + Default {
    /// The page's heading and title. It names no person where the address could be seen by others.
    fn title(answer: &Self::Answer) -> String;

    /// Whether the name of whom the record is about stands above the heading, as on a form: for a part of a record
    /// whose answer does not say it.
    const SAYS_WHOM: bool = false;

    /// Whom it is about: a name, which stands above the heading and in no title.
    fn about(_: &Self::Answer) -> String {
        String::new()
    }

    /// The page to go back to, for one that the navigation does not lead to.
    fn back(&self, _: &Self::Answer) -> Option<String> {
        None
    }

    /// What the page shows below its heading.
    fn content(&self, answer: &Self::Answer, frame: &Frame) -> Markup;

    /// What was wrong with the question, for a page that asks one in its address: the answer is then
    /// 422, the problems stand above the content, and the content has them beside its fields.
    fn problems(_: &Self::Answer) -> FieldErrors {
        FieldErrors::default()
    }
}

/// A reading whose question is personal, such as a name: it is sent in a body, never in an address.
/// Its default asks nothing and shows only the form.
pub trait Search: Page {
    /// The words on the button.
    const BUTTON: &'static str;

    /// What everybody has to see before they ask: above what was found, and above the fields.
    fn above(_frame: &Frame) -> Markup {
        Markup::default()
    }

    /// What is wrong with the question as typed.
    fn problems(&self, today: Date) -> FieldErrors;

    /// The fields, holding what was typed and saying what was wrong.
    fn fields(&self, errors: &FieldErrors, frame: &Frame) -> Markup;
}

/// An operation that has a form.
pub trait Form: Operation + Default {
    /// What the form needs to be shown: the choices it offers, the record it is about.
    type Ask: Reading;

    /// The form's heading and title.
    const TITLE: &'static str;

    /// The words on the button.
    const BUTTON: &'static str;

    /// The heading and title where one form has several pages: it names no person.
    fn title(&self, _asked: &<Self::Ask as Reading>::Answer) -> String {
        Self::TITLE.to_owned()
    }

    /// Answers that belong together: after somebody else's change all of them are theirs, or none.
    const TOGETHER: &'static [&'static str] = &[];

    /// The reading that fills the form, from the ids in the path.
    fn ask(&self) -> Self::Ask;

    /// The form as first shown, when there is something to begin from.
    fn begin(self, _asked: &<Self::Ask as Reading>::Answer) -> Self {
        self
    }

    /// The fields, holding what was typed and saying what was wrong.
    fn fields(
        &self,
        asked: &<Self::Ask as Reading>::Answer,
        errors: &FieldErrors,
        frame: &Frame,
    ) -> Markup;

    /// "Check your answers" before sending: a form that wants it shows here what will be sent.
    fn check(&self, _asked: &<Self::Ask as Reading>::Answer) -> Option<Markup> {
        None
    }

    /// What is wrong with the answers, as far as can be told before sending; asked before
    /// "check your answers".
    fn problems(&self, _asked: &<Self::Ask as Reading>::Answer, _frame: &Frame) -> FieldErrors {
        FieldErrors::default()
    }

    /// The page to go back to, where it is another than the one above the form: whoever may open the form
    /// must be able to open it.
    fn back(&self, _asked: &<Self::Ask as Reading>::Answer) -> Option<String> {
        None
    }

    /// Where to go when it is done.
    fn next(&self, done: &Self::Done) -> Next;
}

/// A form that takes a file: its last field, named `file`, of 25 MB at the most.
pub trait Upload: Form {
    /// Takes what was sent; without a file, an empty one.
    fn take(&mut self, file: Spool);
}

/// A reading that is a file.
pub trait Download: Reading + Default {
    /// The file as it leaves.
    fn leaving(answer: Self::Answer) -> Leaving;
}

/// Where to go after an operation, and what to say there.
#[derive(Clone, Debug)]
pub struct Next {
    /// A path of ours.
    pub to: String,
    /// What happened. It names nobody.
    pub say: Cow<'static, str>,
}

impl Next {
    /// Goes to a path and says what happened.
    pub fn to(path: impl Into<String>, say: impl Into<Cow<'static, str>>) -> Self {
        Self { to: path.into(), say: say.into() }
    }
}
