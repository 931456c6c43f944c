// Says so when a learner's device is offline. It keeps the offline page and its style sheet, and nothing else: no page of
// anybody's. What it keeps has a name made of how it looks, so that another look is another worker.
const KEPT = 'latchkey-offline-{version}';
const FILES = ['/offline', '/offline.css'];
// Signing in, the admins' side and what is no page are left to the browser, with all that it says about where a request is from.
const LEFT_ALONE = /^\/(admin|l|enter|fn|pkg|files|api)(\/|$)/;

self.addEventListener('install', (event) => {
  const fresh = FILES.map((file) => new Request(file, { cache: 'reload', credentials: 'omit' }));
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(fresh)).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  const old = (name) => name.startsWith('latchkey-') && name !== KEPT;
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  const kept = (file) => () => caches.match(file).then((found) => found ?? Response.error());
  if (pathname === '/offline.css') event.respondWith(fetch(request).catch(kept('/offline.css')));
  else if (request.mode === 'navigate' && !LEFT_ALONE.test(pathname)) event.respondWith(fetch(request).catch(kept('/offline')));
});
