//! Proofs out of the database, checked by arithmetic alone.

use ledger::{
    KeyKind, LogSigner, Sha256Tree, Sm2LogSigner, Sm3Tree, TreeHash, verify_consistency,
    verify_inclusion,
};
use store::{Append, StampRow, StoreFault, WitnessRow};

use crate::fixture::{Place, at, fact, on_both};

on_both! {
    a_database_from_before_gets_its_sm3_tree_once
    every_size_can_be_proven_across_tile_borders
    a_checkpoint_is_kept_as_it_was_signed
    cosignatures_and_witnesses_are_kept
    how_stamps_go_is_kept
}

async fn every_size_can_be_proven_across_tile_borders(place: Place) {
    let store = place.open().await;
    // Uneven steps: tiles are completed in the middle of an append, at its end, and two at once.
    let mut sizes = vec![0];
    let mut heads = vec![store.head().await.unwrap()];
    for (number, count) in [1, 254, 1, 300, 212, 5].into_iter().enumerate() {
        let facts = (0..count).map(|i| fact(u128::try_from(number).unwrap(), &format!("{i}")));
        store.append(Append { facts: facts.collect(), ..Append::new(at(0)) }).await.unwrap();
        let head = store.head().await.unwrap();
        sizes.push(head.size);
        heads.push(head);
    }
    assert_eq!(sizes, [0, 1, 255, 256, 556, 768, 773]);
    for head in &heads {
        assert_eq!(store.root_at(head.size).await.unwrap(), head.root_sha256);
        assert_eq!(store.sm3_root_at(head.size).await.unwrap(), head.root_sm3);
    }
    let last = *heads.last().unwrap();
    let (size, root, sm3_root) = (773, last.root_sha256.as_bytes(), last.root_sm3.as_bytes());
    let facts = store.facts(0, 1_000).await.unwrap();
    for n in [0, 1, 254, 255, 256, 511, 512, 555, 767, 768, 772] {
        let line = facts[usize::try_from(n).unwrap()].leaf.as_bytes();
        let (leaf, sm3_leaf) = (Sha256Tree::leaf_hash(line), Sm3Tree::leaf_hash(line));
        let proof = store.inclusion_proof(n, size).await.unwrap();
        verify_inclusion::<Sha256Tree>(n, size, &leaf, &proof, root).unwrap();
        let sm3 = store.sm3_inclusion_proof(n, size).await.unwrap();
        verify_inclusion::<Sm3Tree>(n, size, &sm3_leaf, &sm3, sm3_root).unwrap();
        assert!(verify_inclusion::<Sm3Tree>(n, size, &sm3_leaf, &proof, sm3_root).is_err());
    }
    for old in &heads {
        let (n, old_root) = (old.size, old.root_sha256.as_bytes());
        let proof = store.consistency_proof(n, size).await.unwrap();
        verify_consistency::<Sha256Tree>(n, size, old_root, root, &proof).unwrap();
        let (proof, old_root) = (store.sm3_consistency_proof(n, size).await, old.root_sm3);
        let proof = proof.unwrap();
        verify_consistency::<Sm3Tree>(n, size, old_root.as_bytes(), sm3_root, &proof).unwrap();
    }
    assert!(store.sm3_inclusion_proof(3, 774).await.is_err());
    let ahead = store.inclusion_proof(3, 774).await.unwrap_err();
    assert!(matches!(ahead, StoreFault::Damaged(_)), "{ahead:?}");
    assert!(store.inclusion_proof(773, 773).await.is_err());
    assert_eq!(store.verify_journal().await.unwrap(), []);
}

async fn a_checkpoint_is_kept_as_it_was_signed(place: Place) {
    let store = place.open().await;
    assert_eq!(store.latest_checkpoint().await.unwrap(), None);
    let signer = LogSigner::from_seed("liuhen.example/log", [3; 32]).unwrap();
    let sm3 = Sm2LogSigner::from_secret("liuhen.example/log", [3; 32]).unwrap();
    for step in 0..3 {
        let facts = vec![fact(1, &format!("{step}"))];
        store.append(Append { facts, ..Append::new(at(0)) }).await.unwrap();
        let head = store.head().await.unwrap();
        let note = signer.sign(head.size, *head.root_sha256.as_bytes()).to_string();
        let sm3_note = sm3.sign(head.size, *head.root_sm3.as_bytes()).unwrap().to_string();
        assert!(store.save_checkpoints(head.size, &note, &sm3_note).await.unwrap());
        assert!(!store.save_checkpoints(head.size, "another", "another").await.unwrap());
        assert_eq!(store.latest_checkpoint().await.unwrap(), Some((head.size, note.clone())));
        assert_eq!(store.checkpoint_at(head.size).await.unwrap(), Some(note));
        assert_eq!(store.sm3_checkpoint_at(head.size).await.unwrap(), Some(sm3_note));
    }
    assert_eq!(store.verify_journal().await.unwrap(), []);
}

