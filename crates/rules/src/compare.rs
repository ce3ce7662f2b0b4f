//! Two versions of the law side by side: which packs and rules came, went or changed, key by key.

use std::collections::{BTreeMap, BTreeSet};

use terms::{ActKind, Article, Date, Procedure, words};

use crate::book::RuleBook;
use crate::fact::Sphere;
use crate::pack::{Clause, Pack, Replacement};
use crate::rule::{Rule, Shape};
use crate::vocabulary::Vocabulary;

words! {
    /// What became of a part of the law.
    Change {
        /// Only the new law has it.
        Added = "added", "新增";
        /// Only the old law has it.
        Removed = "removed", "删去";
        /// Both have it, and not the same.
        Changed = "changed", "修改";
    }
}

/// What differs between two versions of the law.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Heads of packs.
    pub packs: Vec<PackChange>,
    /// Rules, in the order of their ids.
    pub rules: Vec<RuleChange>,
}

/// A pack whose head is not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackChange {
    /// Its id, without a version.
    pub id: String,
    /// Full Chinese title.
    pub title: String,
    /// What became of it.
    pub change: Change,
    /// What differs; empty unless changed.
    pub keys: Vec<KeyChange>,
}

/// A rule that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleChange {
    /// Its id.
    pub id: String,
    /// The pack it is of: `id@version`.
    pub pack: String,
    /// Short Chinese title.
    pub title: String,
    /// Where it stands.
    pub article: Article,
    /// What became of it.
    pub change: Change,
    /// First day on which cases fall under it.
    pub effective_from: Option<Date>,
    /// First day on which they no longer do.
    pub effective_until: Option<Date>,
    /// What differs; empty unless changed.
    pub keys: Vec<KeyChange>,
}

/// One entry that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyChange {
    /// The key, as a file writes it.
    pub key: String,
    /// Its Chinese name.
    pub label: String,
    /// Before; `None` if there was none.
    pub old: Option<String>,
    /// Now; `None` if there is none.
    pub new: Option<String>,
}

/// Compares `new` with `old`. Comments, order and the files things lie in make no difference.
#[must_use]
pub fn compare(old: &RuleBook, new: &RuleBook) -> Comparison {
    Comparison { packs: packs(old, new), rules: rules(old, new) }
}

fn packs(old: &RuleBook, new: &RuleBook) -> Vec<PackChange> {
    let by_id = |book: &RuleBook| -> BTreeMap<String, Pack> {
        book.packs().iter().map(|pack| (pack.id.clone(), pack.clone())).collect()
    };
    let (before, now) = (by_id(old), by_id(new));
    let ids: BTreeSet<&String> = before.keys().chain(now.keys()).collect();
    let change = |id: &String| {
        let (was, is) = (before.get(id), now.get(id));
        let title = is.or(was)?.title.clone();
        let keys = match (was, is) {
            (Some(was), Some(is)) => differing(told_of_pack(was), told_of_pack(is)),
            (None, _) | (_, None) => Vec::new(),
        };
        let change = change_of(was.is_some(), is.is_some(), &keys)?;
        Some(PackChange { id: id.clone(), title, change, keys })
    };
    ids.into_iter().filter_map(change).collect()
}

fn rules(old: &RuleBook, new: &RuleBook) -> Vec<RuleChange> {
    let ids: BTreeSet<&str> = old.rules().chain(new.rules()).map(|rule| rule.id.as_str()).collect();
    let mut changes = Vec::new();
    for id in ids {
        for (was, is) in paired(old.versions(id).collect(), new.versions(id).collect()) {
            let Some(shown) = is.or(was) else { continue };
            let keys = match (was, is) {
                (Some(was), Some(is)) => differing(
                    told_of_rule(was, old.vocabulary()),
                    told_of_rule(is, new.vocabulary()),
                ),
                (None, _) | (_, None) => Vec::new(),
            };
            let Some(change) = change_of(was.is_some(), is.is_some(), &keys) else { continue };
            changes.push(RuleChange {
                id: shown.id.clone(),
                pack: shown.pack.clone(),
                title: shown.title.clone(),
                article: shown.article.clone(),
                change,
                effective_from: shown.effective_from,
                effective_until: shown.effective_until,
                keys,
            });
        }
    }
    changes
}

