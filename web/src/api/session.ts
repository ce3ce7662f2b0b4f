/** Who is logged in, and the login and logout writes. */
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { ApiProblem, get, write } from "./client";
import type { Problem, Role, SessionView } from "./schema";

const SESSION_KEY = ["session"] as const;
const ENDED_KEY = ["session-ended"] as const;

/** Ends after which whoever was here may go on with what was typed: only time has passed. */
const TIMES_OVER = new Set(["session.ended_idle", "session.ended_longest"]);

/**
 * Nobody is logged in any more; if the server says why, the login form tells it. If only the time is
 * over, the session that was stays known and its page open, for whoever logs in again.
 */
export function noteLoggedOut(client: QueryClient, why: Problem): void {
  if (why.code.startsWith("session.ended_")) client.setQueryData(ENDED_KEY, why);
  if (!TIMES_OVER.has(why.code)) client.setQueryData(SESSION_KEY, null);
}

/** Why the last session ended, until somebody logs in. */
export function useSessionEnd(): Problem | null {
  const { data } = useQuery<Problem | null>({ queryKey: ENDED_KEY, queryFn: () => null, enabled: false, initialData: null });
  return data;
}

/** `data === null`: nobody is logged in, and nobody was a moment ago. Refetched each minute, so server time and log head stay fresh. */
export function useSession() {
  return useQuery<SessionView | null>({
    queryKey: SESSION_KEY,
    queryFn: async ({ client, signal }) => {
      try {
        return await get<SessionView>("/session", {}, signal);
      } catch (thrown) {
        if (!(thrown instanceof ApiProblem && thrown.status === 401)) throw thrown;
        noteLoggedOut(client, thrown.problem);
        return client.getQueryData<SessionView | null>(SESSION_KEY) ?? null;
      }
    },
    refetchInterval: 60_000,
    staleTime: 30_000,
  });
}

/** The session of a page behind the login; the shell renders no such page without one. */
export function useMe(): SessionView {
  const { data } = useSession();
  if (!data) throw new Error("useMe outside a logged-in page");
  return data;
}

export function hasRole(session: SessionView | null | undefined, ...roles: Role[]): boolean {
  return roles.some((role) => session?.roles.includes(role) ?? false);
}

/** `pageOf`: the person whose page is still open. If they log in, it goes on; of anybody else nothing is kept. */
export function useLogin(pageOf?: string) {
  const client = useQueryClient();
  return async (login_name: string, password: string): Promise<SessionView> => {
    const session = await write<SessionView>("POST", "/session", { login_name, password });
    const goesOn = session.officer.officer_id === pageOf;
    if (!goesOn) client.clear();
    client.setQueryData(ENDED_KEY, null);
    client.setQueryData(SESSION_KEY, session);
    if (goesOn) await client.invalidateQueries();
    return session;
  };
}

export function useLogout() {
  const client = useQueryClient();
  return async (): Promise<void> => {
    await write<void>("DELETE", "/session");
    client.clear();
    client.setQueryData(SESSION_KEY, null);
  };
}
