// An app with sessions of its own, and the route by which the backend learns who is asking: `node server.js`.
import { randomBytes } from "node:crypto";
import express from "express";
import session from "express-session";
import { signedInPage, signedOutPage } from "./pages.js";

const acme = { id: "acme", name: "Acme", email: "acme@example.com" };
const birch = { id: "birch", name: "Birch", email: null };
const users = new Map([
  ["acme-admin", { company: acme, isAdmin: true }],
  ["acme-viewer", { company: acme, isAdmin: false }],
  ["birch-admin", { company: birch, isAdmin: true }],
]);

const app = express();
app.disable("x-powered-by");
app.use(
  session({
    secret: process.env.SECRET_KEY ?? randomBytes(32).toString("hex"),
    resave: false,
    saveUninitialized: false,
    cookie: { sameSite: "lax" },
  }),
);

// ANCHOR: route
app.get("/internal/chakra-tenant", (request, response) => {
  const name = request.session.user; // Yours: Passport's `request.user`, say.
  const user = users.get(name);
  if (!user) return response.sendStatus(401);
  const may = user.isAdmin ? ["view", "connect", "disconnect"] : ["view"];
  response.json({ ...user.company, user: name, may });
});
// ANCHOR_END: route

app.get("/", (request, response) => {
  response.send(users.has(request.session.user) ? signedInPage : signedOutPage([...users.keys()]));
});

app.post("/sign-in", express.urlencoded({ extended: false }), (request, response, next) => {
  request.session.regenerate((error) => {
    if (error) return next(error);
    request.session.user = request.body.user;
    response.redirect(303, "/");
  });
});

app.post("/sign-out", (request, response, next) => {
  request.session.destroy((error) => (error ? next(error) : response.redirect(303, "/")));
});

app.listen(process.env.PORT ?? 3000, "127.0.0.1", (error) => {
  if (error) throw error;
});
