//! Money: proposed, told to the party, approved, decided.

use rules::catalogue::Effect;

use super::{Hint, HintKind, Known};
use crate::case::Case;

/// Fields that hold the amount of a fine, in fen.
const FINES: [&str; 2] = ["proposed_fine_fen", "fine_fen"];
/// The tier of the discretion benchmark.
const TIER: &str = "discretion_tier";
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
    let untold = records.iter().filter(|known| known.has_field(TIER) && known.text(TIER).is_none());
    let hint = |known: &Known<'_>| {
        let (_, fen) = fine(known)?;
        Some(Hint {
            kind: HintKind::TierMissing,
            article: known.article(TIER),
            sentence: format!(
                "《{}》建议罚款{}，但没有写明裁量档次。",
                known.kind.title,
                yuan(fen)
            ),
            subjects: vec![known.id()],
        })
    };
    untold.filter_map(hint).collect()
}

/// The decision against every record before it that names an amount.
pub(super) fn differing(records: &[Known<'_>], case: &Case) -> Vec<Hint> {
    let is_decision = |known: &&Known<'_>| known.kind.may_do(Effect::Decides, case.act);
    let decisions = || records.iter().filter(is_decision);
    let decided = decisions().find_map(|known| Some((known, fine(known)?)));
    let Some((decision, (field, fen))) = decided else { return Vec::new() };
    let others = records.iter().filter(|known| !decisions().any(|one| one.id() == known.id()));
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
            article: decision.article(field),
            sentence: format!(
                "《{}》写明罚款{told}，《{}》写明罚款{}，数额不一致。",
                known.kind.title,
                decision.kind.title,
                yuan(fen)
            ),
            subjects: vec![known.id(), decision.id()],
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
