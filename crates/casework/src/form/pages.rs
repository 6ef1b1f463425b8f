//! What the forms of a case look like.

use charter::{
    answers::{self, validate_answers},
    questionnaire::Section,
};
use govuk::{Choice, Details, InsetText, Radios, Row, Table, Tag, TagColour, TaskList};
use kernel::{CaseId, FieldErrors};
use maud::{Markup, html};
use ui::Frame;

use super::{
    model::{Part, Status},
    steps::{FillSection, SectionAsked},
    store::FormLine,
    web::{CaseForms, FormAnswers, FormState, SeeForm},
};
use crate::{
    press::{press, press_next},
    questions::{self, Questions, given},
    wrong_person::BEFORE,
};

/// The forms that there are, and those that can be started.
pub(super) fn list(case: CaseId, it: &CaseForms, frame: &Frame) -> Markup {
    let path = format!("/cases/{case}/forms");
    html! {
        @if it.forms.is_empty() {
            p.govuk-body { "No form has been started about this case." }
        } @else {
            (Table::new("Forms of this case").columns(["Form", "State", "Changed last"])
                .rows(it.forms.iter().map(|line| row(&path, line, frame)))
                .named_rows().cards().hidden_caption())
        }
        @if !it.offered.is_empty() {
            h2.govuk-heading-m { "Start a form" }
            (press(frame, &path, "Start", &choose(it, "", &FieldErrors::default())))
        }
    }
}

fn row(path: &str, line: &FormLine, frame: &Frame) -> Row {
    let state = Status::from_name(&line.status).map_or("", status_words);
    let changed = format!("{}, {}", frame.instant(line.changed_at), line.changed_by);
    Row::new()
        .cell(html! {
            a.govuk-link href={ (path) "/" (line.form) } { (line.title) }
            @if line.before_correction { div.govuk-hint { (BEFORE) } }
        })
        .cell(state)
        .cell(changed)
}

pub(crate) fn status_words(status: Status) -> &'static str {
    match status {
        Status::InProgress => "Being filled in",
        Status::Complete => "Complete",
    }
}

/// Which form to start.
pub(super) fn choose(it: &CaseForms, chosen: &str, errors: &FieldErrors) -> Markup {
    let choices = it.offered.iter().map(|(code, name)| Choice::new(code.as_str(), name.as_str()));
    html! {
        (Radios::new("code", "Which form?", choices).value(chosen).error(errors.of("code")))
    }
}

/// The parts of a form with how far each has come.
pub(super) fn form(page: &SeeForm, it: &FormState, frame: &Frame) -> Markup {
    let path = format!("/cases/{}/forms/{}", page.case, page.form);
    let fills = it.writes && it.status == Status::InProgress;
    let missing = it.parts.iter().filter(|part| part.missing > 0).count();
    let changed = frame.instant(it.changed_at);
    html! {
        p.govuk-body {
            (status_words(it.status)) ". Changed last by " (it.changed_by) ", " (changed) "."
            @if it.completions > 1 { " Completed " (it.completions) " times." }
        }
        @if it.reads {
            p.govuk-body { a.govuk-link href={ (path) "/answers" } { "Read or print the answers" } }
        } @else {
            p.govuk-body { "Its answers are for those who may read where the family lives." }
        }
        @if fills && missing == 0 && it.parts.iter().any(|part| part.answered) {
            (press_next(frame, &format!("{path}/completion"), "Complete the form"))
        }
        @for themed in it.parts.chunk_by(|one, other| one.theme == other.theme) {
            @if let Some(first) = themed.first().filter(|part| !part.theme.is_empty()) {
                h2.govuk-heading-m { (first.theme) }
            }
            @if let Some(first) = themed.first() {
                (tasks(themed, &first.section, &path, fills))
            }
        }
        @if fills && missing > 0 {
            p.govuk-body {
                @if missing == 1 { "Answers are missing in 1 part." }
                @else { "Answers are missing in " (missing) " parts." }
                " The form can be completed when none is."
            }
        }
        @if it.writes && it.status == Status::Complete {
            (press(frame, &format!("{path}/reopening"), "Open the form again", &html! {}))
        }
    }
}

fn tasks(parts: &[Part], prefix: &str, path: &str, fills: bool) -> TaskList {
    parts.iter().fold(TaskList::new(prefix), |list, part| {
        let label = part.label.as_str();
        let href = if fills { format!("{path}/parts/{}", part.section) } else { String::new() };
        match (part.answered, part.missing) {
            (true, 0) => list.done(label, href),
            (false, 0) => list.open(label, href, Tag::new("Optional").colour(TagColour::Grey)),
            (false, _) => list.open(label, href, Tag::new("Not started").colour(TagColour::Blue)),
            (true, _) => {
                list.open(label, href, Tag::new("Answers missing").colour(TagColour::Yellow))
            }
        }
    })
}

/// One part of a form as fields.
pub(super) fn section(typed: &FillSection, asked: &SectionAsked, errors: &FieldErrors) -> Markup {
    let sections = asked.questionnaire.sections();
    let found = sections.iter().position(|it| it.group.link_id == typed.section);
    let Some((at, section)) = found.and_then(|at| Some((at, sections.get(at)?))) else {
        return html! {};
    };
    // The other parts as they are saved: what is asked here may depend on them, or repeat them.
    let whole = super::model::with_part(&asked.whole, section, given(&typed.answers));
    let lines = answers::lines(&asked.questionnaire, &whole);
    let fields = Questions { lines: &lines, errors };
    let from = lines.iter().position(|line| line.name == typed.section).unwrap_or_default();
    let to = fields.end_of(from);
    html! {
        input type="hidden" name="version" value=(typed.version);
        @if fields.repeats(from, to) {
            // Enter saves: the first button of a form is the one that it presses.
            button.govuk-visually-hidden type="submit" tabindex="-1" aria-hidden="true" { "Save" }
        }
        p.govuk-body { "Part " (at + 1) " of " (sections.len()) ". What you leave out can be answered later." }
        (lacking(asked, section, errors))
        (fields.range(from + 1, to))
    }
}

/// What must still be answered in a part, as it is saved.
fn lacking(asked: &SectionAsked, section: &Section<'_>, errors: &FieldErrors) -> Markup {
    let missing = validate_answers(&asked.questionnaire, &asked.whole).err().unwrap_or_default();
    let here: Vec<(&str, &str)> = missing.iter().filter(|(name, _)| section.holds(name)).collect();
    html! {
        @if errors.is_empty() && !here.is_empty() {
            (Details::new("To complete the form, this part needs", html! {
                ul.govuk-list.govuk-list--bullet {
                    @for (name, told) in here { li { a.govuk-link href={ "#" (name) } { (told) } } }
                }
            }))
        }
    }
}

/// What a form says, to read and print.
pub(super) fn answers(it: &FormAnswers, frame: &Frame) -> Markup {
    let changed = frame.instant(it.changed_at);
    html! {
        @if it.status == Status::InProgress {
            (InsetText::new("This form is still being filled in."))
        }
        p.govuk-body { "As " (it.changed_by) " left it, " (changed) "." }
        @if let Some(score) = &it.score {
            p.govuk-body {
                @if let Some(total) = score.total { "Score: " (total) "." }
                @else { "No score yet: " (score.missing) " scored questions are not answered." }
            }
        }
        @if it.answers.is_empty() { p.govuk-body { "Nothing has been answered." } }
        (questions::list(&it.answers, true))
    }
}
