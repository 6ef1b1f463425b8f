//! Who gets to see a referral, and the person for its sake: the scope rows of each step.

use agreement::{Act, Kind, Permit, Relation};
use db::{DbError, Tx, scope};
use kernel::{CaseId, ForumId, PersonId, PractitionerId, ReferralId};
use uuid::Uuid;

use super::{
    model::Referral,
    refer::{Refer, SeePersonReferred},
    store,
};

/// Relations that keep people out, or in alone: what holds for a person holds for everything about
/// them.
const LIMITS: [Relation; 4] =
    [Relation::Barred, Relation::BarredOrganisation, Relation::Named, Relation::Restricted];

/// A new referral: the forum holds it and has it open, and the person too; its referrer follows the
/// referral. Whoever asks opens nothing of the person's record to themself by asking: that comes
/// when the forum accepts. What limits access to the person limits access to the referral.
pub(crate) async fn referred(
    tx: &mut Tx,
    _permits: (&Permit<Refer>, &Permit<SeePersonReferred>),
    (referral, person, forum): (ReferralId, PersonId, ForumId),
    referrer: PractitionerId,
) -> Result<(), DbError> {
    for record in [(Kind::Referral, referral.0), (Kind::Person, person.0)] {
        scope::add(tx, record, Relation::Forum, forum.0).await?;
        scope::add(tx, record, Relation::Open, forum.0).await?;
    }
    scope::add(tx, (Kind::Referral, referral.0), Relation::Referrer, referrer.0).await?;
    copy_limits(tx, person, (Kind::Referral, referral.0)).await
}

/// A case opened from a referral: held and open in the same forum, followed by the same referrer,
/// who from now on is staff involved with the person. One who decided on their own request is not, nor
/// one who runs the forum: nobody opens a record to themself, and what a chair or a coordinator reads
/// of it they have by their role, as long as they have it.
pub(crate) async fn case_opened<O: Act>(
    tx: &mut Tx,
    permit: &Permit<O>,
    case: CaseId,
    referral: &Referral,
) -> Result<(), DbError> {
    let record = (Kind::Case, case.0);
    scope::add(tx, record, Relation::Forum, referral.forum.0).await?;
    scope::add(tx, record, Relation::Open, referral.forum.0).await?;
    if let Some(referrer) = referral.referrer {
        scope::add(tx, record, Relation::Referrer, referrer.0).await?;
        let runs_it = store::runs(tx, permit, (referrer, referral.forum)).await?;
        if referrer != permit.principal().practitioner && !runs_it {
            let person = (Kind::Person, referral.person.0);
            scope::add(tx, person, Relation::Referrer, referrer.0).await?;
        }
    }
    copy_limits(tx, referral.person, record).await
}

/// A case that is brought in with its referral: the forum holds all three and has them open, and what limits access to
/// the person limits access to the rest.
///
/// # Errors
///
/// When the database fails.
pub async fn held<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    (referral, case, person): (ReferralId, CaseId, PersonId),
    forum: ForumId,
) -> Result<(), DbError> {
    let (referral, case) = ((Kind::Referral, referral.0), (Kind::Case, case.0));
    for record in [referral, case, (Kind::Person, person.0)] {
        scope::add(tx, record, Relation::Forum, forum.0).await?;
        scope::add(tx, record, Relation::Open, forum.0).await?;
    }
    copy_limits(tx, person, referral).await?;
    copy_limits(tx, person, case).await
}

/// A referral that came to nothing is no longer open; nor is the person, unless something else of
/// theirs is open in the forum. A forum that never took anything on for the person does not hold
/// them either.
pub(crate) async fn ended<O>(
    tx: &mut Tx,
    permit: &Permit<O>,
    referral: &Referral,
) -> Result<(), DbError> {
    let forum = referral.forum;
    scope::remove(tx, (Kind::Referral, referral.id.0), Relation::Open, forum.0).await?;
    if !store::is_open_elsewise(tx, permit, referral).await? {
        let person = (Kind::Person, referral.person.0);
        scope::remove(tx, person, Relation::Open, forum.0).await?;
        // Whoever coordinates has to find that somebody gave themself access.
        let waits = store::sent::override_waits(tx, permit, referral.person).await?;
        if !waits && !store::was_taken_on(tx, permit, referral).await? {
            scope::remove(tx, person, Relation::Forum, forum.0).await?;
        }
    }
    Ok(())
}

async fn copy_limits(tx: &mut Tx, person: PersonId, to: (Kind, Uuid)) -> Result<(), DbError> {
    for (relation, target) in scope::of(tx, (Kind::Person, person.0)).await? {
        if LIMITS.contains(&relation) {
            scope::add(tx, to, relation, target).await?;
        }
    }
    Ok(())
}
