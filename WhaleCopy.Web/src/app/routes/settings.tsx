import { BellRing, KeyRound, Lock, SlidersHorizontal } from "lucide-react";
import { QueryStates } from "@/components/ui/query-states";
import { Screen } from "@/components/ui/screen";
import { ToCome } from "@/components/ui/to-come";
import { SettingsView } from "@/features/profile/components/settings-view";
import { useProfile } from "@/lib/profile";

const icon = "size-5";

export function SettingsRoute() {
  const profile = useProfile();
  return (
    <Screen title="Settings" queries={[profile]}>
      <QueryStates query={profile} what="your settings">
        {(data) => <SettingsView profile={data} />}
      </QueryStates>
      <div className="mt-7">
        <ToCome
          title="Changing them here"
          intro="For now this screen only shows your settings. It will hold:"
          items={[
            { icon: <KeyRound className={icon} />, text: "Exchange keys: added, checked and removed" },
            { icon: <SlidersHorizontal className={icon} />, text: "Sizes, limits and markets" },
            { icon: <BellRing className={icon} />, text: "Which messages you get, and quiet hours" },
            { icon: <Lock className={icon} />, text: "Two-factor protection for keys and limits" },
          ]}
        />
      </div>
    </Screen>
  );
}
