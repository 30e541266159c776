// A process that does one thing, and dies by kill -9 at a given point of it. `OPERATION` is what it does, `DIE_AT` the
// point. A longer life ends with the number of points.

import { beginLife } from "./support/life.js";

const { OPERATION, NUMBER, DIE_AT, STORE } = process.env;

let points = 0;
function point() {
  points += 1;
  if (points === Number(DIE_AT)) process.kill(process.pid, "SIGKILL");
}

const life = await beginLife({ storeName: STORE, variables: process.env, point });
await life[OPERATION](NUMBER);
console.log(`ready: ${points}`);
process.exit(0);
