/** Which part of the line is on the screen: `left` in units, `zoom` 1 = all of it. */
import { toTime, toUnit, type Scale } from "./scale";

export interface View {
  zoom: number;
  left: number;
}
export const FIT: View = { zoom: 1, left: 0 };

/** One second is at most this wide. */
const MAX_PX_PER_SECOND = 24;
const LEAST_MAX_ZOOM = 60;

export function maxZoom(scale: Scale, width: number): number {
  if (scale.trueRate === 0 || width <= 0) return LEAST_MAX_ZOOM;
  return Math.max(LEAST_MAX_ZOOM, MAX_PX_PER_SECOND / (scale.trueRate * 1000 * width));
}

const clamp = (view: View): View => ({ zoom: view.zoom, left: Math.min(Math.max(0, view.left), 1 - 1 / view.zoom) });

/** Zooms by a factor and keeps the place under `anchor` (0…1 of the window) where it is. */
export function zoomAt(view: View, factor: number, anchor: number, most: number): View {
  const zoom = Math.min(most, Math.max(1, view.zoom * factor));
  const held = view.left + anchor / view.zoom;
  return clamp({ zoom, left: held - anchor / zoom });
}

/** Moves by a part of the window. */
export const pan = (view: View, windows: number): View => clamp({ zoom: view.zoom, left: view.left + windows / view.zoom });

/** Shows a span with some air around it. */
export function showSpan(scale: Scale, from: number, to: number, most: number): View {
  const [a, b] = [toUnit(scale, from), toUnit(scale, to)];
  const wide = Math.max((b - a) * 1.15, 1 / most);
  const zoom = Math.min(most, Math.max(1, 1 / wide));
  return clamp({ zoom, left: (a + b) / 2 - 1 / zoom / 2 });
}

/** Air at both ends, so that the first and the last marker are whole. */
const INSET = 12;

/** Pixel of an instant. */
export const xOf = (scale: Scale, view: View, width: number, t: number): number =>
  INSET + (toUnit(scale, t) - view.left) * view.zoom * (width - 2 * INSET);

/** Instant at a pixel. */
export const timeAt = (scale: Scale, view: View, width: number, x: number): number =>
  toTime(scale, view.left + (x - INSET) / (width - 2 * INSET) / view.zoom);
