//! SQL for meetings. `list` has the list of them, `updates` what partners write beforehand, `order` the order of the
//! agenda and deputies.

pub(crate) mod list;
pub(super) mod order;
pub(super) mod updates;

use agreement::{Act, Permit, Relation, Visible};
use db::{At, Day, DbError, Stop, Tx, all, found, insert, list, one, run, scope};
use jiff::civil::{Date, Time};
use kernel::{
    AgendaItemId, CaseId, ForumId, MeetingId, OrganisationId, PersonId, PractitionerId, ReferralId,
    parse_time,
};

use super::{
    items::DiscussItem,
    model::{Discussion, Status},
    web::{Attendance, Convene, ItemLine, Minutes},
};
use crate::case::{model::Head, store::scopes};

/// What every step needs to know of a meeting.
pub(super) struct Meeting {
    pub(super) id: MeetingId,
    pub(super) forum: ForumId,
    pub(super) forum_name: String,
    /// The edition of the charter by which the forum works now.
    pub(super) charter: String,
    pub(super) held_on: Date,
    /// When it begins, where that is not as the charter says.
    pub(super) starts: Option<Time>,
    pub(super) status: Status,
}

/// The meeting that a permit is for.
pub(super) async fn meeting<A: Act>(tx: &mut Tx, permit: &Permit<A>) -> Result<Meeting, Stop> {
    let found: Option<(MeetingId, ForumId, String, String, Day, String, String)> = one!(
        tx,
        "select m.id, m.forum_id, f.name, f.charter || '/' || f.charter_version, m.held_on, m.starts, m.status
         from meeting m join forum f on f.id = m.forum_id where m.id = $1",
        permit.subject()
    )?;
    let (id, forum, forum_name, charter, day, starts, status) = found.ok_or(Stop::NotThere)?;
    let known = Status::from_name(&status);
    let status = known.ok_or_else(|| DbError::corrupt("meeting", "status", &status))?;
    let starts = parse_time(&starts).map_err(|_| DbError::corrupt("meeting", "starts", &starts))?;
    crate::charters::ready(tx, &charter).await?;
    Ok(Meeting { id, forum, forum_name, charter, held_on: day.0, starts, status })
}

/// Whether a forum meets on a day already.
pub(super) async fn meets_on(
    tx: &mut Tx,
    permit: &Permit<Convene>,
    day: Date,
) -> Result<bool, DbError> {
    let found: Option<(MeetingId,)> = one!(
        tx,
        "select id from meeting where forum_id = $1 and held_on = $2 and status <> 'cancelled' limit 1",
        permit.subject(),
        Day(day)
    )?;
    Ok(found.is_some())
}

/// Arranges a meeting.
pub(super) async fn convene(
    tx: &mut Tx,
    _permit: &Permit<Convene>,
    forum: ForumId,
    (id, day): (MeetingId, Date),
    at: At,
) -> Result<(), DbError> {
    insert!(
        tx,
        meeting {
            id: id,
            forum_id: forum,
            held_on: Day(day),
            status: Status::Planned.name(),
            version: 1_i64,
            created_at: at,
        }
    )?;
    scope::add(tx, (agreement::Kind::Meeting, id.0), Relation::Forum, forum.0).await
}

/// The items whose cases the reader may know of, in order.
pub(super) async fn items<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    visible: &Visible,
) -> Result<Vec<ItemLine>, DbError> {
    type Row = (AgendaItemId, CaseId, String, String, i64, String, Option<i64>, i64);
    let rows: Vec<Row> = found!(
        tx,
        visible,
        visible,
        "c.id",
        "select i.id, c.id, p.given_name, p.family_name, c.level_of_need, i.decision, i.minutes,
                (select count(*) from agenda_item j join meeting n on n.id = j.meeting_id
                  where j.case_id = c.id and n.held_on < m.held_on and n.status <> 'cancelled')
         from agenda_item i
         join meeting m on m.id = i.meeting_id
         join case_record c on c.id = i.case_id
         join person p on p.id = c.person_id
         where i.meeting_id = $1 and {more}
         order by i.position, i.id",
        permit.subject()
    )?;
    let line = |(item, case, given, family, level, decision, minutes, before): Row| ItemLine {
        item,
        case,
        name: format!("{given} {family}"),
        level,
        decision,
        before,
        minutes,
        starts: None,
        said: None,
    };
    Ok(rows.into_iter().map(line).collect())
}

