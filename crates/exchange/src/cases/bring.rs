//! From a sheet to open cases: what the form shows beforehand and what both operations do.

use std::collections::BTreeSet;

use agreement::{Act, Action as Asked, Agreement, Kind, Permit, Principal, Relation, Role};
use casework::charters;
use charter::Charter;
use db::{Among, At, DbError, Doing, Keys, Stop, Tx, scope};
use jiff::civil::Date;
use kernel::{ActionId, CaseId, FieldErrors, ForumId, PersonId, ReferralId};
use people::{
    register::{self, NewPerson, full_name},
    search::{self, Who},
};
use serde_json::json;
use uuid::Uuid;

use super::{
    plan::{self, Becomes, Met, Outcome, Planned, Rows},
    row::{CaseRow, Known, Lead},
    sheet::{Sheet, Typed},
    store::{self, Common, Ids},
};

/// Why a row about somebody who may be known by a limited record is left out by the console. In the browser such a row
/// is brought in as if it had been typed: being told would be a disclosure there (ADR 4).
const BY_HAND: &str = "Needs a person's decision: enter it by hand";

/// Who asks, and for which forum.
pub(super) struct Asker<'a, A> {
    pub(super) permit: &'a Permit<A>,
    pub(super) agreement: &'a Agreement,
    pub(super) forum: ForumId,
    pub(super) today: Date,
}

impl<A: Act> Asker<'_, A> {
    fn principal(&self) -> &Principal {
        self.permit.principal()
    }

    fn is_console(&self) -> bool {
        self.principal().has(Role::Console)
    }

    /// A sheet is known by its name within a forum: another's cases are nobody's business.
    fn source(&self, name: &str) -> String {
        format!("sheet {} {}", self.forum, name.trim().to_lowercase())
    }
}

/// What the rows are checked against, by four statements.
pub(super) async fn known<A: Act>(
    tx: &mut Tx,
    asker: &Asker<'_, A>,
    charter: &'static Charter,
) -> Result<Known, DbError> {
    let own = (!asker.is_console()).then_some(asker.principal().organisation);
    Ok(Known {
        charter,
        organisations: store::organisations(tx).await?,
        practitioners: store::practitioners(tx).await?,
        districts: store::districts(tx).await?,
        own,
        today: asker.today,
    })
}

/// What would become of the rows, who was looked for, and who of the people that the asker may know of was met.
pub(super) struct Found {
    pub(super) plan: Vec<Planned>,
    pub(super) who: Vec<Who>,
    pub(super) people: BTreeSet<PersonId>,
}

/// What would become of each row: by a handful of statements for all of them.
pub(super) async fn planned<A: Act>(
    tx: &mut Tx,
    asker: &Asker<'_, A>,
    (sheet, source): (&Sheet, &str),
    known: &Known,
) -> Result<Found, DbError> {
    let mut rows = plan::rows(sheet, known);
    keep_from_oneself(asker, &mut rows);
    let references = store::references(tx, asker.permit, &asker.source(source)).await?;
    let sought = plan::sought(&rows, &references);
    let (lines, who): (Vec<i64>, Vec<Who>) = sought.into_iter().unzip();
    let principal = asker.principal();
    let same = search::known_already(tx, (asker.agreement, principal), &who).await?;
    let people: BTreeSet<PersonId> = same.iter().flatten().copied().collect();
    let mut met = Met { references, ..Met::default() };
    if !people.is_empty() {
        let among = Among::new(people.iter().map(|it| it.0));
        met.open = store::open_in(tx, asker.permit, asker.forum, &among).await?;
        // An access override is over within the hour, and what a case opens stays open.
        let anyway = principal.without_overrides();
        let opens = principal.opened_by_holding(asker.forum).unwrap_or(Asked::SeeAddress);
        let reach = asker.agreement.list_filter(&anyway, opens, Kind::Person);
        met.within_reach = store::within(tx, &reach, &among).await?;
    }
    met.same = lines.into_iter().zip(same).collect();
    Ok(Found { plan: plan::plan(rows, &met), who, people })
}

