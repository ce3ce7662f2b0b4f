import { Button, Result } from "antd";
import { useRouteError } from "react-router";
import { asProblem } from "@/api/client";
import { shellWords } from "@/i18n/zh-shell";

/** A page that broke, or a chunk that is gone after an update of the server. */
export function RouteError() {
  const error = useRouteError();
  const stale = error instanceof TypeError && /dynamically imported module/i.test(error.message);
  return (
    <Result
      status={stale ? "info" : "error"}
      title={stale ? shellWords.updated : shellWords.broke}
      subTitle={stale ? shellWords.updatedHint : asProblem(error).detail}
      extra={
        <Button type="primary" onClick={() => window.location.reload()}>
          {shellWords.reload}
        </Button>
      }
    />
  );
}
