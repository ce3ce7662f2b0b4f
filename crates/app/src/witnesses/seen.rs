//! How the witnesses are doing, for people.

use ledger::{KeyKind, Policy, PolicyWitness};
use store::WitnessRow;
use terms::Timestamp;

use super::{
    AWAY, AWAY_MS, COSIGNED, REFUSED, ROLLED_BACK, WitnessSeen, WitnessState, WitnessesSeen,
    standing_key,
};
use crate::App;
use crate::error::{Result, fault};

impl App {
    /// The witnesses of the policy, for people.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn witnesses(&self) -> Result<WitnessesSeen> {
        let size = self.store.head().await.map_err(fault("reading the log's head"))?.size;
        let policies = self.policies().await?;
        let Some(policy) = &self.policy else {
            let (has_policy, witnessed_size, witnesses) = (false, None, Vec::new());
            return Ok(WitnessesSeen { has_policy, size, witnessed_size, witnesses, policies });
        };
        let rows = self.store.witnesses().await.map_err(fault("reading the witnesses"))?;
        let (now, trees) = (self.context.now(), self.witnessed_trees().await?);
        let witnesses = policy.witnesses().map(|witness| {
            let row_of = |tree| {
                let key = standing_key(tree, witness.key);
                rows.iter().find(|row| row.witness == key)
            };
            let mut told = seen(policy, witness, row_of(KeyKind::Log), now);
            if trees.contains(&KeyKind::Sm2Log) {
                let of_sm3 = seen(policy, witness, row_of(KeyKind::Sm2Log), now);
                if gravity(of_sm3.state) > gravity(told.state) {
                    told.why = Some(format!("SM3 树：{}", of_sm3.why.unwrap_or_default()));
                    told.state = of_sm3.state;
                }
            }
            told
        });
        let witnesses: Vec<WitnessSeen> = witnesses.collect();
        let witnessed_size = self.latest_with_quorum().await?.map(|(size, _)| size);
        Ok(WitnessesSeen { has_policy: true, size, witnessed_size, witnesses, policies })
    }
}

/// What is told of a witness that does well with one tree and not with the other.
const fn gravity(state: WitnessState) -> u8 {
    match state {
        WitnessState::Online => 0,
        WitnessState::Waiting => 1,
        WitnessState::Away => 2,
        WitnessState::Refused => 3,
    }
}

fn seen(
    policy: &Policy,
    witness: PolicyWitness<'_>,
    row: Option<&WitnessRow>,
    now: Timestamp,
) -> WitnessSeen {
    let heard = row.and_then(|row| row.cosigned_at);
    let is_long_ago = heard.is_some_and(|at| now.ms().saturating_sub(at.ms()) > AWAY_MS);
    let state = match row.map(|row| row.state.as_str()) {
        Some(REFUSED | ROLLED_BACK) => WitnessState::Refused,
        Some(AWAY) => WitnessState::Away,
        Some(COSIGNED) if is_long_ago && witness.url.is_some() => WitnessState::Away,
        Some(COSIGNED) => WitnessState::Online,
        Some(_) | None => WitnessState::Waiting,
    };
    WitnessSeen {
        name: witness.name.to_owned(),
        operator: policy.operator(witness.name).map(str::to_owned),
        role: witness.role,
        has_address: witness.url.is_some(),
        state,
        cosigned_at: heard,
        size: row.filter(|_| heard.is_some()).map(|row| row.size),
        held: row.and_then(|row| row.held),
        why: row.map(|row| row.why.clone()).filter(|why| !why.is_empty()),
    }
}
