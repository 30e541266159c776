// The package under test, as published: the folder in CHAKRA_SERVER.

import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const folder = process.env.CHAKRA_SERVER;
if (!folder) throw new Error("CHAKRA_SERVER names no folder: run `cargo xtask test --only server`");

const entry = (name) => import(pathToFileURL(resolve(folder, `${name}.js`)).href);
export const server = await entry("server");
export const node = await entry("server/node");
export const { storeContract } = await entry("server/store-contract");
