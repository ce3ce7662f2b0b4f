//! A real S3 server on loopback, with its objects in a temporary folder.
//!
//! It runs in a thread of its own, so that a test which waits for another program does not keep
//! that program from its objects.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

/// The one bucket there is.
pub const BUCKET: &str = "liuhen-test";
/// Region that clients name; the server does not care.
pub const REGION: &str = "local";
/// Access key that the server takes.
pub const ACCESS_KEY: &str = "test-access-key";
/// Secret key that the server takes.
pub const SECRET_KEY: &str = "test-secret-key-never-to-be-seen";

/// A running server. It and its objects are gone when it is dropped.
#[derive(Debug)]
pub struct Server {
    away: Away,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// A server that is away; its objects and its address wait for it.
#[derive(Debug)]
pub struct Away {
    objects: Option<TempDir>,
    address: SocketAddr,
}

impl Server {
    /// Starts a server with an empty bucket on a free port.
    ///
    /// # Errors
    /// If the folder or the socket cannot be had.
    pub fn start() -> io::Result<Self> {
        let objects = tempfile::tempdir()?;
        std::fs::create_dir(objects.path().join(BUCKET))?;
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        Away { objects: Some(objects), address }.come_back()
    }

    /// Base address for clients.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.away.address)
    }

    /// Where the objects of the bucket lie, each under its key.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        let objects = self.away.objects.as_ref().map_or(Path::new(""), TempDir::path);
        objects.join(BUCKET)
    }

    /// Goes away with all its connections.
    #[must_use]
    pub fn stop(mut self) -> Away {
        self.end();
        Away { objects: self.away.objects.take(), address: self.away.address }
    }

    fn end(&mut self) {
        drop(self.stop.take());
        // A thread that panicked has shown that by itself.
        drop(self.thread.take().map(JoinHandle::join));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

impl Away {
    /// Serves the same objects at the same address.
    ///
    /// # Errors
    /// If the address is taken or the thread cannot be started.
    pub fn come_back(self) -> io::Result<Server> {
        let Self { objects, address } = self;
        let folder = objects.as_ref().map_or(Path::new(""), TempDir::path);
        let files = s3s_fs::FileSystem::new(folder)
            .map_err(|error| io::Error::other(format!("{error:?}")))?;
        let mut service = S3ServiceBuilder::new(files);
        service.set_auth(SimpleAuth::from_single(ACCESS_KEY, SECRET_KEY));
        let service = service.build();
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new().name("s3".to_owned()).spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    served = serve(listener, service) => {
                        served.unwrap_or_else(|error| eprintln!("S3 server: {error}"));
                    }
                    // Told to stop, or forgotten.
                    _ = stopped => {}
                }
            });
        })?;
        Ok(Server { away: Away { objects, address }, stop: Some(stop), thread: Some(thread) })
    }
}

async fn serve(listener: TcpListener, service: S3Service) -> io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let mut connections = JoinSet::new(); // they end with the server
    loop {
        let (socket, _) = listener.accept().await?;
        let service = service.clone();
        connections.spawn(async move {
            let server = auto::Builder::new(TokioExecutor::new());
            // A client that goes away is no failure of the test.
            drop(server.serve_connection(TokioIo::new(socket), service).await);
        });
    }
}
