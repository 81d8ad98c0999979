import { HubConnectionBuilder, HubConnectionState, LogLevel, type HubConnection } from "@microsoft/signalr";
import { createContext, useContext, useSyncExternalStore } from "react";
import { env } from "@/config/env";
import { sessionToken } from "./api/session";

/** Events of /hubs/live, the user's own only (api.md). A payload is what the REST surface answers for the same thing. */
export const liveEvents = ["signal", "trade", "position", "balance", "price", "whale", "notification"] as const;
export type LiveEvent = (typeof liveEvents)[number];

/** `live`: events arrive. `connecting`: first attempt. `reconnecting`: the screen shows what it had, and since when. */
export type LiveState = "idle" | "connecting" | "live" | "reconnecting";

type Handler = (payload: unknown) => void;

/** The part of SignalR's connection that is used here: tests bring their own. */
export type LiveConnection = Pick<
  HubConnection,
  "start" | "stop" | "on" | "onclose" | "onreconnecting" | "onreconnected" | "state"
>;

export type LiveHub = {
  readonly start: () => void;
  readonly stop: () => Promise<void>;
  readonly on: (event: LiveEvent, handler: Handler) => () => void;
  /** Called whenever events may have been missed: after each (re)connection. */
  readonly onResync: (handler: () => void) => () => void;
  readonly subscribe: (listener: () => void) => () => void;
  readonly state: () => LiveState;
};

/** 0 s, 1 s, 2 s, 5 s, then every 10 s, for as long as the app is open; up to a second of jitter spares a restarting server. */
export function reconnectDelay(previousRetries: number, random: () => number = Math.random): number {
  const base = [0, 1000, 2000, 5000][previousRetries] ?? 10_000;
  return base === 0 ? 0 : base + Math.floor(random() * 1000);
}

function connectToHub(): LiveConnection {
  return new HubConnectionBuilder()
    .withUrl(`${env.apiBaseUrl}/hubs/live`, { accessTokenFactory: async () => (await sessionToken()) ?? "" })
    .withAutomaticReconnect({ nextRetryDelayInMilliseconds: (context) => reconnectDelay(context.previousRetryCount) })
    .configureLogging(LogLevel.None)
    .build();
}

export function createLiveHub(connect: () => LiveConnection = connectToHub): LiveHub {
  const handlers = new Map<LiveEvent, Set<Handler>>(liveEvents.map((event) => [event, new Set()]));
  const resyncs = new Set<() => void>();
  const listeners = new Set<() => void>();
  let connection: LiveConnection | undefined;
  let state: LiveState = "idle";
  let timer: ReturnType<typeof setTimeout> | undefined;

  const publish = (next: LiveState) => {
    if (next === state) return;
    state = next;
    for (const each of listeners) each();
  };
  const resync = () => {
    publish("live");
    for (const each of resyncs) each();
  };

  // withAutomaticReconnect covers lost connections only, not a first start that fails nor a close by the server.
  const startWithRetry = async (target: LiveConnection, failures: number): Promise<void> => {
    if (connection !== target || target.state !== HubConnectionState.Disconnected) return;
    try {
      await target.start();
      if (connection === target) resync();
    } catch {
      if (connection !== target) return;
      publish("reconnecting");
      timer = setTimeout(() => void startWithRetry(target, failures + 1), reconnectDelay(failures + 1));
    }
  };

  return {
    start() {
      if (connection !== undefined) return;
      const target = connect();
      connection = target;
      for (const event of liveEvents) {
        target.on(event, (payload: unknown) => {
          for (const each of handlers.get(event) ?? []) each(payload);
        });
      }
      target.onreconnecting(() => {
        if (connection === target) publish("reconnecting");
      });
      target.onreconnected(() => {
        if (connection === target) resync();
      });
      target.onclose(() => {
        if (connection !== target) return;
        publish("reconnecting");
        timer = setTimeout(() => void startWithRetry(target, 0), reconnectDelay(1));
      });
      publish("connecting");
      void startWithRetry(target, 0);
    },
    async stop() {
      const target = connection;
      connection = undefined;
      clearTimeout(timer);
      publish("idle");
      await target?.stop();
    },
    on(event, handler) {
      handlers.get(event)?.add(handler);
      return () => handlers.get(event)?.delete(handler);
    },
    onResync(handler) {
      resyncs.add(handler);
      return () => resyncs.delete(handler);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    state: () => state,
  };
}

/** The app's hub. Components reach it through this context, so that a test can bring its own. */
export const LiveContext = createContext<LiveHub>(createLiveHub());

export function useLiveHub(): LiveHub {
  return useContext(LiveContext);
}

export function useLiveState(): LiveState {
  const hub = useLiveHub();
  return useSyncExternalStore(hub.subscribe, hub.state);
}

/** Polling interval for what the hub keeps fresh: none while live, `ms` while not. */
export function usePollingUnlessLive(ms: number): number | false {
  return useLiveState() === "live" ? false : ms;
}
