//! What goes into a document and what comes out.

use std::collections::BTreeMap;

use rules::catalogue::{MissingElement, RecordKind};
use serde_json::{Map, Value};
use terms::{Date, Timestamp};

/// A record with everything that is printed around it.
#[doc(alias = "执法文书")]
#[derive(Debug, Clone)]
pub struct Instrument<'a> {
    /// What kind of record it is.
    pub kind: &'a RecordKind,
    /// Full name of the agency that makes it.
    pub agency_name: &'a str,
    /// Its number, e.g. `青市监罚〔2025〕18号`.
    pub doc_no: Option<String>,
    /// Number of the case.
    pub case_no: &'a str,
    /// The title printed; the kind's own title, or what the agency calls it.
    pub title: &'a str,
    /// The values, as the kind's schema has them.
    pub fields: &'a Map<String, Value>,
    /// Ids to what is printed for them: an officer's 姓名（执法证号）, a record's 《…》文号.
    pub labels: BTreeMap<String, String>,
    /// The signatures given so far, in order.
    pub signatures: Vec<SignatureMark>,
    /// The words in the seal, once the agency has sealed it.
    pub seal: Option<String>,
    /// The date under it.
    pub made_on: Date,
    /// Not yet in force: printed across every page.
    pub draft: bool,
    /// Makes the PDF's identifier; the same instrument must always bring the same one.
    pub id_salt: [u8; 16],
    /// Number in the volume of its first page; 0 while it is not bound, then none is printed.
    pub first_page_no: u32,
}

/// One signature, or one refusal to sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureMark {
    /// Title of the slot it was given for, as in the kind.
    pub slot_title: String,
    /// Who signed, or refused.
    pub name: String,
    /// Number of the enforcement credential, for officers.
    pub credential_no: Option<String>,
    /// The opinion written beside it.
    pub opinion: Option<String>,
    /// When.
    pub signed_at: Timestamp,
    /// Set if the person refused to sign.
    pub refused: Option<Refusal>,
}

/// Why someone did not sign, and who saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The reason given or observed.
    pub reason: String,
    /// The witness, if there was one.
    pub witness: Option<String>,
}

/// A finished document.
#[derive(Debug, Clone)]
pub struct Rendered {
    /// The file.
    pub pdf: Vec<u8>,
    /// How many pages it has.
    pub pages: u32,
    /// Legal elements it still lacks; each is marked 【缺：…】 on paper.
    pub missing: Vec<MissingElement>,
    /// Chinese sentences for whoever checks the print; empty if all went as written.
    pub warnings: Vec<String>,
}