type Pair<'b> = (Option<&'b Rule>, Option<&'b Rule>);

/// Versions of one rule: the same start belongs together, and where each side has only one left,
/// those do too.
fn paired<'b>(mut before: Vec<&'b Rule>, now: Vec<&'b Rule>) -> Vec<Pair<'b>> {
    let mut pairs: Vec<Pair<'b>> = Vec::new();
    let mut left = Vec::new();
    for is in now {
        let same = before.iter().position(|was| was.effective_from == is.effective_from);
        match same {
            Some(place) => pairs.push((Some(before.remove(place)), Some(is))),
            None => left.push(is),
        }
    }
    if let ([was], [is]) = (before.as_slice(), left.as_slice()) {
        pairs.push((Some(was), Some(is)));
        return pairs;
    }
    pairs.extend(before.into_iter().map(|was| (Some(was), None)));
    pairs.extend(left.into_iter().map(|is| (None, Some(is))));
    pairs
}

fn change_of(was: bool, is: bool, keys: &[KeyChange]) -> Option<Change> {
    match (was, is) {
        (false, true) => Some(Change::Added),
        (true, false) => Some(Change::Removed),
        (true, true) if keys.is_empty() => None,
        (true, true) => Some(Change::Changed),
        (false, false) => None,
    }
}

/// Key, Chinese name, value.
type Told = Vec<(String, String, String)>;

fn differing(before: Told, now: Told) -> Vec<KeyChange> {
    let mut was: BTreeMap<String, (String, String)> =
        before.into_iter().map(|(key, label, value)| (key, (label, value))).collect();
    let mut keys = Vec::new();
    for (key, label, new) in now {
        let old = was.remove(&key).map(|(_, old)| old);
        if old.as_ref() != Some(&new) {
            keys.push(KeyChange { key, label, old, new: Some(new) });
        }
    }
    let gone = was.into_iter().map(|(key, (label, old))| (key, label, old));
    keys.extend(gone.map(|(key, label, old)| KeyChange { key, label, old: Some(old), new: None }));
    keys
}

fn kept(told: impl IntoIterator<Item = (&'static str, &'static str, String)>) -> Told {
    let told = told.into_iter().filter(|(_, _, value)| !value.is_empty());
    told.map(|(key, label, value)| (key.to_owned(), label.to_owned(), value)).collect()
}

fn day(day: Option<Date>) -> String {
    day.map(Date::to_chinese).unwrap_or_default()
}

fn told_of_pack(pack: &Pack) -> Told {
    let clause = |clause: &Clause| {
        let reason = clause.no_rule.as_ref().map(|reason| format!("（不设规则：{reason}）"));
        format!("{} {}{}", clause.clause, clause.title, reason.unwrap_or_default())
    };
    let replacement =
        |one: &Replacement| format!("{}由{}代替（{}）", one.rule, one.by.join("、"), one.because);
    let clauses: Vec<String> = pack.clauses.iter().map(clause).collect();
    let replaces: Vec<String> = pack.replaces.iter().map(replacement).collect();
    kept([
        ("version", "版本", pack.version.clone()),
        ("title", "名称", pack.title.clone()),
        ("short", "简称", pack.short.clone()),
        ("effective_from", "施行日期", day(pack.effective_from)),
        ("effective_until", "失效日期", day(pack.effective_until)),
        ("verified", "核对", pack.verified.zh().to_owned()),
        ("regions", "地域", pack.regions.join("、")),
        ("sectors", "领域", pack.sectors.join("、")),
        ("sources", "来源", pack.sources.join("；")),
        ("note", "说明", pack.note.clone().unwrap_or_default()),
        ("replace", "代替", replaces.join("；")),
        ("clause", "条款表", clauses.join("；")),
    ])
}