/// A chair who led would read the address: nobody leads by their own word alone. Whoever reads it as coordinator may.
fn keep_from_oneself<A: Act>(asker: &Asker<'_, A>, rows: &mut Rows) {
    let who = asker.principal();
    if who.coordinates.contains(&asker.forum) {
        return;
    }
    for (_, _, row) in rows {
        if row
            .as_ref()
            .is_ok_and(|it| matches!(it.lead, Lead::Asked(lead, _) if lead == who.practitioner))
        {
            let told = "You cannot ask yourself to lead. Leave the cell empty, and let the coordinator ask you";
            *row = Err(FieldErrors::one("lead", told));
        }
    }
}

/// Opens the cases of a sheet, and says what became of each row.
pub(super) async fn bring<O: Act>(
    doing: &mut Doing<'_, O>,
    forum: ForumId,
    typed: Typed<'_>,
) -> Result<Outcome, Stop> {
    let (_, charter) = charters::of_forum(doing.tx, forum).await?.ok_or(Stop::NotThere)?;
    let sheet = Sheet::read(typed)?;
    let (permit, today) = (doing.permit, doing.env.today());
    let asker = Asker { permit, agreement: doing.agreement, forum, today };
    let known = known(doing.tx, &asker, charter).await?;
    let found = planned(doing.tx, &asker, (&sheet, typed.source), &known).await?;
    let Found { mut plan, who, .. } = found;
    doing.sought = search::traces(doing.keys, &who);
    for it in &mut plan {
        it.becomes =
            allowed(doing.tx, &asker, std::mem::replace(&mut it.becomes, Becomes::Here)).await?;
    }
    let outcome = Outcome::of(&sheet, &plan);
    outcome.refused().into_result()?;
    let source = asker.source(typed.source);
    let common = Common {
        forum,
        charter_version: &charter.version,
        source: &source,
        by: (!asker.is_console()).then_some(asker.principal().practitioner),
        today,
        at: At(doing.env.now()),
    };
    open(doing, &plan, common).await?;
    let hashes: Vec<String> = sheet.rows.iter().map(super::sheet::Row::hash).collect();
    doing.detail = json!({ "forum": forum, "rows": hashes, "opened": outcome.opened.len() });
    Ok(outcome)
}

/// What a list of many rows does not tell: whom the console must leave to somebody's decision, and who is kept from
/// the record of somebody known.
async fn allowed<A: Act>(
    tx: &mut Tx,
    asker: &Asker<'_, A>,
    becomes: Becomes,
) -> Result<Becomes, DbError> {
    let Becomes::Case(row, person) = becomes else { return Ok(becomes) };
    let wrong = |column: &str, told: &str| Becomes::Wrong(FieldErrors::one(column, told));
    let name = full_name(&row.given_name, &row.family_name);
    if asker.is_console() && search::meets_limited(tx, asker.permit, &name, row.born).await? {
        return Ok(wrong("the row", BY_HAND));
    }
    let Some(known) = person else { return Ok(Becomes::Case(row, None)) };
    let barred: BTreeSet<Uuid> = scope::of(tx, (Kind::Person, known.0))
        .await?
        .into_iter()
        .filter(|(relation, _)| matches!(relation, Relation::Barred | Relation::BarredOrganisation))
        .map(|(_, target)| target)
        .collect();
    if let Lead::Asked(lead, organisation) = row.lead
        && (barred.contains(&lead.0) || barred.contains(&organisation.0))
    {
        return Ok(wrong(
            "lead",
            "This practitioner cannot be asked. Leave the cell empty, and appoint somebody afterwards",
        ));
    }
    if row.actions.iter().any(|it| barred.contains(&it.owner.0)) {
        return Ok(wrong(
            "actions",
            "One of these organisations cannot own an action here. Name another",
        ));
    }
    Ok(Becomes::Case(row, person))
}

