// Where ideas wait on the tablet: IndexedDB, each sealed with a key that no script can read out. See docs/outbox.md.
"use strict";

window.improveStore = (() => {
  const NAME = "improve";
  const SCHEMA = 2; // 1 sealed what is sent, alone; 2 seals it with the team it is for
  const OPENED = { 1: (inside) => ({ body: inside }), 2: (inside) => inside };
  const OPEN_WITHIN_MS = 3000;
  const ROOM_BYTES = 1_000_000; // less than this left: nothing is begun
  const LEASE_MS = 45_000;
  const NEWER = new Error("written by a newer Improve");

  const me = crypto.randomUUID ? crypto.randomUUID() : String(Math.random());
  let opened = null;

  // ---------- opening: whatever is wrong shows here, before anybody types ----------

  function open() {
    opened = opened || Promise.race([connect(), late()]);
    return opened;
  }

  async function connect() {
    if (!window.indexedDB || !crypto.subtle || !crypto.randomUUID) throw new Error("no safe place here");
    const room = await (navigator.storage && navigator.storage.estimate ? navigator.storage.estimate() : {});
    if (room.quota - room.usage < ROOM_BYTES) throw new Error("full");
    const db = await request(() => {
      const opening = indexedDB.open(NAME, 1);
      opening.onupgradeneeded = () => {
        opening.result.createObjectStore("keys");
        opening.result.createObjectStore("entries", { keyPath: "id" });
      };
      return opening;
    });
    db.onversionchange = () => db.close();
    await write(db, "keys", (keys) => keys.put(new Uint8Array(4096), "probe"));
    await write(db, "keys", (keys) => keys.delete("probe"));
    return { db, key: await keyOf(db) };
  }

  const late = () => new Promise((_, refuse) => { setTimeout(() => refuse(new Error("no answer")), OPEN_WITHIN_MS); });

  // Two tabs that begin at one moment agree on one key: whoever wrote first.
  async function keyOf(db) {
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await write(db, "keys", (keys) => {
      keys.get("outbox").onsuccess = (event) => { if (!event.target.result) keys.put(made, "outbox"); };
    });
    return request(() => db.transaction("keys").objectStore("keys").get("outbox"));
  }

  const request = (begin) => new Promise((resolve, refuse) => {
    const asked = begin();
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => refuse(asked.error);
    asked.onblocked = () => refuse(new Error("blocked"));
  });

  // Done when it is on the disk, not before.
  const write = (db, name, change) => new Promise((resolve, refuse) => {
    const transaction = db.transaction(name, "readwrite", { durability: "strict" });
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => refuse(transaction.error || new Error("not written"));
    change(transaction.objectStore(name));
  });

  // ---------- entries: outside stand a random id, the kind and the state; all else is sealed ----------

  async function put(id, kind, inside) {
    const entry = await seal(id, kind, inside);
    const { db } = await open();
    await write(db, "entries", (entries) => entries.put(entry));
  }

  // As it is kept, and not kept yet.
  async function seal(id, kind, inside, outside = {}) {
    const { key } = await open();
    const entry = { id, schema: SCHEMA, kind, state: "waiting", iv: crypto.getRandomValues(new Uint8Array(12)), ...outside };
    const words = new TextEncoder().encode(JSON.stringify(inside));
    entry.sealed = await crypto.subtle.encrypt(lock(entry), key, words);
    return entry;
  }

  // In one step, and only while the first of the old ones stands there as it was read: of two taps, or two tabs, one
  // does it. Each sealing has another nonce, so that the nonce tells.
  async function replace(old, made) {
    const { db } = await open();
    let isDone = false;
    await write(db, "entries", (entries) => {
      entries.get(old[0].id).onsuccess = ({ target: { result } }) => {
        isDone = Boolean(result) && result.state === old[0].state && String(result.iv) === String(old[0].iv);
        if (!isDone) return;
        for (const { id } of old) entries.delete(id);
        for (const entry of made) entries.put(entry);
      };
    });
    return isDone;
  }

  async function read(entry) {
    const { key } = await open();
    if (!OPENED[entry.schema]) throw NEWER;
    const words = await crypto.subtle.decrypt(lock(entry), key, entry.sealed);
    return OPENED[entry.schema](JSON.parse(new TextDecoder().decode(words)));
  }

  // The id is bound in: what is sealed for one entry opens in no other.
  const lock = (entry) => (
    { name: "AES-GCM", iv: entry.iv, additionalData: new TextEncoder().encode(`${entry.schema} ${entry.id}`) });

  async function all() {
    const { db } = await open();
    return request(() => db.transaction("entries").objectStore("entries").getAll());
  }

  async function find(id) {
    const { db } = await open();
    return request(() => db.transaction("entries").objectStore("entries").get(id));
  }

  async function remove(...ids) {
    const { db } = await open();
    await write(db, "entries", (entries) => { for (const id of ids) entries.delete(id); });
  }

  // "parked", with the day; or "waiting" again.
  async function mark(id, changes) {
    const { db } = await open();
    await write(db, "entries", (entries) => {
      entries.get(id).onsuccess = (event) => {
        if (event.target.result) entries.put({ ...event.target.result, ...changes });
      };
    });
  }

  // ---------- one tab at a time, where the browser has no locks of its own ----------

  async function lease() {
    const { db } = await open();
    let isMine = false;
    await write(db, "keys", (keys) => {
      keys.get("lease").onsuccess = (event) => {
        const held = event.target.result;
        isMine = !held || held.by === me || held.until < Date.now();
        if (isMine) keys.put({ by: me, until: Date.now() + LEASE_MS }, "lease");
      };
    });
    return isMine;
  }

  async function release() {
    const { db } = await open();
    await write(db, "keys", (keys) => {
      keys.get("lease").onsuccess = (event) => {
        if (event.target.result && event.target.result.by === me) keys.delete("lease");
      };
    });
  }

  return { NEWER, open, put, seal, replace, read, all, find, remove, mark, lease, release };
})();
