//! The Ed25519 key in a module of its own: SoftHSM2, which `cargo xtask test` installs.

use std::path::{Path, PathBuf};
use std::process::Command;

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::Attribute;
use cryptoki::session::UserType;
use cryptoki::types::AuthPin;
use ledger::open_checkpoint;
use signer::{Config, Keeper, KeyPlace, Module, SignerFault, init};

use crate::log::{ONE, ORIGIN, secrets, sign};

const FOLDER: &str = "LIUHEN_TEST_SOFTHSM";
const PIN: &str = "123456";

fn library() -> Option<PathBuf> {
    ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so"]
        .map(PathBuf::from)
        .into_iter()
        .find(|path| path.exists())
}

/// SoftHSM reads its place from the environment once, so the test proper runs in a process of its
/// own that was started with it.
#[test]
fn a_module_signs_what_a_file_would_have_signed() {
    let library = library().expect("SoftHSM2 is not installed: apt-get install softhsm2");
    let folder = tempfile::tempdir().unwrap();
    let tokens = folder.path().join("tokens");
    std::fs::create_dir(&tokens).unwrap();
    let config = folder.path().join("softhsm2.conf");
    let text = format!("directories.tokendir = {}\nlog.level = ERROR\n", tokens.display());
    std::fs::write(&config, text).unwrap();
    let made = Command::new("softhsm2-util")
        .args(["--init-token", "--free", "--label", "liuhen", "--pin", PIN, "--so-pin", "654321"])
        .env("SOFTHSM2_CONF", &config)
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "pkcs11::child_with_a_module", "--ignored", "--nocapture"])
        .env("SOFTHSM2_CONF", &config)
        .env(FOLDER, folder.path())
        .env("LIUHEN_TEST_PKCS11", library)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stdout).into_owned();
    assert!(child.status.success() && said.contains("1 passed"), "{said}");
}

fn make_key(library: &Path) {
    let pkcs11 = Pkcs11::new(library).unwrap();
    pkcs11.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)).unwrap();
    let slot = pkcs11.get_slots_with_initialized_token().unwrap()[0];
    let session = pkcs11.open_rw_session(slot).unwrap();
    session.login(UserType::User, Some(&AuthPin::new(PIN.into()))).unwrap();
    let label = Attribute::Label(b"log".to_vec());
    let curve = b"\x13\x0cedwards25519".to_vec(); // a printable string, as SoftHSM wants it
    let public = [Attribute::Token(true), Attribute::Verify(true), label.clone()];
    let public = [public.as_slice(), &[Attribute::EcParams(curve)]].concat();
    let private =
        [Attribute::Token(true), Attribute::Sign(true), Attribute::Sensitive(true), label];
    session.generate_key_pair(&Mechanism::EccEdwardsKeyPairGen, &public, &private).unwrap();
}

#[test]
#[ignore = "started by a_module_signs_what_a_file_would_have_signed"]
fn child_with_a_module() {
    let (Ok(folder), Ok(library)) = (std::env::var(FOLDER), std::env::var("LIUHEN_TEST_PKCS11"))
    else {
        return;
    };
    make_key(Path::new(&library));
    let state = Path::new(&folder).join("state");
    let module = Module {
        module: PathBuf::from(library),
        token: "liuhen".to_owned(),
        pin_file: PathBuf::from("../pin"),
        key: "log".to_owned(),
        mechanism: None,
        input: None,
    };
    std::fs::write(Path::new(&folder).join("pin"), format!("{PIN}\n")).unwrap();
    let mut config = Config::in_files(ORIGIN);
    let wrong = Module { key: "none".to_owned(), ..module.clone() };
    config.log = KeyPlace::Module(wrong);
    let error = init(&state, &config, secrets(), &[]).unwrap_err();
    assert!(matches!(error, SignerFault::Key(_)), "{error}");
    config.log = KeyPlace::Module(module.clone());
    let status = init(&state, &config, secrets(), &[]).unwrap();
    assert!(!state.join("log.key").exists(), "the secret is in the module alone");
    let mut keeper = Keeper::open(&state).unwrap();
    let signed = sign(&mut keeper, &ONE.request(0, 5));
    open_checkpoint(&signed.sha256.to_string(), &status.log).unwrap();
    drop(keeper);
    let mut keeper = Keeper::open(&state).unwrap();
    assert_eq!(sign(&mut keeper, &ONE.request(5, 5)), signed);
    // An SM2 key in a module wants its mechanism's number, which vendors choose.
    config.sm3 = KeyPlace::Module(module);
    let other = Path::new(&folder).join("other");
    let error = init(&other, &config, secrets(), &[]).unwrap_err();
    assert!(error.to_string().contains("no number"), "{error}");
}
