import express from "express";
import { toNodeHandler } from "chakra-whatsapp-connect/server/node";
import { connect } from "./connect.js";

const app = express();
app.use("/api/chakra", toNodeHandler(connect));
app.use("/widget", express.static("widget"));
app.get("/", (request, response) => response.sendFile("index.html", { root: "." }));

// Only for this machine, while everyone is the demo customer.
const port = Number(process.env.PORT ?? 3000);
const server = app.listen(port, "127.0.0.1", (error) => {
  if (error) throw error;
  console.log(`http://127.0.0.1:${port}`);
});

// Requests and calls to Chakra that have begun are finished before the end.
process.once("SIGTERM", () => {
  server.close(() => connect.drained().then(() => process.exit()));
});
