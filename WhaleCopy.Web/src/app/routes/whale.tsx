import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Navigate, useNavigate, useParams } from "react-router";
import { Button } from "@/components/ui/button";
import { QueryStates } from "@/components/ui/query-states";
import { Sheet } from "@/components/ui/sheet";
import { FollowForm } from "@/features/follow/components/follow-form";
import { UnfollowSheet } from "@/features/follow/components/unfollow-sheet";
import { Copyability } from "@/features/whales/components/copyability";
import { WhaleBook } from "@/features/whales/components/whale-book";
import { WhaleProfile } from "@/features/whales/components/whale-profile";
import { whaleQuery, type WhaleId } from "@/lib/whale";

// A followed whale is polled every 15 s: the sheet shows how long ago he was seen.
const seenAgainMs = 15_000;

function WhaleSheet({ whaleId }: { whaleId: WhaleId }) {
  const navigate = useNavigate();
  const query = useQuery({ ...whaleQuery(whaleId), refetchInterval: seenAgainMs });
  const [open, setOpen] = useState<"follow" | "unfollow">();
  const whale = query.data;
  const done = () => {
    setOpen(undefined);
  };
  return (
    <>
      <Sheet
        title={whale?.name ?? "Whale"}
        isTall
        onClose={() => void navigate("/whales")}
        footer={
          whale === undefined ? null : whale.is_followed ? (
            <div className="grid grid-cols-2 gap-2">
              <Button
                look="quiet"
                aria-label={`Unfollow ${whale.name}`}
                onClick={() => {
                  setOpen("unfollow");
                }}
              >
                Unfollow
              </Button>
              <Button
                aria-label={`Change how ${whale.name} is copied`}
                onClick={() => {
                  setOpen("follow");
                }}
              >
                Change
              </Button>
            </div>
          ) : (
            <Button
              isWide
              aria-label={`Follow ${whale.name}`}
              onClick={() => {
                setOpen("follow");
              }}
            >
              Follow
            </Button>
          )
        }
      >
        <QueryStates query={query} what="this whale">
          {(found) => (
            <>
              <WhaleProfile whale={found} />
              <Copyability stats={found.stats} />
              <WhaleBook whaleId={found.id} />
            </>
          )}
        </QueryStates>
      </Sheet>
      {whale !== undefined && open === "follow" && <FollowForm whale={whale} onDone={done} />}
      {whale !== undefined && open === "unfollow" && <UnfollowSheet whaleId={whale.id} whaleName={whale.name} onDone={done} />}
    </>
  );
}

export function WhaleRoute() {
  const { whaleId = "" } = useParams();
  if (!/^\d{1,15}$/.test(whaleId)) return <Navigate to="/whales" replace />;
  return <WhaleSheet whaleId={Number(whaleId)} />;
}
