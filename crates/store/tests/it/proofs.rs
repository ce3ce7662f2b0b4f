//! Proofs out of the database, checked by arithmetic alone.

use ledger::{LogSigner, Sha256Tree, TreeHash, verify_consistency, verify_inclusion};
use store::{Append, StoreFault, WitnessRow};

use crate::fixture::{Place, at, fact, on_both};

on_both! {
    every_size_can_be_proven_across_tile_borders
    a_checkpoint_is_kept_as_it_was_signed
    cosignatures_and_witnesses_are_kept
}

async fn every_size_can_be_proven_across_tile_borders(place: Place) {
    let store = place.open().await;
    // Uneven steps: tiles are completed in the middle of an append, at its end, and two at once.
    let mut sizes = vec![0];
    let mut roots = vec![store.head().await.unwrap().root_sha256];
    for (number, count) in [1, 254, 1, 300, 212, 5].into_iter().enumerate() {
        let facts = (0..count).map(|i| fact(u128::try_from(number).unwrap(), &format!("{i}")));
        store.append(Append { facts: facts.collect(), ..Append::new(at(0)) }).await.unwrap();
        let head = store.head().await.unwrap();
        sizes.push(head.size);
        roots.push(head.root_sha256);
    }
    assert_eq!(sizes, [0, 1, 255, 256, 556, 768, 773]);
    for (size, root) in sizes.iter().zip(&roots) {
        assert_eq!(store.root_at(*size).await.unwrap(), *root);
    }
    let (size, root) = (773, roots[6].as_bytes());
    let facts = store.facts(0, 1_000).await.unwrap();
    for n in [0, 1, 254, 255, 256, 511, 512, 555, 767, 768, 772] {
        let leaf = Sha256Tree::leaf_hash(facts[usize::try_from(n).unwrap()].leaf.as_bytes());
        let proof = store.inclusion_proof(n, size).await.unwrap();
        verify_inclusion::<Sha256Tree>(n, size, &leaf, &proof, root).unwrap();
    }
    for (old, old_root) in sizes.iter().zip(&roots) {
        let proof = store.consistency_proof(*old, size).await.unwrap();
        verify_consistency::<Sha256Tree>(*old, size, old_root.as_bytes(), root, &proof).unwrap();
    }
    let ahead = store.inclusion_proof(3, 774).await.unwrap_err();
    assert!(matches!(ahead, StoreFault::Damaged(_)), "{ahead:?}");
    assert!(store.inclusion_proof(773, 773).await.is_err());
    assert_eq!(store.verify_journal().await.unwrap(), []);
}

async fn a_checkpoint_is_kept_as_it_was_signed(place: Place) {
    let store = place.open().await;
    assert_eq!(store.latest_checkpoint().await.unwrap(), None);
    let signer = LogSigner::from_seed("liuhen.example/log", [3; 32]).unwrap();
    for step in 0..3 {
        let facts = vec![fact(1, &format!("{step}"))];
        store.append(Append { facts, ..Append::new(at(0)) }).await.unwrap();
        let head = store.head().await.unwrap();
        let note = signer.sign(head.size, *head.root_sha256.as_bytes()).to_string();
        assert!(store.save_checkpoint(head.size, &note).await.unwrap());
        assert!(!store.save_checkpoint(head.size, "another").await.unwrap());
        assert_eq!(store.latest_checkpoint().await.unwrap(), Some((head.size, note.clone())));
        assert_eq!(store.checkpoint_at(head.size).await.unwrap(), Some(note));
    }
    assert_eq!(store.verify_journal().await.unwrap(), []);
}

async fn cosignatures_and_witnesses_are_kept(place: Place) {
    let store = place.open().await;
    for (size, witness, line) in [(3, "b", "b3"), (3, "a", "old"), (9, "a", "a9"), (1, "a", "a1")] {
        store.save_cosignature(size, witness, line, at(1)).await.unwrap();
    }
    store.save_cosignature(3, "a", "a3", at(2)).await.unwrap();
    let found = store.cosignatures(2).await.unwrap();
    let found: Vec<_> = found.iter().map(|(size, line)| (*size, line.as_str())).collect();
    assert_eq!(found, [(9, "a9"), (3, "a3"), (3, "b3")]);
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
    };
    for cosigned_at in [None, Some(at(4))] {
        row.cosigned_at = cosigned_at;
        store.save_witness(&row).await.unwrap();
        assert!(store.witnesses().await.unwrap() == [row.clone()]);
    }
    store.forget_witness("a").await.unwrap();
    assert!(store.witnesses().await.unwrap().is_empty());
    assert_eq!(store.cosignatures(9).await.unwrap().len(), 1);
}
