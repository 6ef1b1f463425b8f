//! What duties and the team look like.

use govuk::{
    Button, Checkboxes, Choice, DateInput, Input, InsetText, Row, Select, Table, Tag, TagColour,
};
use kernel::{FieldErrors, date_boxes};
use maud::{Markup, html};
use ui::Frame;

use super::{
    list::{BY, LateDuties, SeeLateDuties},
    model::{Duty, State},
    see::{Duties, DutyLine},
    team::{AddTeamMember, MemberLine, RecordTeamMeeting},
};
use crate::{
    in_error,
    press::{press, press_next},
};

fn tag(state: State) -> Tag {
    match state {
        State::Done => Tag::new("Done").colour(TagColour::Green),
        State::DoneLate => Tag::new("Done late").colour(TagColour::Yellow),
        State::ToDo => Tag::new("To do").colour(TagColour::Blue),
        State::Late => Tag::new("Late").colour(TagColour::Red),
    }
}

pub(super) fn duties(it: &Duties, frame: &Frame) -> Markup {
    let path = format!("/cases/{}", it.case);
    let acts = it.keeps && it.is_open;
    html! {
        @if !it.is_led {
            (InsetText::new("Nobody leads this case yet. The days are set when a lead professional accepts."))
        }
        (by_when(&it.duties, frame))
        @if acts { (next(it, &path, frame)) }
        h2.govuk-heading-m { (it.team_called) }
        (team(&it.team, acts, &path, frame))
        @if acts {
            div.govuk-button-group {
                (Button::link("Add somebody to the team", format!("{path}/team/new")).secondary())
                (Button::link("Record a meeting of the team", format!("{path}/team/meetings/new")).secondary())
            }
        }
        @if acts { (in_error::pages::link(it.case)) }
        @if !it.meetings.is_empty() {
            (Table::new("When they met").columns(["Day", "Who came"])
                .rows(it.meetings.iter().map(|it| Row::new().cell(frame.date(it.on)).cell(it.came.join(", "))))
                .named_rows().cards().caption_classes("govuk-table__caption--m"))
        }
    }
}

fn by_when(duties: &[DutyLine], frame: &Frame) -> Table {
    let rows = duties.iter().map(|it| {
        let due = it.due_on.map_or_else(|| "No day is set".to_owned(), |day| frame.date(day));
        let done = it.done_on.map(|day| frame.date(day));
        let last =
            if it.duty == Duty::Review && it.due_on.is_some() { "Last done on" } else { "On" };
        let state = html! {
            (tag(it.state))
            @if let Some(done) = done { div.govuk-hint { (last) " " (done) } }
        };
        Row::new().cell(it.duty.words()).cell(due).cell(state)
    });
    Table::new("What the lead professional does")
        .columns(["Duty", "By", "State"])
        .rows(rows)
        .named_rows()
        .cards()
        .caption_classes("govuk-table__caption--m")
}

/// The next thing to do, as the page's button.
fn next(it: &Duties, path: &str, frame: &Frame) -> Markup {
    let is_open = |duty| it.duties.iter().any(|line| line.duty == duty && line.done_on.is_none());
    if is_open(Duty::ReturnPlan) {
        let words = if it.is_mine { "I have returned the plan" } else { "The plan was returned" };
        return html! {
            p.govuk-body { "Press this when the family and the team have agreed the plan and it is recorded here." }
            (press_next(frame, &format!("{path}/duties/plan"), words))
        };
    }
    html! { (Button::link("Review the plan", format!("{path}/reviews/new"))) }
}

fn team(team: &[MemberLine], acts: bool, path: &str, frame: &Frame) -> Markup {
    let rows = team.iter().map(|it| {
        let state = html! {
            @match it.left_on {
                Some(day) => { "Left on " (frame.date(day)) },
                None if acts => {
                    @let words = html! {
                        "Has left the team" span.govuk-visually-hidden { ": " (it.name) }
                    };
                    (press(frame, &format!("{path}/team/{}/leaving", it.member), words, &html! {}))
                },
                None => "On the team",
            }
        };
        Row::new()
            .cell(it.name.as_str())
            .cell(it.organisation.as_str())
            .cell(it.role.as_str())
            .cell(state)
    });
    html! {
        @if team.is_empty() {
            p.govuk-body { "Nobody is on the team yet. Add those who work with the family." }
        } @else {
            (Table::new("Who works with the family").columns(["Name", "Organisation", "Part", "State"])
                .rows(rows).named_rows().cards().hidden_caption())
        }
    }
}

