//! Signatures, opinions and refusals as they are printed.

use rules::catalogue::{Layout, SignerSlot, Slot};
use serde::Serialize;

use crate::instrument::{Instrument, SignatureMark};
use crate::value::Speaker;

/// A slot with the signatures given for it.
#[derive(Debug, Serialize)]
pub(crate) struct SlotOnPaper {
    title: String,
    opinion: bool,
    marks: Vec<MarkOnPaper>,
}

#[derive(Debug, Serialize)]
struct MarkOnPaper {
    /// Name, with the credential number where there is one.
    signed: String,
    name: String,
    opinion: Option<String>,
    at: String,
    /// The whole sentence about a refusal, instead of a signature.
    refused: Option<String>,
}

/// The slots that are printed, in order; marks of no known slot come last under their own title.
pub(crate) fn slots(
    speaker: &mut Speaker<'_, '_>,
    instrument: &Instrument<'_>,
) -> Vec<SlotOnPaper> {
    let mut printed = Vec::new();
    for slot in instrument.kind.signers_for(instrument.fields) {
        let marks: Vec<&SignatureMark> =
            instrument.signatures.iter().filter(|mark| mark.slot_title == slot.title).collect();
        let may_stay_away = slot.min == 0 && marks.is_empty();
        if is_internal(instrument.kind.layout, slot) || may_stay_away {
            continue;
        }
        printed.push(SlotOnPaper {
            title: speaker.clean(&slot.title),
            opinion: slot.opinion,
            marks: marks.into_iter().map(|mark| on_paper(speaker, mark)).collect(),
        });
    }
    let known = |title: &str| instrument.kind.signers.iter().any(|slot| slot.title == title);
    for mark in instrument.signatures.iter().filter(|mark| !known(&mark.slot_title)) {
        printed.push(SlotOnPaper {
            title: speaker.clean(&mark.slot_title),
            opinion: mark.opinion.is_some(),
            marks: vec![on_paper(speaker, mark)],
        });
    }
    printed
}

/// Whoever approved that a letter goes out is not named on the letter: the seal speaks for him.
fn is_internal(layout: Layout, slot: &SignerSlot) -> bool {
    let approves = matches!(slot.slot, Slot::AgencyHead | Slot::DivisionHead | Slot::LegalReviewer);
    layout == Layout::Letter && approves
}

fn on_paper(speaker: &mut Speaker<'_, '_>, mark: &SignatureMark) -> MarkOnPaper {
    let name = speaker.clean(&mark.name);
    let signed = match &mark.credential_no {
        Some(number) => format!("{name}（{}）", speaker.clean(number)),
        None => name.clone(),
    };
    let refused = mark.refused.as_ref().map(|refusal| {
        let reason = speaker.clean(&refusal.reason);
        let witness = match &refusal.witness {
            Some(witness) => format!("见证人：{}", speaker.clean(witness)),
            None => "无见证人".to_owned(),
        };
        format!("{name}拒绝签名，原因：{}。{witness}。", reason.trim_end_matches('。'))
    });
    MarkOnPaper {
        signed,
        name,
        opinion: mark.opinion.as_ref().map(|opinion| speaker.clean(opinion)),
        at: mark.signed_at.to_chinese_minute(),
        refused,
    }
}
