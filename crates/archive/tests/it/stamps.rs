//! Time stamps in a package: which count, which do not, and which are wrong.

use archive::{DefectCode, Policy, Report, TimeStamp, Verdict};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use testkit::authority::{Authority, P256, RSA, STAMPS_ALONE};

use crate::sample::{blamed, log, witness};
use crate::times::{Log, TIMES, WRITTEN, codes, log_saying};

const AT: &str = "20251124160000Z";

fn imprint(note: &str) -> [u8; 32] {
    *archive::digests_of(note.as_bytes()).sha256.as_bytes()
}

fn der(authority: &Authority, name: &str) -> Vec<u8> {
    authority.openssl(&["x509", "-in", name, "-outform", "DER", "-out", "one.der"]).unwrap();
    std::fs::read(authority.path("one.der")).unwrap()
}

/// The log with a token in the place of the beacon, and that authority's root beside it.
fn stamped(authority: &Authority, token: impl Fn(&str) -> Vec<u8>) -> Log {
    let root = STANDARD.encode(der(authority, "ca.pem"));
    log_saying(-60, 60, 600, |note| {
        let token = token(note);
        let stamp = TimeStamp { token: STANDARD.encode(&token), certificates: vec![root.clone()] };
        (token, Some(stamp))
    })
}

fn policy(lines: &str) -> Policy {
    let (log, witness) = (log(), witness());
    let keys = format!("log {}\nwitness w {}\n", log.verifier_key(), witness.verifier_key());
    Policy::parse(&(keys + lines + "quorum w\n")).unwrap()
}

fn naming(authority: &Authority, name: &str) -> Policy {
    let print = archive::digests_of(&der(authority, name)).sha256;
    policy(&format!("# tsa 授时 sha256:{print}\n"))
}

/// Who says so, and when; `None` if nobody does.
type Side = Option<(String, i64)>;

fn sides(report: &Report) -> Vec<(Side, Side)> {
    let written = i64::try_from(WRITTEN).unwrap();
    let side = |bound: &Option<archive::BoundSeen>| {
        bound.as_ref().map(|bound| (bound.by.clone(), bound.at.ms() / 1000 - written))
    };
    let boxes = &report.times.as_ref().unwrap().boxes;
    boxes.iter().map(|one| (side(&one.not_before), side(&one.not_after))).collect()
}

#[test]
fn a_stamp_boxes_from_both_sides_where_the_policy_names_the_authority() {
    for key in [RSA, P256] {
        let authority = Authority::new(key).unwrap();
        let made =
            stamped(&authority, |note| authority.token(&imprint(note), AT, "tsa.pem").unwrap());
        let by = |by: &str, seconds| Some((by.to_owned(), seconds));
        for name in ["ca.pem", "tsa.pem"] {
            let report = made.report(Some(&naming(&authority, name)));
            assert_eq!((report.verdict, codes(&report)), (Verdict::Proven, vec![]));
            let wanted = [
                (None, by("授时", 2)),
                (by("授时", -2), by("w", 60)),
                (by("授时", -2), by("w", 600)),
            ];
            assert_eq!(sides(&report), wanted, "{name}");
        }
    }
}

#[test]
fn a_stamp_of_nobody_whom_the_policy_names_is_told_and_not_counted() {
    let authority = Authority::new(P256).unwrap();
    authority.certify("expired.pem", STAMPS_ALONE, "20251124155959Z").unwrap();
    authority.certify("plain.pem", "extendedKeyUsage=timeStamping", "20400101000000Z").unwrap();
    let root = naming(&authority, "ca.pem");
    let other = naming(&Authority::new(P256).unwrap(), "ca.pem");
    let nobody = policy("");
    for (signer, trusted, told) in [
        ("tsa.pem", Some(&nobody), "没有写明"),
        ("tsa.pem", Some(&other), "没有写明"),
        ("tsa.pem", None, "没有提供信任策略"),
        ("expired.pem", Some(&root), "有效期"),
        ("plain.pem", Some(&root), "专供"),
    ] {
        let made = stamped(&authority, |note| authority.token(&imprint(note), AT, signer).unwrap());
        let report = made.report(trusted);
        assert_eq!(codes(&report), [], "{signer}");
        let warned = |warning: &String| warning.contains("没有计入") && warning.contains(told);
        assert!(report.warnings.iter().any(warned), "{signer}: {:?}", report.warnings);
        assert!(sides(&report).iter().all(|(before, _)| before.is_none()), "{signer}");
    }
}

/// Both are called "test root"; only one of them certified the signer.
#[test]
fn a_root_of_the_same_name_leads_nowhere() {
    let (authority, other) = (Authority::new(P256).unwrap(), Authority::new(P256).unwrap());
    let made = stamped(&other, |note| authority.token(&imprint(note), AT, "tsa.pem").unwrap());
    let report = made.report(Some(&naming(&other, "ca.pem")));
    assert_eq!((report.verdict, codes(&report)), (Verdict::Proven, vec![]));
    let told = |warning: &String| warning.contains("不是由信任策略");
    assert!(report.warnings.iter().any(told), "{:?}", report.warnings);
}

