/** Reads a code with the camera, where the browser can. */
import { useEffect, useRef, useState } from "react";

interface Detector {
  detect: (source: HTMLVideoElement) => Promise<{ rawValue: string }[]>;
}
type DetectorClass = new () => Detector;

const detectorClass = (): DetectorClass | undefined => (globalThis as unknown as { BarcodeDetector?: DetectorClass }).BarcodeDetector;

/** Whether this browser reads codes; a phone's mostly does, a desk's mostly not. */
export const canScan = (): boolean => detectorClass() !== undefined && typeof navigator !== "undefined" && navigator.mediaDevices !== undefined;

/** How often the picture is looked at. */
const LOOK_MS = 250;

/** A video element to show while `on`; calls back once with the first code that is seen. */
export function useBarcode(on: boolean, onCode: (code: string) => void) {
  const video = useRef<HTMLVideoElement>(null);
  const [failed, setFailed] = useState(false);
  const told = useRef(onCode);
  told.current = onCode;
  useEffect(() => {
    const Detector = detectorClass();
    if (!on || !Detector) return;
    let stream: MediaStream | null = null;
    let timer: number | undefined;
    let over = false;
    setFailed(false);
    const detector = new Detector();
    const look = async () => {
      const found = video.current ? await detector.detect(video.current).catch(() => []) : [];
      const code = found[0]?.rawValue;
      if (over) return;
      if (code) told.current(code);
      else timer = window.setTimeout(() => void look(), LOOK_MS);
    };
    navigator.mediaDevices
      .getUserMedia({ video: { facingMode: "environment" } })
      .then(async (found) => {
        stream = found;
        if (over || !video.current) {
          for (const track of found.getTracks()) track.stop();
          return;
        }
        video.current.srcObject = found;
        await video.current.play();
        void look();
      })
      .catch(() => setFailed(true));
    return () => {
      over = true;
      window.clearTimeout(timer);
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
  }, [on]);
  return { video, failed };
}
