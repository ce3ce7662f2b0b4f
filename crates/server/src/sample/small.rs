//! A small sample: the same people, an inspection with two clips from its beginning to the archive,
//! and a penalty case that runs. Made in two parts, so that something can be taken aside in between.

use anyhow::Context as _;
use app::{App, Config};
use terms::{ActivityId, AgencyId, AvRecordId, CaseId, OfficerId};

use super::acts;
use super::clips::Clip;
use super::county;
use super::matter::Matter;
use super::penalty::LICENCE;
use super::people::Staff;
use super::scene::Scene;

/// The party of the running case, as its facts name it.
pub(crate) const PARTY: &str = LICENCE.party;

/// The story, open to be told on.
pub(crate) struct Story(Scene);

/// What the first part made.
pub(crate) struct Past {
    staff: Staff,
    /// The archived case.
    pub(crate) archived: CaseId,
    /// Its on-site work.
    pub(crate) work: ActivityId,
    /// Its clips.
    pub(crate) clips: Vec<AvRecordId>,
}

impl Past {
    /// The agency of both cases.
    pub(crate) const fn agency(&self) -> AgencyId {
        self.staff.agency
    }

    /// Who heads it and may read all of it.
    pub(crate) fn head(&self) -> anyhow::Result<OfficerId> {
        self.staff.id("zhouwei")
    }

    /// Who deposits clips.
    pub(crate) fn officer(&self) -> anyhow::Result<OfficerId> {
        self.staff.id("lihua")
    }

    /// Who looks at them under a grant.
    pub(crate) fn viewer(&self) -> anyhow::Result<OfficerId> {
        self.staff.id("wangqiang")
    }

    /// An officer of the agency without a grant.
    pub(crate) fn outsider(&self) -> anyhow::Result<OfficerId> {
        self.staff.id("zhaomin")
    }
}

impl Story {
    /// Opens a data folder of its own for the story.
    pub(crate) async fn open(config: &Config) -> anyhow::Result<Self> {
        Scene::open(config).await.map(Self)
    }

    /// The system it is told in.
    pub(crate) const fn app(&self) -> &App {
        &self.0.app
    }

    /// Ends a part: the folder may be copied then.
    pub(crate) async fn close(self) {
        self.0.app.close().await;
    }

    /// The first part: people, and an inspection from its beginning to the archive.
    pub(crate) async fn past(&self) -> anyhow::Result<Past> {
        let scene = &self.0;
        let staff = county::found(scene).await?;
        let clip =
            |name, from, seconds| Clip { name, from, seconds, is_h265: false, black_s: None };
        let (matter, visit) = acts::inspect(scene, &staff, |arrived| {
            vec![
                clip("DSJ_0004_11_0930.mp4", arrived.plus_ms(2_000), 58),
                clip("DSJ_0004_11_0931.mp4", arrived.plus_ms(60_000), 60),
            ]
        })
        .await?;
        matter.grant().await?;
        acts::conclude(&matter, &visit).await?;
        let archived = matter.case;
        Ok(Past { archived, work: visit.activity, clips: visit.recordings, staff })
    }

    /// The second part: a look at a clip under a grant, and a penalty case.
    pub(crate) async fn present(&self, past: &Past) -> anyhow::Result<CaseId> {
        let scene = &self.0;
        scene.at(4, 9, 0);
        let viewer = Scene::by(past.viewer()?);
        let first = past.clips.first().context("没有音像")?;
        scene.app.view_recording(&viewer, *first, false).await?;
        scene.at(3, 9, 0);
        let matter = Matter::register(scene, &past.staff, &LICENCE).await?;
        matter.open().await?;
        scene.work().await?;
        Ok(matter.case)
    }
}
