//! How many files may come at once, and for how long: one insider with a slow line must not fill the disk, or keep the
//! places of others.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use db::Actor;
use kernel::PractitionerId;

/// So many files may come at once, one of each person.
const AT_ONCE: usize = 8;

/// A file of 25 MB comes within this over a line of 350 kbit/s.
pub(crate) const LONGEST: Duration = Duration::from_secs(600);

/// What is left of a refused one is taken for so long, so that its sender reads the answer.
pub(crate) const DRAINING: Duration = Duration::from_secs(60);

/// The files that are coming now, by whose they are.
#[derive(Clone, Debug, Default)]
pub struct Coming(Arc<Mutex<BTreeSet<PractitionerId>>>);

/// A place for one file, free again when it is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    coming: Coming,
    whose: PractitionerId,
}

impl Coming {
    /// A place for a file of somebody's, or why there is none.
    ///
    /// # Errors
    ///
    /// What to do instead.
    pub(crate) fn place(&self, actor: Actor) -> Result<Place, &'static str> {
        let Actor::Practitioner { practitioner: whose, .. } = actor else {
            return Err("Sign in to send a file.");
        };
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.contains(&whose) {
            return Err(
                "Another file of yours is still coming. Wait until it is there, then send this one.",
            );
        }
        if all.len() >= AT_ONCE {
            return Err("Many files are coming now. Send this one again in a few minutes.");
        }
        all.insert(whose);
        Ok(Place { coming: self.clone(), whose })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.coming.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.whose);
    }
}

#[cfg(test)]
mod tests {
    use kernel::OrganisationId;

    use super::*;

    fn somebody(number: u32) -> Actor {
        let practitioner = format!("00000000-0000-7000-8000-{number:012}").parse().unwrap();
        Actor::Practitioner { practitioner, organisation: OrganisationId::default(), session: None }
    }

    #[test]
    fn one_file_of_each_person_comes_at_once_and_eight_of_all() {
        let coming = Coming::default();
        let first = coming.place(somebody(1)).unwrap();
        assert!(coming.place(somebody(1)).unwrap_err().contains("Another file of yours"));
        let others: Vec<Place> = (2..9).map(|it| coming.place(somebody(it)).unwrap()).collect();
        assert_eq!(others.len(), AT_ONCE - 1);
        assert!(coming.place(somebody(9)).unwrap_err().contains("Many files are coming"));
        drop(first);
        assert!(coming.place(somebody(9)).is_ok());
        assert!(coming.place(Actor::Visitor).is_err());
    }
}
