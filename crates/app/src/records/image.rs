//! Page images: a record with its signatures as a PDF.

use std::collections::BTreeMap;

use documents::{Instrument, Rendered, SignatureMark};
use domain::case::Case;
use domain::dossier::Dossier;
use domain::org::Directory;
use domain::record::{Record, Signing, SlotMark};
use domain::{Refusal, authority};
use rules::catalogue::RecordKind;
use serde_json::{Map, Value};
use terms::{CaseId, Date, OfficerId, TextRecordId};

use crate::App;
use crate::error::{Result, fault};

impl App {
    /// A record as a PDF: the kept image once it has one, otherwise a draft with a watermark.
    ///
    /// # Errors
    /// *Not found* for a case of another agency.
    pub async fn record_pdf(
        &self,
        reader: OfficerId,
        case: CaseId,
        record: TextRecordId,
    ) -> Result<Vec<u8>> {
        let acting = self.acting(Some(reader)).await?;
        let dossier = self.dossier(case).await?;
        acting.may(authority::Action::CaseRead, &dossier)?;
        let known = dossier.case.as_ref().and_then(|case| case.records.get(&record));
        let known = known.ok_or(Refusal::NotFound)?;
        known.may_read(reader)?;
        match known.rendered {
            Some((digests, _)) => self.blob(digests.sha256).await,
            None => Ok(self.image_of(&dossier, record).await?.pdf),
        }
    }

    /// A small blob in memory.
    pub(crate) async fn blob(&self, digest: terms::Digest) -> Result<Vec<u8>> {
        use std::io::Read as _;
        let reader = self.blobs.reader(digest).await.map_err(fault("opening a document"))?;
        let read = tokio::task::spawn_blocking(move || {
            let mut bytes = Vec::new();
            reader.into_std().read_to_end(&mut bytes).map(|_| bytes)
        });
        read.await.map_err(fault("reading a document"))?.map_err(fault("reading a document"))
    }

    pub(crate) async fn image_of(
        &self,
        dossier: &Dossier,
        record: TextRecordId,
    ) -> Result<Rendered> {
        let case = dossier.case.as_ref().ok_or(Refusal::NotFound)?;
        let record = case.records.get(&record).ok_or(Refusal::NotFound)?;
        let kind = self.law.kind_of(record).ok_or(Refusal::NotFound)?;
        let directory = self.directory().await?;
        let made_on = record.effective_at.unwrap_or(self.context.now()).date();
        let agency_name = agency_name(case, &directory);
        let is_sealed = kind.sealed && record.effective_at.is_some();
        self.render(Sheet {
            kind: kind.clone(),
            doc_no: record.doc_no.as_ref().map(ToString::to_string),
            case_no: case.case_no.clone().unwrap_or_default(),
            fields: record.fields.clone(),
            labels: self.labels(dossier, &directory),
            signatures: signatures(record, kind, &directory),
            seal: is_sealed.then(|| agency_name.clone()),
            agency_name,
            made_on,
            is_draft: record.effective_at.is_none(),
            id_salt: salt_of(record.id.to_string().as_bytes()),
        })
        .await
    }

    /// Renders off the async threads: layout is work for the processor.
    pub(crate) async fn render(&self, sheet: Sheet) -> Result<Rendered> {
        let renderer = self.renderer().await?;
        let made = tokio::task::spawn_blocking(move || renderer.render(&sheet.instrument()));
        made.await.map_err(fault("rendering"))?.map_err(fault("rendering"))
    }

