import { useCallback, useEffect, useRef } from "react";

/** A place that is older says nothing of an arrival. */
const FRESH_MS = 2 * 60_000;
/** A phone that knows its place no better says nothing. */
const MOST_METRES = 500;

/** Where a phone is, in millionths of a degree, as the server reads it; null where it is not known well. */
export function placeOf(seen: { atMs: number; lat: number; lon: number; metres: number } | null, nowMs: number): { lat_e6: number; lon_e6: number } | null {
  if (seen === null || nowMs - seen.atMs > FRESH_MS || seen.metres > MOST_METRES) return null;
  return { lat_e6: Math.round(seen.lat * 1e6), lon_e6: Math.round(seen.lon * 1e6) };
}

/**
 * Follows the phone's place while `wanted`, if its owner lets it: known before the key is pressed, so
 * that no press waits for it. Answers what belongs to the press.
 */
export function usePlace(wanted: boolean): () => Record<string, unknown> {
  const seen = useRef<Parameters<typeof placeOf>[0]>(null);
  useEffect(() => {
    // Without a safe line, or where the browser has none, a visit is registered without a place.
    if (!wanted || !window.isSecureContext || !("geolocation" in navigator)) return;
    const watch = navigator.geolocation.watchPosition(
      ({ coords }) => {
        seen.current = { atMs: Date.now(), lat: coords.latitude, lon: coords.longitude, metres: coords.accuracy };
      },
      () => undefined,
      { enableHighAccuracy: true, maximumAge: FRESH_MS },
    );
    return () => navigator.geolocation.clearWatch(watch);
  }, [wanted]);
  return useCallback(() => {
    const position = placeOf(seen.current, Date.now());
    return position === null ? {} : { position };
  }, []);
}
