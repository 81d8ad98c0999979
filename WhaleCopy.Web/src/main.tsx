import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router";
import { Provider } from "@/app/provider";
import { createRouter } from "@/app/router";
import { createQueryClient } from "@/lib/query";
import { initTelegram } from "@/lib/telegram/init";
import "@/styles/index.css";

if (import.meta.env.DEV) {
  const { mockTelegram } = await import("@/lib/telegram/mock");
  mockTelegram();
}

const launch = initTelegram();
const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");

createRoot(root).render(
  <StrictMode>
    <Provider queryClient={createQueryClient()}>
      <RouterProvider router={createRouter(launch)} />
    </Provider>
  </StrictMode>,
);
