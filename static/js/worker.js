// The tablet's service worker. SHELL, above, lists all that it keeps: files, and pages without anybody's data.
// It answers from there at once for the field, and for anything else only when no network does. docs/outbox.md.
"use strict";

const CACHE = `shell-${SHELL.version}`;
const ANSWER_WITHIN_MS = 6000; // a line that is this slow is none
const SLOW_MS = 60_000; // beside the work, on a slow line
const RENEW_EVERY_MS = 600_000;
const RETRY_AFTER_MS = 30_000;
const SCRIPT = SHELL.files.find((file) => file.includes("build/tablet.js")); // stands in each page of ours, and of no portal
let renewed = { until: 0, language: "" };

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await keepFiles(cache);
    await keepPages(cache);
    await self.skipWaiting();
  })());
});

// What an earlier version kept is gone. Entries that wait stand in IndexedDB and are not touched.
self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
    await self.clients.claim();
  })());
});

self.addEventListener("message", (event) => {
  if (event.data && event.data.renew) event.waitUntil(renew(event.data.renew));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method !== "GET") {
    if (request.mode === "navigate") event.respondWith(fetch(request).catch(async () => (await idle()) || Response.error()));
    return;
  }
  const address = url.pathname + url.search;
  if (request.headers.has("X-Poll")) return; // asks for what is new, or nothing
  if (SHELL.files.includes(address)) event.respondWith(keptOr(request, address));
  else if (address !== "/tablet" && SHELL.pages[address]) event.respondWith(keptOr(request, address));
  else if (request.mode === "navigate" || url.pathname === "/tablet") event.respondWith(fetchedOr(request));
});

async function keptOr(request, address) {
  return (await (await caches.open(CACHE)).match(address)) || fetch(request);
}

// Stands in for a page of the browser's own, from which a tablet has no way back.
async function idle() {
  return (await caches.open(CACHE)).match("/tablet");
}

// The network; where there is none, the idle screen without the board.
async function fetchedOr(request) {
  const kept = await idle();
  if (!kept) return fetch(request);
  const late = new Promise((resolve) => { setTimeout(() => resolve(kept), ANSWER_WITHIN_MS); });
  const isBoard = new URL(request.url).pathname === "/tablet";
  const checked = async () => {
    const answer = await fetch(request);
    return [502, 503, 504].includes(answer.status) || (isBoard && !(await isOurs(answer))) ? kept : answer;
  };
  try {
    return await Promise.race([checked(), late]);
  } catch {
    return kept;
  }
}

// Doors, goals and the team's name change, and the language of the tablet; the page asks for this whenever it is shown.
async function renew(language) {
  if (language === renewed.language && Date.now() < renewed.until) return;
  renewed = { until: Date.now() + RETRY_AFTER_MS, language };
  try {
    await keepPages(await caches.open(CACHE));
    renewed.until = Date.now() + RENEW_EVERY_MS;
    for (const client of await self.clients.matchAll()) client.postMessage("renewed");
  } catch { /* no network, or a portal in between: what is kept stays */ }
}

async function keepFiles(cache) {
  await Promise.all(SHELL.files.map(async (file) => {
    const answer = await fetch(file, { signal: AbortSignal.timeout(SLOW_MS) });
    if (!answer.ok || isHtml(answer)) throw new Error(`${file} answered ${answer.status}`);
    await cache.put(file, answer);
  }));
}

// All or none. A tablet that was shut out keeps no page: an idea written there would never be sent.
async function keepPages(cache) {
  const pages = await Promise.all(Object.entries(SHELL.pages).map(async ([shownAt, address]) => {
    const page = await fetch(address, { cache: "no-store", redirect: "error", signal: AbortSignal.timeout(SLOW_MS) });
    if (page.status !== 401 && !(page.ok && (await isOurs(page)))) throw new Error(`${address} answered ${page.status}`);
    return [shownAt, page];
  }));
  for (const [shownAt, page] of pages) {
    if (page.status === 401) await cache.delete(shownAt);
    else await cache.put(shownAt, page);
  }
}

const isHtml = (answer) => (answer.headers.get("Content-Type") || "").includes("text/html");

// A portal answers 200 with a page of its own, in place of everything.
async function isOurs(answer) {
  if (!answer.ok || !isHtml(answer)) return true;
  return (await answer.clone().text()).includes(SCRIPT.split("?")[0]);
}
