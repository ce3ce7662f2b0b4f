//! The station's key file: who it is, its secret key, and the server's key it has pinned.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use ed25519_dalek::{Signer as _, SigningKey};
use serde::{Deserialize, Serialize};
use terms::StationId;

use crate::receipt::ServerKey;

/// First line of what a station signs to log in.
const LOGIN_HEADER: &str = "liuhen-station-login/v1";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    /// 64 hexadecimal digits.
    secret: String,
    station: Option<String>,
    server_key: Option<String>,
}

/// A key that is registered, with whom it speaks to.
pub(crate) struct StationKey {
    pub(crate) station: StationId,
    pub(crate) server: ServerKey,
    key: SigningKey,
}

impl StationKey {
    /// Reads a key that is ready for use.
    ///
    /// # Errors
    /// The file does not read, or the station was not registered yet.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let stored = read(path)?;
        let (Some(station), Some(server_key)) = (&stored.station, &stored.server_key) else {
            bail!(
                "密钥 {} 还没有登记。请让设备管理员在“采集站”页面登记公钥，再运行 liuhen-dock key pin",
                path.display()
            );
        };
        Ok(Self {
            station: station.parse().context("密钥文件中的采集站编号无法识别")?,
            server: ServerKey::parse(server_key)?,
            key: signing_key(&stored)?,
        })
    }

    /// Signs a challenge of the server, hexadecimal.
    pub(crate) fn answer(&self, challenge: &str) -> String {
        let message = format!("{LOGIN_HEADER}\n{challenge}\n");
        hex::encode(self.key.sign(message.as_bytes()).to_bytes())
    }
}

/// Makes a new key file; never overwrites one. Answers the public key.
///
/// # Errors
/// The file is there already, or cannot be written.
pub(crate) fn make(path: &Path) -> Result<String> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(|error| anyhow::anyhow!("系统没有给出随机数：{error}"))?;
    let stored = Stored { secret: hex::encode(secret), station: None, server_key: None };
    write_new(path, &serde_json::to_string_pretty(&stored)?)?;
    public_key(path)
}

/// The public key of a key file, hexadecimal.
///
/// # Errors
/// The file does not read.
pub(crate) fn public_key(path: &Path) -> Result<String> {
    Ok(hex::encode(signing_key(&read(path)?)?.verifying_key().to_bytes()))
}

/// Notes which station it is and pins the server's key.
///
/// # Errors
/// What is noted does not read, or another server was pinned before.
pub(crate) fn pin(path: &Path, station: &str, server_key: &str) -> Result<()> {
    let mut stored = read(path)?;
    let id: StationId = station.parse().context("采集站编号无法识别，请从“采集站”页面复制")?;
    ServerKey::parse(server_key)?;
    if stored.server_key.as_deref().is_some_and(|known| known != server_key) {
        bail!("已经固定了另一个服务器公钥。换服务器须生成新的密钥重新登记，以免把回执认错");
    }
    (stored.station, stored.server_key) = (Some(id.to_string()), Some(server_key.to_owned()));
    let text = serde_json::to_string_pretty(&stored)?;
    // Beside it first: a power cut leaves the old file or the new one.
    let beside = path.with_extension("new");
    if beside.exists() {
        fs::remove_file(&beside).with_context(|| format!("无法删除 {}", beside.display()))?;
    }
    write_new(&beside, &text)?;
    fs::rename(&beside, path).with_context(|| format!("无法写 {}", path.display()))
}

fn read(path: &Path) -> Result<Stored> {
    let text =
        fs::read_to_string(path).with_context(|| format!("无法读取密钥文件 {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} 不是采集站密钥", path.display()))
}

fn signing_key(stored: &Stored) -> Result<SigningKey> {
    let mut secret = [0; 32];
    hex::decode_to_slice(&stored.secret, &mut secret).ok().context("密钥文件损坏")?;
    Ok(SigningKey::from_bytes(&secret))
}

fn write_new(path: &Path, text: &str) -> Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file =
        options.open(path).with_context(|| format!("无法新建密钥文件 {}", path.display()))?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).context("无法写密钥文件")
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATION: &str = "station_01JNP300000000000000000009";

    #[test]
    fn a_key_is_made_once_registered_and_pinned_to_one_server() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("station.key");
        let public = make(&path).unwrap();
        assert_eq!(public.len(), 64);
        assert!(make(&path).is_err(), "a key is never overwritten");
        let told = StationKey::open(&path).err().unwrap().to_string();
        assert!(told.contains("还没有登记"), "{told}");
        let signer = |origin| ledger::StationSigner::from_seed(origin, [1; 32]).unwrap();
        let server = signer("a/1").verifier_key().to_string();
        pin(&path, STATION, &server).unwrap();
        let key = StationKey::open(&path).unwrap();
        assert_eq!(key.station.to_string(), STATION);
        assert!(pin(&path, STATION, &signer("b/1").verifier_key().to_string()).is_err());
        assert!(pin(&path, "station_x", &server).is_err());
        let digest = public.parse().unwrap();
        assert!(ledger::is_signed_login(digest, "x", &key.answer("x")));
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_reads_the_key() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("station.key");
        make(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
