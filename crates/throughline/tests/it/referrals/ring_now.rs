//! Whom to ring now stands above everything that asking for help begins with.

use agreement::Role;
use testkit::{COUNCIL, on_both_engines};

use super::{CHILD, child, path};
use crate::world;

on_both_engines! {
    async fn whom_to_ring_now_stands_above_every_page_on_which_asking_begins(engine: Engine) {
        let mut world = world(engine).await;
        let (mut referrer, id) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        child(&world, id).await;
        for (page, first) in [
            ("/people".to_owned(), "name=\"name\""),
            (format!("/people/{CHILD}/referrals/new"), "Refer to Chelmsford MAAG"),
            (path(), "name=\"strengths\""),
        ] {
            let page = referrer.get(&page).await.body;
            let ring = page.find("href=\"tel:01632960100\"").unwrap();
            assert!(page.find("href=\"tel:999\"").unwrap() < ring, "{page}");
            assert!(page.contains("Test front door") && ring < page.find(first).unwrap(), "{page}");
        }
    }
}
