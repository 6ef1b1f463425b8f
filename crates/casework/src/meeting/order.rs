//! The order of the agenda, and how many minutes each item has.

use std::collections::BTreeSet;

use agreement::{Act, Action, Kind};
use charter::Sitting;
use db::{Doing, Looking, Operation, Reading, Stop, Subject};
use govuk::{Cell, Input, Row, Table};
use kernel::{FieldErrors, MeetingId};
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next};

use super::{
    model::times::{self, Typed, field, in_words},
    store,
};
use crate::{case::web::SeeCaseSummary, charters::charter_of};

/// Puts the agenda in order, and says how long each item has and when the meeting begins.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ArrangeAgenda {
    /// The meeting.
    pub meeting: MeetingId,
    /// When it begins, such as 9:30; as the charter says when empty.
    pub starts: String,
    /// The items, in the order in which they were read.
    #[serde(deserialize_with = "kernel::one_or_many")]
    pub items: Vec<String>,
    /// The place of each: an item whose number was changed goes there.
    #[serde(deserialize_with = "kernel::one_or_many")]
    pub place: Vec<String>,
    /// The minutes of each; as the charter says where empty.
    #[serde(deserialize_with = "kernel::one_or_many")]
    pub minutes: Vec<String>,
}

impl Act for ArrangeAgenda {
    const NAME: &'static str = "arrange_agenda";
    const ACTION: Action = Action::RunMeeting;
}

impl Operation for ArrangeAgenda {
    type Done = ();
    const SAYS: &'static str = "Put the agenda in order, with the minutes of each item";

    fn subject(&self) -> Subject {
        (Kind::Meeting, Some(self.meeting.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let meeting = store::meeting(doing.tx, doing.permit).await?;
        meeting.status.change_items().map_err(|why| Stop::NotNow(why.to_owned()))?;
        let mut places = Vec::new();
        for place in store::order::places(doing.tx, doing.permit).await? {
            // An item that whoever arranges may not see stays where it is.
            let case = (Kind::Case, Some(place.case.0));
            if doing.may::<SeeCaseSummary>(case).await? {
                places.push(place);
            }
        }
        let known: BTreeSet<_> = places.iter().map(|it| it.item).collect();
        let typed = Typed {
            items: &self.items,
            places: &self.place,
            minutes: &self.minutes,
            starts: &self.starts,
        };
        let arranged = times::arranged(&typed, &known)?;
        let named: BTreeSet<_> = arranged.items.iter().map(|(item, _)| *item).collect();
        let free = places.iter().filter(|it| named.contains(&it.item)).map(|it| it.position);
        for (position, (item, minutes)) in free.zip(arranged.items) {
            let to = (position, minutes.map(i64::from));
            store::order::place(doing.tx, doing.permit, item, to).await?;
        }
        let starts = arranged.starts.map(in_words).unwrap_or_default();
        store::order::begin(doing.tx, doing.permit, &starts).await?;
        Ok(())
    }
}

/// One item as the form shows it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ItemToPlace {
    /// The item.
    pub item: String,
    /// The name of the person.
    pub name: String,
    /// The minutes that it has of its own.
    pub minutes: Option<i64>,
}

/// What the form shows.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AgendaAsked {
    /// The items whose cases the reader may know of, in order.
    pub items: Vec<ItemToPlace>,
    /// When this meeting begins, where that is not as the charter says.
    pub starts: String,
    /// When meetings begin, as the charter says.
    pub usual_start: Option<String>,
    /// How long one item has, as the charter says.
    pub usual_minutes: Option<u32>,
}

/// Opens the form for the order of the agenda.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskOrder {
    /// The meeting.
    pub meeting: MeetingId,
}

impl Act for AskOrder {
    const NAME: &'static str = "ask_order";
    const ACTION: Action = Action::RunMeeting;
}

impl Reading for AskOrder {
    type Answer = AgendaAsked;
    const SAYS: &'static str = "Open the form for the order of the agenda";

