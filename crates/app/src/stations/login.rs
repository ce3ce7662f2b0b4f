//! How a station shows that it is one: it signs what the server gave it to sign. Nothing is stored:
//! both texts carry the server's own signature, and a session binds the key it was opened with, so
//! that another key or the closing of the station ends it at once.

use domain::station::Station;
use ledger::{Grant, Purpose, Token};
use terms::{Digest, StationId, Timestamp};

use crate::App;
use crate::error::{Error, Result, fault};

/// A challenge is answered within this time.
const CHALLENGE_MS: i64 = 60_000;
/// A session is opened anew after this time: a copy of it is soon worth nothing.
const SESSION_MS: i64 = 30 * 60_000;

/// Leave to speak as a station.
#[derive(Debug, Clone)]
pub struct StationSession {
    /// Whose.
    pub station: StationId,
    /// To be shown with each request.
    pub token: String,
    /// From when on it is no longer good.
    pub until: Timestamp,
}

impl App {
    /// Something for a station to sign. Whether there is such a station is not told.
    ///
    /// # Errors
    /// Never for an id of ours; the type of a leaf's word says it might.
    pub fn challenge_station(&self, station: StationId) -> Result<String> {
        self.granted(
            Purpose::Challenge,
            station,
            Digest::from_bytes(self.context.secret()),
            CHALLENGE_MS,
        )
        .map(|(text, _)| text)
    }

    /// Opens a session for the station that signed a challenge of ours.
    ///
    /// # Errors
    /// [`Error::StationUnknown`]: which of the reasons it is, is not told.
    pub async fn log_station_in(&self, challenge: &str, signature: &str) -> Result<StationSession> {
        let grant = self.good_grant(Purpose::Challenge, challenge)?;
        let station = self.open_station(&grant).await?;
        if !ledger::is_signed_login(station.key, challenge, signature) {
            return Err(Error::StationUnknown);
        }
        let (token, until) = self.granted(Purpose::Session, station.id, station.key, SESSION_MS)?;
        Ok(StationSession { station: station.id, token, until })
    }

    /// The station behind a token.
    ///
    /// # Errors
    /// [`Error::StationUnknown`] if it is none, is over, or the station's key is another by now.
    pub async fn station_session(&self, token: &str) -> Result<StationId> {
        let grant = self.good_grant(Purpose::Session, token)?;
        let station = self.open_station(&grant).await?;
        if station.key == grant.binds { Ok(station.id) } else { Err(Error::StationUnknown) }
    }

    fn granted(
        &self,
        purpose: Purpose,
        station: StationId,
        binds: Digest,
        lasts_ms: i64,
    ) -> Result<(String, Timestamp)> {
        let until = self.context.now().plus_ms(lasts_ms);
        let station = token(station)?;
        Ok((self.station_signer.grant(&Grant { purpose, station, binds, until }), until))
    }

    fn good_grant(&self, purpose: Purpose, text: &str) -> Result<Grant> {
        let grant = self.station_signer.read_grant(text);
        let is_good = |grant: &Grant| grant.purpose == purpose && self.context.now() < grant.until;
        grant.filter(is_good).ok_or(Error::StationUnknown)
    }

    async fn open_station(&self, grant: &Grant) -> Result<Station> {
        let id: StationId = grant.station.as_str().parse().map_err(|_| Error::StationUnknown)?;
        let station = match self.dossier(id).await {
            Ok(dossier) => dossier.stations.get(&id).cloned(),
            Err(Error::Refused(domain::Refusal::NotFound)) => None,
            Err(error) => return Err(error),
        };
        station.filter(Station::is_open).ok_or(Error::StationUnknown)
    }
}

/// An id as a word for machines.
pub(crate) fn token(id: impl ToString) -> Result<Token> {
    Token::parse(&id.to_string()).map_err(fault("writing an id down"))
}
