//! On-site work of the sample: its steps, its clips, and who may look at them.

use std::path::Path;

use anyhow::Context as _;
use app::{ActivityStep, BeginUpload, PlanActivity, RequestAccess, Sender};
use domain::access::{Command as AccessCommand, Verb};
use domain::activity::{Cause, Element};
use domain::recording::MarkKind;
use serde_json::json;
use terms::{ActivityId, AvRecordId, OfficerId, Timestamp};

use super::clips::{self, Clip};
use super::matter::{Matter, id, text};
use super::scene::Scene;

/// On-site work with its clips.
pub(super) struct Visit {
    pub(super) activity: ActivityId,
    pub(super) recordings: Vec<AvRecordId>,
}

/// Recording broke off and went on, as noted on site; seconds after the arrival.
pub(super) struct Break {
    pub(super) from_s: i64,
    pub(super) to_s: i64,
    pub(super) cause: Cause,
    pub(super) is_stated: bool,
}

impl Matter<'_> {
    /// A visit: planned, made, told, recorded and deposited the same day.
    pub(super) async fn visit(
        &self,
        arrived: Timestamp,
        minutes: i64,
        clips: &[Clip],
        breaks: &[Break],
        cut_last: bool,
    ) -> anyhow::Result<Visit> {
        let (app, call) = (&self.scene.app, Scene::by(self.staff.id("lihua")?));
        let list =
            app.recording_list(self.staff.agency, self.scene.today).await?.context("没有清单")?;
        let row =
            list.rows.iter().find(|row| row.item == "现场检查").context("清单中没有现场检查")?;
        let plan = PlanActivity {
            case: Some(self.case),
            title: text(&format!("对{}的现场检查", self.about.party))?,
            place: text(self.about.address)?,
            list_row: row.id,
            officers: vec![self.staff.id("lihua")?, self.staff.id("wangqiang")?],
            planned_at: arrived,
            purpose: Some(text("核实举报情况")?),
            is_needed: false,
        };
        let activity: ActivityId = id(&app.plan_activity(&call, plan).await?)?;
        let at = |seconds: i64| Some(arrived.plus_ms(seconds * 1000));
        let officers = vec![self.staff.id("lihua")?, self.staff.id("wangqiang")?];
        self.scene.pass(minutes + 5);
        let mut steps = vec![
            ActivityStep::Arrive { at: at(0), place: None, position: None },
            ActivityStep::ShowCredentials { at: at(15), officers },
            ActivityStep::Announce { at: at(20), is_told: true, note: None },
            ActivityStep::StateByVoice { at: at(30), elements: Element::ALL.to_vec() },
        ];
        for point in 1..=5 {
            let seconds = 30 + 10 * i64::from(point);
            steps.push(ActivityStep::MarkFocus { point, at: at(seconds), note: None });
        }
        for one in breaks {
            let (cause, is_stated) = (one.cause, one.is_stated);
            steps.push(ActivityStep::Interrupt { at: at(one.from_s), cause, note: None });
            steps.push(ActivityStep::Resume { at: at(one.to_s), is_stated });
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

    /// Another officer's camera on the same work: what both saw can be played in step.
    pub(super) async fn second_camera(
        &self,
        activity: ActivityId,
        clip: &Clip,
    ) -> anyhow::Result<AvRecordId> {
        let folder = tempfile_folder(self.scene).await?;
        let path = clips::make(&folder, clip).await?;
        let other = self.staff.id("wangqiang")?;
        let recording = deposit(self.scene, other, &path, clip, Some(activity)).await?;
        tokio::fs::remove_dir_all(&folder).await?;
        Ok(recording)
    }

    pub(super) async fn deposit(
        &self,
        path: &Path,
        clip: &Clip,
        activity: ActivityId,
    ) -> anyhow::Result<AvRecordId> {
        deposit(self.scene, self.staff.id("lihua")?, path, clip, Some(activity)).await
    }

    /// Grants the team a look at the case's recordings, asked for and approved.
    pub(super) async fn grant(&self) -> anyhow::Result<()> {
        let app = &self.scene.app;
        let officers =
            [self.staff.id("lihua")?, self.staff.id("wangqiang")?, self.staff.id("liufang")?];
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
        app.decide_access(&head, id(&asked)?, AccessCommand::Approve { until_on, opinion: None })
            .await?;
        Ok(())
    }

    pub(super) async fn mark(
        &self,
        recording: AvRecordId,
        at_ms: i64,
        kind: MarkKind,
    ) -> anyhow::Result<()> {
        let call = Scene::by(self.staff.id("lihua")?);
        self.scene.app.mark_recording(&call, recording, at_ms, kind, None).await?;
        Ok(())
    }

    pub(super) async fn open(&self) -> anyhow::Result<()> {
        self.record("WS01", None, json!({})).await?;
        self.record("WS02", None, json!({})).await?;
        Ok(())
    }
}

/// A clip is sent and kept.
pub(super) async fn deposit(
    scene: &Scene,
    officer: OfficerId,
    path: &Path,
    clip: &Clip,
    activity: Option<ActivityId>,
) -> anyhow::Result<AvRecordId> {
    let app = &scene.app;
    scene.pass(1);
    let bytes = tokio::fs::read(path).await?;
    let new = BeginUpload {
        size_bytes: u64::try_from(bytes.len())?,
        file_name: clip.name.to_owned(),
        activity,
        declared: None,
        claimed_at: Some(terms::ClaimedTime::new(clip.from)),
        device: None,
        description: domain::recording::Description::default(),
    };
    let upload = app.begin_upload(&Scene::by(officer), new).await?;
    let body = futures_util::stream::iter([Ok(bytes::Bytes::from(bytes))]);
    app.append_upload(Sender::Officer(officer), upload, 0, None, Box::pin(body)).await??;
    scene.work().await?;
    let views = app.uploads(officer).await?;
    let view = views.into_iter().find(|view| view.row.upload_id == upload);
    let recording = view.and_then(|view| view.deposited).map(|(recording, _)| recording.id);
    recording.context("样例视频没有入库")
}

pub(super) async fn tempfile_folder(scene: &Scene) -> anyhow::Result<std::path::PathBuf> {
    let folder = std::env::temp_dir().join(format!(
        "liuhen-demo-{}-{}",
        std::process::id(),
        scene.pass(0).ms()
    ));
    tokio::fs::create_dir_all(&folder).await?;
    Ok(folder)
}
