//! Four ordinary-procedure penalty cases: one archived, one before its decision, one in
//! investigation with a hole in its recording, one just registered.

use std::path::Path;

use anyhow::Context as _;
use app::{
    ActivityStep, BeginUpload, Done, PlanActivity, RegisterCase, RequestAccess,
};
use domain::access::{Command as AccessCommand, Verb};
use domain::activity::{Cause, Element, Manner};
use domain::case::{Party, PartyKind, Source, SourceKind};
use domain::case_file::Retention;
use domain::recording::MarkKind;
use domain::{Text, record};
use rules::catalogue::{RecordKind, Slot, Widget};
use serde_json::{Map, Value, json};
use terms::{
    ActKind, ActivityId, AvRecordId, CaseId, OfficerId, Personal, Procedure, TextRecordId,
    Timestamp,
};

use super::clips::{self, Clip};
use super::people::Staff;
use super::scene::Scene;

/// A case in the making.
struct Matter<'a> {
    scene: &'a Scene,
    staff: &'a Staff,
    case: CaseId,
    party: &'static str,
}

/// What a case is about.
struct About {
    title: &'static str,
    party: &'static str,
    party_kind: PartyKind,
    summary: &'static str,
    kind: SourceKind,
}

fn text<const MAX: usize>(value: &str) -> anyhow::Result<Text<MAX>> {
    Text::parse(value).with_context(|| format!("样例文字“{value}”"))
}

fn id<T: std::str::FromStr>(done: &Done) -> anyhow::Result<T> {
    let id = done.id.as_deref().context("没有返回编号")?;
    id.parse().map_err(|_| anyhow::anyhow!("编号“{id}”不可读"))
}

fn personal(value: &str) -> Personal<String> {
    Personal::new(value.to_owned())
}

impl<'a> Matter<'a> {
    async fn register(scene: &'a Scene, staff: &'a Staff, about: &About) -> anyhow::Result<Self> {
        let officers = vec![staff.id("lihua")?, staff.id("wangqiang")?];
        let new = RegisterCase {
            act: ActKind::Penalty,
            procedure: Procedure::Ordinary,
            title: text(about.title)?,
            source: Source {
                kind: about.kind,
                provider: Some(personal("消费者方某")),
                provider_contact: Some(personal("0571-00000000")),
                is_confidential: true,
                received_at: scene.pass(0),
                summary: personal(about.summary),
            },
            party: Party {
                kind: about.party_kind,
                name: personal(about.party),
                id_no: Some(personal("91330199MA0XXXXX0X")),
                address: Some(personal("清河县城关镇解放路88号")),
                phone: Some(personal("0571-00000001")),
                legal_representative: Some(personal("马某")),
            },
            division: None,
            officers,
        };
        let call = Scene::by(staff.id("lihua")?);
        let done = scene.app.register_case(&call, new).await?;
        Ok(Self { scene, staff, case: id(&done)?, party: about.party })
    }

    /// Fields for a kind: its example, then what the case knows, then what is given.
    async fn fields(&self, kind: &RecordKind, given: &Value) -> anyhow::Result<Map<String, Value>> {
        let mut fields = self.scene.app.law.example(&kind.code);
        let officer = self.staff.id("lihua")?;
        let known = self.scene.app.prefill(officer, self.case, &kind.code, None, None).await?;
        fields.extend(known);
        let in_charge = json!([officer, self.staff.id("wangqiang")?]);
        for field in &kind.fields {
            match field.widget {
                Widget::Officers => {
                    fields.insert(field.name.clone(), in_charge.clone());
                }
                // Ids of the example belong to nobody here; what is meant is given.
                Widget::Record | Widget::Recording => {
                    fields.remove(&field.name);
                }
                Widget::Datetime if fields.contains_key(&field.name) => {
                    fields.insert(field.name.clone(), json!(self.scene.pass(0).to_china_rfc3339()));
                }
                Widget::Date if fields.contains_key(&field.name) => {
                    fields.insert(field.name.clone(), json!(self.scene.pass(0).date()));
                }
                _ => {}
            }
        }
        for (name, value) in given.as_object().into_iter().flatten() {
            fields.insert(name.clone(), value.clone());
        }
        Ok(fields)
    }