    fn subject(&self) -> Subject {
        (Kind::Meeting, Some(self.meeting.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<AgendaAsked, Stop> {
        let meeting = store::meeting(looking.tx, looking.permit).await?;
        meeting.status.change_items().map_err(|why| Stop::NotNow(why.to_owned()))?;
        let known = looking.visible::<SeeCaseSummary>(Kind::Case);
        let items = store::items(looking.tx, looking.permit, &known).await?;
        looking.lists(&known, items.iter().map(|it| it.case.0));
        let Sitting { starts, item_minutes, .. } = charter_of(&meeting.charter)?.meeting;
        let item = |it: super::web::ItemLine| ItemToPlace {
            item: it.item.to_string(),
            name: it.name,
            minutes: it.minutes,
        };
        Ok(AgendaAsked {
            items: items.into_iter().map(item).collect(),
            starts: meeting.starts.map(in_words).unwrap_or_default(),
            usual_start: starts.map(in_words),
            usual_minutes: item_minutes,
        })
    }
}

impl Form for ArrangeAgenda {
    type Ask = AskOrder;
    const TITLE: &'static str = "Order and time of the agenda";
    const BUTTON: &'static str = "Save the agenda";

    fn ask(&self) -> AskOrder {
        AskOrder { meeting: self.meeting }
    }

    fn back(&self, _: &AgendaAsked) -> Option<String> {
        Some(format!("/meetings/{}", self.meeting))
    }

    fn begin(self, asked: &AgendaAsked) -> Self {
        let minutes = |it: &ItemToPlace| it.minutes.map(|own| own.to_string()).unwrap_or_default();
        Self {
            starts: asked.starts.clone(),
            items: asked.items.iter().map(|it| it.item.clone()).collect(),
            place: (1..=asked.items.len()).map(|place| place.to_string()).collect(),
            minutes: asked.items.iter().map(minutes).collect(),
            ..self
        }
    }

    fn fields(&self, asked: &AgendaAsked, errors: &FieldErrors, _: &Frame) -> Markup {
        let rows = asked.items.iter().enumerate().map(|(at, it)| self.row((at, it), errors));
        let usual = asked.usual_start.as_ref().map(|time| format!(" Leave it empty for {time}"));
        html! {
            (Input::new("starts", "When does the meeting begin? (optional)")
                .hint(format!("Such as 14:00.{}", usual.unwrap_or_default())).width(5)
                .value(&self.starts).error(errors.of("starts")))
            @if asked.items.is_empty() {
                p.govuk-body { "No case is on the agenda yet." }
            } @else {
                p.govuk-body {
                    "To move a case, change its number: it goes to that place, and the others keep their order. "
                    @if let Some(minutes) = asked.usual_minutes {
                        "Leave the minutes empty for " (minutes) " minutes. "
                    }
                    "Of each case, what is due is reported on first."
                }
                (Table::new("Agenda").columns(["Case", "Place", "Minutes"]).rows(rows)
                    .named_rows().compact().cards().hidden_caption())
            }
        }
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/meetings/{}", self.meeting), "The agenda was saved")
    }
}

impl ArrangeAgenda {
    /// One item with its place and its minutes.
    fn row(&self, (at, it): (usize, &ItemToPlace), errors: &FieldErrors) -> Row {
        let number = at + 1;
        let input = |name: &'static str, label: String, typed: &[String]| {
            let id = field(name, at);
            let error = errors.of(&id).map(str::to_owned);
            let label = govuk::Label::new(label).classes("govuk-visually-hidden");
            let value = typed.get(at).cloned().unwrap_or_default();
            Input::new(name, label).id(id).digits().width(3).value(value).error(error)
        };
        let place = input("place", format!("Place of item {number}"), &self.place);
        let minutes = input("minutes", format!("Minutes of item {number}"), &self.minutes);
        Row::new()
            .cell(Cell::new(html! {
                "Item " (number) ": " (it.name)
                input type="hidden" name="items" value=(it.item);
            }))
            .cell(html! { (place) })
            .cell(html! { (minutes) })
    }
}
