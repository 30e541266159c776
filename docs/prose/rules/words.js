// Finds words that the house style excludes, and names not spelt as their owners do. The lists are in words.json.
"use strict";

const { never, british, names } = require("../words.json");

/** The words on their own: not in a path, an address or a longer word. A space may be the end of a line. */
const alone = (words) => {
  const end = words.endsWith("\\.") ? "" : "(?![\\w/-])";
  return new RegExp(`(?<![\\w/@.-])(?:${words.replace(/ /g, "\\s+")})${end}`, "gi");
};

const check = (words, message, right) => ({ find: alone(words), message, right });

const checks = [
  ...Object.entries(never).map(([words, instead]) => check(words, `instead: ${instead}`)),
  ...Object.entries(british).map(([words, instead]) => check(words, `British spelling: ${instead}`)),
  ...names.map((name) => check(name.replace(".", "\\."), `the name is spelt ${name}`, name)),
];

module.exports = (context) => ({
  [context.Syntax.Str](node) {
    const text = context.getSource(node);
    // If the link leads to a folder, its name is spelt like the folder.
    if (node.parent?.type === context.Syntax.Link && node.parent.url.includes(text)) return;
    for (const { find, message, right } of checks) {
      for (const { 0: found, index } of text.matchAll(find)) {
        const words = found.replace(/\s+/g, " ");
        if (words !== right) {
          const padding = context.locator.range([index, index + found.length]);
          context.report(node, new context.RuleError(`"${words}": ${message}`, { padding }));
        }
      }
    }
  },
});