    /// Drafts and submits a record.
    async fn draft(&self, code: &str, activity: Option<ActivityId>, given: Value) -> anyhow::Result<TextRecordId> {
        self.scene.pass(4);
        let app = &self.scene.app;
        let kind = app.law.catalogue.kind(code).with_context(|| format!("目录中没有{code}"))?;
        let fields = self.fields(kind, &given).await?;
        let drafter = self.drafter(kind)?;
        let call = Scene::by(drafter);
        let new = app::DraftRecord { kind: code.to_owned(), fields, corrects: None, activity };
        let drafted = app.draft_record(&call, self.case, new).await;
        let done = drafted.map_err(|error| refused(code, "起草", error))?;
        let record = id(&done)?;
        self.scene.pass(2);
        let submitted = app.submit_record(&call, self.case, record).await;
        submitted.map_err(|error| refused(code, "提交", error))?;
        Ok(record)
    }

    /// The reviewer writes the opinion, the officers everything else.
    fn drafter(&self, kind: &RecordKind) -> anyhow::Result<OfficerId> {
        let first = kind.signers.first().map(|signer| signer.slot);
        self.staff.id(if first == Some(Slot::LegalReviewer) { "liufang" } else { "lihua" })
    }

    /// Drafts a record and lets everybody sign.
    async fn record(&self, code: &str, activity: Option<ActivityId>, given: Value) -> anyhow::Result<TextRecordId> {
        let record = self.draft(code, activity, given).await?;
        self.sign(code, record).await?;
        Ok(record)
    }

