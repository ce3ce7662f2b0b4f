//! A line that can be cut: a TCP proxy that hands bytes on to whatever server it points to.

use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Bytes handed on at a time: small, so that a cut finds something under way.
const PIECE: usize = 16 * 1024;
/// A server that does not take a connection so long is not there.
const CONNECT: Duration = Duration::from_secs(2);

#[derive(Default)]
struct Inner {
    target: Mutex<Option<SocketAddr>>,
    live: Mutex<Vec<TcpStream>>,
    passed: AtomicU64,
    is_over: AtomicBool,
}

impl Inner {
    fn target(&self) -> Option<SocketAddr> {
        *self.target.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn cut(&self) -> usize {
        let mut live = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        let ended = live.drain(..).filter(|stream| stream.shutdown(Shutdown::Both).is_ok());
        ended.count()
    }
}

/// The proxy. Ends when dropped.
pub struct Proxy {
    address: SocketAddr,
    inner: Arc<Inner>,
}

impl Proxy {
    /// Listens on loopback and points to a server.
    ///
    /// # Errors
    /// If it cannot listen.
    pub fn start(target: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let inner = Arc::new(Inner { target: Mutex::new(Some(target)), ..Inner::default() });
        let taking = inner.clone();
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if taking.is_over.load(Ordering::SeqCst) {
                    return;
                }
                let inner = taking.clone();
                // A connection that cannot be handed on is simply gone, as on a bad line.
                thread::spawn(move || drop(hand_on(client, &inner)));
            }
        });
        Ok(Self { address, inner })
    }

    /// Where it listens, e.g. `http://127.0.0.1:4000`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Points to another server, or to none: then nobody gets through.
    pub fn point_to(&self, target: Option<SocketAddr>) {
        *self.inner.target.lock().unwrap_or_else(PoisonError::into_inner) = target;
    }

    /// Cuts every connection; how many ends there were.
    pub fn cut(&self) -> usize {
        self.inner.cut()
    }

    /// Bytes handed on so far, both ways.
    #[must_use]
    pub fn passed(&self) -> u64 {
        self.inner.passed.load(Ordering::SeqCst)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.inner.is_over.store(true, Ordering::SeqCst);
        self.inner.cut();
        // Wakes the listener, so that it sees that it is over.
        drop(TcpStream::connect_timeout(&self.address, CONNECT));
    }
}

fn hand_on(client: TcpStream, inner: &Arc<Inner>) -> io::Result<()> {
    let target = inner.target().ok_or(io::ErrorKind::ConnectionRefused)?;
    let server = TcpStream::connect_timeout(&target, CONNECT)?;
    let ends = [client.try_clone()?, server.try_clone()?];
    inner.live.lock().unwrap_or_else(PoisonError::into_inner).extend(ends);
    let (back_from, back_to) = (server.try_clone()?, client.try_clone()?);
    let other = inner.clone();
    thread::spawn(move || pour(back_from, back_to, &other));
    pour(client, server, inner);
    Ok(())
}

/// Hands bytes on one way until one end is gone; then both are.
fn pour(mut from: TcpStream, mut to: TcpStream, inner: &Inner) {
    let mut piece = [0; PIECE];
    while let Ok(read) = from.read(&mut piece) {
        let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
        if to.write_all(bytes).is_err() {
            break;
        }
        inner.passed.fetch_add(u64::try_from(read).unwrap_or_default(), Ordering::SeqCst);
    }
    // Either may be gone already.
    drop(from.shutdown(Shutdown::Both));
    drop(to.shutdown(Shutdown::Both));
}
