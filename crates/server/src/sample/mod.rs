//! The sample county: two agencies, their people, and cases of all acts at every stage, made by the same use
//! cases that a browser calls, with a clock that is set to when each thing happened.

mod acts;
mod clips;
mod county;
mod devices;
mod doubtful;
mod hearing;
mod lists;
mod matter;
mod penalty;
mod people;
mod scene;
pub(crate) mod small;
mod visit;
mod words;

use app::Config;

/// What whoever tries the sample needs beside it.
pub(crate) struct Given {
    /// The logins, to be printed.
    pub(crate) logins: String,
    /// The key file of its collection station.
    pub(crate) station_key: String,
}

/// Fills an empty data folder.
pub(crate) async fn fill(config: &Config) -> anyhow::Result<Given> {
    clips::need_ffmpeg().await?;
    let scene = scene::Scene::open(config).await?;
    let staff = county::found(&scene).await?;
    acts::all(&scene, &staff).await?;
    penalty::archived(&scene, &staff).await?;
    penalty::closed(&scene, &staff).await?;
    hearing::heard(&scene, &staff).await?;
    penalty::deciding(&scene, &staff).await?;
    doubtful::reviewing(&scene, &staff).await?;
    penalty::investigating(&scene, &staff).await?;
    penalty::registered(&scene, &staff).await?;
    let station_key = devices::all(&scene, &staff).await?;
    scene.finish().await?;
    Ok(Given { logins: staff.logins(), station_key })
}
