// The independent client: one JSON request a line on standard input, one JSON answer a line on standard output.
// { open: { exchange, address, apiKey, secret, password, options } } begins anew; { method, arguments } asks.
import { createInterface } from 'node:readline';
import ccxt from 'ccxt';

// Where the simulator keeps each host of the venues.
const PLACES = {
  'api.binance.com': '/binance/spot',
  'fapi.binance.com': '/binance/usdm',
  'dapi.binance.com': '/binance/coinm',
  'www.okx.com': '/okx',
  'api.bybit.com': '/bybit',
  'api.bitget.com': '/bitget',
};

// No request may leave for a venue: what has no place here goes nowhere.
function relocate(value, hostname, address) {
  if (typeof value === 'string') {
    const url = new URL(value.replaceAll('{hostname}', hostname ?? ''));
    const place = PLACES[url.host];
    return place === undefined ? `${address}/nowhere` : `${address}${place}${url.pathname.replace(/\/$/, '')}`;
  }
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, relocate(inner, hostname, address)]));
}

function open({ exchange, address, apiKey, secret, password, options }) {
  const client = new ccxt[exchange]({ apiKey, secret, password, enableRateLimit: false, options });
  client.urls.api = relocate(client.urls.api, client.hostname, address);
  client.has.fetchCurrencies = false;
  return client;
}

function withoutRaw(value) {
  if (Array.isArray(value)) {
    return value.map(withoutRaw);
  }
  if (value === null || typeof value !== 'object') {
    return value;
  }
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== 'info').map(([name, inner]) => [name, withoutRaw(inner)]));
}

async function answer(request) {
  if (request.open !== undefined) {
    client = open(request.open);
    return null;
  }
  // JSON knows no undefined, and the client takes null for a value.
  const given = request.arguments.map((value) => value ?? undefined);
  return withoutRaw(await client[request.method](...given)) ?? null;
}

let client;
for await (const line of createInterface({ input: process.stdin })) {
  let reply;
  try {
    reply = { result: await answer(JSON.parse(line)) };
  } catch (error) {
    reply = { error: error.constructor.name, message: String(error.message) };
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
