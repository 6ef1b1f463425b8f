//! A person's record, each reader's as far as the agreement lets them see.

use agreement::{Act, Action, Kind, Permit};
use db::{Looking, Reading, Stop, Subject};
use jiff::civil::Date;
use kernel::PersonId;
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page};
use uuid::Uuid;

use super::{pages, store};
use crate::{
    alert::web::Alert,
    communication::web::Communication,
    concern::see::{self as concern, ConcernsHeld},
    household::store::{self as household, Member},
    known_as::{self, identifiers::IdentifierLine, names::OtherName},
    register::{self, PersonSummary, numbers},
};

/// One person: what this reader may know.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeePerson {
    /// Who.
    pub person: PersonId,
}

impl Act for SeePerson {
    const NAME: &'static str = "see_person";
    const ACTION: Action = Action::SeeSummary;
}

/// The whole record: for a permit only.
pub(crate) struct SeeRecord;

impl Act for SeeRecord {
    const NAME: &'static str = "see_person_record";
    const ACTION: Action = Action::SeeRecord;
}

/// Address and telephone: for a permit only.
pub(crate) struct SeeAddress;

impl Act for SeeAddress {
    const NAME: &'static str = "see_person_address";
    const ACTION: Action = Action::SeeAddress;
}

/// A person as one reader sees them: what they may not see is left out.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PersonShown {
    /// What tells them from another.
    pub summary: PersonSummary,
    /// Other names: part of the summary, for they are found by them.
    pub also_known_as: Vec<OtherName>,
    /// Age in whole years.
    pub age: Option<i16>,
    /// The record, for those who may read it.
    pub record: Option<RecordShown>,
    /// Where they can be reached, for those who may know.
    pub contact: Option<ContactShown>,
    /// Referrals that the reader may know of.
    pub referrals: Vec<Episode>,
    /// Cases that the reader may know of.
    pub cases: Vec<Episode>,
    /// What else the reader may do here: names of the agreement's actions.
    pub may: Vec<String>,
}

/// What only readers of the whole record see.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RecordShown {
    /// In groups of 3, 3 and 4 digits; may be empty.
    pub nhs_number: String,
    /// `verified`, `not_verified` or `not_present`; empty when nobody has said.
    pub nhs_number_status: String,
    /// Numbers by which other systems know them.
    pub identifiers: Vec<IdentifierLine>,
    /// The district's name; empty when not known or not to be known.
    pub district: String,
    /// What staff must know before they make contact: the alerts that hold, then those that ended.
    pub alerts: Vec<Alert>,
    /// From whom they have to be kept safe, as far as the reader may know of them.
    pub concerns: ConcernsHeld,
    /// How they communicate; nothing when nobody has asked yet.
    pub communication: Option<Communication>,
    /// Those who live with them, or did, and whose records the reader may see.
    pub household: Vec<Member>,
    /// The times at which the person lived in a household, the present one first: since when, and
    /// until when if they left.
    pub stays: Vec<(Option<Date>, Option<Date>)>,
}

/// Where a person can be reached.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ContactShown {
    /// Where they live.
    pub address: String,
    /// Its postcode.
    pub postcode: String,
    /// Their telephone number.
    pub phone: String,
    /// How they can safely be reached: `phone`, `text`, `letter`, `email`, `in_person`,
    /// `through_someone`; empty when nobody has asked.
    pub safe_contact_methods: Vec<String>,
    /// When; may be empty.
    pub safe_contact_times: String,
    /// With which words, and what not to do.
    pub safe_contact: String,
    /// A refuge, or an address that must not be known.
    pub confidential_address: bool,
}

/// A referral or a case, in one line.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Episode {
    /// Its id.
    pub id: Uuid,
    /// The forum that holds it.
    pub forum: String,
    /// Its status.
    pub status: String,
    /// When it was received or opened.
    pub began_on: Date,
}

/// What the page offers links to.
const OFFERED: &[Action] = &[
    Action::AmendPerson,
    Action::SeeAddress,
    Action::SeeRecord,
    Action::RestrictRecord,
    Action::SeeReaders,
];

