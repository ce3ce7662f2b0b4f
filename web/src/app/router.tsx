import type { ComponentType } from "react";
import { createBrowserRouter, Navigate } from "react-router";
import { AppShell } from "./AppShell";
import { FirstLook } from "./FirstLook";
import { NotFoundPage } from "./NotFoundPage";
import { RouteError } from "./RouteError";

type Load = () => Promise<{ default: ComponentType }>;
const page = (path: string, load: Load) => ({ path, lazy: async () => ({ Component: (await load()).default }) });

/** All pages; each is its own chunk. */
export const router = createBrowserRouter([
  { ...page("/login", () => import("@/session/LoginPage")), errorElement: <RouteError />, hydrateFallbackElement: <FirstLook /> },
  { ...page("/check", () => import("@/slips/CheckPage")), errorElement: <RouteError />, hydrateFallbackElement: <FirstLook /> },
  { ...page("/check/:index/:hash", () => import("@/slips/CheckPage")), errorElement: <RouteError />, hydrateFallbackElement: <FirstLook /> },
  {
    element: <AppShell />,
    hydrateFallbackElement: <FirstLook />,
    errorElement: <RouteError />,
    children: [
      { index: true, element: <Navigate to="/desk" replace /> },
      {
        errorElement: <RouteError />,
        children: [
          page("/desk", () => import("@/desk/DeskPage")),
          page("/cases", () => import("@/case/CaseListPage")),
          page("/cases/new", () => import("@/case/NewCasePage")),
          page("/cases/:id", () => import("@/case/CasePage")),
          page("/cases/:id/records/new", () => import("@/records/RecordFormPage")),
          page("/cases/:id/records/:rid", () => import("@/records/RecordFormPage")),
          page("/acts", () => import("@/field/ActivityListPage")),
          page("/acts/:id", () => import("@/field/ActivityPage")),
          page("/intake", () => import("@/uploads/UploadPage")),
          page("/custody", () => import("@/custody/CustodyPage")),
          page("/proof", () => import("@/proof/ProofCentrePage")),
          page("/proof/red-team", () => import("@/proof/RedTeamPage")),
          page("/stations", () => import("@/stations/StationWallPage")),
          page("/stations/:id", () => import("@/stations/StationPage")),
          page("/av", () => import("@/recordings/RecordingListPage")),
          page("/av/review", () => import("@/recordings/review/ReviewPage")),
          page("/av/together", () => import("@/recordings/together/TogetherPage")),
          page("/coverage", () => import("@/coverage/CoveragePage")),
          page("/av/:id", () => import("@/recordings/RecordingPage")),
          page("/match", () => import("@/matching/MatchPage")),
          page("/approvals", () => import("@/approvals/ApprovalsPage")),
          page("/archive", () => import("@/archive/ArchivePage")),
          page("/doc-numbers", () => import("@/doc-numbers/NumbersPage")),
          page("/violations", () => import("@/oversight/ViolationListPage")),
          page("/violations/:id", () => import("@/oversight/ViolationPage")),
          page("/devices", () => import("@/devices/DeviceListPage")),
          page("/devices/desk", () => import("@/devices/DeviceDeskPage")),
          page("/devices/rooms", () => import("@/devices/RoomsPage")),
          page("/devices/:id", () => import("@/devices/DevicePage")),
          page("/people", () => import("@/people/PeoplePage")),
          page("/recording-list", () => import("@/recording-lists/ListsPage")),
          page("/recording-list/import", () => import("@/recording-lists/ImportPage")),
          page("/recording-list/:id", () => import("@/recording-lists/ListsPage")),
          page("/law", () => import("@/law/LawPage")),
          { path: "*", element: <NotFoundPage /> },
        ],
      },
    ],
  },
]);