async fn open<O: Act>(
    doing: &mut Doing<'_, O>,
    plan: &[Planned],
    common: Common<'_>,
) -> Result<(), Stop> {
    let cases: Vec<(&CaseRow, Option<PersonId>, Uuid)> = plan
        .iter()
        .filter_map(|it| match &it.becomes {
            Becomes::Case(row, person) => Some((row.as_ref(), *person, doing.env.new_id())),
            Becomes::Here | Becomes::Wrong(_) => None,
        })
        .collect();
    let new = cases.iter().filter(|(_, person, _)| person.is_none()).map(|(.., id)| *id);
    doing.keys.make(&new.collect::<Vec<_>>()).await?;
    for (row, person, id) in cases {
        let ids = Ids {
            referral: ReferralId(doing.env.new_id()),
            case: CaseId(doing.env.new_id()),
            person: person.unwrap_or(PersonId(id)),
        };
        let mut household = None;
        if person.is_some() {
            household = people::household::of(doing.tx, doing.permit, ids.person).await?;
        } else {
            add_person(doing.tx, (doing.keys, doing.permit), ids.person, row, common.at).await?;
        }
        store::add_referral(doing.tx, doing.permit, (ids, household), row, common).await?;
        store::add_case(doing.tx, doing.permit, ids, row, common).await?;
        let records = (ids.referral, ids.case, ids.person);
        casework::referral::scopes::held(doing.tx, doing.permit, records, common.forum).await?;
        ask(doing, ids, row, common).await?;
        doing.about.extend([ids.person.0, ids.case.0]);
    }
    Ok(())
}

async fn add_person<A: Act>(
    tx: &mut Tx,
    (keys, permit): (&Keys, &Permit<A>),
    id: PersonId,
    row: &CaseRow,
    at: At,
) -> Result<(), DbError> {
    let mut district_code = row.district.clone();
    if district_code.is_empty() && !row.postcode.is_empty() {
        district_code = store::lies_in(tx, &row.postcode).await?;
    }
    let person = NewPerson {
        given_name: row.given_name.clone(),
        family_name: row.family_name.clone(),
        date_of_birth: row.born,
        nhs_number: row.nhs_number.clone(),
        postcode: row.postcode.clone(),
        district_code,
        ..NewPerson::default()
    };
    register::add(tx, keys, permit, id, &person, at).await
}

/// The plan, whoever is asked to lead, and what the chronology says.
async fn ask<O: Act>(
    doing: &mut Doing<'_, O>,
    ids: Ids,
    row: &CaseRow,
    common: Common<'_>,
) -> Result<(), DbError> {
    let mut said = vec!["Brought in from a sheet."];
    let mut told = Vec::new();
    match row.lead {
        Lead::Asked(who, organisation) => {
            let id = (doing.env.new_id(), ids.case);
            store::ask_lead(doing.tx, doing.permit, id, (who, organisation), common).await?;
            told.push((Relation::ProposedLead, who.0));
            said.push("The practitioner whom the sheet names was asked to be lead professional.");
        }
        Lead::NoAccount => said.push("The sheet names a lead professional who has no account."),
        Lead::Nobody => {}
    }
    for action in &row.actions {
        let id = (ActionId(doing.env.new_id()), ids.case);
        store::add_action(doing.tx, doing.permit, id, action, common).await?;
        told.push((Relation::Organisation, action.owner.0));
    }
    // As `casework` does: whoever is asked for something knows of the case and of its person.
    for (relation, target) in told {
        scope::add(doing.tx, (Kind::Case, ids.case.0), relation, target).await?;
        scope::add(doing.tx, (Kind::Person, ids.person.0), relation, target).await?;
    }
    for said in said {
        let id = (doing.env.new_id(), ids.case);
        store::tell(doing.tx, doing.permit, id, said, common).await?;
    }
    Ok(())
}
