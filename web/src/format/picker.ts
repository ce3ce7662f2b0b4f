/** Between antd's pickers and the wire. What is picked is civil time in +08:00, whatever the browser's zone. */
import dayjs, { type Dayjs } from "dayjs";
import { toWire } from "./time";

export const pickedToWire = (picked: Dayjs): string => `${picked.format("YYYY-MM-DDTHH:mm:ss")}+08:00`;
export const pickedToDay = (picked: Dayjs): string => picked.format("YYYY-MM-DD");
export const dayToPicked = (on: string): Dayjs => dayjs(on);

/** Now, or another instant, as the +08:00 wall clock shows it. */
export const instantToPicked = (at: number = Date.now()): Dayjs => dayjs(toWire(at).slice(0, 19));

export const DAY_FORMAT = "YYYY年M月D日";
export const MINUTE_FORMAT = "YYYY年M月D日 HH:mm";
