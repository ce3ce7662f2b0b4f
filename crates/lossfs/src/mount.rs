//! The kernel's questions, answered from the [`Disk`].
//!
//! What SQLite needs of it in WAL mode: its `-shm` file is mapped shared by several connections, so
//! files are opened through the page cache and not with `direct_io`, under which the kernel refuses
//! such a mapping. Writes are not gathered in the kernel (`writeback_cache` stays off): each
//! `write` is ours before it returns. Times never change, so that the kernel does not throw a
//! mapping's pages away; locks are the kernel's own.

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use fuser::{
    BackgroundSession, BsdFileFlags, Config, Errno, FileAttr, FileHandle, FileType, Filesystem,
    FopenFlags, Generation, INodeNo, LockOwner, MountOption, OpenFlags, RenameFlags, ReplyAttr,
    ReplyCreate, ReplyData, ReplyDirectory, ReplyEmpty, ReplyEntry, ReplyStatfs, ReplyWrite,
    Request, TimeOrNow, WriteFlags,
};

use crate::Shared;
use crate::disk::{Body, Change, Disk, FileBody, FolderBody, Node};
use crate::faults::{self, Fault, Kind, Op};

/// Nothing is remembered by the kernel: after a cut everything is asked anew.
const TTL: Duration = Duration::ZERO;
const BLOCK_BYTES: u32 = 4096;
/// What the disk says it could hold (64 GiB).
const BLOCKS: u64 = 1 << 24;

/// The bits of a mode that tell the kind, and those of a socket (`stat.h`).
const FILE_TYPE: u32 = 0o170_000;
const SOCKET: u32 = 0o140_000;

struct Mounted(Arc<Mutex<Shared>>);

/// Mounts it on a folder.
pub(crate) fn mount(folder: &Path, shared: Arc<Mutex<Shared>>) -> io::Result<BackgroundSession> {
    let mut config = Config::default();
    let name = "lossfs".to_owned();
    config.mount_options = vec![
        MountOption::FSName(name.clone()),
        MountOption::Subtype(name),
        MountOption::DefaultPermissions,
    ];
    fuser::spawn_mount(Mounted(shared), folder, &config)
}

fn attr(number: u64, node: &Node) -> FileAttr {
    let (kind, size) = match &node.body {
        Body::File(file) => (FileType::RegularFile, u64::try_from(file.now.len()).unwrap_or(0)),
        Body::Folder(_) => (FileType::Directory, 0),
        Body::Socket => (FileType::Socket, 0),
    };
    FileAttr {
        ino: INodeNo(number),
        size,
        blocks: size.div_ceil(512),
        atime: UNIX_EPOCH,
        mtime: UNIX_EPOCH,
        ctime: UNIX_EPOCH,
        crtime: UNIX_EPOCH,
        kind,
        perm: node.mode,
        nlink: 1,
        uid: 0,
        gid: 0,
        rdev: 0,
        blksize: BLOCK_BYTES,
        flags: 0,
    }
}

fn permissions(mode: u32, umask: u32) -> u16 {
    u16::try_from(mode & !umask & 0o7777).unwrap_or(0o600)
}

fn place(offset: u64) -> Result<usize, Errno> {
    usize::try_from(offset).map_err(|_| Errno::EFBIG)
}

impl Shared {
    /// Asks whether the operation is struck; does it; ends the process if this was its last.
    fn change<T>(
        &mut self,
        op: Op,
        path: &str,
        act: impl FnOnce(&mut Disk, Option<Fault>) -> Result<T, Errno>,
    ) -> Result<T, Errno> {
        let fault = self.faults.strike(op, path);
        match fault {
            Some(Fault::Fails(kind)) => return Err(kind.errno()),
            Some(Fault::Short) if op != Op::Write => return Err(Kind::Eio.errno()),
            Some(Fault::Short | Fault::Flip | Fault::Crash(_)) | None => {}
        }
        let done = act(&mut self.disk, fault);
        if let Some(Fault::Crash(pid)) = fault {
            faults::kill(pid);
        }
        done
    }