    /// What ids in fields are called on paper.
    pub(crate) fn labels(
        &self,
        dossier: &Dossier,
        directory: &Directory,
    ) -> BTreeMap<String, String> {
        let mut labels = BTreeMap::new();
        for officer in directory.officers.values() {
            let number = officer.credentials.last().map(|c| c.number.reveal().clone());
            let name = officer.name.reveal();
            let label = number.map_or_else(|| name.clone(), |no| format!("{name}（{no}）"));
            labels.insert(officer.id.to_string(), label);
        }
        if let Some(case) = &dossier.case {
            for record in case.records.values() {
                let title = self.law.kind_of(record).map_or("文书", |kind| kind.title.as_str());
                let number = record.doc_no.as_ref().map(ToString::to_string).unwrap_or_default();
                labels.insert(record.id.to_string(), format!("《{title}》{number}"));
            }
        }
        for recording in dossier.recordings.values() {
            labels.insert(recording.id.to_string(), recording.file_name.reveal().clone());
        }
        labels
    }

    /// A page around the records: cover, contents or notes.
    pub(crate) fn page_sheet(
        &self,
        case: &Case,
        directory: &Directory,
        kind: &RecordKind,
        fields: Map<String, Value>,
    ) -> Sheet {
        let people = directory.officers.values();
        Sheet {
            kind: kind.clone(),
            agency_name: agency_name(case, directory),
            doc_no: None,
            case_no: case.case_no.clone().unwrap_or_default(),
            fields,
            labels: people.map(|o| (o.id.to_string(), o.name.reveal().clone())).collect(),
            signatures: Vec::new(),
            seal: None,
            made_on: self.context.now().date(),
            is_draft: false,
            id_salt: salt_of(format!("{}{}", case.id, kind.code).as_bytes()),
        }
    }
}

/// All that is printed of one record, owned, so that it can go to another thread.
pub(crate) struct Sheet {
    kind: RecordKind,
    agency_name: String,
    doc_no: Option<String>,
    case_no: String,
    fields: Map<String, Value>,
    labels: BTreeMap<String, String>,
    signatures: Vec<SignatureMark>,
    seal: Option<String>,
    made_on: Date,
    is_draft: bool,
    id_salt: [u8; 16],
}

impl Sheet {
    fn instrument(&self) -> Instrument<'_> {
        Instrument {
            kind: &self.kind,
            agency_name: &self.agency_name,
            doc_no: self.doc_no.clone(),
            case_no: &self.case_no,
            title: &self.kind.title,
            fields: &self.fields,
            labels: self.labels.clone(),
            signatures: self.signatures.clone(),
            seal: self.seal.clone(),
            made_on: self.made_on,
            draft: self.is_draft,
            id_salt: self.id_salt,
            first_page_no: 0,
        }
    }
}

fn agency_name(case: &Case, directory: &Directory) -> String {
    directory.agencies.get(&case.agency).map(|agency| agency.name.clone()).unwrap_or_default()
}

/// 16 bytes for the PDF's id, the same for the same record.
fn salt_of(bytes: &[u8]) -> [u8; 16] {
    use sha2::Digest as _;
    let hash: [u8; 32] = sha2::Sha256::digest(bytes).into();
    let mut salt = [0; 16];
    salt.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
    salt
}

fn signatures(record: &Record, kind: &RecordKind, directory: &Directory) -> Vec<SignatureMark> {
    let mut marks = Vec::new();
    for signer in kind.signers_for(&record.fields) {
        for mark in record.marks.get(signer.slot.as_str()).into_iter().flatten() {
            marks.push(match mark {
                SlotMark::Ours { officer, at, opinion, credential_no } => SignatureMark {
                    slot_title: signer.title.clone(),
                    name: directory.name_of(*officer),
                    credential_no: credential_no.as_ref().map(|no| no.reveal().clone()),
                    opinion: opinion.as_ref().map(|text| text.reveal().clone()),
                    signed_at: *at,
                    refused: None,
                },
                SlotMark::Outside { name, at, signing, .. } => SignatureMark {
                    slot_title: signer.title.clone(),
                    name: name.reveal().clone(),
                    credential_no: None,
                    opinion: None,
                    signed_at: *at,
                    refused: match signing {
                        Signing::Signed => None,
                        Signing::Refused { reason, witness } => Some(documents::Refusal {
                            reason: reason.reveal().clone(),
                            witness: Some(witness.reveal().clone()),
                        }),
                    },
                },
            });
        }
    }
    marks
}
