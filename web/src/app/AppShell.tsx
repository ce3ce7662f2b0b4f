import { MoreOutlined } from "@ant-design/icons";
import { Badge, Drawer, Menu, Spin } from "antd";
import { Suspense, useRef, useState } from "react";
import { Link, Navigate, Outlet, useLocation, useNavigate, useNavigation } from "react-router";
import { asProblem } from "@/api/client";
import { useApprovals } from "@/api/queries";
import { useSession, useSessionEnd } from "@/api/session";
import type { SessionView } from "@/api/schema";
import { zh } from "@/i18n/zh";
import { shellWords } from "@/i18n/zh-shell";
import { LoginAgain } from "@/session/LoginAgain";
import { ProblemView } from "@/widgets/ProblemView";
import { useNarrow } from "@/widgets/use-narrow";
import { navFor, navKeyOf, type NavItem } from "./nav";
import { ShellFooter } from "./ShellFooter";
import { ShellHeader } from "./ShellHeader";
import { useScrollPlace } from "./use-scroll-place";

/** Frame of every page behind the login: header, menu by role, content, footer with the log head. */
export function AppShell() {
  const session = useSession();
  const ended = useSessionEnd();
  const location = useLocation();
  if (session.data === null) {
    const next = location.pathname + location.search;
    return <Navigate to={next === "/" ? "/login" : `/login?next=${encodeURIComponent(next)}`} replace />;
  }
  if (session.data === undefined)
    return session.error ? (
      <div className="shell-wait">
        <ProblemView problem={asProblem(session.error)} onRetry={() => void session.refetch()} />
      </div>
    ) : (
      <div className="shell-wait" role="status" aria-label={zh.state.loading}>
        <Spin size="large" />
      </div>
    );
  return (
    <>
      {/* Somebody else meets nothing of what was on the page. */}
      <Shell key={session.data.officer.officer_id} session={session.data} />
      {ended ? <LoginAgain before={session.data} ended={ended} /> : null}
    </>
  );
}

function Shell({ session }: { session: SessionView }) {
  const narrow = useNarrow();
  const { pathname } = useLocation();
  const going = useNavigation().state !== "idle";
  const items = navFor(session.roles);
  const here = navKeyOf(pathname);
  const decides = items.some((item) => item.key === "approvals");
  const main = useRef<HTMLElement>(null);
  const keepPlace = useScrollPlace(main);
  return (
    <div className="shell">
      <a className="skip" href="#content">
        {shellWords.skip}
      </a>
      <ShellHeader session={session} />
      {going ? <div className="shell-going" role="progressbar" aria-label={zh.state.loading} /> : null}
      <div className="shell-body">
        {narrow ? null : <SideMenu items={items} here={here} decides={decides} />}
        <main id="content" ref={main} className="shell-main" tabIndex={-1} onScroll={keepPlace}>
          <Suspense fallback={<Spin className="shell-wait" />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      {narrow ? <BottomBar items={items} here={here} decides={decides} /> : <ShellFooter session={session} />}
    </div>
  );
}

interface MenuProps {
  items: NavItem[];
  here: string | undefined;
  decides: boolean;
}

function ApprovalCount({ on }: { on: boolean }) {
  const waiting = useApprovals();
  return on ? <Badge size="small" count={waiting.data?.items.length ?? 0} /> : null;
}

function SideMenu({ items, here, decides }: MenuProps) {
  const navigate = useNavigate();
  return (
    <nav className="shell-side" aria-label={zh.nav.menu}>
      <Menu
        theme="dark"
        mode="inline"
        selectedKeys={here ? [here] : []}
        onClick={({ key }) => {
          const item = items.find((i) => i.key === key);
          if (item) void navigate(item.to);
        }}
        items={items.map((item) => ({
          key: item.key,
          icon: item.icon,
          label: (
            <span className="side-label">
              <Link to={item.to}>{item.title}</Link>
              {item.key === "approvals" && decides ? <ApprovalCount on /> : null}
            </span>
          ),
        }))}
      />
    </nav>
  );
}

const BAR_PLACES = 4;

function BottomBar({ items, here, decides }: MenuProps) {
  const [open, setOpen] = useState(false);
  const bar = items.length <= BAR_PLACES + 1 ? items : items.slice(0, BAR_PLACES);
  const rest = items.slice(bar.length);
  return (
    <nav className="bottom-bar" aria-label={zh.nav.menu}>
      {bar.map((item) => (
        <Link key={item.key} to={item.to} className={item.key === here ? "on" : ""} aria-current={item.key === here ? "page" : undefined}>
          <span className="bottom-icon">
            {item.icon}
            {item.key === "approvals" && decides ? <ApprovalCount on /> : null}
          </span>
          {item.title}
        </Link>
      ))}
      {rest.length > 0 ? (
        <button type="button" className={rest.some((i) => i.key === here) ? "on" : ""} onClick={() => setOpen(true)}>
          <span className="bottom-icon">
            <MoreOutlined />
          </span>
          {zh.nav.more}
        </button>
      ) : null}
      <Drawer open={open} onClose={() => setOpen(false)} placement="bottom" size="auto" title={zh.nav.more}>
        <div className="drawer-nav">
          {rest.map((item) => (
            <Link key={item.key} to={item.to} onClick={() => setOpen(false)}>
              {item.icon} {item.title}
            </Link>
          ))}
        </div>
      </Drawer>
    </nav>
  );
}