/// What was said about the items whose records the reader may open, and how many actions are late.
pub(super) async fn minutes<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    (visible, today): (&Visible, Date),
) -> Result<Vec<(AgendaItemId, Minutes)>, DbError> {
    type Row = (AgendaItemId, String, String, String, i64, Option<String>, Option<String>);
    let rows: Vec<Row> = found!(
        tx,
        visible,
        visible,
        "i.case_id",
        "select i.id, i.discussion, i.rationale, i.dissent,
                (select count(*) from plan_action a
                  where a.case_id = i.case_id and a.status = 'open' and a.due_on <= $2),
                o.name, u.words
           from agenda_item i
           left join item_update u on u.item_id = i.id
           left join organisation o on o.id = u.organisation_id
          where i.meeting_id = $1 and {more} order by i.id, o.name",
        permit.subject(),
        Day(today)
    )?;
    let mut said: Vec<(AgendaItemId, Minutes)> = Vec::new();
    for (item, discussion, rationale, dissent, due, who, words) in rows {
        if said.last().is_none_or(|(last, _)| *last != item) {
            let updates = Vec::new();
            said.push((item, Minutes { discussion, rationale, dissent, due, updates }));
        }
        if let (Some((_, minutes)), Some(update)) = (said.last_mut(), who.zip(words)) {
            minutes.updates.push(update);
        }
    }
    Ok(said)
}

/// The open cases of the forum that the reader may know of and that are not on the agenda.
pub(super) async fn cases_to_add(
    tx: &mut Tx,
    visible: &Visible,
    meeting: &Meeting,
) -> Result<Vec<(CaseId, String)>, DbError> {
    let rows: Vec<(CaseId, String, String)> = list!(
        tx,
        visible,
        "c.id",
        "select c.id, p.given_name, p.family_name from case_record c
         join person p on p.id = c.person_id
         where {visible} and c.forum_id = $1 and c.status = 'open'
           and not exists (select 1 from agenda_item i where i.case_id = c.id and i.meeting_id = $2)
         order by c.created_at desc, c.id limit 200",
        meeting.forum,
        meeting.id
    )?;
    Ok(rows.into_iter().map(|(case, given, family)| (case, format!("{given} {family}"))).collect())
}

/// Who belongs to the forum, with what is recorded of their attendance, and whoever else attended.
pub(super) async fn attendance<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    forum: ForumId,
) -> Result<Vec<Attendance>, DbError> {
    type Row = (
        PractitionerId,
        OrganisationId,
        String,
        String,
        Option<String>,
        Option<String>,
        Option<String>,
    );
    let rows: Vec<Row> = all!(
        tx,
        "select p.id, o.id, p.name, o.name, a.status, d.name, a.deputy_name
         from (select m.practitioner_id as practitioner, m.organisation_id as organisation
               from membership m where m.forum_id = $1 and m.ended_at is null
               union
               select b.practitioner_id, b.organisation_id from attendance b where b.meeting_id = $2) w
         join practitioner p on p.id = w.practitioner
         join organisation o on o.id = w.organisation
         left join attendance a on a.meeting_id = $2 and a.practitioner_id = p.id
         left join practitioner d on d.id = a.deputy_id
         order by o.name, p.name, p.id",
        forum,
        permit.subject()
    )?;
    let mut members: Vec<Attendance> = Vec::new();
    for (practitioner, organisation, name, organisation_name, status, known, typed) in rows {
        if members.iter().all(|member| member.practitioner != practitioner) {
            let status = status.unwrap_or_default();
            let deputy = known.or(typed).filter(|name| !name.is_empty());
            members.push(Attendance {
                practitioner,
                organisation,
                name,
                organisation_name,
                status,
                deputy,
            });
        }
    }
    Ok(members)
}

/// Records how members attended; what was recorded of them before is replaced. Who came for somebody stays for as long
/// as they sent a deputy.
pub(super) async fn attend<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    member: &Attendance,
    status: &str,
) -> Result<(), DbError> {
    run!(
        tx,
        "insert into attendance (meeting_id, practitioner_id, organisation_id, status)
         values ($1, $2, $3, $4)
         on conflict (meeting_id, practitioner_id) do update set status = $4,
             deputy_id = case when $4 = 'deputy_sent' then attendance.deputy_id end,
             deputy_name = case when $4 = 'deputy_sent' then attendance.deputy_name else '' end",
        permit.subject(),
        member.practitioner,
        member.organisation,
        status
    )?;
    Ok(())
}

/// Takes a meeting to its next state.
pub(super) async fn step<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    status: Status,
) -> Result<(), DbError> {
    run!(
        tx,
        "update meeting set status = $1, version = version + 1 where id = $2",
        status.name(),
        permit.subject()
    )?;
    Ok(())
}

type CaseRow = (CaseId, ReferralId, PersonId, String, String, i64, String, i64);