    fn path(&self, number: u64) -> String {
        self.disk.node(number).map(|node| node.path.clone()).unwrap_or_default()
    }

    fn path_in(&self, folder: u64, name: &OsStr) -> String {
        format!("{}/{}", self.path(folder), name.to_string_lossy())
    }

    fn make(
        &mut self,
        folder: u64,
        name: &OsStr,
        mode: u16,
        body: Body,
    ) -> Result<FileAttr, Errno> {
        let path = self.path_in(folder, name);
        self.change(Op::Make, &path, |disk, _| {
            disk.folder(folder).ok_or(Errno::ENOENT)?;
            if disk.entry(folder, name).is_some() {
                return Err(Errno::EEXIST);
            }
            let number = disk.make(folder, name, mode, body);
            disk.node(number).map(|node| attr(number, node)).ok_or(Errno::ENOENT)
        })
    }

    fn remove(&mut self, folder: u64, name: &OsStr, wants_folder: bool) -> Result<(), Errno> {
        let path = self.path_in(folder, name);
        self.change(Op::Remove, &path, |disk, _| {
            let number = disk.entry(folder, name).ok_or(Errno::ENOENT)?;
            match (disk.folder(number), wants_folder) {
                (Some(there), true) if !there.now.is_empty() => return Err(Errno::ENOTEMPTY),
                (Some(_), false) => return Err(Errno::EISDIR),
                (None, true) => return Err(Errno::ENOTDIR),
                (Some(_), true) | (None, false) => {}
            }
            disk.act(&[(folder, name, None)]);
            Ok(())
        })
    }

    fn rename(
        &mut self,
        (from, name): (u64, &OsStr),
        (to, new_name): (u64, &OsStr),
        flags: RenameFlags,
    ) -> Result<(), Errno> {
        let path = self.path_in(to, new_name);
        self.change(Op::Rename, &path, |disk, _| {
            let number = disk.entry(from, name).ok_or(Errno::ENOENT)?;
            if flags.contains(RenameFlags::RENAME_EXCHANGE) {
                return Err(Errno::EINVAL);
            }
            if let Some(there) = disk.entry(to, new_name) {
                if flags.contains(RenameFlags::RENAME_NOREPLACE) {
                    return Err(Errno::EEXIST);
                }
                if disk.folder(there).is_some_and(|folder| !folder.now.is_empty()) {
                    return Err(Errno::ENOTEMPTY);
                }
            }
            disk.act(&[(from, name, None), (to, new_name, Some(number))]);
            Ok(())
        })
    }

    fn write(&mut self, number: u64, offset: u64, data: &[u8]) -> Result<u32, Errno> {
        let path = self.path(number);
        let at = place(offset)?;
        self.change(Op::Write, &path, |disk, fault| {
            let file = disk.file_mut(number).ok_or(Errno::ENOENT)?;
            let is_short = fault == Some(Fault::Short);
            let taken = if is_short { data.len().div_ceil(2) } else { data.len() };
            let mut bytes = data.get(..taken).unwrap_or_default().to_vec();
            if fault == Some(Fault::Flip)
                && let Some(byte) = bytes.get_mut(taken / 2)
            {
                *byte ^= 1;
            }
            file.change(Change::Write { at, bytes });
            u32::try_from(taken).map_err(|_| Errno::EFBIG)
        })
    }

    fn sync(&mut self, number: u64) -> Result<(), Errno> {
        let (path, lies) = (self.path(number), self.faults.lies);
        let op = if self.disk.folder(number).is_some() { Op::SyncFolder } else { Op::Sync };
        let done = self.change(op, &path, |disk, _| {
            match disk.node_mut(number).map(|node| &mut node.body) {
                None => return Err(Errno::ENOENT),
                Some(_) if lies => {}
                Some(Body::File(file)) => file.sync(),
                Some(Body::Folder(folder)) => folder.sync(),
                Some(Body::Socket) => {}
            }
            Ok(())
        });
        if done.is_err()
            && let Some(file) = self.disk.file_mut(number)
        {
            file.forget();
        }
        done
    }

