// Finds a word that is repeated immediately, even across the end of a line.
"use strict";

module.exports = (context) => ({
  [context.Syntax.Str](node) {
    for (const { 0: found, 1: word, index } of context.getSource(node).matchAll(/(?<![\w-])(\p{L}+)\s+\1(?![\w-])/giu)) {
      const padding = context.locator.range([index, index + found.length]);
      context.report(node, new context.RuleError(`"${word}" stands twice`, { padding }));
    }
  },
});
