import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { App, ConfigProvider } from "antd";
import zhCN from "antd/locale/zh_CN";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router/dom";
import { watchAttendance } from "./api/attendance";
import { ApiProblem, whenLoggedOut } from "./api/client";
import { noteLoggedOut } from "./api/session";
import { router } from "./app/router";
import { theme } from "./app/theme";
import "./app/app.css";

dayjs.locale("zh-cn");

const client = new QueryClient({
  queryCache: new QueryCache(),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // Without a line a read fails and says so; it does not wait in silence.
      networkMode: "always",
      // A refusal will not change by asking again; a broken line or a fault may.
      retry: (count, error) => count < 2 && !(error instanceof ApiProblem && error.status >= 400 && error.status < 500),
    },
  },
});
whenLoggedOut((why) => noteLoggedOut(client, why));
watchAttendance(window);

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;
const root = document.getElementById("root");
if (root)
  createRoot(root).render(
    <StrictMode>
      <ConfigProvider locale={zhCN} theme={theme} csp={nonce ? { nonce } : undefined} wave={{ disabled: true }} button={{ autoInsertSpace: false }}>
        <App>
          <QueryClientProvider client={client}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </App>
      </ConfigProvider>
    </StrictMode>,
  );
