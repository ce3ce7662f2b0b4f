//! A case in the making: its records drafted from their examples, signed by everybody, served.

use anyhow::Context as _;
use app::rules::catalogue::{RecordKind, Slot, Widget};
use app::{Done, RegisterCase};
use domain::case::{Party, PartyKind, Source, SourceKind};
use domain::{Text, record};
use serde_json::{Map, Value, json};
use terms::{ActivityId, CaseId, OfficerId, Personal, TextRecordId};

use super::people::Staff;
use super::scene::Scene;
use super::words;

/// The field that names who presides over a hearing: nobody in charge of the case.
const HOST: &str = "host";

/// A case in the making.
pub(super) struct Matter<'a> {
    pub(super) scene: &'a Scene,
    pub(super) staff: &'a Staff,
    pub(super) case: CaseId,
    pub(super) about: &'a About,
}

/// What a case is about.
pub(super) struct About {
    pub(super) title: &'static str,
    pub(super) party: &'static str,
    pub(super) party_kind: PartyKind,
    pub(super) party_id: &'static str,
    /// Who speaks and signs for the party, and as what.
    pub(super) person: &'static str,
    pub(super) relation: &'static str,
    pub(super) address: &'static str,
    pub(super) summary: &'static str,
    pub(super) kind: SourceKind,
}

pub(super) fn text<const MAX: usize>(value: &str) -> anyhow::Result<Text<MAX>> {
    Text::parse(value).with_context(|| format!("样例文字“{value}”"))
}

pub(super) fn id<T: std::str::FromStr>(done: &Done) -> anyhow::Result<T> {
    let id = done.id.as_deref().context("没有返回编号")?;
    id.parse().map_err(|_| anyhow::anyhow!("编号“{id}”不可读"))
}

pub(super) fn personal(value: &str) -> Personal<String> {
    Personal::new(value.to_owned())
}

impl<'a> Matter<'a> {
    pub(super) async fn register(
        scene: &'a Scene,
        staff: &'a Staff,
        about: &'a About,
    ) -> anyhow::Result<Self> {
        Self::register_under(scene, staff, about, "penalty-ordinary").await
    }

    pub(super) async fn register_under(
        scene: &'a Scene,
        staff: &'a Staff,
        about: &'a About,
        process: &str,
    ) -> anyhow::Result<Self> {
        let known = scene.app.law.catalogue.process(process);
        let process = known.with_context(|| format!("没有办理程序{process}"))?;
        let officers = vec![staff.id("lihua")?, staff.id("wangqiang")?];
        // What the agency found itself, or was told by another one, has no informant to protect.
        let is_complaint = about.kind == SourceKind::Complaint;
        let informant = |text| is_complaint.then(|| personal(text));
        let new = RegisterCase {
            act: process.act,
            procedure: process.procedure,
            process: Some(process.id.clone()),
            title: text(about.title)?,
            source: Source {
                kind: about.kind,
                provider: informant("消费者方某"),
                provider_contact: informant("0571-00000000"),
                is_confidential: is_complaint,
                received_at: scene.pass(0),
                summary: personal(about.summary),
            },
            party: Party {
                kind: about.party_kind,
                name: personal(about.party),
                id_no: Some(personal(about.party_id)),
                address: Some(personal(about.address)),
                phone: Some(personal("0571-00000001")),
                legal_representative: Some(personal(about.person)),
            },
            division: None,
            officers,
        };
        let call = Scene::by(staff.id("lihua")?);
        let done = scene.app.register_case(&call, new).await?;
        Ok(Self { scene, staff, case: id(&done)?, about })
    }

    /// Fields for a kind: its example, then what the case knows, then what is given.
    pub(super) async fn fields(
        &self,
        kind: &RecordKind,
        activity: Option<ActivityId>,
        given: &Value,
    ) -> anyhow::Result<Map<String, Value>> {
        let mut fields = words::told_here(&self.scene.app.law.example(&kind.code))?;
        let officer = self.staff.id("lihua")?;
        let known = self.scene.app.prefill(officer, self.case, &kind.code, activity, None).await?;
        fields.extend(known.clone());
        let in_charge = json!([officer, self.staff.id("wangqiang")?]);
        let host = json!([self.staff.id("liufang")?]);
        for field in &kind.fields {
            match field.widget {
                Widget::Officers if field.name == HOST => {
                    fields.insert(field.name.clone(), host.clone());
                }
                Widget::Officers => {
                    fields.insert(field.name.clone(), in_charge.clone());
                }
                // Ids of the example belong to nobody here; what is meant is given.
                Widget::Record | Widget::Recording => {
                    fields.remove(&field.name);
                }
                Widget::Datetime | Widget::Date if known.contains_key(&field.name) => {}
                Widget::Datetime if fields.contains_key(&field.name) => {
                    fields.insert(field.name.clone(), json!(self.scene.pass(0).to_china_rfc3339()));
                }
                Widget::Date if fields.contains_key(&field.name) => {
                    fields.insert(field.name.clone(), json!(self.scene.pass(0).date()));
                }
                Widget::Datetime
                | Widget::Date
                | Widget::Text
                | Widget::Textarea
                | Widget::Money
                | Widget::Number
                | Widget::Items
                | Widget::Choice
                | Widget::Checkbox => {}
            }
        }
        fields.extend(words::own_words(self.about.title, &kind.code)?);
        for (name, value) in given.as_object().into_iter().flatten() {
            fields.insert(name.clone(), value.clone());
        }
        fields.retain(|_, value| !value.is_null());
        Ok(fields)
    }

