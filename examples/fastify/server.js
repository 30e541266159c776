import { resolve } from "node:path";
import files from "@fastify/static";
import { toFastifyPlugin } from "chakra-whatsapp-connect/server/node";
import fastify from "fastify";
import { connect } from "./connect.js";

const app = fastify();
app.register(toFastifyPlugin(connect), { prefix: "/api/chakra" });
// The widget, as installed by npm.
app.register(files, { root: resolve("node_modules/chakra-whatsapp-connect"), prefix: "/chakra/" });
app.get("/", (request, reply) => reply.sendFile("index.html", resolve(".")));

// Only for this machine, while everyone is the demo customer.
const port = Number(process.env.PORT ?? 3000);
console.log(await app.listen({ host: "127.0.0.1", port }));

// Requests and calls to Chakra that have begun are finished before the end.
process.once("SIGTERM", async () => {
  await app.close();
  await connect.drained();
  process.exit();
});
