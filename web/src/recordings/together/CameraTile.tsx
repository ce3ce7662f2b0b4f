import { AudioMutedOutlined, ExpandOutlined, EyeInvisibleOutlined, SoundFilled, StopOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { memo, useCallback } from "react";
import { useMe } from "@/api/session";
import { Watermark } from "../Watermark";
import type { CameraClip } from "./cameras";
import type { Opened } from "./use-tickets";
import { togetherWords as w } from "./zh-together";

interface Props {
  cameraKey: string;
  name: string;
  clip: CameraClip | null;
  opened: Opened | undefined;
  heard: boolean;
  big: boolean;
  attach: (clipId: string, video: HTMLVideoElement | null) => void;
  onLoaded: () => void;
  onHear: (cameraKey: string) => void;
  onBig: (cameraKey: string) => void;
  onBroken: (clipId: string) => void;
}

/** One camera's picture, or why there is none at this moment. */
export const CameraTile = memo(function CameraTile({ cameraKey, name, clip, opened, heard, big, attach, onLoaded, onHear, onBig, onBroken }: Props) {
  const me = useMe();
  const id = clip?.id ?? null;
  const hold = useCallback((video: HTMLVideoElement | null) => (id === null ? undefined : attach(id, video)), [attach, id]);
  const url = opened !== undefined && "url" in opened ? opened.url : null;
  return (
    <figure className={`camera${heard ? " heard" : ""}`} aria-label={name}>
      <div className="camera-picture">
        {clip === null ? (
          <span className="camera-blank">
            <StopOutlined aria-hidden /> {w.noPicture}
          </span>
        ) : url === null ? (
          <span className="camera-blank">
            <EyeInvisibleOutlined aria-hidden /> {opened !== undefined && "refused" in opened ? w.refused(opened.refused) : w.noPicture}
          </span>
        ) : (
          <>
            <video
              key={clip.id}
              ref={hold}
              src={url}
              muted={!heard}
              playsInline
              disablePictureInPicture
              controlsList="nodownload nofullscreen noremoteplayback"
              preload="auto"
              aria-label={clip.label}
              data-from={clip.from}
              onLoadedData={onLoaded}
              onSeeked={onLoaded}
              onError={() => onBroken(clip.id)}
              onContextMenu={(event) => event.preventDefault()}
            />
            <Watermark name={me.officer.name} id={me.officer.credential_no ?? me.officer.login_name ?? ""} />
          </>
        )}
      </div>
      <figcaption>
        <b>{name}</b>
        <span className="faint camera-file">{clip?.label}</span>
        <Button size="small" type={heard ? "primary" : "default"} icon={heard ? <SoundFilled /> : <AudioMutedOutlined />} aria-pressed={heard} onClick={() => onHear(cameraKey)}>
          {heard ? w.soundOn : w.sound}
        </Button>
        <Button size="small" type="text" icon={<ExpandOutlined />} aria-pressed={big} aria-label={`${big ? w.grid : w.big} ${name}`} title={big ? w.grid : w.big} onClick={() => onBig(cameraKey)} />
      </figcaption>
    </figure>
  );
});
