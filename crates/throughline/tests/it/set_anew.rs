//! A password that is set anew by a link that somebody else made.

use agreement::Role;
use db::all;
use testkit::{COUNCIL, on_both_engines};

use crate::accounts;

on_both_engines! {
    async fn whoever_sets_a_password_anew_for_another_is_named_to_them_until_they_say_it_was_them(engine: Engine) {
        let (mut world, app) = accounts::world(engine).await;
        let (mut ada, ada_id) = world.someone("Ada", COUNCIL, Role::Administrator).await;
        let (mut grace, _) = world.someone("Grace", COUNCIL, Role::Administrator).await;
        let (_, id) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        accounts::with_password(&world, &app, id, "cora").await;
        let page = format!("/practitioners/{id}");
        let reset = format!("{page}/reset");
        accounts::press(&mut ada, &page, &reset).await;
        assert!(!grace.get(&page).await.body.contains("/link/"), "it is for its maker alone");
        let link = accounts::link_on(&ada.get(&page).await);
        let again = ada.get(&page).await;
        assert!(!again.body.contains("/link/") && again.says("was shown to whoever made it, once"), "{}", again.body);

        let set = async |link: &str, password: &str| {
            let mut holder = world.visitor();
            holder.fill(link, &[("password", password), ("again", password)]).await;
            accounts::sign_in(&mut holder, "cora", password).await;
            holder
        };
        let mut thief = set(&link, "nine grey geese fly").await;
        let told = "set anew on 22 November 2026, 10:00 by a link from Ada";
        for path in ["/", "/cases"] {
            assert!(thief.get(path).await.says(told), "{path}");
        }
        accounts::press(&mut thief, "/account", "/account/password/confirm").await;
        assert!(!thief.get("/").await.says("Was that you?"));

        world.wait_minutes(5);
        accounts::press(&mut grace, &page, &reset).await;
        let link = accounts::link_on(&grace.get(&page).await);
        let mut cora = set(&link, "four patient otters").await;
        assert!(cora.get("/").await.says("10:05 by a link from Grace. Was that you?"));
        let account = cora.get("/account").await;
        assert!(account.says("10:00, by a link from Ada"), "what the thief confirmed is told again: {}", account.body);
        let mut later = world.visitor();
        accounts::sign_in(&mut later, "cora", "four patient otters").await;
        assert!(later.get("/").await.says("Was that you?"), "at every sign-in");
        accounts::press(&mut later, "/account", "/account/password/confirm").await;
        assert!(!cora.get("/").await.says("Was that you?"));

        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let noted: Vec<(Vec<u8>,)> = all!(&mut tx,
            "select d.detail from ledger_entry e join ledger_detail d on d.seq = e.seq
              where e.operation = 'use_link' and e.kind = 'change' order by e.seq").unwrap();
        let noted = String::from_utf8_lossy(&noted[0].0).into_owned();
        assert!(noted.contains(&ada_id.to_string()) && noted.contains(&id.to_string()), "{noted}");
    }
}
