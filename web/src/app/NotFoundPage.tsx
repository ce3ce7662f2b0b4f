import { Button, Result } from "antd";
import { Link } from "react-router";
import { zh } from "@/i18n/zh";

export function NotFoundPage() {
  return (
    <Result
      status="404"
      title={zh.state.notFound}
      extra={
        <Link to="/desk">
          <Button type="primary">{zh.nav.desk}</Button>
        </Link>
      }
    />
  );
}
