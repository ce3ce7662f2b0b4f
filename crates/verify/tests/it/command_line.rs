//! Help, and command lines that make no sense.

use crate::program::run;

#[test]
fn help_is_in_chinese_and_lists_what_there_is() {
    let answer = run(&["--help"]);
    assert_eq!(answer.code, 0);
    for word in ["用法", "package", "original", "acceptance", "退出码"] {
        assert!(answer.stdout.contains(word), "{}", answer.stdout);
    }
    for absent in ["witness", "Usage", "Options", "Print help"] {
        assert!(!answer.stdout.contains(absent), "{}", answer.stdout);
    }
    let answer = run(&["original", "--help"]);
    assert_eq!(answer.code, 0);
    assert!(answer.stdout.contains("--proof"), "{}", answer.stdout);
    assert!(run(&["--version"]).stdout.contains("liuhen-verify"));
}

#[test]
fn a_command_line_that_makes_no_sense_is_explained_in_chinese() {
    for (args, word) in [
        (&[][..], "缺少命令"),
        (&["witness", "x"], "没有这个命令:witness"),
        (&["package"], "缺少参数"),
        (&["original", "x"], "--proof"),
        (&["package", "x", "--fast"], "--fast"),
    ] {
        let answer = run(args);
        assert_eq!((answer.code, answer.stdout.as_str()), (2, ""), "{args:?}");
        assert!(answer.stderr.contains(word), "{args:?}: {}", answer.stderr);
    }
}
