/**
 * A property of the document itself. `document.head` may be an element in a visitor's content: `<img name="head">`.
 * @param {string} name
 */
export const documentProperty = (name) => Reflect.get(Document.prototype, name, document);
