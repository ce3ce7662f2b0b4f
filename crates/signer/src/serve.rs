//! The socket: one connection, one request, one answer.

use std::fs::{File, Permissions};
use std::io::{self, Read as _, Write as _};
use std::os::fd::AsRawFd as _;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::fault::SignerFault;
use crate::keeper::Keeper;
use crate::protocol::{END, MAX_MESSAGE_BYTES};

/// Connections at a time; one more is closed at once. The server has one or two.
const MAX_CONNECTIONS: usize = 16;
/// How long a connection may take to send its request or to take its answer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);
/// The account and the group of the signer: the server's account is put into that group.
const SOCKET_MODE: u32 = 0o660;
/// Longest path that the address of a socket takes, with some room.
const MAX_ADDRESS_BYTES: usize = 100;

/// A path that fits into a socket's address. A long one is reached through its open folder, which
/// must be kept until the socket is bound or connected.
pub(crate) fn short(path: &Path) -> io::Result<(PathBuf, Option<File>)> {
    if path.as_os_str().len() <= MAX_ADDRESS_BYTES {
        return Ok((path.to_owned(), None));
    }
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(io::ErrorKind::InvalidInput.into());
    };
    let folder = File::open(folder)?;
    let through = PathBuf::from(format!("/proc/self/fd/{}", folder.as_raw_fd())).join(name);
    Ok((through, Some(folder)))
}

/// Opens the socket. Whoever calls this holds the state's lock, so a socket that is there is one
/// that a dead process left.
///
/// # Errors
/// [`SignerFault::File`] if the place cannot be used.
pub fn listen(path: &Path) -> Result<UnixListener, SignerFault> {
    let open = || {
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        let (address, _folder) = short(path)?;
        let listener = UnixListener::bind(address)?;
        std::fs::set_permissions(path, Permissions::from_mode(SOCKET_MODE))?;
        Ok(listener)
    };
    open().map_err(SignerFault::file(path))
}

/// Answers until the process ends. Each connection has its thread; they wait for each other at the
/// keeper, so that requests are signed one after the other.
///
/// # Errors
/// [`SignerFault::File`] if the socket breaks.
pub fn serve(keeper: Keeper, listener: &UnixListener) -> Result<(), SignerFault> {
    let (keeper, open) = (Arc::new(Mutex::new(keeper)), Arc::new(AtomicUsize::new(0)));
    for connection in listener.incoming() {
        let connection = connection.map_err(SignerFault::file(Path::new("socket")))?;
        if open.fetch_add(1, Ordering::SeqCst) >= MAX_CONNECTIONS {
            open.fetch_sub(1, Ordering::SeqCst);
            continue;
        }
        let (keeper, open) = (Arc::clone(&keeper), Arc::clone(&open));
        std::thread::spawn(move || {
            // Whoever has gone away asks again; the keeper's state is whole either way.
            drop(converse(connection, &keeper));
            open.fetch_sub(1, Ordering::SeqCst);
        });
    }
    Ok(())
}

fn converse(mut connection: UnixStream, keeper: &Mutex<Keeper>) -> io::Result<()> {
    connection.set_read_timeout(Some(PATIENCE))?;
    connection.set_write_timeout(Some(PATIENCE))?;
    let message = read_message(&mut connection)?;
    let answer = keeper.lock().unwrap_or_else(PoisonError::into_inner).answer(&message);
    connection.write_all(answer.as_bytes())
}

/// Reads up to the last line of a message, the end of the stream or the limit. What is too long or
/// cut short is no message, and is answered as such.
pub(crate) fn read_message(from: &mut UnixStream) -> io::Result<String> {
    let mut bytes = Vec::new();
    let mut piece = [0; 4_096];
    while bytes.len() <= MAX_MESSAGE_BYTES && !ends(&bytes) {
        let count = from.read(&mut piece)?;
        if count == 0 {
            break;
        }
        bytes.extend_from_slice(piece.get(..count).unwrap_or_default());
    }
    if bytes.len() > MAX_MESSAGE_BYTES {
        return Ok(String::new());
    }
    Ok(String::from_utf8(bytes).unwrap_or_default())
}

fn ends(bytes: &[u8]) -> bool {
    bytes.strip_suffix(END.as_bytes()).is_some_and(|before| before.ends_with(b"\n"))
}
