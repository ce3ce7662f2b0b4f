//! The closed words of recordings.

use terms::words;

words! {
    /// What a mark in a recording points at (Arts. 17–19).
    MarkKind {
        /// Told that recording is on.
        Notice = "notice", "告知正在录音录像";
        /// Credentials shown.
        Credentials = "credentials", "出示证件";
        /// Voice statement at the start.
        VoiceStatement = "voice_statement", "语音说明";
        /// Voice statement after a break.
        ResumeStatement = "resume_statement", "恢复记录说明";
        /// The scene.
        Environment = "environment", "现场环境";
        /// People present.
        Persons = "persons", "有关人员体貌言行";
        /// Important things.
        Objects = "objects", "重要涉案物品";
        /// Measures taken.
        Measures = "measures", "采取措施情况";
        /// Service of instruments.
        Service = "service", "送达文书";
        /// Anything else.
        Other = "other", "其他";
    }

    /// What a stretch of a recording seems to be, by machine: a proposal for people that meets no
    /// duty (Arts. 17, 18).
    Seen {
        /// The picture is black.
        Black = "black", "画面全黑";
        /// The picture is uniform: something may cover the lens.
        Covered = "covered", "疑似遮挡";
        /// Too dark to recognise people.
        Dark = "dark", "光线昏暗";
        /// The picture does not change.
        Frozen = "frozen", "画面静止";
        /// Nothing is to be heard.
        Silent = "silent", "没有声音";
        /// Somebody speaks.
        Speech = "speech", "有人说话";
    }

    /// How it is known from which device a recording came.
    DeviceBasis {
        /// Whoever deposited it said so.
        Told = "told", "上传时指定";
        /// Its name says so.
        Name = "name", "按文件名识别";
        /// The station that took it off the device told its number.
        Station = "station", "采集站按设备编号识别";
        /// Somebody said so later.
        Later = "later", "事后登记";
    }

    /// What a station saw about a file; it is kept whatever it is.
    FileFlag {
        /// Ends before its own index says.
        Truncated = "truncated", "文件不完整：没有录完或者没有写完";
        /// Its content is of another kind than its name says.
        WrongExtension = "wrong_extension", "扩展名与内容不符";
        /// Its content is of no kind the station knows.
        UnknownKind = "unknown_kind", "不能识别的格式";
        /// A list of addresses that calls itself a film.
        Playlist = "playlist", "内容是播放列表，不是音像";
        /// Its device had no idea of the time.
        ClockUnset = "clock_unset", "设备时钟没有设置";
        /// Its number is later and its time earlier than of the file before.
        ClockBack = "clock_back", "设备时钟倒退";
        /// Another file with other content has the same name.
        SameName = "same_name", "同名而内容不同";
        /// The same content lay there under another name too.
        Twice = "twice", "同一内容出现两次";
        /// Its device's number is also told by another device.
        SameSerial = "same_serial", "两台设备报同一编号";
        /// No layout fits its name.
        Unrecognised = "unrecognised", "文件名不符合任何已知规则";
    }

    /// What was recorded instead of enforcement.
    NonEnforcementKind {
        /// Switched on by mistake or to try it.
        Trial = "trial", "试机、误触";
        /// Training.
        Training = "training", "培训、演练";
        /// Looking at the device, handing it over.
        DeviceCare = "device_care", "设备检查、交接";
        /// In the office.
        Office = "office", "会议、内务";
        /// Told in the text.
        Other = "other", "其他";
    }

    /// What is made from an original for the eye; may be made again at any time.
    Derivative {
        /// A still.
        Poster = "poster", "封面图";
        /// Low-rate video.
        Preview = "preview", "预览";
    }
}