    /// Drafts and submits a record.
    pub(super) async fn draft(
        &self,
        code: &str,
        activity: Option<ActivityId>,
        given: Value,
    ) -> anyhow::Result<TextRecordId> {
        self.scene.pass(4);
        let app = &self.scene.app;
        let kind = app.law.catalogue.kind(code).with_context(|| format!("目录中没有{code}"))?;
        let fields = self.fields(kind, activity, &given).await?;
        let drafter = self.drafter(kind)?;
        let call = Scene::by(drafter);
        let kind = code.to_owned();
        let new = app::DraftRecord { kind, fields, corrects: None, activity, happened: None };
        let drafted = app.draft_record(&call, self.case, new).await;
        let done = drafted.map_err(|error| refused(code, "起草", error))?;
        let record = id(&done)?;
        self.scene.pass(2);
        let submitted = app.submit_record(&call, self.case, record).await;
        submitted.map_err(|error| refused(code, "提交", error))?;
        Ok(record)
    }

    /// The reviewer writes the opinion, the officers everything else.
    pub(super) fn drafter(&self, kind: &RecordKind) -> anyhow::Result<OfficerId> {
        let first = kind.signers.first().map(|signer| signer.slot);
        let is_apart = matches!(first, Some(Slot::LegalReviewer | Slot::HearingHost));
        self.staff.id(if is_apart { "liufang" } else { "lihua" })
    }

    /// Drafts a record and lets everybody sign.
    pub(super) async fn record(
        &self,
        code: &str,
        activity: Option<ActivityId>,
        given: Value,
    ) -> anyhow::Result<TextRecordId> {
        let record = self.draft(code, activity, given).await?;
        self.sign(code, record).await?;
        Ok(record)
    }

    pub(super) async fn sign(&self, code: &str, record: TextRecordId) -> anyhow::Result<()> {
        let app = &self.scene.app;
        let kind = app.law.catalogue.kind(code).with_context(|| format!("目录中没有{code}"))?;
        let view = app.case(self.staff.id("lihua")?, self.case).await?;
        let case = view.dossier.case.as_ref().context("没有案件")?;
        let fields = &case.records.get(&record).context("没有文书")?.fields;
        for signer in kind.signers_for(fields).filter(|signer| signer.min > 0) {
            self.scene.pass(3);
            if record::is_external(signer.slot) {
                let call = Scene::by(self.staff.id("lihua")?);
                let name = text(self.about.person)?;
                let signing = record::Signing::Signed;
                let noted =
                    app.note_party_signature(&call, self.case, record, signer.slot, name, signing);
                noted.await.map_err(|error| refused(code, "登记签名", error))?;
                continue;
            }
            for login in holders(signer.slot) {
                let call = Scene::by(self.staff.id(login)?);
                let opinion = if signer.opinion { Some(text("同意。")?) } else { None };
                let signed = app.sign_record(&call, self.case, record, signer.slot, opinion).await;
                signed.map_err(|error| refused(code, "签署", error))?;
            }
        }
        self.scene.work().await
    }

    /// Serves a record on the party.
    pub(super) async fn serve(&self, document: TextRecordId, title: &str) -> anyhow::Result<()> {
        self.scene.pass(20);
        let given = json!({
            "document": document,
            "document_title": title,
            "method": "直接送达",
            "served_at": self.scene.pass(0).to_china_rfc3339(),
            "receiver": self.about.person,
            "relation": self.about.relation,
            "recipient": self.about.party,
            "place": self.about.address,
        });
        let kind = self.scene.app.law.catalogue.kind("WS48").context("目录中没有送达回证")?;
        let known = given.as_object().into_iter().flatten();
        let fitting: Map<_, _> = known
            .filter(|(name, _)| kind.field(name).is_some())
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        self.record("WS48", None, Value::Object(fitting)).await?;
        Ok(())
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "two kinds have more to tell")]
pub(super) fn refused(code: &str, doing: &str, error: app::Error) -> anyhow::Error {
    let told = match &error {
        app::Error::Refused(refusal) => {
            let mut told = refusal.sentence();
            if let domain::Refusal::Rules { missing, .. } = refusal {
                for finding in missing {
                    told.push_str(&format!(
                        "\n  {} {}：{}",
                        finding.rule.id,
                        finding.rule.article,
                        finding.message()
                    ));
                }
            }
            told
        }
        app::Error::Fields(errors) => {
            let lines: Vec<_> =
                errors.iter().map(|e| format!("{} {}", e.path, e.message)).collect();
            lines.join("；")
        }
        other => other.to_string(),
    };
    anyhow::Error::new(error).context(format!("{code}{doing}：{told}"))
}

/// Who signs a slot in the sample.
pub(super) fn holders(slot: Slot) -> &'static [&'static str] {
    match slot {
        Slot::CaseOfficers => &["lihua", "wangqiang"],
        Slot::Registrar => &["lihua"],
        Slot::DivisionHead => &["chenjun"],
        Slot::AgencyHead => &["zhouwei"],
        Slot::LegalReviewer | Slot::HearingHost => &["liufang"],
        Slot::Attendees => &["zhouwei", "linhai"],
        Slot::Custodian => &["sunli"],
        Slot::Party | Slot::Witness => &[],
    }
}
