// A development server of the given Vite, with a base and a cache named after it: node vite.js vite7 PORT /
// node_modules/.vite
const [name, port, base, cacheDir] = process.argv.slice(2);
const { createServer } = await import(name);
const server = await createServer({
  root: new URL("plain", import.meta.url).pathname,
  configFile: false,
  clearScreen: false,
  base,
  cacheDir: new URL(cacheDir, import.meta.url).pathname,
  server: { host: "127.0.0.1", port: Number(port), strictPort: true, proxy: { "/api": process.env.BACKEND } },
});
await server.listen();
