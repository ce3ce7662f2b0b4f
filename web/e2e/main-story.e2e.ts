/**
 * An ordinary-procedure penalty case from nothing to its verified, archived package: everybody at
 * their own window, the on-site work on a phone, real clips, and each forbidden path tried.
 */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, it } from "vitest";
import { archive, close } from "./main-story/archive";
import { decide } from "./main-story/decision";
import { investigate } from "./main-story/investigation";
import { lookOnSite } from "./main-story/on-site";
import { openTheCase, register } from "./main-story/opening";
import { People } from "./main-story/people";
import { openBrowser } from "./visit";

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

/** Tells this telling of the story from earlier ones in the same county. */
const MARK = String(Date.now()).slice(-6);

it("a_report_becomes_a_verified_archived_package", async () => {
  const matter = await register(new People(browser), MARK);
  await openTheCase(matter);
  const seen = await lookOnSite(matter);
  await investigate(matter, seen);
  await decide(matter);
  await close(matter);
  await archive(matter);
}, 480_000);
