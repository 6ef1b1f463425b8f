//! What papers look like: the list, and the two forms.

use govuk::{Button, Choice, FileUpload, Input, InsetText, Radios, Row, Table, Textarea};
use kernel::FieldErrors;
use maud::{Markup, html};
use ui::Frame;

use super::{
    both::Papers,
    model::{SORTS, sort_words},
    store::PaperLine,
};

/// What stands where a file is added.
const WHO_READS: &str = "Everybody who reads this record sees what the paper is called. Those who may see where the family lives can \
     download it. It is not checked for viruses.";

/// What stands where files are downloaded.
const NOT_CHECKED: &str = "Files are not checked for viruses here. Open only what comes from somebody you know, on a computer that checks \
     what is downloaded.";

/// The papers of a request or a case, at the address of their page.
pub(super) fn list(path: &str, it: &Papers, frame: &Frame) -> Markup {
    html! {
        @if it.adds { (Button::link("Add a paper", format!("{path}/new"))) }
        @if let Some(referral) = it.request {
            p.govuk-body {
                a.govuk-link href={ "/referrals/" (referral) "/papers" } { "Papers that came with the request" }
            }
        }
        @if it.papers.is_empty() {
            p.govuk-body { "No paper has been added." }
        } @else {
            @if !it.reads {
                p.govuk-body { "A paper can be downloaded by those who may read where the family lives." }
            }
            (Table::new("Papers").columns(["Paper", "What it is", "File", "Added", "State, and what can be done"])
                .rows(it.papers.iter().map(|line| row(path, it, line, frame)))
                .named_rows().cards().hidden_caption())
            @if it.reads { (InsetText::new(NOT_CHECKED)) }
        }
    }
}

fn row(path: &str, it: &Papers, line: &PaperLine, frame: &Frame) -> Row {
    let added = format!("{}, {}", frame.instant(line.added_at), line.added_by);
    let file = format!("{}, {}", line.format.to_uppercase(), size_words(line.size));
    Row::new()
        .cell(line.title.as_str())
        .cell(sort_words(&line.sort))
        .cell(file)
        .cell(added)
        .cell(what_can_be_done(path, it, line))
}

fn what_can_be_done(path: &str, it: &Papers, line: &PaperLine) -> Markup {
    let path = format!("{path}/{}", line.paper);
    if !line.error_reason.is_empty() {
        return html! { "Entered in error: " (line.error_reason) };
    }
    html! {
        @if it.reads {
            a.govuk-link href={ (path) "/file" } {
                "Download" span.govuk-visually-hidden { " " (line.title) }
            }
        }
        @if line.may_mark {
            @if it.reads { br; }
            a.govuk-link href={ (path) "/error" } {
                "Mark as entered in error" span.govuk-visually-hidden { ": " (line.title) }
            }
        }
    }
}

/// A size as people say it.
fn size_words(bytes: i64) -> String {
    const MB: i64 = 1024 * 1024;
    if bytes < 1024 {
        format!("{bytes} bytes")
    } else if bytes < MB {
        format!("{} KB", bytes / 1024)
    } else {
        format!("{}.{} MB", bytes / MB, bytes % MB * 10 / MB)
    }
}

/// The fields of a paper that is added.
pub(super) fn fields((title, sort): (&str, &str), errors: &FieldErrors) -> Markup {
    let sorts = SORTS.iter().map(|(code, name)| Choice::new(*code, *name));
    // No browser fills in a file again.
    let is_lost = !errors.is_empty() && errors.of("file").is_none();
    let again = if is_lost { "Choose the file again: it was not kept. " } else { "" };
    let kinds = "A PDF, PNG, JPEG, DOCX, ODT, XLSX, CSV or text file of 25 MB at the most";
    let hint = format!("{again}{kinds}");
    html! {
        (Input::new("title", "What is the paper called?")
            .hint("It becomes the name of the file for whoever downloads it. Leave out names and addresses")
            .value(title).error(errors.of("title")))
        (Radios::new("sort", "What is it?", sorts).value(sort).error(errors.of("sort")))
        (FileUpload::new("file", "File").hint(&hint).error(errors.of("file")))
        (InsetText::new(WHO_READS))
    }
}

/// The field of a paper that was entered in error.
pub(super) fn error_fields(title: &str, reason: &str, errors: &FieldErrors) -> Markup {
    html! {
        p.govuk-body { "The paper: " strong { (title) } }
        (InsetText::new("Nobody can download it afterwards. Its line stays, with your reason."))
        (Textarea::new("reason", "Why should it not be here?").rows(3)
            .hint("For example: it is about another family. Leave out what the paper says")
            .value(reason).error(errors.of("reason")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_said_as_people_say_it() {
        for (bytes, words) in [(9, "9 bytes"), (2_050, "2 KB"), (26_214_400, "25.0 MB")] {
            assert_eq!(size_words(bytes), words);
        }
    }
}
