import { TriangleAlert } from "lucide-react";
import { Button } from "@/components/ui/button";

export function ErrorScreen() {
  return (
    <main className="mx-auto flex min-h-(--app-height) max-w-md flex-col items-center justify-center px-6 text-center">
      <span aria-hidden="true" className="grid size-16 place-items-center rounded-full bg-danger-tint text-danger">
        <TriangleAlert className="size-7" />
      </span>
      <h1 className="mt-5 text-title font-bold tracking-tight">This screen broke</h1>
      <p className="mt-2 text-body text-hint text-balance">
        The fault is in this app, not in your trades: copies and stops run on the server.
      </p>
      <div className="mt-6">
        <Button
          onClick={() => {
            window.location.reload();
          }}
        >
          Reload
        </Button>
      </div>
    </main>
  );
}