    fn set(
        &mut self,
        number: u64,
        mode: Option<u32>,
        size: Option<u64>,
    ) -> Result<FileAttr, Errno> {
        if let Some(size) = size {
            let (path, size) = (self.path(number), place(size)?);
            self.change(Op::Length, &path, |disk, _| {
                disk.file_mut(number).ok_or(Errno::ENOENT)?.change(Change::Length(size));
                Ok(())
            })?;
        }
        let node = self.disk.node_mut(number).ok_or(Errno::ENOENT)?;
        if let Some(mode) = mode {
            node.mode = permissions(mode, 0);
        }
        Ok(attr(number, node))
    }

    fn list(&self, number: u64) -> Result<Vec<(u64, FileType, std::ffi::OsString)>, Errno> {
        let folder = self.disk.folder(number).ok_or(Errno::ENOTDIR)?;
        let kind = |number: u64| match self.disk.node(number).map(|node| &node.body) {
            Some(Body::Folder(_)) => FileType::Directory,
            Some(Body::Socket) => FileType::Socket,
            Some(Body::File(_)) | None => FileType::RegularFile,
        };
        let dots = [".", ".."].map(|dot| (number, FileType::Directory, dot.into()));
        let entries = folder.now.iter().map(|(name, to)| (*to, kind(*to), name.clone()));
        Ok(dots.into_iter().chain(entries).collect())
    }
}

impl Mounted {
    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn empty(reply: ReplyEmpty, done: Result<(), Errno>) {
    match done {
        Ok(()) => reply.ok(),
        Err(errno) => reply.error(errno),
    }
}

fn entry(reply: ReplyEntry, found: Result<FileAttr, Errno>) {
    match found {
        Ok(attr) => reply.entry(&TTL, &attr, Generation(0)),
        Err(errno) => reply.error(errno),
    }
}

fn attributes(reply: ReplyAttr, found: Result<FileAttr, Errno>) {
    match found {
        Ok(attr) => reply.attr(&TTL, &attr),
        Err(errno) => reply.error(errno),
    }
}

impl Filesystem for Mounted {
    fn lookup(&self, _: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEntry) {
        let shared = self.shared();
        let found = shared.disk.entry(parent.0, name);
        let found = found.and_then(|number| Some(attr(number, shared.disk.node(number)?)));
        entry(reply, found.ok_or(Errno::ENOENT));
    }

    fn getattr(&self, _: &Request, ino: INodeNo, _: Option<FileHandle>, reply: ReplyAttr) {
        let shared = self.shared();
        let found = shared.disk.node(ino.0).map(|node| attr(ino.0, node));
        attributes(reply, found.ok_or(Errno::ENOENT));
    }

    fn setattr(
        &self,
        _: &Request,
        ino: INodeNo,
        mode: Option<u32>,
        _: Option<u32>,
        _: Option<u32>,
        size: Option<u64>,
        _: Option<TimeOrNow>,
        _: Option<TimeOrNow>,
        _: Option<SystemTime>,
        _: Option<FileHandle>,
        _: Option<SystemTime>,
        _: Option<SystemTime>,
        _: Option<SystemTime>,
        _: Option<BsdFileFlags>,
        reply: ReplyAttr,
    ) {
        attributes(reply, self.shared().set(ino.0, mode, size));
    }

    /// A process of the server listens on a socket in its data folder; nothing else is made so.
    fn mknod(
        &self,
        _: &Request,
        parent: INodeNo,
        name: &OsStr,
        mode: u32,
        umask: u32,
        _: u32,
        reply: ReplyEntry,
    ) {
        if mode & FILE_TYPE != SOCKET {
            return reply.error(Errno::EPERM);
        }
        entry(reply, self.shared().make(parent.0, name, permissions(mode, umask), Body::Socket));
    }