fn told_of_rule(rule: &Rule, vocabulary: &Vocabulary) -> Told {
    let acts: Vec<&str> = rule.applies_to.iter().copied().map(ActKind::zh).collect();
    let spheres: Vec<&str> = rule.of.iter().copied().map(Sphere::zh).collect();
    let procedures: Vec<&str> = rule.procedures.iter().copied().map(Procedure::zh).collect();
    let named = |act: &String| vocabulary.acts().get(act).unwrap_or(act).clone();
    let blocks: Vec<String> = rule.blocks.iter().map(named).collect();
    let limit = rule.time_limit();
    let severity = format!("{} {}", rule.severity.as_str(), rule.severity.zh());
    let mut told = kept([
        ("article", "条文", rule.article.to_string()),
        ("title", "事项", rule.title.clone()),
        ("quote", "引文", rule.quote.clone()),
        ("within", "期限", limit.map(|limit| limit.to_chinese()).unwrap_or_default()),
        ("start", "起算", limit.map(|limit| limit.start.to_owned()).unwrap_or_default()),
        ("severity", "级别", severity),
        ("verified", "核对", rule.verified.zh().to_owned()),
        ("of", "对象", spheres.join("、")),
        ("applies_to", "适用行为", acts.join("、")),
        ("procedure", "程序", procedures.join("、")),
        ("blocks", "阻断", blocks.join("、")),
        ("message", "提示", rule.message().to_owned()),
        ("exemption", "例外", rule.exemption.clone().unwrap_or_default()),
        ("optional", "备选", if rule.is_optional { "由机关选定" } else { "" }.to_owned()),
        ("effective_from", "施行日期", day(rule.effective_from)),
        ("effective_until", "失效日期", day(rule.effective_until)),
        ("shape", "种类", shape_to_chinese(&rule.shape).to_owned()),
    ]);
    let known: BTreeSet<String> = told.iter().map(|(key, _, _)| key.clone()).collect();
    for (key, value) in rule.written.texts_by_key() {
        if !is_told(&key, &known) {
            told.push((key.clone(), label(&key), value));
        }
    }
    told
}

/// Whether an entry of the file is among what was told of the rule in words already.
fn is_told(key: &str, known: &BTreeSet<String>) -> bool {
    let (_, inside) = key.split_once('.').unwrap_or(("", key));
    let is_length = |part: &str| part == "within.n" || part == "within.unit";
    key == "id"
        || known.contains(key)
        || (key != inside && (is_length(inside) || inside == "start"))
}

/// A Chinese name for an entry that has its own syntax; its value is shown as written.
fn label(key: &str) -> String {
    let part = key.rsplit('.').find(|part| !["n", "unit"].contains(part)).unwrap_or(key);
    let named = match part {
        "given" => "前提",
        "given_any" => "前提之一",
        "unless" => "除外情形",
        "explained_by" => "可以说明",
        "otherwise" => "不适用时的说明",
        "when" => "发生条件",
        "from" => "起算事实",
        "from_attr" => "起算属性",
        "stop" | "stop_with" | "stop_early" => "办结事实",
        "extend" => "延长",
        "pause" => "扣除",
        "roll" | "strict" => "末日遇休息日",
        "backwards" => "倒算",
        "binding" => "约束机关",
        "lapse" => "逾期后果",
        "all" | "any" | "needs" => "须有事实",
        "first" => "在先事实",
        "then" => "在后事实",
        "check" => "核对项",
        "on" => "核对对象",
        "until" => "截止事实",
        "start_s" | "end_s" | "gap_s" => "容许的缺口（秒）",
        "ppm_per_day" | "cap_ppm" => "加处比例（百万分之）",
        _ => return format!("规则内容（{key}）"),
    };
    named.to_owned()
}

const fn shape_to_chinese(shape: &Shape) -> &'static str {
    match shape {
        Shape::RequiredRecord(_) => "应有记录",
        Shape::Gate(_) => "关口",
        Shape::Order(_) => "先后顺序",
        Shape::Clock(_) => "期限",
        Shape::Waiting(_) => "等待期",
        Shape::Coverage(_) => "全程覆盖",
        Shape::Separation(_) => "人员分离",
        Shape::ValueCheck(_) => "内容核对",
        Shape::NoOverlap(_) => "时间不重叠",
        Shape::Accrual(_) => "按日计算",
    }
}
