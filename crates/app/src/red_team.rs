//! Who may see what the red team found, and who may start it. The attacks themselves know nothing of
//! this store.

use domain::Refusal;
use domain::authority::Action;
use terms::OfficerId;

use crate::App;
use crate::error::Result;

impl App {
    /// Whether the reader may start a run; an error if even its outcome is not theirs to see.
    ///
    /// # Errors
    /// A refusal where the role sees none of the proof centre.
    pub async fn red_team_seen(
        &self,
        reader: OfficerId,
    ) -> Result<std::result::Result<(), Refusal>> {
        let acting = self.acting(Some(reader)).await?;
        acting.may_at_home(Action::ProofRead)?;
        Ok(acting.may_at_home(Action::RedTeamRun).map(|_| ()))
    }
}