#[test]
fn a_token_that_cannot_be_read_is_told_and_not_counted() {
    let authority = Authority::new(RSA).unwrap();
    let made = stamped(&authority, |note| {
        let pss = ["-keyopt", "rsa_padding_mode:pss"];
        authority.token_with(&imprint(note), AT, "tsa.pem", &pss).unwrap()
    });
    let report = made.report(Some(&naming(&authority, "ca.pem")));
    assert_eq!((report.verdict, codes(&report)), (Verdict::Proven, vec![]));
    assert!(report.warnings.iter().any(|told| told.contains("SM2")), "{:?}", report.warnings);
}

type Make = fn(&Authority, &str) -> Vec<u8>;

#[test]
fn a_token_that_is_wrong_is_a_defect_for_everybody() {
    let authority = Authority::new(P256).unwrap();
    let makes: [(&str, Make); 3] = [
        ("of another text", |authority, note| {
            authority.token(&imprint(&note.replace('\n', " ")), AT, "tsa.pem").unwrap()
        }),
        ("with a broken signature", |authority, note| {
            let mut token = authority.token(&imprint(note), AT, "tsa.pem").unwrap();
            *token.last_mut().unwrap() ^= 1;
            token
        }),
        ("cut short", |authority, note| {
            let token = authority.token(&imprint(note), AT, "tsa.pem").unwrap();
            token[..token.len() - 9].to_vec()
        }),
    ];
    let root = naming(&authority, "ca.pem");
    for (name, make) in makes {
        let made = stamped(&authority, |note| make(&authority, note));
        for trusted in [None, Some(&policy("")), Some(&root)] {
            let report = made.report(trusted);
            let found = (report.verdict, codes(&report));
            assert_eq!(found, (Verdict::Invalid, vec![DefectCode::StampWrong]), "{name}");
            assert_eq!(blamed(&report), [TIMES], "{name}");
        }
    }
}

#[test]
fn an_authority_may_contradict_a_witness() {
    let authority = Authority::new(P256).unwrap();
    let late = "20251124160800Z";
    let made =
        stamped(&authority, |note| authority.token(&imprint(note), late, "tsa.pem").unwrap());
    let report = made.report(Some(&naming(&authority, "ca.pem")));
    let found = (report.verdict, codes(&report));
    assert_eq!(found, (Verdict::Invalid, vec![DefectCode::TimeContradicts]));
    assert_eq!(codes(&made.report(Some(&policy("")))), [], "it does not count");
}

#[test]
fn what_the_leaf_does_not_bind_is_not_looked_into() {
    let authority = Authority::new(P256).unwrap();
    let token = |note: &str| authority.token(&imprint(note), AT, "tsa.pem").unwrap();
    let root = naming(&authority, "ca.pem");
    let spoilt = |spoil: fn(&mut archive::TimeLine)| {
        let mut made = stamped(&authority, token);
        spoil(&mut made.lines[0]);
        let report = made.report(Some(&root));
        assert_eq!(report.verdict, Verdict::Invalid);
        codes(&report)
    };
    let another = spoilt(|line| {
        let stamp = line.stamp.as_mut().unwrap();
        let mut token = STANDARD.decode(&stamp.token).unwrap();
        token[40] ^= 1;
        stamp.token = STANDARD.encode(token);
    });
    assert_eq!(another, [DefectCode::FactDisagrees]);
    let no_token = spoilt(|line| line.stamp.as_mut().unwrap().token.push('!'));
    assert_eq!(no_token, [DefectCode::FactDisagrees]);
    assert_eq!(spoilt(|line| line.stamp = None), [DefectCode::FactDisagrees], "the note instead");
    let no_fact = spoilt(|line| (line.n, line.leaf, line.proof) = (None, None, None));
    assert_eq!(no_fact, [DefectCode::Form], "a stamp without its fact");
    let other_note = spoilt(|line| {
        let more = witness().cosign(&ledger::SignedNote::parse(&line.note).unwrap(), WRITTEN + 9);
        line.note.push_str(&format!("{more}\n"));
    });
    assert_eq!(other_note, [DefectCode::StampWrong]);
}

#[test]
fn a_stamp_is_an_object_of_two_keys() {
    let authority = Authority::new(P256).unwrap();
    let made = stamped(&authority, |note| authority.token(&imprint(note), AT, "tsa.pem").unwrap());
    let good = serde_json::to_value(&made.lines[0]).unwrap();
    let with = |stamp: serde_json::Value| {
        let mut line = good.clone();
        line["stamp"] = stamp;
        serde_json::from_value::<archive::TimeLine>(line).is_ok()
    };
    let (token, certificates) = (&good["stamp"]["token"], &good["stamp"]["certificates"]);
    assert!(with(good["stamp"].clone()));
    for bad in [
        serde_json::json!(null),
        serde_json::json!([token, certificates]),
        serde_json::json!({ "token": token }),
        serde_json::json!({ "token": token, "certificates": certificates, "x": 1 }),
        serde_json::json!({ "token": null, "certificates": certificates }),
        serde_json::json!({ "token": token, "certificates": "x" }),
    ] {
        assert!(!with(bad.clone()), "{bad}");
    }
}
