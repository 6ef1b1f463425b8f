//! What happens when, in one line through all families, meetings and staff.

use super::{
    FIRST, Telling,
    data::{Deed, Family, Step},
};
use crate::commands::Failure;

/// The last meeting that is arranged lies so many days ahead, at the most.
const AHEAD: i64 = 14;
/// An agenda is published so many days before, and minutes are confirmed so many days after.
const BEFORE: i64 = 2;
const AFTER: i64 = 3;
/// So many days after somebody accepted to lead, the team has met and the plan is returned: within ten and fifteen
/// working days.
const TEAM_MET: i64 = 9;
const PLAN_RETURNED: i64 = 17;

/// One thing that happens. The order of the kinds is that of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    Convene(usize, i64),
    Confirm(usize, i64),
    Cancel(usize, i64),
    Attend(usize, i64),
    Ask(usize),
    Acknowledge(usize),
    /// A step of a family.
    Step(usize, usize),
    /// The team of a family meets, and its plan is returned.
    Team(usize),
    Plan(usize),
    /// A family is put on an agenda.
    List(usize, i64),
    Publish(usize, i64),
    Hold(usize, i64),
    Away(usize),
    Leave(usize),
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Event {
    pub(super) ago: i64,
    pub(super) what: What,
}

/// Everything, the earliest first.
pub(super) fn timeline(telling: &Telling<'_>) -> Result<Vec<Event>, Failure> {
    let mut events = Vec::new();
    for (index, told) in telling.families.iter().enumerate() {
        let family = &told.family;
        events.push(Event { ago: family.ago, what: What::Ask(index) });
        let told_at_once = family.ago > 1 && !family.unanswered && !family.draft;
        if told_at_once && !gone_by(&family.story, family.ago - 1) {
            events.push(Event { ago: family.ago - 1, what: What::Acknowledge(index) });
        }
        let accepted = family.story.iter().find(|it| it.r#do == Deed::Accept);
        led(&mut events, (index, family));
        for (number, step) in family.story.iter().enumerate() {
            events.push(Event { ago: step.ago, what: What::Step(index, number) });
            if let (Deed::Panel, Some(accepted)) = (step.r#do, accepted) {
                let ago = accepted.ago.min(step.ago + BEFORE);
                events.push(Event { ago, what: What::List(index, step.ago) });
            }
        }
    }
    for (index, forum) in telling.staff.forums.iter().enumerate() {
        let first = (0..).map(|week| forum.meets + 7 * week).take_while(|ago| *ago < FIRST - AHEAD);
        let ahead = (1..).map(|week| forum.meets - 7 * week).take_while(|ago| *ago >= -AHEAD);
        for ago in first.chain(ahead) {
            meeting(&mut events, (index, ago), forum.cancelled.contains(&ago));
        }
    }
    for (index, colleague) in telling.staff.practitioners.iter().enumerate() {
        events.extend(colleague.away.map(|it| Event { ago: it.ago, what: What::Away(index) }));
        let left = colleague.left.as_ref();
        events.extend(left.map(|it| Event { ago: it.ago, what: What::Leave(index) }));
    }
    events.sort_by_key(|event| (-event.ago, event.what));
    Ok(events)
}

/// Whoever leads brings the team together within the charter's days and returns the plan, unless the case is closed by
/// then or they let it drift.
fn led(events: &mut Vec<Event>, (index, family): (usize, &Family)) {
    let story = &family.story;
    let answers = |it: &&Step| it.r#do == Deed::AnswerLead && it.code.is_empty();
    let Some(leads) = story.iter().find(answers).filter(|_| !family.adrift) else { return };
    let agreed = story.iter().find(|it| matches!(it.r#do, Deed::Goal | Deed::Action));
    let ends = story.iter().find(|it| it.r#do == Deed::Close).map_or(0, |it| it.ago);
    let returned = agreed.map(|it| it.ago.min(leads.ago - PLAN_RETURNED));
    for (ago, what) in
        [(Some(leads.ago - TEAM_MET), What::Team(index)), (returned, What::Plan(index))]
    {
        if let Some(ago) = ago.filter(|ago| *ago > ends) {
            events.push(Event { ago, what });
        }
    }
}

/// Whether a request was decided before it could be acknowledged.
fn gone_by(story: &[Step], ago: i64) -> bool {
    let ends = |it: &&Step| matches!(it.r#do, Deed::Accept | Deed::Return | Deed::Withdraw);
    story.iter().find(ends).is_some_and(|it| it.ago > ago)
}

/// The steps of a meeting, as far as they have come: today's is under way.
fn meeting(events: &mut Vec<Event>, of: (usize, i64), is_cancelled: bool) {
    let (forum, ago) = of;
    let mut at = |ago: i64, what: What| {
        if ago >= 0 {
            events.push(Event { ago, what });
        }
    };
    at((ago + AHEAD).max(0), What::Convene(forum, ago));
    if is_cancelled {
        at(ago + 1, What::Cancel(forum, ago));
        return;
    }
    at(ago + BEFORE, What::Publish(forum, ago));
    at(ago, What::Attend(forum, ago));
    if ago > 0 {
        at(ago, What::Hold(forum, ago));
    }
    if ago > AFTER {
        at(ago - AFTER, What::Confirm(forum, ago));
    }
}

impl Telling<'_> {
    /// Lets one thing happen.
    pub(super) async fn happen(&mut self, event: &Event) -> Result<(), Failure> {
        match event.what {
            What::Convene(forum, ago) => self.convene(forum, ago).await,
            What::Confirm(forum, ago) => self.confirm(forum, ago).await,
            What::Cancel(forum, ago) => self.cancel(forum, ago).await,
            What::Attend(forum, ago) => self.attend(forum, ago).await,
            What::Publish(forum, ago) => self.publish(forum, ago).await,
            What::Hold(forum, ago) => self.hold(forum, ago).await,
            What::Team(family) => self.gather(family).await,
            What::Plan(family) => self.return_plan(family).await,
            What::List(family, ago) => self.list(family, ago).await,
            What::Ask(family) => self.ask(family).await,
            What::Acknowledge(family) => self.acknowledge(family).await,
            What::Step(family, number) => self.step(family, number).await,
            What::Away(colleague) => self.away(colleague).await,
            What::Leave(colleague) => self.leave(colleague).await,
        }
    }
}
