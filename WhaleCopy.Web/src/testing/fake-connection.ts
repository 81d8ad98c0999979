import { HubConnectionState } from "@microsoft/signalr";
import { createLiveHub, type LiveConnection, type LiveEvent } from "@/lib/live";

type Listener = (payload: unknown) => void;

/** SignalR's connection, driven by a test: it connects at once unless told otherwise. */
export function createFakeConnection() {
  const listeners = new Map<string, Listener[]>();
  const onClose: (() => void)[] = [];
  const onReconnecting: (() => void)[] = [];
  const onReconnected: (() => void)[] = [];
  let isReachable = true;
  let state = HubConnectionState.Disconnected;

  const connection: LiveConnection = {
    get state() {
      return state;
    },
    start() {
      if (!isReachable) return Promise.reject(new Error("unreachable"));
      state = HubConnectionState.Connected;
      return Promise.resolve();
    },
    stop() {
      state = HubConnectionState.Disconnected;
      return Promise.resolve();
    },
    on(event: string, listener: Listener) {
      listeners.set(event, [...(listeners.get(event) ?? []), listener]);
    },
    onclose(callback: () => void) {
      onClose.push(callback);
    },
    onreconnecting(callback: () => void) {
      onReconnecting.push(callback);
    },
    onreconnected(callback: () => void) {
      onReconnected.push(callback);
    },
  };

  return {
    hub: createLiveHub(() => connection),
    setReachable: (value: boolean) => {
      isReachable = value;
    },
    emit: (event: LiveEvent, payload: unknown) => {
      for (const listener of listeners.get(event) ?? []) listener(payload);
    },
    /** The connection is lost; SignalR tries to get it back. */
    drop: () => {
      state = HubConnectionState.Reconnecting;
      for (const each of onReconnecting) each();
    },
    /** SignalR got it back. */
    recover: () => {
      state = HubConnectionState.Connected;
      for (const each of onReconnected) each();
    },
    /** The server closed the connection for good. */
    close: () => {
      state = HubConnectionState.Disconnected;
      for (const each of onClose) each();
    },
  };
}

export type FakeConnection = ReturnType<typeof createFakeConnection>;
