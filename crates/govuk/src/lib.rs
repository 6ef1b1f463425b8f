//! GOV.UK and MOJ components as typed values.
//!
//! A component is a value with small builder methods; putting it into `html! { (value) }` writes
//! it. Text is escaped; only maud's [`maud::Markup`] is taken as HTML. Each component is compared
//! with every fixture that govuk-frontend publishes for it (`tests/fixtures.rs`), so the pages
//! look and behave as people know them. Start with [`Input`] and [`Button`].

mod banners;
mod button;
mod character_count;
mod checkboxes;
mod choices;
mod content;
mod date_input;
mod de;
mod element;
mod error_message;
mod error_summary;
mod field;
mod fieldset;
mod file_upload;
mod frame;
mod hint;
mod input;
mod label;
mod links;
mod moj;
mod own;
mod pagination;
mod password_input;
mod radios;
mod select;
mod service_navigation;
mod summary_list;
mod table;
mod tag;
mod task_list;
mod textarea;
mod texts;

pub use banners::{NotificationBanner, Panel};
pub use button::{Button, button_group};
pub use character_count::CharacterCount;
pub use checkboxes::Checkboxes;
pub use choices::Choice;
pub use content::Content;
pub use date_input::DateInput;
pub use element::Attrs;
pub use error_message::ErrorMessage;
pub use error_summary::ErrorSummary;
pub use fieldset::{Fieldset, Legend};
pub use file_upload::FileUpload;
pub use frame::{Header, Links, Page, footer, page_template};
pub use hint::Hint;
pub use input::Input;
pub use label::Label;
pub use links::{BackLink, Breadcrumbs, SkipLink};
pub use moj::{Banner, BannerKind, SubNavigation, Timeline, TimelineItem};
pub use own::{AgendaItem, agenda, filters, next_step, stats, under, who_can_see};
pub use pagination::Pagination;
pub use password_input::PasswordInput;
pub use radios::Radios;
pub use select::Select;
pub use service_navigation::ServiceNavigation;
pub use summary_list::{SummaryList, SummaryRow};
pub use table::{Cell, Row, Table};
pub use tag::{PhaseBanner, Tag, TagColour};
pub use task_list::TaskList;
pub use textarea::Textarea;
pub use texts::{Details, InsetText, WarningText};

/// Writes a component; the same as putting it into `html!`.
pub fn render(component: &impl maud::Render) -> maud::Markup {
    component.render()
}

/// Appends classes to a list of classes.
pub(crate) fn add_classes(list: &mut String, classes: &str) {
    if !list.is_empty() && !classes.is_empty() {
        list.push(' ');
    }
    list.push_str(classes);
}
