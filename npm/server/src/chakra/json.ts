// Parses JSON, and keeps the digits of long integers: JavaScript's numbers round them, and a rounded id is another id.

/** A long integer in valid JSON, or in one of its strings. */
const MAYBE_LONG = /[\s:,[]-?\d{16}/;
/** An integer that JavaScript may round. No id is longer, and a `bigint` of a million digits takes a second. */
const LONG = /^-?\d{16,40}$/;
/** Marks a long integer as a text, for the second reading. */
const MARK = "\u0001";

/** The value of the JSON text, with long integers as `bigint`. Throws if it is not JSON. */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  // From here on, the text is valid. Node 20 does not show the source of a number.
  return MAYBE_LONG.test(text) ? JSON.parse(withMarks(text), withoutMark) : value;
}

/** The JSON text with its long integers in quotation marks. */
function withMarks(text: string): string {
  let [marked, place] = ["", 0];
  for (;;) {
    const begin = text.indexOf('"', place);
    const outside = text.slice(place, begin < 0 ? undefined : begin);
    marked += outside.replace(/[-+.\deE]+/g, (number) =>
      LONG.test(number) ? JSON.stringify(MARK + number) : number,
    );
    if (begin < 0) return marked;
    place = begin + 1;
    while (text[place] !== '"') place += text[place] === "\\" ? 2 : 1;
    place += 1;
    marked += text.slice(begin, place);
  }
}

function withoutMark(_: string, value: unknown): unknown {
  const isMarked = typeof value === "string" && value.startsWith(MARK) && LONG.test(value.slice(1));
  return isMarked ? BigInt(value.slice(1)) : value;
}
