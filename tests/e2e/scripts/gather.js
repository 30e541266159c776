// Everything that a page keeps where others can read it, as [place, text] pairs.
const done = arguments[arguments.length - 1];
const found = [];
const add = (place, text) => found.push([place, String(text ?? "")]);

// The DOM with open shadow roots: text, attributes, comments, and the values of fields.
const walk = (node) => {
  for (const attribute of node.attributes ?? []) add("dom", `${attribute.name}=${attribute.value}`);
  if (node.nodeValue) add("dom", node.nodeValue);
  if (typeof node.value === "string") add("dom", node.value);
  if (node.shadowRoot) walk(node.shadowRoot);
  if (node.content instanceof DocumentFragment) walk(node.content);
  for (const sheet of node.adoptedStyleSheets ?? []) for (const rule of sheet.cssRules) add("dom", rule.cssText);
  node.childNodes.forEach(walk);
};
walk(document);

for (const entry of performance.getEntries()) add("url", entry.name);
for (const element of document.querySelectorAll("[src], [href], [action]")) {
  for (const name of ["src", "href", "action"]) add("url", element[name]);
}
add("url", location.href);
add("url", document.referrer);
add("history", JSON.stringify(history.state));
add("window name", window.name);
for (const frame of document.querySelectorAll("iframe")) add("window name", frame.name);
for (const [place, storage] of [["local storage", localStorage], ["session storage", sessionStorage]]) {
  for (const [key, value] of Object.entries(storage)) add(place, `${key}=${value}`);
}
add("cookie", document.cookie);
for (const event of window.__heard) add("event", JSON.stringify(event));
// Globals on `window`, one level deep.
for (const key of Object.keys(window)) {
  if (typeof window[key] === "string") add("global", `${key}=${window[key]}`);
}

const dump = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

const databases = async () => {
  for (const { name } of await indexedDB.databases()) {
    add("indexed db", name);
    const database = await dump(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const all = database.transaction(store).objectStore(store);
      add("indexed db", JSON.stringify([store, await dump(all.getAllKeys())]));
      const values = database.transaction(store).objectStore(store);
      add("indexed db", JSON.stringify(await dump(values.getAll())));
    }
    database.close();
  }
};

const cached = async () => {
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      add("cache", request.url);
      add("cache", await (await cache.match(request)).text());
    }
  }
};

databases().then(cached).then(() => done(found), (error) => done([["error", String(error)]]));
