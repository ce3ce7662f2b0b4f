//! What is noticed about a file. It is kept and sent all the same; the words are the server's.

use serde::{Deserialize, Serialize};

macro_rules! flags {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $zh:literal;)*) => {
        /// Something noticed about a file.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub(crate) enum Flag {
            $($(#[$doc])* #[serde(rename = $word)] $name,)*
        }

        impl Flag {
            /// As the server writes it.
            pub(crate) const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// For people.
            pub(crate) const fn zh(self) -> &'static str {
                match self { $(Self::$name => $zh,)* }
            }
        }
    };
}

flags! {
    /// Ends before its own index says.
    Truncated = "truncated", "文件不完整，没有录完或者没有写完";
    /// Its content is of another kind than its name says.
    WrongExtension = "wrong_extension", "扩展名与内容不符";
    /// Its content is of no kind that is known here.
    UnknownKind = "unknown_kind", "不能识别的格式";
    /// A list of addresses that calls itself a film.
    Playlist = "playlist", "内容是播放列表，不是音像";
    /// Its device had no idea of the time.
    ClockUnset = "clock_unset", "设备时钟没有设置，时间不可信";
    /// Its number is later and its time earlier than of the file before.
    ClockBack = "clock_back", "设备时钟倒退，先后以流水号为准";
    /// Another file with other content has the same name.
    SameName = "same_name", "有同名而内容不同的文件";
    /// The same content lies there under another name too.
    Twice = "twice", "同一内容出现两次，只入库一份";
    /// Another slot holds a device of the same number.
    SameSerial = "same_serial", "两个仓位的设备报同一编号";
    /// No layout fits its name.
    Unrecognised = "unrecognised", "文件名不符合任何命名规则";
}
