//! A key behind PKCS#11: the secret never leaves the module.
//!
//! Ed25519 was tried with SoftHSM2. For SM2 the standard has no mechanism number: vendors have
//! their own, which is why it is configured. No SM2 module was at hand to try it (unverified).

use std::path::Path;

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Function, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::eddsa::{EddsaParams, EddsaSignatureScheme};
use cryptoki::mechanism::vendor_defined::VendorDefinedMechanism;
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::{Attribute, AttributeType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::types::AuthPin;
use ledger::{KeyKind, KeyName, VerifierKey};

use crate::config::{Module, Sm2Input};
use crate::fault::SignerFault;
use crate::files;
use crate::keys::{Signer, of_key};

pub(crate) struct ModuleKey {
    session: Session,
    key: ObjectHandle,
    verifier: VerifierKey,
    how: How,
}

enum How {
    Eddsa,
    Sm2 { mechanism: MechanismType, input: Sm2Input },
}

fn told(doing: &str) -> impl Fn(Error) -> SignerFault {
    move |error| SignerFault::Key(format!("{doing}: {error}"))
}

impl ModuleKey {
    /// Opens the token by its label, logs in and looks the key pair up by its label.
    pub(crate) fn open(
        module: &Module,
        folder: &Path,
        name: KeyName,
        kind: KeyKind,
    ) -> Result<Self, SignerFault> {
        let how = match (kind, module.mechanism) {
            (KeyKind::Log | KeyKind::Cosignature, _) => How::Eddsa,
            (KeyKind::Sm2Log, Some(number)) => How::Sm2 {
                mechanism: MechanismType::new_vendor_defined(number)
                    .map_err(told("the number of the SM2 mechanism"))?,
                input: module.input.unwrap_or(Sm2Input::Digest),
            },
            (KeyKind::Sm2Log, None) => {
                return Err(SignerFault::Key("the SM2 mechanism has no number".to_owned()));
            }
        };
        let session = log_in(module, folder)?;
        let of_class =
            |class| [Attribute::Class(class), Attribute::Label(module.key.clone().into())];
        let found = |class| {
            let objects =
                session.find_objects(&of_class(class)).map_err(told("looking for keys"))?;
            match objects.as_slice() {
                [one] => Ok(*one),
                several => Err(SignerFault::Key(format!(
                    "{} objects of that class are labelled {}",
                    several.len(),
                    module.key
                ))),
            }
        };
        let (key, public) = (found(ObjectClass::PRIVATE_KEY)?, found(ObjectClass::PUBLIC_KEY)?);
        let attributes = session
            .get_attributes(public, &[AttributeType::EcPoint])
            .map_err(told("reading the public key"))?;
        let [Attribute::EcPoint(point)] = attributes.as_slice() else {
            return Err(SignerFault::Key("the public key has no point".to_owned()));
        };
        let verifier = VerifierKey::from_public(name, kind, bare(point)).map_err(of_key)?;
        Ok(Self { session, key, verifier, how })
    }
}

/// A point as it is, or without the DER octet string that the standard wraps around it.
fn bare(point: &[u8]) -> &[u8] {
    match point {
        [4, length, rest @ ..] if usize::from(*length) == rest.len() => rest,
        other => other,
    }
}

fn log_in(module: &Module, folder: &Path) -> Result<Session, SignerFault> {
    let pkcs11 = Pkcs11::new(&module.module).map_err(told("loading the module"))?;
    match pkcs11.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
        Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, Function::Initialize)) => {}
        Err(error) => return Err(told("starting the module")(error)),
    }
    let slots = pkcs11.get_slots_with_initialized_token().map_err(told("listing tokens"))?;
    let mut wanted = None;
    for slot in slots {
        let info = pkcs11.get_token_info(slot).map_err(told("reading a token"))?;
        if info.label().trim_end() == module.token {
            wanted = Some(slot);
        }
    }
    let slot = wanted
        .ok_or_else(|| SignerFault::Key(format!("there is no token labelled {}", module.token)))?;
    let session = pkcs11.open_ro_session(slot).map_err(told("opening a session"))?;
    let pin = files::read(&folder.join(&module.pin_file))?;
    match session.login(UserType::User, Some(&AuthPin::new(pin.trim().into()))) {
        // The other key of this log may lie on the same token: logging in is for all sessions.
        Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(session),
        Err(error) => Err(told("logging in")(error)),
    }
}

impl Signer for ModuleKey {
    fn verifier_key(&self) -> &VerifierKey {
        &self.verifier
    }

    fn sign(&self, text: &[u8]) -> Result<[u8; 64], SignerFault> {
        let signed = match &self.how {
            How::Eddsa => {
                let mechanism = Mechanism::Eddsa(EddsaParams::new(EddsaSignatureScheme::Pure));
                self.session.sign(&mechanism, self.key, text)
            }
            How::Sm2 { mechanism, input } => {
                let none = None::<&u8>;
                let mechanism =
                    Mechanism::VendorDefined(VendorDefinedMechanism::new(*mechanism, none));
                match (input, self.verifier.sm2_digest(text)) {
                    (Sm2Input::Digest, Some(digest)) => {
                        self.session.sign(&mechanism, self.key, &digest)
                    }
                    (Sm2Input::Digest | Sm2Input::Message, _) => {
                        self.session.sign(&mechanism, self.key, text)
                    }
                }
            }
        };
        let bytes = signed.map_err(told("signing"))?;
        let length = bytes.len();
        bytes.try_into().map_err(|_| {
            SignerFault::Key(format!("the module gave a signature of {length} bytes, not 64"))
        })
    }
}
