//! Money: proposed, told to the party, approved, decided.

use rules::catalogue::Effect;

use super::{Hint, HintKind, Known};
use crate::case::Case;

/// Fields that hold the amount of a fine, in fen.
const FINES: [&str; 2] = ["proposed_fine_fen", "fine_fen"];
/// The tier of the discretion benchmark, and those of its words by which nobody is fined.
const TIER: &str = "discretion_tier";
const TIERS_WITHOUT_FINE: [&str; 2] = ["不予处罚", "不涉及裁量"];
/// What a notice tells the party of the penalty, in words.
const NOTICE: &str = "proposed_penalty";
/// The word after which such words name the amount.
const FINE_WORD: &str = "罚款";
const FEN_PER_YUAN: i64 = 100;
const YUAN_PER_WAN: i64 = 10_000;

fn fine(known: &Known<'_>) -> Option<(&'static str, i64)> {
    let fine = FINES.iter().find_map(|field| Some((*field, known.fen(field)?)));
    fine.filter(|(_, fen)| *fen > 0)
}

/// Art. 11(一): whoever proposes a fine says by which tier of the benchmark.
pub(super) fn tiers(records: &[Known<'_>]) -> Vec<Hint> {
    let hint = |known: &Known<'_>| {
        let (_, fen) = fine(known)?;
        let wrong = match known.text(TIER) {
            None => "没有写明裁量档次".to_owned(),
            Some(tier) if TIERS_WITHOUT_FINE.contains(&tier) => {
                format!("裁量档次却写为“{tier}”")
            }
            Some(_) => return None,
        };
        Some(Hint {
            kind: HintKind::TierMissing,
            article: known.article(TIER),
            sentence: format!("《{}》建议罚款{}，{wrong}。", known.kind.title, yuan(fen)),
            subjects: vec![known.id()],
            elsewhere: None,
        })
    };
    records.iter().filter(|known| known.has_field(TIER)).filter_map(hint).collect()
}

/// The decision, or else the last record that names an amount, against every record before it.
pub(super) fn differing(records: &[Known<'_>], case: &Case) -> Vec<Hint> {
    let is_decision = |known: &Known<'_>| known.kind.may_do(Effect::Decides, case.act);
    let fined = || records.iter().filter_map(|known| Some((known, fine(known)?)));
    let decided = fined().find(|(known, _)| is_decision(known));
    let last = || fined().max_by_key(|(known, _)| known.record.drafted_at);
    let Some((base, (field, fen))) = decided.or_else(last) else { return Vec::new() };
    let others = records.iter().filter(|known| known.id() != base.id() && !is_decision(known));
    let hint = |known: &Known<'_>| {
        let told = match fine(known) {
            Some((_, told)) => (told != fen).then(|| yuan(told))?,
            None => {
                let told = amounts(known.text(NOTICE)?);
                let first = told.first()?;
                (!told.contains(&fen)).then(|| yuan(*first))?
            }
        };
        Some(Hint {
            kind: HintKind::SumsDiffer,
            article: base.article(field),
            sentence: format!(
                "《{}》写明罚款{told}，《{}》写明罚款{}，数额不一致。",
                known.kind.title,
                base.kind.title,
                yuan(fen)
            ),
            subjects: vec![known.id(), base.id()],
            elsewhere: None,
        })
    };
    others.filter_map(hint).collect()
}

/// Amounts in fen that stand after the word for a fine: `罚款5000元`, `罚款人民币1.2万元`.
pub(super) fn amounts(text: &str) -> Vec<i64> {
    let after = text.split(FINE_WORD).skip(1);
    after.filter_map(amount).collect()
}

/// The first number of a text, if a word for yuan follows it.
fn amount(text: &str) -> Option<i64> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    // What lies far behind the word is some other number.
    if text.get(..start)?.chars().count() > 8 {
        return None;
    }
    let rest = text.get(start..)?;
    let end = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '，')))?;
    let digits: String = rest.get(..end)?.chars().filter(|c| !matches!(c, ',' | '，')).collect();
    let unit = rest.get(end..)?.trim_start();
    let per_one = if unit.starts_with("万元") {
        YUAN_PER_WAN.checked_mul(FEN_PER_YUAN)?
    } else if unit.starts_with('元') {
        FEN_PER_YUAN
    } else {
        return None;
    };
    let (whole, part) = digits.split_once('.').unwrap_or((&digits, ""));
    let mut fen = whole.parse::<i64>().ok()?.checked_mul(per_one)?;
    let mut place = per_one;
    for digit in part.chars() {
        place = place.checked_div(10)?;
        fen = fen.checked_add(i64::from(digit.to_digit(10)?).checked_mul(place)?)?;
    }
    Some(fen)
}

fn yuan(fen: i64) -> String {
    let (yuan, rest) = (fen / FEN_PER_YUAN, fen % FEN_PER_YUAN);
    if rest == 0 { format!("{yuan}元") } else { format!("{yuan}.{rest:02}元") }
}
