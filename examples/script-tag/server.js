// A page with the widget, the widget's files, and its backend: `node server.js`.
import express from "express";
import { chakra } from "./chakra.js";

const port = process.env.PORT ?? 3000;
const app = express();

// Yours: the session of whoever is signed in. Here everybody is the same demo tenant.
app.use((request, response, next) => {
  request.session = { tenant: { id: "demo", name: "Demo" } };
  next();
});

app.use("/api/chakra", chakra);
app.use("/widget", express.static("widget"));
app.get("/", (request, response) => response.sendFile("index.html", { root: "." }));

// As long as everybody is signed in, for this machine only.
app.listen(port, "127.0.0.1", (error) => {
  if (error) throw error;
  console.log(`http://127.0.0.1:${port}`);
});
