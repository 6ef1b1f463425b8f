//! "Who has looked at this record": the same page for a person, a referral and a case. Whoever reads a
//! case or finds it in a list has looked at the person. Whoever may ask need not be allowed to see
//! the record.

use agreement::{Act, Action, Agreement, Kind};
use db::{Among, Looking, Reading, Stop, Subject};
use kernel::{CaseId, FieldErrors, PersonId, ReferralId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page};
use uuid::Uuid;

use super::{
    ledger::{paged, position},
    model::{Line, Look},
    pages, store,
    words::in_words,
};

/// Who has looked at a record.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Looks {
    /// What they did, newest first.
    pub looks: Vec<Look>,
    /// The position to go on from, when there are more.
    pub more_before: Option<i64>,
    /// Where the record is, when the reader of this page may see it too.
    pub record: Option<String>,
}

/// Declares the reading of one kind of record.
macro_rules! readers { ($($(#[$doc:meta])* $name:ident, $operation:literal, $kind:ident, $field:ident: $id:ident, $folder:literal;)+) => { $(
    $(#[$doc])*
    #[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
    #[serde(default, deny_unknown_fields)]
    pub struct $name {
        /// The record.
        pub $field: $id,
        /// Only what came before this position of the ledger; empty for the newest.
        pub before: String,
    }

    impl Act for $name {
        const NAME: &'static str = $operation;
        const ACTION: Action = Action::SeeReaders;
    }

    impl Reading for $name {
        type Answer = Looks;
        const SAYS: &'static str = concat!("Who has looked at a ", stringify!($field), ", and under which clause");

        fn subject(&self) -> Subject {
            (Kind::$kind, Some(self.$field.0))
        }

        async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Looks, Stop> {
            looks(looking, &self.before, (Kind::$kind, self.$field.0), $folder).await
        }
    }

    impl Page for $name {
        fn title(_: &Looks) -> String {
            "Who has looked at this record".into()
        }

        fn back(&self, answer: &Looks) -> Option<String> {
            answer.record.clone()
        }

        fn content(&self, answer: &Looks, frame: &Frame) -> Markup {
            pages::readers(&self.before, answer, frame)
        }
    }
)+ } }

readers! {
    /// Who has looked at a person's record.
    SeePersonReaders, "see_person_readers", Person, person: PersonId, "people";
    /// Who has looked at a referral.
    SeeReferralReaders, "see_referral_readers", Referral, referral: ReferralId, "referrals";
    /// Who has looked at a case.
    SeeCaseReaders, "see_case_readers", Case, case: CaseId, "cases";
}

/// Whether the record itself is open to the reader of the page, for a way back to it.
struct OpenRecord;

impl Act for OpenRecord {
    const NAME: &'static str = "open_record";
    const ACTION: Action = Action::SeeSummary;
}

async fn looks<R: Act>(
    looking: &mut Looking<'_, R>,
    before: &str,
    (kind, record): (Kind, Uuid),
    folder: &str,
) -> Result<Looks, Stop> {
    let before = position(before).map_err(|why| FieldErrors::one("before", why))?;
    let mut records = related(looking, kind).await?;
    records.push(record);
    let records = Among::new(records);
    let lines = store::about(looking.tx, looking.permit, &records, before).await?;
    let (lines, more_before) = paged(lines);
    let looks = lines.into_iter().map(|line| look(line, looking.agreement)).collect();
    let is_open = looking.may::<OpenRecord>((kind, Some(record))).await?;
    let record = is_open.then(|| format!("/{folder}/{record}"));
    Ok(Looks { looks, more_before, record })
}

/// What also tells of the record: of a person their referrals and cases, of a case its referral. Only
/// those whose readers the asker may ask for on their own, so that nobody learns from the list that
/// another forum has them.
async fn related<R: Act>(looking: &mut Looking<'_, R>, kind: Kind) -> Result<Vec<Uuid>, Stop> {
    match kind {
        Kind::Person => {
            let (referrals, cases) =
                (looking.visible::<R>(Kind::Referral), looking.visible::<R>(Kind::Case));
            let (tx, permit) = (&mut *looking.tx, looking.permit);
            Ok(store::records_of_person(tx, permit, &referrals, &cases).await?)
        }
        Kind::Case => match store::referral_of_case(looking.tx, looking.permit).await? {
            Some(id) if looking.may::<R>((Kind::Referral, Some(id))).await? => Ok(vec![id]),
            _ => Ok(Vec::new()),
        },
        _ => Ok(Vec::new()),
    }
}

fn look(line: Line, agreement: &Agreement) -> Look {
    let sentence = |id: &String| {
        let clause = agreement.clauses().find(|clause| clause.id == *id);
        clause.map_or_else(
            || "This clause is no longer in the agreement.".into(),
            |it| it.sentence.clone(),
        )
    };
    let clauses = line.clauses.iter().map(|id| (id.clone(), sentence(id))).collect();
    let what = match line.kind.as_str() {
        "list" => format!("{}, and this was in it", in_words(&line.operation)),
        _ => in_words(&line.operation),
    };
    Look {
        seq: line.seq,
        at: line.at,
        who: line.who,
        organisation: line.organisation,
        what,
        refused: line.kind == "refusal",
        clauses,
    }
}