    async fn sign(&self, code: &str, record: TextRecordId) -> anyhow::Result<()> {
        let app = &self.scene.app;
        let kind = app.law.catalogue.kind(code).with_context(|| format!("目录中没有{code}"))?;
        let view = app.case(self.staff.id("lihua")?, self.case).await?;
        let case = view.dossier.case.as_ref().context("没有案件")?;
        let fields = &case.records.get(&record).context("没有文书")?.fields;
        for signer in kind.signers_for(fields).filter(|signer| signer.min > 0) {
            self.scene.pass(3);
            if record::is_external(signer.slot) {
                let call = Scene::by(self.staff.id("lihua")?);
                let name = text("马某")?;
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
    async fn serve(&self, document: TextRecordId, title: &str) -> anyhow::Result<()> {
        self.scene.pass(20);
        let given = json!({
            "document": document,
            "document_title": title,
            "method": "直接送达",
            "served_at": self.scene.pass(0).to_china_rfc3339(),
            "receiver": "马某",
            "receiver_relation": "法定代表人",
            "relation": "法定代表人",
            "recipient": self.party,
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

fn refused(code: &str, doing: &str, error: app::Error) -> anyhow::Error {
    let told = match &error {
        app::Error::Refused(refusal) => {
            let mut told = refusal.sentence();
            if let domain::Refusal::Rules { missing, .. } = refusal {
                for finding in missing {
                    told.push_str(&format!("\n  {} {}：{}", finding.rule, finding.article, finding.message));
                }
            }
            told
        }
        app::Error::Fields(errors) => {
            let lines: Vec<_> = errors.iter().map(|e| format!("{} {}", e.path, e.message)).collect();
            lines.join("；")
        }
        other => other.to_string(),
    };
    anyhow::Error::new(error).context(format!("{code}{doing}：{told}"))
}

/// Who signs a slot in the sample.
fn holders(slot: Slot) -> &'static [&'static str] {
    match slot {
        Slot::CaseOfficers => &["lihua", "wangqiang"],
        Slot::Registrar => &["lihua"],
        Slot::DivisionHead => &["chenjun"],
        Slot::AgencyHead => &["zhouwei"],
        Slot::LegalReviewer => &["liufang"],
        Slot::Attendees => &["zhouwei", "linhai", "chenjun"],
        Slot::Custodian => &["sunli"],
        Slot::Party | Slot::Witness => &[],
    }
}

/// On-site work with its clips.
struct Visit {
    activity: ActivityId,
    recordings: Vec<AvRecordId>,
}

impl Matter<'_> {
    /// A visit: planned, made, told, recorded and deposited the same day.
    async fn visit(&self, arrived: Timestamp, minutes: i64, clips: &[Clip], cut_last: bool) -> anyhow::Result<Visit> {
        let (app, call) = (&self.scene.app, Scene::by(self.staff.id("lihua")?));
        let list = app.recording_list(self.staff.agency, self.scene.today).await?.context("没有清单")?;
        let row = list.rows.iter().find(|row| row.item == "现场检查").context("清单中没有现场检查")?;
        let plan = PlanActivity {
            case: Some(self.case),
            title: text("现场检查")?,
            place: text("清河县城关镇解放路88号")?,
            list_row: row.id,
            officers: vec![self.staff.id("lihua")?, self.staff.id("wangqiang")?],
            planned_at: arrived,
            purpose: Some(text("核实举报情况")?),
        };
        let activity: ActivityId = id(&app.plan_activity(&call, plan).await?)?;
        let at = |seconds: i64| Some(arrived.plus_ms(seconds * 1000));
        let officers = vec![self.staff.id("lihua")?, self.staff.id("wangqiang")?];
        self.scene.pass(minutes + 5);
        let mut steps = vec![
            ActivityStep::Arrive { at: at(0), place: None },
            ActivityStep::ShowCredentials { at: at(15), officers },
            ActivityStep::Announce { at: at(20), is_told: true, note: None },
            ActivityStep::StateByVoice { at: at(30), elements: Element::ALL.to_vec() },
        ];
        for point in 1..=5 {
            let seconds = 30 + 10 * i64::from(point);
            steps.push(ActivityStep::MarkFocus { point, at: at(seconds), note: None });
        }
        steps.push(ActivityStep::Depart { at: at(minutes * 60) });
        steps.push(ActivityStep::Return { at: at(minutes * 60 + 240) });
        for step in steps {
            app.step_activity(&call, activity, step).await?;
        }
        let folder = tempfile_folder(self.scene).await?;
        let mut recordings = Vec::new();
        for (number, clip) in clips.iter().enumerate() {
            let path = clips::make(&folder, clip).await?;
            if cut_last && number + 1 == clips.len() {
                clips::cut_short(&path).await?;
            }
            recordings.push(self.deposit(&path, clip, activity).await?);
        }
        tokio::fs::remove_dir_all(&folder).await?;
        Ok(Visit { activity, recordings })
    }

    async fn deposit(&self, path: &Path, clip: &Clip, activity: ActivityId) -> anyhow::Result<AvRecordId> {
        let (app, officer) = (&self.scene.app, self.staff.id("lihua")?);
        self.scene.pass(1);
        let bytes = tokio::fs::read(path).await?;
        let new = BeginUpload {
            size_bytes: u64::try_from(bytes.len())?,
            file_name: clip.name.to_owned(),
            activity: Some(activity),
            declared: None,
            claimed_at: Some(terms::ClaimedTime::new(clip.from)),
        };
        let upload = app.begin_upload(&Scene::by(officer), new).await?;
        let body = futures_util::stream::iter([Ok(bytes::Bytes::from(bytes))]);
        app.append_upload(officer, upload, 0, None, Box::pin(body)).await??;
        self.scene.work().await?;
        let views = app.uploads(officer).await?;
        let view = views.into_iter().find(|view| view.row.upload_id == upload);
        let recording = view.and_then(|view| view.deposited).map(|(recording, _)| recording.id);
        recording.context("样例视频没有入库")
    }

    /// Grants the team a look at the case's recordings, asked for and approved.
    async fn grant(&self) -> anyhow::Result<()> {
        let app = &self.scene.app;
        let officers = [self.staff.id("lihua")?, self.staff.id("wangqiang")?, self.staff.id("liufang")?];
        let until_on = self.scene.pass(0).date().plus_days(90);
        let new = RequestAccess {
            case: self.case,
            recordings: None,
            subjects: officers.into_iter().collect(),
            verbs: [Verb::View].into_iter().collect(),
            purpose: text("办理本案")?,
            reason: text("承办组制作笔录、法制审核需核对现场音像")?,
            until_on,
        };
        let asked = app.request_access(&Scene::by(self.staff.id("lihua")?), new).await?;
        self.scene.pass(30);
        let head = Scene::by(self.staff.id("zhouwei")?);
        app.decide_access(&head, id(&asked)?, AccessCommand::Approve { until_on, opinion: None }).await?;
        Ok(())
    }

    async fn mark(&self, recording: AvRecordId, at_ms: i64, kind: MarkKind) -> anyhow::Result<()> {
        let call = Scene::by(self.staff.id("lihua")?);
        self.scene.app.mark_recording(&call, recording, at_ms, kind, None).await?;
        Ok(())
    }

    async fn open(&self) -> anyhow::Result<()> {
        self.record("WS01", None, json!({})).await?;
        self.record("WS02", None, json!({})).await?;
        Ok(())
    }
}

async fn tempfile_folder(scene: &Scene) -> anyhow::Result<std::path::PathBuf> {
    let folder = std::env::temp_dir().join(format!("liuhen-demo-{}-{}", std::process::id(), scene.pass(0).ms()));
    tokio::fs::create_dir_all(&folder).await?;
    Ok(folder)
}

const FOOD: About = About {
    title: "涉嫌经营超过保质期的食品案",
    party: "清河县好又多食品商行",
    party_kind: PartyKind::Organisation,
    summary: "举报称解放路88号好又多食品商行货架上有过期酸奶出售。",
    kind: SourceKind::Report,
};
const SCALES: About = About {
    title: "涉嫌使用未经检定的计量器具案",
    party: "清河县老陈水产摊",
    party_kind: PartyKind::Citizen,
    summary: "日常检查发现经营者使用的电子秤无检定合格标识。",
    kind: SourceKind::Inspection,
};
const ADVERT: About = About {
    title: "涉嫌发布虚假广告案",
    party: "清河县康乐养生馆",
    party_kind: PartyKind::Organisation,
    summary: "投诉称该馆宣传其理疗床可治愈高血压。",
    kind: SourceKind::Complaint,
};
const LICENCE: About = About {
    title: "涉嫌未取得许可从事餐饮服务案",
    party: "清河县小李面馆",
    party_kind: PartyKind::Citizen,
    summary: "城关镇移送线索：该店未取得食品经营许可从事餐饮服务。",
    kind: SourceKind::Transfer,
};

/// From source to archived package.
pub(super) async fn archived(scene: &Scene, staff: &Staff) -> anyhow::Result<()> {
    scene.at(75, 9, 0);
    let matter = Matter::register(scene, staff, &FOOD).await?;
    matter.open().await?;
    let arrived = scene.at(74, 9, 30);
    let clips = [
        Clip { name: "DSJ_0001_20_0930.mp4", from: arrived.plus_ms(5_000), seconds: 62, is_h265: false },
        Clip { name: "DSJ_0001_20_0931.mp4", from: arrived.plus_ms(66_500), seconds: 60, is_h265: true },
        Clip { name: "DSJ_0001_20_0932.mp4", from: arrived.plus_ms(126_000), seconds: 60, is_h265: false },
    ];
    let visit = matter.visit(arrived, 3, &clips, false).await?;
    if let Some(first) = visit.recordings.first() {
        for (at_ms, kind) in [(15_000, MarkKind::Credentials), (20_000, MarkKind::Notice), (30_000, MarkKind::VoiceStatement), (45_000, MarkKind::Objects)] {
            matter.mark(*first, at_ms, kind).await?;
        }
    }
    matter.grant().await?;
    let recording = visit.recordings.first().copied().context("没有音像")?;
    let span = json!({ "recording": recording });
    matter.record("WS08", Some(visit.activity), span.clone()).await?;
    scene.at(73, 14, 0);
    matter.record("WS12", None, json!({})).await?;
    matter.record("WS10", None, json!({})).await?;
    scene.at(70, 10, 0);
    let note = matter.record("WS16", Some(visit.activity), span).await?;
    let officer = Scene::by(staff.id("lihua")?);
    scene.app.attach_evidence(&officer, recording, note).await?;
    scene.at(60, 9, 0);
    matter.record("WS33", None, json!({})).await?;
    decide(&matter, 50).await?;
    scene.at(20, 15, 0);
    matter.record("WS51", None, json!({})).await?;
    matter.record("WS59", None, json!({})).await?;
    scene.at(12, 10, 0);
    let custodian = Scene::by(staff.id("sunli")?);
    let app = &scene.app;
    app.compose_file(&custodian, matter.case, None, Retention::ThirtyYears, None).await?;
    scene.work().await?;
    scene.pass(30);
    app.pack_file(&custodian, matter.case).await?;
    scene.work().await?;
    scene.pass(10);
    app.archive_file(&custodian, matter.case, text("20250001")?).await?;
    Ok(())
}

/// Opinion, notice, review, discussion, decision, service.
async fn decide(matter: &Matter<'_>, days_ago: i64) -> anyhow::Result<()> {
    let scene = matter.scene;
    scene.at(days_ago, 9, 0);
    matter.record("WS34", None, json!({})).await?;
    let notice = matter.record("WS36", None, json!({})).await?;
    matter.serve(notice, "行政处罚事先告知书").await?;
    scene.at(days_ago - 9, 9, 0);
    matter.record("WS35", None, json!({ "conclusion": "通过" })).await?;
    matter.record("WS43", None, json!({})).await?;
    matter.record("WS44", None, json!({})).await?;
    let decision = matter.record("WS46", None, json!({})).await?;
    matter.serve(decision, "行政处罚决定书").await?;
    Ok(())
}

/// All investigated; the legal reviewer and the head have it on their desks.
pub(super) async fn deciding(scene: &Scene, staff: &Staff) -> anyhow::Result<()> {
    scene.at(26, 9, 0);
    let matter = Matter::register(scene, staff, &ADVERT).await?;
    matter.open().await?;
    let arrived = scene.at(25, 14, 0);
    let clips = [Clip { name: "DSJ_0002_01_1400.mp4", from: arrived.plus_ms(3_000), seconds: 118, is_h265: false }];
    let visit = matter.visit(arrived, 2, &clips, false).await?;
    let span = json!({ "recording": visit.recordings.first() });
    matter.record("WS08", Some(visit.activity), span).await?;
    scene.at(24, 9, 0);
    matter.record("WS10", None, json!({})).await?;
    scene.at(15, 9, 0);
    matter.record("WS33", None, json!({})).await?;
    matter.record("WS34", None, json!({})).await?;
    let notice = matter.record("WS36", None, json!({})).await?;
    matter.serve(notice, "行政处罚事先告知书").await?;
    scene.at(2, 9, 0);
    matter.draft("WS35", None, json!({ "conclusion": "通过" })).await?;
    let until_on = scene.today.plus_days(30);
    let new = RequestAccess {
        case: matter.case,
        recordings: None,
        subjects: Default::default(),
        verbs: [Verb::View].into_iter().collect(),
        purpose: text("法制审核")?,
        reason: text("核对现场检查过程与笔录是否一致")?,
        until_on,
    };
    scene.app.request_access(&Scene::by(staff.id("liufang")?), new).await?;
    Ok(())
}

/// Recorded with a hole: one break explained by voice, one not yet, and a clip without its end.
pub(super) async fn investigating(scene: &Scene, staff: &Staff) -> anyhow::Result<()> {
    scene.at(3, 9, 0);
    let matter = Matter::register(scene, staff, &SCALES).await?;
    matter.open().await?;
    let arrived = scene.at(1, 9, 30);
    let clips = [
        Clip { name: "DSJ_0003_08_0930.mp4", from: arrived.plus_ms(4_000), seconds: 56, is_h265: false },
        Clip { name: "DSJ_0003_08_0931.mp4", from: arrived.plus_ms(90_000), seconds: 50, is_h265: true },
        Clip { name: "DSJ_0003_08_0933.mp4", from: arrived.plus_ms(190_000), seconds: 50, is_h265: false },
    ];
    let visit = matter.visit(arrived, 4, &clips, true).await?;
    let gap = terms::Span::new(arrived.plus_ms(60_000), arrived.plus_ms(90_000)).context("缺口")?;
    let explain = ActivityStep::ExplainGap {
        gap,
        cause: Cause::Battery,
        manner: Manner::Voice,
        text: text("电池耗尽，更换备用电池后恢复记录，已在恢复后开头口头说明。")?,
        voice: visit.recordings.get(1).map(|recording| (*recording, 2_000)),
    };
    let officer = Scene::by(staff.id("lihua")?);
    scene.app.step_activity(&officer, visit.activity, explain).await?;
    let span = json!({ "recording": visit.recordings.first() });
    matter.draft("WS08", Some(visit.activity), span).await?;
    Ok(())
}

/// Its source is registered; the filing form waits for the division head.
pub(super) async fn registered(scene: &Scene, staff: &Staff) -> anyhow::Result<()> {
    scene.at(0, 8, 40);
    let matter = Matter::register(scene, staff, &LICENCE).await?;
    matter.record("WS01", None, json!({})).await?;
    let filing = matter.draft("WS02", None, json!({})).await?;
    for login in ["lihua", "wangqiang"] {
        let call = Scene::by(staff.id(login)?);
        let opinion = Some(text("建议立案调查。")?);
        scene.app.sign_record(&call, matter.case, filing, Slot::CaseOfficers, opinion).await?;
    }
    Ok(())
}
