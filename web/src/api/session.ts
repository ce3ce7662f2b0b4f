/** Who is logged in, and the login and logout writes. */
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { ApiProblem, get, write } from "./client";
import type { Problem, Role, SessionView } from "./schema";

const SESSION_KEY = ["session"] as const;
const ENDED_KEY = ["session-ended"] as const;

/** Nobody is logged in any more; if the server says why, the login page tells it. */
export function noteLoggedOut(client: QueryClient, why: Problem): void {
  if (why.code.startsWith("session.ended_")) client.setQueryData(ENDED_KEY, why);
  client.setQueryData(SESSION_KEY, null);
}

/** Why the last session ended, until somebody logs in. */
export function useSessionEnd(): Problem | null {
  const { data } = useQuery<Problem | null>({ queryKey: ENDED_KEY, queryFn: () => null, enabled: false, initialData: null });
  return data;
}

/** `data === null`: nobody is logged in. Refetched each minute, so server time and log head stay fresh. */
export function useSession() {
  return useQuery<SessionView | null>({
    queryKey: SESSION_KEY,
    queryFn: async ({ client, signal }) => {
      try {
        return await get<SessionView>("/session", {}, signal);
      } catch (thrown) {
        if (!(thrown instanceof ApiProblem && thrown.status === 401)) throw thrown;
        noteLoggedOut(client, thrown.problem);
        return null;
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

export function useLogin() {
  const client = useQueryClient();
  return async (login_name: string, password: string): Promise<SessionView> => {
    const session = await write<SessionView>("POST", "/session", { login_name, password });
    client.clear();
    client.setQueryData(SESSION_KEY, session);
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