/// What a version without the SM3 tree left behind, and a fill that was cut off in the middle.
async fn a_database_from_before_gets_its_sm3_tree_once(place: Place) {
    let store = place.open().await;
    for number in 0..6 {
        let facts = (0..900).map(|i| fact(number, &format!("{i}"))).collect();
        store.append(Append { facts, ..Append::new(at(0)) }).await.unwrap();
    }
    let head = store.head().await.unwrap();
    drop(store);
    let mut raw = place.raw().await;
    raw.drop_triggers().await;
    for left in ["1 = 0", "level = 0 AND idx < 300 OR level = 1 AND idx < 1"] {
        raw.run(&format!("DELETE FROM sm3_tile WHERE NOT ({left})")).await;
        let again = place.open().await;
        assert_eq!(again.verify_journal().await.unwrap(), [], "{left}");
        assert_eq!(again.sm3_root_at(head.size).await.unwrap(), head.root_sm3);
        again.append(Append { facts: vec![fact(9, left)], ..Append::new(at(0)) }).await.unwrap();
        assert_eq!(again.verify_journal().await.unwrap(), []);
        let filled = raw.number("SELECT COUNT(*) FROM sm3_tile WHERE level = 0").await;
        assert_eq!(filled, i64::try_from(again.head().await.unwrap().size).unwrap());
    }
}

async fn cosignatures_and_witnesses_are_kept(place: Place) {
    let store = place.open().await;
    for (size, witness, line) in [(3, "b", "b3"), (3, "a", "old"), (9, "a", "a9"), (1, "a", "a1")] {
        store.save_cosignature(KeyKind::Log, size, witness, line, at(1)).await.unwrap();
    }
    store.save_cosignature(KeyKind::Log, 3, "a", "a3", at(2)).await.unwrap();
    store.save_cosignature(KeyKind::Sm2Log, 3, "a", "of the other tree", at(2)).await.unwrap();
    let of_sm3 = store.cosignatures(KeyKind::Sm2Log, 0).await.unwrap();
    assert_eq!(of_sm3, [(3, "of the other tree".to_owned())]);
    let found = store.cosignatures(KeyKind::Log, 2).await.unwrap();
    let found: Vec<_> = found.iter().map(|(size, line)| (*size, line.as_str())).collect();
    assert_eq!(found, [(9, "a9"), (3, "a3"), (3, "b3")]);
    let first = store.first_cosignatures_after(1).await.unwrap();
    let first: Vec<_> = first.iter().map(|(size, line)| (*size, line.as_str())).collect();
    assert_eq!(first, [(3, "old"), (3, "b3"), (9, "a9")], "the first line of each stays");
    assert!(store.witnesses().await.unwrap().is_empty());
    let mut row = WitnessRow {
        witness: "a".to_owned(),
        size: 9,
        cosigned_at: None,
        state: "away".to_owned(),
        why: "x".to_owned(),
        failures: 1,
        next_at: at(3),
        kept: None,
        held: None,
        told: None,
    };
    for cosigned_at in [None, Some(at(4))] {
        row.cosigned_at = cosigned_at;
        store.save_witness(&row).await.unwrap();
        assert!(store.witnesses().await.unwrap() == [row.clone()]);
    }
    store.forget_witness("a").await.unwrap();
    assert!(store.witnesses().await.unwrap().is_empty());
    assert_eq!(store.cosignatures(KeyKind::Log, 9).await.unwrap().len(), 1);
}

async fn how_stamps_go_is_kept(place: Place) {
    let store = place.open().await;
    assert!(store.stamp_standing().await.unwrap().is_none());
    for failures in [3, 0] {
        let (next_at, asked_at, why) = (at(9), at(8), "x".repeat(3));
        let row = StampRow { id: 1, failures, next_at, asked_at, why };
        store.save_stamp_standing(&row).await.unwrap();
        assert!(place.open().await.stamp_standing().await.unwrap() == Some(row));
    }
}
