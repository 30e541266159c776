// A process that performs `OPERATION` and is killed (`kill -9`) at point `DIE_AT`. If it survives, it prints the number
// of points.

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