/// Every case on the agenda, whoever may see it: for what the meeting does to all of them. Nothing
/// of it is shown.
pub(super) async fn cases_on<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    meeting: &Meeting,
) -> Result<Vec<(Head, String)>, DbError> {
    let rows: Vec<CaseRow> = all!(
        tx,
        "select c.id, c.referral_id, c.person_id,
                f.charter || '/' || c.charter_version, c.status, c.level_of_need,
                i.decision, c.version
         from agenda_item i
         join case_record c on c.id = i.case_id
         join forum f on f.id = c.forum_id
         where i.meeting_id = $1 order by i.position, i.id",
        permit.subject()
    )?;
    rows.into_iter()
        .map(|(id, referral, person, charter, status, level, decision, version)| {
            let known = crate::case::model::Status::from_name(&status);
            let status = known.ok_or_else(|| DbError::corrupt("case_record", "status", &status))?;
            let (forum, lead, lead_status) = (meeting.forum, None, String::new());
            let head = Head {
                id,
                referral,
                forum,
                person,
                charter,
                status,
                level,
                lead,
                lead_status,
                version,
            };
            Ok((head, decision))
        })
        .collect()
}

/// Lets the forum's members read a case: it is on a published agenda.
pub(super) async fn open_record<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    case: &Head,
) -> Result<(), DbError> {
    scopes::share(tx, permit, case, Relation::Agenda, case.forum.0).await
}

/// Closes a case to the forum's members again, unless another published agenda has it.
pub(super) async fn close_record<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    case: &Head,
    meeting: MeetingId,
) -> Result<(), DbError> {
    let elsewhere: Option<(MeetingId,)> = one!(
        tx,
        "select m.id from agenda_item i join meeting m on m.id = i.meeting_id
         where i.case_id = $1 and m.forum_id = $2 and m.id <> $3
           and m.status in ('agenda_published', 'held') limit 1",
        case.id,
        case.forum,
        meeting
    )?;
    if elsewhere.is_some() {
        return Ok(());
    }
    scopes::withdraw(tx, permit, case, Relation::Agenda, case.forum.0).await
}

/// Puts a case at the end of the agenda.
pub(super) async fn add_item<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    case: &Head,
    id: AgendaItemId,
) -> Result<(), DbError> {
    let last: Option<(i64,)> = one!(
        tx,
        "select position from agenda_item where meeting_id = $1 order by position desc limit 1",
        permit.subject()
    )?;
    insert!(
        tx,
        agenda_item {
            id: id,
            meeting_id: permit.subject(),
            case_id: case.id,
            position: last.map_or(1, |(position,)| position + 1),
            discussion: "",
            decision: "",
            rationale: "",
            dissent: "",
            decided_at: None::<At>,
            version: 1_i64,
        }
    )
}

/// One item of the meeting: its case, what is recorded, its version.
pub(super) struct Item {
    pub(super) case: CaseId,
    pub(super) discussion: Discussion,
    pub(super) version: i64,
}

/// An item of the meeting that the permit is for.
pub(super) async fn item<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    item: AgendaItemId,
) -> Result<Option<Item>, DbError> {
    let found: Option<(CaseId, String, String, String, String, i64)> = one!(
        tx,
        "select case_id, discussion, decision, rationale, dissent, version from agenda_item
         where id = $1 and meeting_id = $2",
        item,
        permit.subject()
    )?;
    Ok(found.map(|(case, discussion, decision, rationale, dissent, version)| Item {
        case,
        discussion: Discussion { discussion, decision, rationale, dissent },
        version,
    }))
}

/// Whether a case is on the agenda of the meeting that the permit is for.
pub(super) async fn has_case<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    case: CaseId,
) -> Result<bool, DbError> {
    let found: Option<(AgendaItemId,)> = one!(
        tx,
        "select id from agenda_item where meeting_id = $1 and case_id = $2",
        permit.subject(),
        case
    )?;
    Ok(found.is_some())
}

/// Takes an item off the agenda.
pub(super) async fn remove_item<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    item: AgendaItemId,
) -> Result<(), DbError> {
    run!(tx, "delete from agenda_item where id = $1", item)?;
    Ok(())
}

/// Records what was discussed and decided.
pub(super) async fn discuss(
    tx: &mut Tx,
    _permit: &Permit<DiscussItem>,
    item: AgendaItemId,
    discussion: &Discussion,
    at: At,
) -> Result<(), DbError> {
    run!(
        tx,
        "update agenda_item set discussion = $1, decision = $2, rationale = $3, dissent = $4, decided_at = $5,
                version = version + 1
         where id = $6",
        &discussion.discussion,
        &discussion.decision,
        &discussion.rationale,
        &discussion.dissent,
        (!discussion.decision.is_empty()).then_some(at),
        item
    )?;
    Ok(())
}