    fn mkdir(
        &self,
        _: &Request,
        parent: INodeNo,
        name: &OsStr,
        mode: u32,
        umask: u32,
        reply: ReplyEntry,
    ) {
        let body = Body::Folder(FolderBody::default());
        entry(reply, self.shared().make(parent.0, name, permissions(mode, umask), body));
    }

    fn create(
        &self,
        _: &Request,
        parent: INodeNo,
        name: &OsStr,
        mode: u32,
        umask: u32,
        _: i32,
        reply: ReplyCreate,
    ) {
        let body = Body::File(FileBody::default());
        match self.shared().make(parent.0, name, permissions(mode, umask), body) {
            Ok(attr) => {
                reply.created(&TTL, &attr, Generation(0), FileHandle(0), FopenFlags::empty());
            }
            Err(errno) => reply.error(errno),
        }
    }

    fn unlink(&self, _: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEmpty) {
        empty(reply, self.shared().remove(parent.0, name, false));
    }

    fn rmdir(&self, _: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEmpty) {
        empty(reply, self.shared().remove(parent.0, name, true));
    }

    fn rename(
        &self,
        _: &Request,
        parent: INodeNo,
        name: &OsStr,
        newparent: INodeNo,
        newname: &OsStr,
        flags: RenameFlags,
        reply: ReplyEmpty,
    ) {
        let (from, to) = ((parent.0, name), (newparent.0, newname));
        empty(reply, self.shared().rename(from, to, flags));
    }

    fn read(
        &self,
        _: &Request,
        ino: INodeNo,
        _: FileHandle,
        offset: u64,
        size: u32,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyData,
    ) {
        let mut shared = self.shared();
        let (Some(file), Ok(at)) = (shared.disk.file_mut(ino.0), place(offset)) else {
            return reply.error(Errno::ENOENT);
        };
        let end = at.saturating_add(usize::try_from(size).unwrap_or(0)).min(file.now.len());
        reply.data(file.now.get(at..end).unwrap_or_default());
    }

    fn write(
        &self,
        _: &Request,
        ino: INodeNo,
        _: FileHandle,
        offset: u64,
        data: &[u8],
        _: WriteFlags,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyWrite,
    ) {
        match self.shared().write(ino.0, offset, data) {
            Ok(taken) => reply.written(taken),
            Err(errno) => reply.error(errno),
        }
    }

    fn flush(&self, _: &Request, _: INodeNo, _: FileHandle, _: LockOwner, reply: ReplyEmpty) {
        reply.ok();
    }

    fn fsync(&self, _: &Request, ino: INodeNo, _: FileHandle, _: bool, reply: ReplyEmpty) {
        empty(reply, self.shared().sync(ino.0));
    }

    fn fsyncdir(&self, _: &Request, ino: INodeNo, _: FileHandle, _: bool, reply: ReplyEmpty) {
        empty(reply, self.shared().sync(ino.0));
    }

    fn readdir(
        &self,
        _: &Request,
        ino: INodeNo,
        _: FileHandle,
        offset: u64,
        mut reply: ReplyDirectory,
    ) {
        let entries = match self.shared().list(ino.0) {
            Ok(entries) => entries,
            Err(errno) => return reply.error(errno),
        };
        for (next, (number, kind, name)) in (1_u64..).zip(entries) {
            if next > offset && reply.add(INodeNo(number), next, kind, name) {
                break;
            }
        }
        reply.ok();
    }

    fn statfs(&self, _: &Request, _: INodeNo, reply: ReplyStatfs) {
        let shared = self.shared();
        let used = u64::try_from(shared.disk.used_bytes()).unwrap_or(u64::MAX);
        let used = used.div_ceil(u64::from(BLOCK_BYTES));
        let free = if shared.faults.is_full { 0 } else { BLOCKS.saturating_sub(used) };
        reply.statfs(BLOCKS, free, free, 1 << 20, 1 << 19, BLOCK_BYTES, 255, BLOCK_BYTES);
    }
}
