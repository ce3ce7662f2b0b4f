import { useLayoutEffect, useRef, type RefObject } from "react";
import { useLocation, useNavigationType } from "react-router";

/** Where the content scrolls: a page that is opened begins at its top, going back finds the old place. */
export function useScrollPlace(box: RefObject<HTMLElement | null>): () => void {
  const { key, pathname } = useLocation();
  const how = useNavigationType();
  const places = useRef(new Map<string, number>());
  const here = useRef(key);
  useLayoutEffect(() => {
    here.current = key;
  }, [key]);
  useLayoutEffect(() => {
    box.current?.scrollTo(0, how === "POP" ? (places.current.get(key) ?? 0) : 0);
    // Only another page counts; a tab or a filter leaves the place as it is.
  }, [pathname]);
  return () => {
    if (box.current !== null) places.current.set(here.current, box.current.scrollTop);
  };
}
