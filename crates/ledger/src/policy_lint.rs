//! What a policy is worth: how much any two acceptable quorums share, and who could reach one alone.

use std::collections::{BTreeMap, BTreeSet};

use crate::key::KeyName;
use crate::policy::{CosignerRole, Entry, Policy, PolicyWitness};

/// What should be changed in a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyFinding {
    /// `quorum none`: nobody is asked.
    NoQuorum,
    /// Two quorums that share no witness: each could be shown another history.
    NoOverlap,
    /// A witness or log without a `# operator` comment: it cannot be counted.
    NoOperator {
        /// Its name.
        name: String,
    },
    /// Fewer than two operators outside the agency.
    FewOperators {
        /// How many.
        outside: usize,
    },
    /// Whoever runs the log reaches a quorum alone.
    InsideIsEnough,
    /// Whoever runs the log reaches a quorum with one other operator.
    OneOperatorIsEnough {
        /// That one.
        operator: String,
    },
    /// A witness that no quorum counts.
    Unused {
        /// Its name.
        name: String,
    },
}

/// A policy, looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyLint {
    /// Witnesses by operator; those without one under the empty name.
    pub operators: BTreeMap<String, Vec<String>>,
    /// Operators that run no log of the policy.
    pub outside: usize,
    /// Fewest witnesses that any two acceptable quorums share; none if no quorum is asked for.
    pub min_overlap: Option<usize>,
    /// Fewest witnesses of a quorum; none if no quorum is asked for.
    pub min_quorum: Option<usize>,
    /// What should be changed, the gravest first.
    pub findings: Vec<PolicyFinding>,
}

/// Looks at a policy. Whoever runs a log is told by `# operator ORIGIN OPERATOR`, whoever runs a
/// witness by `# operator NAME OPERATOR`; the same operator counts once.
#[must_use]
pub fn lint_policy(policy: &Policy) -> PolicyLint {
    let mut operators: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut unnamed: Vec<String> = Vec::new();
    let inside: BTreeSet<&str> =
        policy.logs().filter_map(|(key, _)| runs(policy, key.name())).collect();
    let logs = policy.logs().map(|(key, _)| key.name());
    unnamed.extend(logs.filter(|name| runs(policy, name).is_none()).map(ToString::to_string));
    for witness in policy.witnesses() {
        let operator = policy.operator(witness.name);
        if operator.is_none() {
            unnamed.push(witness.name.to_owned());
        }
        let of_one = operators.entry(operator.unwrap_or_default().to_owned()).or_default();
        of_one.push(witness.name.to_owned());
    }
    let is_outside =
        |operator: &&String| !operator.is_empty() && !inside.contains(operator.as_str());
    let outside: Vec<&String> = operators.keys().filter(is_outside).collect();
    let tree = policy.quorum().map(|(quorum, entries)| Tree { quorum, entries });
    let min_overlap = tree.as_ref().map(|tree| tree.overlap(tree.quorum));
    let min_quorum = tree.as_ref().map(|tree| tree.fewest(tree.quorum));
    let mut findings = Vec::new();
    if tree.is_none() {
        findings.push(PolicyFinding::NoQuorum);
    }
    if min_overlap == Some(0) {
        findings.push(PolicyFinding::NoOverlap);
    }
    if tree.is_some() {
        findings.extend(too_few(policy, &operators, &inside, &outside));
    }
    findings.extend(unnamed.into_iter().map(|name| PolicyFinding::NoOperator { name }));
    if let Some(tree) = &tree {
        let mut used = BTreeSet::new();
        tree.members(tree.quorum, &mut used);
        let is_unused =
            |one: &PolicyWitness<'_>| one.role == CosignerRole::Witness && !used.contains(one.name);
        let unused = policy.witnesses().filter(is_unused);
        findings.extend(unused.map(|one| PolicyFinding::Unused { name: one.name.to_owned() }));
    }
    let outside = outside.len();
    PolicyLint { operators, outside, min_overlap, min_quorum, findings }
}

/// Who runs a log; its SM3 tree is run by whoever runs the log, unless something else is said.
fn runs<'a>(policy: &'a Policy, name: &KeyName) -> Option<&'a str> {
    policy.operator(name.as_str()).or_else(|| policy.operator(name.without_sm3()?.as_str()))
}

/// Who could reach a quorum without two operators outside.
fn too_few(
    policy: &Policy,
    operators: &BTreeMap<String, Vec<String>>,
    inside: &BTreeSet<&str>,
    outside: &[&String],
) -> Vec<PolicyFinding> {
    let mut findings = Vec::new();
    let own: Vec<&str> = (operators.iter())
        .filter(|(operator, _)| inside.contains(operator.as_str()))
        .flat_map(|(_, names)| names.iter().map(String::as_str))
        .collect();
    if policy.is_reached_by(&own) {
        findings.push(PolicyFinding::InsideIsEnough);
    } else {
        let with = |operator: &&&String| {
            let theirs = operators.get(**operator).into_iter().flatten().map(String::as_str);
            let names: Vec<&str> = own.iter().copied().chain(theirs).collect();
            policy.is_reached_by(&names)
        };
        let enough = outside.iter().filter(with);
        findings.extend(
            enough.map(|one| PolicyFinding::OneOperatorIsEnough { operator: (*one).clone() }),
        );
    }
    if outside.len() < 2 {
        findings.push(PolicyFinding::FewOperators { outside: outside.len() });
    }
    findings
}

/// The groups of a policy. Each name stands in at most one group, so what is best in a group is
/// made of what is best in its members.
struct Tree<'a> {
    quorum: &'a str,
    entries: &'a BTreeMap<String, Entry>,
}

impl Tree<'_> {
    /// Fewest witnesses that two ways to satisfy an entry share. Two choices of k among n members
    /// share at least 2k − n members, and inside each of those as few as it allows.
    fn overlap(&self, name: &str) -> usize {
        match self.entries.get(name) {
            Some(Entry::Witness(..)) => 1,
            Some(Entry::Group { needed, members }) => {
                let shared = (2 * needed).saturating_sub(members.len());
                least(members.iter().map(|member| self.overlap(member)), shared)
            }
            None => 0,
        }
    }

    fn fewest(&self, name: &str) -> usize {
        match self.entries.get(name) {
            Some(Entry::Witness(..)) => 1,
            Some(Entry::Group { needed, members }) => {
                least(members.iter().map(|member| self.fewest(member)), *needed)
            }
            None => 0,
        }
    }

    fn members<'a>(&'a self, name: &'a str, into: &mut BTreeSet<&'a str>) {
        match self.entries.get(name) {
            Some(Entry::Witness(..)) => {
                into.insert(name);
            }
            Some(Entry::Group { members, .. }) => {
                members.iter().for_each(|member| self.members(member, into));
            }
            None => {}
        }
    }
}

fn least(costs: impl Iterator<Item = usize>, count: usize) -> usize {
    let mut costs: Vec<usize> = costs.collect();
    costs.sort_unstable();
    costs.iter().take(count).sum()
}
