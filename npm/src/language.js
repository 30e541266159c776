// The words of an element's language, from its language file, and the page's own over them.

/**
 * Gives the words for `host` to `use`: those that are there, and all of them when they have come.
 * @param {HTMLElement} host
 * @param {(tag: string) => string} languageFile the address of a language's file
 * @param {(words: Record<string, string>) => void} use
 */
export const speak = (host, languageFile, use) => {
  const { messages } = host;
  use(messages);
  const tag = host.getAttribute("locale") ?? host.closest("[lang]")?.lang ?? navigator.language;
  const language = tag.slice(0, 2);
  const folder = host.getAttribute("locales-url");
  fetch(folder ? `${folder}/${language}.json` : languageFile(language))
    .then((answer) => answer.json())
    .then((words) => use({ ...words, ...messages }))
    // The one English sentence it stays.
    .catch(() => {});
};
