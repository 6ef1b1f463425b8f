//! SQL for what stands in a record beside who the person is.

use agreement::Permit;
use db::{At, Day, DbError, Tx, all};
use kernel::{AlertId, IdentifierId, OtherNameId, PersonId};
use uuid::Uuid;

use crate::{
    alert::web::Alert,
    communication::web::Communication,
    known_as::{identifiers::IdentifierLine, names::OtherName},
    person::web::SeeRecord,
};

/// What stands in a record beside who the person is.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    /// Those that hold first, then the latest.
    pub(crate) alerts: Vec<Alert>,
    pub(crate) communication: Option<Communication>,
    pub(crate) names: Vec<OtherName>,
    pub(crate) identifiers: Vec<IdentifierLine>,
    /// Whether there is somebody from whom they have to be kept safe now: who it is, is read apart.
    pub(crate) has_concern: bool,
}

/// Of which sort it is; its id, code and words; of an alert its review date, who added it when, and who ended
/// it why and when.
type Row = (
    (String, Uuid, String, String, String, Option<Day>, i64),
    (Option<String>, Option<At>, String, Option<String>, Option<At>),
);

/// Alerts, communication, other names and numbers, with one statement: a page has few to spare.
pub(crate) async fn beside(
    tx: &mut Tx,
    _permit: &Permit<SeeRecord>,
    id: PersonId,
) -> Result<Beside, DbError> {
    type Text = Option<String>;
    type Flat = (
        String,
        Uuid,
        String,
        String,
        String,
        Option<Day>,
        i64,
        Text,
        Option<At>,
        String,
        Text,
        Option<At>,
    );
    let rows: Vec<Flat> = all!(
        tx,
        "select 'alert' as sort, a.id as id, a.kind as code,
                case when a.in_error then '' else a.words end as words,
                case when a.in_error then 'in_error' else '' end as more, a.review_on as day, a.version as version, p.name as added_by, a.added_at as added_at,
                a.end_reason as reason, e.name as ended_by, a.ended_at as ended_at
           from person_alert a
           left join practitioner p on p.id = a.added_by
           left join practitioner e on e.id = a.ended_by
          where a.person_id = $1
         union all
         select 'communication', c.person_id, c.interpreter, c.language, c.words, cast(null as date),
                c.version, '', cast(null as timestamptz), '', '', cast(null as timestamptz)
           from person_communication c where c.person_id = $1
         union all
         select 'concern', d.person_id, '', '', '', cast(null as date), cast(0 as bigint), '', cast(null as timestamptz), '', '',
                cast(null as timestamptz)
           from person_of_concern d where d.person_id = $1 and d.outcome = ''
         union all
         select 'identifier', i.id, i.kind, i.system, i.value, cast(null as date), cast(0 as bigint),
                '', cast(null as timestamptz), '', '', cast(null as timestamptz)
           from person_identifier i where i.person_id = $1 and i.removed_at is null
         union all
         select 'name', n.id, n.kind, n.given_name, n.family_name, cast(null as date),
                cast(0 as bigint), '', cast(null as timestamptz), '', '', cast(null as timestamptz)
           from person_name n where n.person_id = $1 and n.removed_at is null
         union all
         select 'need', d.person_id, d.need, '', '', cast(null as date), cast(0 as bigint), '',
                cast(null as timestamptz), '', '', cast(null as timestamptz)
           from person_communication_need d where d.person_id = $1
          order by sort, id, code",
        id
    )?;
    let mut beside = Beside::default();
    for (sort, id, code, words, more, day, version, added_by, added_at, why, ended_by, ended_at) in
        rows
    {
        let what = (sort, id, code, words, more, day, version);
        beside.put((what, (added_by, added_at, why, ended_by, ended_at)));
    }
    // The ids are in the order of time.
    beside.alerts.reverse();
    beside.alerts.sort_by_key(|it| it.ended_at.is_some());
    Ok(beside)
}

impl Beside {
    fn put(&mut self, (what, who): Row) {
        let (sort, id, code, words, more, day, version) = what;
        let (added_by, added_at, end_reason, ended_by, ended_at) = who;
        match (sort.as_str(), day, added_at) {
            ("alert", Some(day), Some(added_at)) => self.alerts.push(Alert {
                alert: AlertId(id),
                kind: code,
                words,
                review_on: day.0,
                version,
                added_by: added_by.unwrap_or_default(),
                // Nobody answers an alert from here.
                added_by_id: None,
                added_at: added_at.0,
                end_reason,
                in_error: !more.is_empty(),
                ended_by: ended_by.unwrap_or_default(),
                ended_at: ended_at.map(|at| at.0),
            }),
            ("communication", ..) => {
                let (interpreter, language, words, needs) = (code, words, more, Vec::new());
                let said = Communication { interpreter, language, needs, words, version };
                self.communication = Some(said);
            }
            // They come after it.
            ("need", ..) => self.communication.get_or_insert_default().needs.push(code),
            ("concern", ..) => self.has_concern = true,
            ("identifier", ..) => {
                let (identifier, kind, system, value) = (IdentifierId(id), code, words, more);
                self.identifiers.push(IdentifierLine { identifier, kind, system, value });
            }
            _ => {
                let (name, kind, given_name, family_name) = (OtherNameId(id), code, words, more);
                self.names.push(OtherName { name, kind, given_name, family_name });
            }
        }
    }
}
