//! What happened before you came in: four families at four stages, each step made by the person
//! who would make it.

use casework::{
    allocation::web::{AskServices, OfferServices},
    decision::web::Decide,
    goal::{model::Typed, web::RecordGoal},
    lead::web::{AnswerLead, AskLead, ProposeLead},
    meeting::{
        items::{AddItem, AskItem, DiscussItem},
        steps::{MarkHeld, PublishAgenda},
        web::{Convene, SeeMeeting},
    },
    plan::web::RecordAction,
    referral::{refer::Refer, request::Request},
};
use db::Door;
use jiff::{ToSpan as _, civil::Date};
use kernel::{CaseId, MeetingId, ReferralId};
use people::person::add::AddPerson;

use super::{act, known, look, people::Cast};
use crate::commands::Failure;

/// One family, as their referrer tells it.
struct Family {
    given_name: &'static str,
    family_name: &'static str,
    /// Years before today.
    age: i32,
    strengths: &'static str,
    needs: &'static [&'static str],
    words: &'static str,
    own_words: &'static str,
    agencies: &'static str,
    level: &'static str,
}

const FAMILIES: [Family; 4] = [
    Family {
        given_name: "Kayleigh",
        family_name: "Thorne",
        age: 9,
        strengths: "Close to her grandmother. Loves swimming and is proud of her reading.",
        needs: &["young_carer", "education", "adult_mental_health"],
        words: "Misses school to look after her mother. Speech is hard for others to follow.",
        own_words: "I want somebody to be with mum so I can go swimming.",
        agencies: "3",
        level: "3",
    },
    Family {
        given_name: "Dylan",
        family_name: "Marsh",
        age: 14,
        strengths: "Good with his hands. Two friends who stand by him.",
        needs: &["youth_crime", "parental_conflict"],
        words: "Out late with older boys; parents disagree about what to do.",
        own_words: "Nobody asks me, they only shout.",
        agencies: "2",
        level: "2",
    },
    Family {
        given_name: "Amina",
        family_name: "Yusuf",
        age: 4,
        strengths: "A warm, busy family. Mother has started an English course.",
        needs: &["early_years", "housing"],
        words: "Six people in two rooms; nursery is worried about her hearing.",
        own_words: "Amina drew a house with a garden.",
        agencies: "2",
        level: "2",
    },
    Family {
        given_name: "Ben",
        family_name: "Aldous",
        age: 11,
        strengths: "Keen on chess. Father comes to every appointment.",
        needs: &["education"],
        words: "Needs help with reading.",
        own_words: "The letters move.",
        agencies: "1",
        level: "2",
    },
];

/// Months ago: a request that one organisation could meet went back, and its referrer is asked today what became of it.
pub(super) async fn begin(door: &Door, cast: &Cast) -> Result<(), Failure> {
    let [.., fourth] = &FAMILIES;
    let referral = refer(door, cast, fourth).await?;
    let returned = Decide {
        referral,
        version: 1,
        decision: "return".into(),
        return_reason: "single_agency_response".into(),
        rationale: "The school's own reading support can meet this.".into(),
        ..Decide::default()
    };
    act(door, cast.actor("coordinator")?, returned).await.map(|_| ())
}

pub(super) async fn tell(door: &Door, cast: &Cast) -> Result<(), Failure> {
    let [first, second, third, _] = &FAMILIES;
    let accepted = [accepted(door, cast, first).await?, accepted(door, cast, second).await?];
    refer(door, cast, third).await?;
    let meeting = meeting(door, cast, accepted).await?;
    let [kayleigh, _] = accepted;
    plan(door, cast, kayleigh, meeting).await?;
    known::tell(door, cast, kayleigh).await
}

async fn refer(door: &Door, cast: &Cast, family: &Family) -> Result<ReferralId, Failure> {
    let referrer = cast.actor("practitioner")?;
    let today = door.env().today();
    let born = today.saturating_sub(family.age.years()).saturating_sub(40.days());
    let person = AddPerson {
        given_name: family.given_name.into(),
        family_name: family.family_name.into(),
        date_of_birth: born.to_string(),
        learning_difficulty_or_disability: "no".into(),
        address: "12 Quay Street, Alderby".into(),
        ..AddPerson::default()
    };
    let person = act(door, referrer, person).await?;
    let request = Request {
        strengths: family.strengths.into(),
        needs_words: family.words.into(),
        needs: family.needs.iter().map(ToString::to_string).collect(),
        agencies_needed: family.agencies.into(),
        level_of_need: family.level.into(),
        transition: "none".into(),
        own_words: family.own_words.into(),
        referrer_offer: "School will keep weekly contact and a quiet place at lunch.".into(),
        known_to_social_care: "no".into(),
        consent: "given".into(),
        lawful_basis: "public_task".into(),
        assessment_state: "held_elsewhere".into(),
        ..Request::default()
    };
    let refer = Refer { forum: cast.forum()?, person, request, ..Refer::default() };
    act(door, referrer, refer).await
}