impl PersonShown {
    pub(super) fn may(&self, action: Action) -> bool {
        self.may.iter().any(|name| name == action.name())
    }
}

impl Reading for SeePerson {
    type Answer = PersonShown;
    const SAYS: &'static str = "One person, as far as one may see their record";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<PersonShown, Stop> {
        let id = self.person;
        let may = looking.rights(self.subject(), OFFERED).await?;
        let (summary, also_known_as, record) = if may.contains(&Action::SeeRecord) {
            let permit = looking.permit_for::<SeeRecord>(self.subject()).await?;
            let record = store::record(looking.tx, &permit, id).await?.ok_or(Stop::NotThere)?;
            let mut beside = store::beside::beside(looking.tx, &permit, id).await?;
            let names = std::mem::take(&mut beside.names);
            (record.summary(id), names, Some(whole_record(looking, beside, record, id).await?))
        } else {
            let found = register::summary(looking.tx, looking.permit, id).await?;
            let names = known_as::store::names(looking.tx, looking.permit, id).await?;
            (found.ok_or(Stop::NotThere)?, names, None)
        };
        let referrals = looking.visible::<Self>(Kind::Referral);
        let cases = looking.visible::<Self>(Kind::Case);
        let mut shown = PersonShown {
            also_known_as,
            age: summary.age_on(looking.env.today()),
            summary,
            record,
            contact: None,
            referrals: Vec::new(),
            cases: Vec::new(),
            may: may.iter().map(|action| action.name().to_owned()).collect(),
        };
        for (kind, episode) in store::episodes(looking.tx, (&referrals, &cases), id).await? {
            match kind {
                Kind::Referral => shown.referrals.push(episode),
                _ => shown.cases.push(episode),
            }
        }
        if shown.may(Action::SeeAddress) {
            let permit = looking.permit_for::<SeeAddress>(self.subject()).await?;
            shown.contact = Some(contact(looking, &permit, id).await?);
        }
        looking.lists(&referrals, shown.referrals.iter().map(|it| it.id));
        looking.lists(&cases, shown.cases.iter().map(|it| it.id));
        Ok(shown)
    }
}

async fn whole_record(
    looking: &mut Looking<'_, SeePerson>,
    beside: store::beside::Beside,
    record: store::Record,
    id: PersonId,
) -> Result<RecordShown, Stop> {
    let visible = looking.visible::<SeePerson>(Kind::Person);
    let (household, stays) = household::around(looking.tx, &visible, id).await?;
    looking.lists(&visible, household.iter().map(|member| member.person.0));
    let concerns = if beside.has_concern {
        concern::held(looking, id).await?
    } else {
        ConcernsHeld::default()
    };
    Ok(RecordShown {
        nhs_number: numbers::nhs_number_words(&record.nhs_number),
        nhs_number_status: record.nhs_number_status,
        identifiers: beside.identifiers,
        district: record.district,
        alerts: beside.alerts,
        concerns,
        communication: beside.communication,
        household,
        stays,
    })
}

async fn contact(
    looking: &mut Looking<'_, SeePerson>,
    permit: &Permit<SeeAddress>,
    id: PersonId,
) -> Result<ContactShown, Stop> {
    let contacts = register::contacts(looking.tx, looking.keys, permit, id).await?;
    Ok(ContactShown {
        address: contacts.address,
        postcode: contacts.postcode,
        phone: contacts.phone,
        safe_contact_methods: contacts.safe_contact_methods,
        safe_contact_times: contacts.safe_contact_times,
        safe_contact: contacts.safe_contact,
        confidential_address: contacts.confidential_address,
    })
}

impl Page for SeePerson {
    fn title(_: &PersonShown) -> String {
        // A title stands in the browser's history and on the screen's edge: it names nobody.
        "A person's record".into()
    }

    fn about(shown: &PersonShown) -> String {
        shown.summary.name.clone()
    }

    fn content(&self, shown: &PersonShown, frame: &Frame) -> Markup {
        pages::record(shown, frame)
    }
}
