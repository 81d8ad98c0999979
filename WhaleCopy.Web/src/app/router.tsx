import { createBrowserRouter, createMemoryRouter, Navigate, type RouteObject } from "react-router";
import type { Launch } from "@/lib/telegram/init";
import { AppShell } from "./app-shell";
import { ErrorScreen } from "./error-screen";
import { AlertsRoute } from "./routes/alerts";
import { DashboardRoute } from "./routes/dashboard";
import { SettingsRoute } from "./routes/settings";
import { StatisticsRoute } from "./routes/statistics";
import { TradesRoute } from "./routes/trades";
import { WhaleRoute } from "./routes/whale";
import { WhalesRoute } from "./routes/whales";

export const routes: RouteObject[] = [
  {
    element: <AppShell />,
    errorElement: <ErrorScreen />,
    children: [
      { path: "/", element: <DashboardRoute /> },
      { path: "/whales", element: <WhalesRoute />, children: [{ path: ":whaleId", element: <WhaleRoute /> }] },
      { path: "/trades", element: <TradesRoute /> },
      { path: "/alerts", element: <AlertsRoute /> },
      { path: "/statistics", element: <StatisticsRoute /> },
      { path: "/settings", element: <SettingsRoute /> },
      { path: "*", element: <Navigate to="/" replace /> },
    ],
  },
];

/**
 * In Telegram the address never changes: it holds the launch parameters, so a reload of the web view can sign in again
 * although nothing of them is stored. A browser gets ordinary addresses.
 */
export function createRouter(launch: Launch) {
  return launch.kind === "telegram" ? createMemoryRouter(routes) : createBrowserRouter(routes);
}
