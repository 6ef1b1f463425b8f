//! The story of some months of the whole partnership, told from its files day by day, each step made by the person who
//! would make it.

mod calendar;
mod case;
pub(super) mod data;
mod family;
mod meetings;
mod request;
mod staff;
mod team;
mod timeline;

use std::collections::BTreeMap;

use db::{Actor, Door, Operation, Reading};
use jiff::civil::Date;
use kernel::{
    ActionId, AgendaItemId, AllocationId, CaseId, ForumId, GoalId, MeetingId, PersonId, ReferralId,
};
use partnership::charters::web::AdoptCharter;

use self::data::{Family, Staff};
use super::{Hand, partnership_file, people, people::Cast};
use crate::commands::Failure;

/// What Alderby has a second person confirm.
const SECOND_PAIR_OF_EYES: &str =
    include_str!("../../../../../examples/northmere/second-pair-of-eyes.toml");

/// The partnership is set up before the first thing happens.
const FIRST: i64 = 120;

/// So many days ago the partnership began.
pub(super) fn begin(hand: &Hand) {
    hand.point_to(calendar::day(hand.today(), FIRST), 0);
}

/// Tells the story.
pub(super) async fn tell(door: &Door, hand: &Hand) -> Result<(), Failure> {
    let staff = data::staff()?;
    adopt(door).await?;
    let cast = people::invite(door, &staff.practitioners).await?;
    let mut telling = Telling::new(door, hand, cast, staff)?;
    let (mut day, mut things) = (Date::MIN, 0);
    for event in timeline::timeline(&telling)? {
        let then = telling.day(event.ago);
        // What fell on a weekend comes after what else happened on the Friday before.
        things = if then == day { things + 1 } else { 0 };
        day = then;
        match event.ago {
            0 => hand.come_to_now(),
            _ => hand.point_to(day, things),
        }
        telling.happen(&event).await?;
    }
    Ok(())
}

/// Before anything happens, Alderby takes the charter with a line of its own.
async fn adopt(door: &Door) -> Result<(), Failure> {
    let shipped = charter::shipped_texts("maag").ok_or_else(|| unknown("the charter"))?;
    let (old, own) = ("version = \"1\"", "version = \"1-alderby\"");
    let file = |(path, text): &(&str, &str)| {
        let of_its_own = if *path == "charter.toml" { SECOND_PAIR_OF_EYES } else { "" };
        ((*path).to_owned(), text.replacen(old, own, 1) + of_its_own)
    };
    let files = shipped.iter().map(file).collect();
    let adopt = AdoptCharter { forum: "Alderby allocation group".into(), files };
    super::act(door, Actor::Console, adopt).await.map(|_| ())
}

/// The story as far as it is told.
struct Telling<'a> {
    door: &'a Door,
    today: Date,
    cast: Cast,
    staff: Staff,
    /// Who offers a service, by its name.
    providers: BTreeMap<String, String>,
    /// The ids of the services that were offered so far, by name.
    services: BTreeMap<String, String>,
    families: Vec<Told>,
    meetings: BTreeMap<(usize, i64), MeetingId>,
}

/// A family, and what has become of them so far.
struct Told {
    family: Family,
    forum: usize,
    postcode: String,
    /// What makes their telephone numbers differ.
    number: usize,
    people: BTreeMap<String, PersonId>,
    person: PersonId,
    referral: ReferralId,
    case: CaseId,
    goals: Vec<GoalId>,
    /// The actions, with their owners.
    actions: Vec<(ActionId, Vec<String>)>,
    offers: BTreeMap<String, AllocationId>,
    items: BTreeMap<i64, AgendaItemId>,
    asked: Option<String>,
    lead: Option<String>,
    closed: bool,
}

impl<'a> Telling<'a> {
    fn new(door: &'a Door, hand: &Hand, cast: Cast, staff: Staff) -> Result<Self, Failure> {
        let mut providers = BTreeMap::new();
        for organisation in partnership_file()?.organisations {
            for service in organisation.services {
                providers.insert(service.name, organisation.name.clone());
            }
        }
        let mut families = Vec::new();
        for file in data::families()? {
            let forum = staff.forums.iter().position(|it| it.name == file.forum);
            let forum = forum.ok_or_else(|| unknown(&file.forum))?;
            let postcodes = family::postcodes(&file.district);
            for (family, postcode) in file.families.into_iter().zip(postcodes) {
                let number = families.len();
                families.push(Told::new(family, (forum, number), postcode));
            }
        }
        let (today, services, meetings) = (hand.today(), BTreeMap::new(), BTreeMap::new());
        Ok(Self { door, today, cast, staff, providers, services, families, meetings })
    }

    /// The day so many days ago.
    fn day(&self, ago: i64) -> Date {
        calendar::day(self.today, ago)
    }

    async fn act<O: Operation>(&self, who: Actor, operation: O) -> Result<O::Done, Failure> {
        super::act(self.door, who, operation).await
    }

    async fn look<R: Reading>(&self, who: Actor, reading: R) -> Result<R::Answer, Failure> {
        super::look(self.door, who, reading).await
    }

    fn forum(&self, forum: usize) -> Result<&data::Forum, Failure> {
        self.staff.forums.get(forum).ok_or_else(|| unknown("a forum"))
    }

    fn forum_id(&self, forum: usize) -> Result<ForumId, Failure> {
        self.cast.forum_called(&self.forum(forum)?.name)
    }

    fn coordinator(&self, forum: usize) -> Result<Actor, Failure> {
        self.cast.actor(&self.forum(forum)?.coordinator)
    }

    fn told(&self, family: usize) -> Result<&Told, Failure> {
        self.families.get(family).ok_or_else(|| unknown("a family"))
    }

    fn told_mut(&mut self, family: usize) -> Result<&mut Told, Failure> {
        self.families.get_mut(family).ok_or_else(|| unknown("a family"))
    }

    /// Who answers for an organisation.
    fn desk(&self, organisation: &str) -> Result<&str, Failure> {
        let found = self.staff.desks.get(organisation);
        found.map(String::as_str).ok_or_else(|| unknown(organisation))
    }
}

impl Told {
    fn new(family: Family, (forum, number): (usize, usize), postcode: String) -> Self {
        Self {
            family,
            forum,
            postcode,
            number,
            people: BTreeMap::new(),
            person: PersonId::default(),
            referral: ReferralId::default(),
            case: CaseId::default(),
            goals: Vec::new(),
            actions: Vec::new(),
            offers: BTreeMap::new(),
            items: BTreeMap::new(),
            asked: None,
            lead: None,
            closed: false,
        }
    }

    /// Somebody of the household by their given name; the child, if nobody is named.
    fn somebody(&self, given_name: &str) -> Result<PersonId, Failure> {
        match given_name {
            "" => Ok(self.person),
            name => self.people.get(name).copied().ok_or_else(|| unknown(name)),
        }
    }
}

fn unknown(name: &str) -> Failure {
    Failure::Asked(format!("the demonstration's files do not know {name}"))
}
