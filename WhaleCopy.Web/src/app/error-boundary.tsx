import { Component, type ReactNode } from "react";
import { ErrorScreen } from "./error-screen";

type Props = { children: ReactNode };

/** The last catch: a fault in rendering shows a way on instead of an empty page. */
export class ErrorBoundary extends Component<Props, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    return this.state.hasFailed ? <ErrorScreen /> : this.props.children;
  }
}
