//! The questions about the level of need that forms share, and what its history looks like.

use charter::{Charter, Level, NeedIndicator, codes::Coded};
use govuk::{
    Button, Checkboxes, Choice, Details, Radios, Row, Select, SummaryList, Table, Textarea,
};
use kernel::{CaseId, FieldErrors};
use maud::{Markup, html};
use ui::Frame;

use super::{
    model::{Indicator, Occasion},
    proposed::{AnswerLevel, LevelProposal},
    see::{LevelLine, Levels},
};
use crate::{case::web::CaseRecord, confirmation::model::Status};

/// The charter's indicators to tick, a part for each level that opens when it is wanted; nothing where it has none.
pub(crate) fn indicators(charter: &Charter, ticked: &[String], errors: &FieldErrors) -> Markup {
    let Some(document) = &charter.threshold_document else { return html! {} };
    let error = errors.of("indicators");
    let with_some = charter.levels.iter().filter(|level| !of_level(charter, level).is_empty());
    html! {
        p class="govuk-body govuk-!-font-weight-bold" { "What do you rely on?" }
        p.govuk-hint {
            "From " (document.name) ", version " (document.version) ". Tick what you have seen. The level is your judgement: ticks \
             do not add up to it."
        }
        @for (at, level) in with_some.enumerate() {
            (part(charter, level, ticked, (at == 0).then_some(error)))
        }
    }
}

fn of_level<'a>(charter: &'a Charter, level: &Level) -> Vec<&'a NeedIndicator> {
    charter.need_indicators.iter().filter(|it| it.level == level.level).collect()
}

/// The indicators of one level, by domain. What is wrong with any stands at the first of the first level.
fn part(
    charter: &Charter,
    level: &Level,
    ticked: &[String],
    first: Option<Option<&str>>,
) -> Details {
    let of_level = of_level(charter, level);
    let is_open = first.flatten().is_some() || of_level.iter().any(|it| ticked.contains(&it.code));
    let has_some = |domain: &&Coded| of_level.iter().any(|it| it.domain == domain.code);
    let boxes = charter.need_domains.iter().filter(has_some).enumerate().map(|(at, domain)| {
        let choices = of_level.iter().filter(|it| it.domain == domain.code);
        let choices = choices.map(|it| Choice::new(it.code.as_str(), it.name.as_str()));
        // Read aloud, the same domain of another level is another question.
        let legend = html! {
            (domain.name) span.govuk-visually-hidden { "at level " (level.level) }
        };
        let boxes =
            Checkboxes::new("indicators", legend, choices).small().values(ticked.iter().cloned());
        match first.filter(|_| at == 0) {
            Some(error) => boxes.error(error),
            None => boxes.id(format!("indicators-{}-{}", level.level, domain.code)),
        }
    });
    let title = format!("What is seen at level {}, {}", level.level, level.name.to_lowercase());
    Details::new(title, html! { @for boxes in boxes { (boxes) } }).open(is_open)
}

/// A level that may have changed, why, and on what that relies: `level`, `level_reason` and `indicators`.
pub(crate) fn change(
    charter: &Charter,
    (level, reason, ticked): (&str, &str, &[String]),
    errors: &FieldErrors,
) -> Markup {
    let is_open = !reason.is_empty()
        || !ticked.is_empty()
        || errors.of("level_reason").is_some()
        || errors.of("indicators").is_some();
    let more = html! {
        (Textarea::new("level_reason", "Why has the level of need changed?").rows(3)
            .hint("Needed when it has changed")
            .value(reason).error(errors.of("level_reason")))
        (indicators(charter, ticked, errors))
    };
    html! {
        (select(charter, level, errors))
        (Details::new("If the level has changed", more).open(is_open))
    }
}

/// The level as it is now, to be changed where it is another.
pub(crate) fn select(charter: &Charter, level: &str, errors: &FieldErrors) -> Select {
    let levels = charter.levels.iter();
    let levels = levels.map(|it| (it.level.to_string(), format!("{}: {}", it.level, it.name)));
    let select = Select::new("level", "At which level of need are they now?").items(levels);
    let select = select.value(level).error(errors.of("level"));
    match told_before(charter) {
        Some(told) => select.hint(told),
        None => select,
    }
}

/// What a judgement relies on; nothing when nobody said.
pub(crate) fn relied_on(indicators: &[Indicator]) -> Markup {
    html! {
        @if !indicators.is_empty() {
            ul.govuk-list.govuk-list--bullet {
                @for it in indicators {
                    li {
                        (it.words)
                        @if let Some(level) = it.level { " (level " (level) ")" }
                    }
                }
            }
        }
    }
}

/// The level of a case, what it relies on, and the way to how it was judged before.
pub(crate) fn of_case(case: &CaseRecord, level: &str) -> Markup {
    html! {
        (level)
        (relied_on(&case.relied_on))
        @if let Some(waits) = case.level_waits {
            p.govuk-body { "Level " (waits) " waits for a second person to confirm it." }
        }
        p.govuk-body { a.govuk-link href={ "/cases/" (case.case) "/levels" } { "See how it was judged" } }
    }
}