pub(super) fn member(
    typed: &AddTeamMember,
    choices: &[(String, String)],
    errors: &FieldErrors,
) -> Markup {
    html! {
        p.govuk-body {
            "Being on the team opens nothing of the record to them. Ask the family first."
        }
        (Select::new("membership", "Somebody with an account here (optional)")
            .item("", "Nobody of this list").items(choices.iter().cloned())
            .value(&typed.membership).error(errors.of("membership")))
        (Input::new("name", "Or the name of somebody without one").value(&typed.name)
            .error(errors.of("name")))
        (Input::new("organisation", "Where do they work?").hint("Only for somebody without an account")
            .value(&typed.organisation).error(errors.of("organisation")))
        (Input::new("role", "What do they do for the family?").hint("Such as: school nurse, takes them to boxing")
            .value(&typed.role).error(errors.of("role")))
    }
}

pub(super) fn meeting(
    typed: &RecordTeamMeeting,
    team: &[MemberLine],
    errors: &FieldErrors,
) -> Markup {
    let [day, month, year] = date_boxes(&typed.met_on);
    let choices = team.iter().map(|it| {
        Choice::new(it.member.to_string(), it.name.as_str())
            .hint(format!("{}, {}", it.role, it.organisation))
    });
    html! {
        @if team.is_empty() {
            (InsetText::new(html! {
                "Nobody is on the team yet. "
                a.govuk-link href={ "/cases/" (typed.case) "/team/new" } { "Add somebody to the team" }
                " first."
            }))
        }
        (DateInput::new("met_on", "When did they meet?").values(day, month, year)
            .error(errors.of("met_on")))
        (Checkboxes::new("came", "Who came?", choices)
            .values(typed.came.iter().map(String::as_str)).error(errors.of("came")))
    }
}

pub(super) fn late(asked: &SeeLateDuties, answer: &LateDuties, frame: &Frame) -> Markup {
    let by = BY.into_iter().find(|(code, _)| *code == asked.by).unwrap_or(BY[0]);
    html! {
        @if !answer.counts.is_empty() { (counts(answer, by, frame)) }
        @if !asked.of.is_empty() {
            p.govuk-body { "Some of them are shown. " a.govuk-link href={ "/duties?by=" (by.0) } { "Show all" } }
        }
        @if answer.duties.is_empty() {
            (InsetText::new("No duty of a lead professional is late: every team has met, and every plan and review is in, \
                or there is still time."))
        } @else {
            (list(answer, frame))
        }
        @if answer.has_more {
            p.govuk-body { "There are more. Choose one of the names above to see fewer." }
        }
    }
}

/// How many are late, by one of the three.
fn counts(answer: &LateDuties, by: (&str, &str), frame: &Frame) -> Markup {
    let rows = answer.counts.iter().map(|it| {
        let link = html! {
            a.govuk-link href={ "/duties?by=" (by.0) "&of=" (it.id) } {
                @if it.name.is_empty() { "Not recorded" } @else { (it.name) }
            }
        };
        Row::new().cell(link).number(it.late).cell(frame.date(it.oldest))
    });
    html! {
        form method="get" action="/duties" {
            (Select::new("by", "Count them by").items(BY).value(by.0))
            (Button::new("Show").secondary())
        }
        (Table::new("How many are late").columns([by.1, "Late", "Oldest"]).rows(rows)
            .named_rows().compact().cards().caption_classes("govuk-table__caption--m"))
    }
}

fn list(answer: &LateDuties, frame: &Frame) -> Table {
    let rows = answer.duties.iter().map(|it| {
        let state = if it.due_on < frame.today { State::Late } else { State::ToDo };
        Row::new()
            .cell(html! { a.govuk-link href={ "/cases/" (it.case) "/duties" } { (it.name) } })
            .cell(it.duty.words())
            .cell(html! { (frame.date(it.due_on)) " " (tag(state)) })
            .cell(html! { (it.lead) @if !it.organisation.is_empty() { ", " (it.organisation) } })
            .cell(it.forum.as_str())
    });
    Table::new("What is late, and what you have to do within a week")
        .columns(["Name", "Duty", "By", "Lead professional", "Forum"])
        .rows(rows)
        .named_rows()
        .compact()
        .cards()
        .caption_classes("govuk-table__caption--m")
}