async fn accepted(door: &Door, cast: &Cast, family: &Family) -> Result<CaseId, Failure> {
    let referral = refer(door, cast, family).await?;
    let decide = Decide {
        referral,
        version: 1,
        decision: "accept".into(),
        level_of_need: family.level.into(),
        rationale: "Needs that one agency cannot meet alone.".into(),
        ..Decide::default()
    };
    let decided = act(door, cast.actor("coordinator")?, decide).await?;
    decided.case.ok_or_else(|| Failure::Asked("the demonstration's case was not opened".into()))
}

/// A meeting that has been held, its minutes not yet confirmed, and one that is planned.
async fn meeting(door: &Door, cast: &Cast, cases: [CaseId; 2]) -> Result<MeetingId, Failure> {
    let coordinator = cast.actor("coordinator")?;
    let (forum, today) = (cast.forum()?, door.env().today());
    let on = |date: Date| Convene { forum, held_on: date.to_string(), ..Convene::default() };
    let meeting = act(door, coordinator, on(today)).await?;
    for case in cases {
        act(door, coordinator, AddItem { meeting, case: case.to_string() }).await?;
    }
    act(door, coordinator, PublishAgenda { meeting }).await?;
    let chair = cast.actor("chair")?;
    let seen = look(door, chair, SeeMeeting { meeting }).await?;
    for line in seen.items.iter().take(1) {
        let item = line.item;
        let version = look(door, chair, AskItem { meeting, item }).await?.version;
        let discuss = DiscussItem {
            meeting,
            item,
            discussion: "School, health and young carers agree that she needs time of her own."
                .into(),
            decision: "plan_agreed".into(),
            rationale: "Three agencies can each do a part; health knows the family best.".into(),
            version,
            ..DiscussItem::default()
        };
        act(door, chair, discuss).await?;
    }
    act(door, chair, MarkHeld { meeting }).await?;
    act(door, coordinator, on(today.saturating_add(7.days()))).await?;
    Ok(meeting)
}

async fn plan(door: &Door, cast: &Cast, case: CaseId, meeting: MeetingId) -> Result<(), Failure> {
    let coordinator = cast.actor("coordinator")?;
    let today = door.env().today();
    let owner = |slug| cast.player(slug).map(|it| it.organisation.to_string());
    let goal = |words: &str, need: &str, importance: &str, confidence: &str| RecordGoal {
        case,
        typed: Typed {
            words: words.into(),
            need: need.into(),
            importance: importance.into(),
            confidence: confidence.into(),
        },
    };
    let on_time = goal("I get to school on time and have had breakfast", "education", "7", "6");
    let on_time = act(door, coordinator, on_time).await?;
    let own_time = goal("I have an afternoon a week that is mine", "young_carer", "9", "4");
    let own_time = act(door, coordinator, own_time).await?;
    for (description, days, owners, goal) in [
        (
            "Breakfast club place and a named adult at school",
            7,
            vec![owner("practitioner")?],
            on_time,
        ),
        (
            "Visit together to talk about Kayleigh's time for herself",
            14,
            vec![owner("lead-professional")?, owner("provider")?],
            own_time,
        ),
    ] {
        let record = RecordAction {
            case,
            description: description.into(),
            due_on: today.saturating_add(i64::from(days).days()).to_string(),
            accountable: owners.first().cloned().unwrap_or_default(),
            owners,
            meeting: meeting.to_string(),
            goal: goal.to_string(),
        };
        act(door, coordinator, record).await?;
    }
    let services = look(door, coordinator, AskServices { case }).await?.services;
    let chosen = services.into_iter().filter(|it| it.name.contains("Young carers"));
    let services = chosen.map(|it| it.id.to_string()).take(1).collect();
    act(door, coordinator, OfferServices { case, services, meeting: meeting.to_string() }).await?;
    let asked = look(door, coordinator, AskLead { case }).await?;
    let amara = asked.choices.iter().find(|(_, words)| words.contains("Amara"));
    let membership = amara.map(|(membership, _)| membership.clone()).unwrap_or_default();
    act(door, coordinator, ProposeLead { case, membership, version: asked.version }).await?;
    let yes = AnswerLead { case, answer: "accept".into(), reason: String::new() };
    act(door, cast.actor("lead-professional")?, yes).await.map(|_| ())
}