pub(super) fn levels(case: CaseId, answer: &Levels, frame: &Frame) -> Markup {
    let rows = answer.lines.iter().map(|it| {
        let why = html! {
            @if !it.reason.is_empty() { p.govuk-body { (it.reason) } }
            (relied_on(&it.indicators))
        };
        Row::new()
            .cell(frame.date(it.on))
            .cell(it.words.as_str())
            .cell(occasion(it))
            .cell(why)
            .cell(it.by.as_str())
    });
    html! {
        p.govuk-body { "Now: level " (answer.now) "." }
        @if let Some(it) = &answer.proposal { (proposal(case, it, frame)) }
        @if let Some(way) = way(&answer.lines, frame) { p.govuk-body { (way) } }
        (Table::new("How it was judged, the earliest first")
            .columns(["Date", "Level", "Judged at", "Why, and what it relies on", "Who"])
            .rows(rows).named_rows().cards().caption_classes("govuk-table__caption--m"))
    }
}

/// A level that waits for a second person, with what its reader may answer; or that was not confirmed.
fn proposal(case: CaseId, it: &LevelProposal, frame: &Frame) -> Markup {
    let path = format!("/cases/{case}/levels");
    html! {
        @if it.status == Status::Waiting.name() {
            h2.govuk-heading-m { "A level waits to be confirmed" }
            (what(it, frame))
            (answers(it, &path, frame))
        } @else {
            h2.govuk-heading-m { "A level was not confirmed" }
            (what(it, frame))
            p.govuk-body {
                @if !it.answered_by.is_empty() { (it.answered_by) " said: " }
                (it.answer_reason)
            }
        }
    }
}

fn what(it: &LevelProposal, frame: &Frame) -> SummaryList {
    let when = Occasion::from_name(&it.occasion).map_or("", Occasion::words);
    let list = SummaryList::new()
        .row("Level", it.words.as_str())
        .row("Judged at", when)
        .row("Why", it.reason.as_str())
        .row("Proposed by", format!("{}, {}", it.by, frame.date(it.on)));
    if it.indicators.is_empty() {
        list
    } else {
        list.row("It relies on", relied_on(&it.indicators))
    }
}

/// Confirming with one press; saying no, or taking it back, with a reason.
fn answers(it: &LevelProposal, path: &str, frame: &Frame) -> Markup {
    let (title, button) = if it.may_confirm {
        ("If you do not agree", "Say no to this level")
    } else {
        ("If this is not right", "Take the level back")
    };
    let no = html! {
        (Textarea::new("reason", "Why?").rows(3).hint("Whoever judges it again reads this"))
        (Button::new(button).secondary().sends("answer", "decline"))
    };
    html! {
        p.govuk-body { "The level counts once somebody else who keeps the plan confirms it. Until then it stays as it was." }
        @if it.may_confirm || it.may_take_back {
            form method="post" action=(path) data-once="" novalidate {
                (frame.hidden())
                input type="hidden" name="proposal" value=(it.proposal);
                @if it.may_confirm { (Button::new("Confirm the level").sends("answer", "confirm")) }
                (Details::new(title, no))
            }
        }
    }
}

/// The form as it comes back when something was wrong with an answer.
pub(super) fn answer(
    typed: &AnswerLevel,
    asked: &Levels,
    errors: &FieldErrors,
    frame: &Frame,
) -> Markup {
    let waits = asked.proposal.as_ref().filter(|it| it.status == Status::Waiting.name());
    let (question, no) = match waits {
        Some(it) if it.may_take_back => {
            ("Is this level not right?", "Take it back: it stays as it was")
        }
        _ => ("Do you confirm it?", "No: it stays as it was"),
    };
    // Whoever proposed it is not asked what only somebody else answers.
    let yes = Choice::new("confirm", "Yes: it counts");
    let yes = Some(yes).filter(|_| waits.is_none_or(|it| it.may_confirm));
    let choices = yes.into_iter().chain([Choice::new("decline", no)]);
    html! {
        @if let Some(it) = waits { (what(it, frame)) }
        input type="hidden" name="proposal" value=(typed.proposal);
        (Radios::new("answer", question, choices)
            .value(&typed.answer).error(errors.of("answer")))
        (Textarea::new("reason", "If it stays as it was, why?").rows(3).hint("Whoever judges it again reads this")
            .value(&typed.reason).error(errors.of("reason")))
    }
}

/// Said before a level is judged, where a second person confirms some of them.
pub(crate) fn told_before(charter: &Charter) -> Option<String> {
    let levels = &charter.second_pair_of_eyes.levels;
    let levels: Vec<String> = levels.iter().map(ToString::to_string).collect();
    let told = || {
        format!(
            "A second person confirms a change to level {} before it counts.",
            levels.join(" or ")
        )
    };
    (!levels.is_empty()).then(told)
}

fn occasion(line: &LevelLine) -> String {
    let known = Occasion::from_name(&line.occasion);
    let words = known.map_or("Opened", Occasion::words);
    match line.before {
        Some(asked) if known == Some(Occasion::Decision) && asked != line.level => {
            format!("{words}; level {asked} was asked for")
        }
        _ => words.to_owned(),
    }
}

/// "Level 3 from 1 March 2026, then 4 from 2 June 2026.": only where it has changed.
fn way(lines: &[LevelLine], frame: &Frame) -> Option<String> {
    let steps = lines.chunk_by(|one, other| one.level == other.level).filter_map(<[_]>::first);
    let steps: Vec<String> =
        steps.map(|it| format!("{} from {}", it.level, frame.date(it.on))).collect();
    (steps.len() > 1).then(|| format!("Level {}.", steps.join(", then ")))
}
