//! A signer on its socket, asked by several at once and by people with other manners.

use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use signer::{Client, ClientError, Refusal, listen, serve};

use crate::log::{ONE, Place, sizes};

fn start(place: &Place, socket: &Path) -> Client {
    let (keeper, listener) = (place.keeper(), listen(socket).unwrap());
    std::thread::spawn(move || serve(keeper, &listener));
    Client::at(socket)
}

fn say(socket: &Path, bytes: &[u8]) -> String {
    let mut connection = UnixStream::connect(socket).unwrap();
    // Whoever is refused in the middle of a long message may not get rid of the rest of it.
    drop(connection.write_all(bytes));
    drop(connection.shutdown(std::net::Shutdown::Write));
    let mut answer = String::new();
    drop(connection.read_to_string(&mut answer));
    answer
}

#[test]
fn heads_are_asked_for_and_signed_over_the_socket() {
    let place = Place::new();
    let socket = place.0.path().join("socket");
    let client = start(&place, &socket);
    assert_eq!(sizes(&client.status().unwrap()), (0, 0));
    let signed = client.sign(&ONE.request(0, 4)).unwrap();
    let status = client.status().unwrap();
    ledger::open_checkpoint(&signed.sha256.to_string(), &status.log).unwrap();
    ledger::open_checkpoint(&signed.sm3.to_string(), &status.sm3).unwrap();
    let stale = client.sign(&ONE.request(0, 5)).unwrap_err();
    assert!(matches!(stale, ClientError::Refused(Refusal::OldDiffers)), "{stale}");
    for noise in [&b""[..], b"\n", b"GET / HTTP/1.1\r\n\r\n", b"\xff\xfe\nend\n", &[b'a'; 100_000]]
    {
        let answer = say(&socket, noise);
        assert!(answer.is_empty() || answer.contains("refused\nmalformed"), "{answer}");
    }
    assert_eq!(sizes(&client.status().unwrap()), (4, 4));
    use std::os::unix::fs::PermissionsExt as _;
    assert_eq!(std::fs::metadata(&socket).unwrap().permissions().mode() & 0o777, 0o660);
}

#[test]
fn of_many_who_ask_at_once_one_history_comes() {
    let place = Place::new();
    let client = start(&place, &place.0.path().join("socket"));
    let asking: Vec<_> = (1..=8)
        .map(|size| {
            let client = client.clone();
            std::thread::spawn(move || {
                for _ in 0..50 {
                    let old = client.status().unwrap().heads.sha256.size;
                    if old >= size || client.sign(&ONE.request(old, size)).is_ok() {
                        return;
                    }
                }
                panic!("size {size} was never signed");
            })
        })
        .collect();
    for one in asking {
        one.join().unwrap();
    }
    assert_eq!(sizes(&client.status().unwrap()), (8, 8));
}

#[test]
fn a_socket_in_a_deep_folder_works_and_a_dead_one_is_replaced() {
    let place = Place::new();
    let deep: PathBuf = (0..12).fold(place.0.path().to_owned(), |path, n| {
        path.join(format!("a-folder-with-a-long-name-{n}"))
    });
    std::fs::create_dir_all(&deep).unwrap();
    let socket = deep.join("socket");
    drop(listen(&socket).unwrap());
    assert!(socket.exists(), "left behind");
    let gone = Client::at(&socket).status().unwrap_err();
    assert!(matches!(gone, ClientError::Unreachable { .. }), "{gone}");
    let client = start(&place, &socket);
    client.sign(&ONE.request(0, 2)).unwrap();
}
