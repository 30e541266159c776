// Finds sentences that are too long: `strict` words on the pages that people read in a hurry, `max` elsewhere.
"use strict";

const { relative, resolve } = require("node:path");

const { strict, max, quick } = require("../words.json").sentences;

const root = resolve(__dirname, "../../..");

/** The readable text of a node: code counts as one word, a picture as none. */
const read = (node) => {
  if (node.type === "Code") return "Code";
  if (node.type === "Html" || node.type === "Image") return " ";
  return node.children ? node.children.map(read).join("") : (node.value ?? " ");
};

module.exports = (context) => {
  const path = relative(root, context.getFilePath() ?? "").replace(/\\/g, "/");
  const limit = quick.some((name) => path === name || path.startsWith(`${name}/`)) ? strict : max;
  const check = (node) => {
    for (const sentence of read(node).split(/(?<=[.!?:]["”)]?)\s+(?=["“(]?[\p{Lu}\p{N}])/u)) {
      const words = sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
      if (words > limit) {
        const start = sentence.trim().split(/\s+/).slice(0, 6).join(" ");
        context.report(node, new context.RuleError(`${words} words, of at most ${limit}: "${start} …"`));
      }
    }
  };
  return { [context.Syntax.Paragraph]: check, TableCell: check };
};
