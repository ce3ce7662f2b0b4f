//! Asking a signer over its socket.

use std::io::{self, Write as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use crate::keeper::Signed;
use crate::protocol::{Answer, Refusal, Request, SignRequest, Status};
use crate::serve::{PATIENCE, read_message, short};

/// Why there is no answer of use.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// Nobody answers there.
    #[error("nobody answers at {path}")]
    Unreachable {
        /// The socket.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// It is not to be signed.
    #[error("refused: {0}")]
    Refused(Refusal),
    /// The signer's disk is full: nothing was signed.
    #[error("the signer's disk is full")]
    NoSpace,
    /// The signer broke, and says so.
    #[error("the signer: {0}")]
    Fault(String),
    /// What came is no answer to what was asked.
    #[error("not the answer of a signer")]
    Malformed,
}

/// The way to a signer. Each question is a connection of its own.
#[derive(Debug, Clone)]
pub struct Client {
    socket: PathBuf,
}

impl Client {
    /// The signer that listens there, if one does.
    #[must_use]
    pub fn at(socket: &Path) -> Self {
        Self { socket: socket.to_owned() }
    }

    /// Who signs, and what was signed last.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn status(&self) -> Result<Status, ClientError> {
        match self.ask(&Request::head_text())? {
            Answer::Status(status) => Ok(*status),
            Answer::Signed { .. } | Answer::Refused(_) | Answer::Full | Answer::Fault(_) => {
                Err(ClientError::Malformed)
            }
        }
    }

    /// Has both heads signed.
    ///
    /// # Errors
    /// [`ClientError::Refused`] if they do not extend what was signed last.
    pub fn sign(&self, request: &SignRequest) -> Result<Signed, ClientError> {
        match self.ask(&Request::sign_text(request))? {
            Answer::Signed { sha256, sm3 } => Ok(Signed {
                sha256: request.sha256.head.signed(sha256),
                sm3: request.sm3.head.signed(sm3),
            }),
            Answer::Status(_) | Answer::Refused(_) | Answer::Full | Answer::Fault(_) => {
                Err(ClientError::Malformed)
            }
        }
    }

    /// A refusal or a fault is no answer.
    fn ask(&self, message: &str) -> Result<Answer, ClientError> {
        let converse = || {
            let (address, _folder) = short(&self.socket)?;
            let mut connection = UnixStream::connect(address)?;
            connection.set_read_timeout(Some(PATIENCE))?;
            connection.set_write_timeout(Some(PATIENCE))?;
            connection.write_all(message.as_bytes())?;
            read_message(&mut connection)
        };
        let path = self.socket.clone();
        let text = converse().map_err(|source| ClientError::Unreachable { path, source })?;
        match Answer::parse(&text).ok_or(ClientError::Malformed)? {
            Answer::Refused(refusal) => Err(ClientError::Refused(refusal)),
            Answer::Full => Err(ClientError::NoSpace),
            Answer::Fault(why) => Err(ClientError::Fault(why)),
            answer @ (Answer::Status(_) | Answer::Signed { .. }) => Ok(answer),
        }
    }
}
