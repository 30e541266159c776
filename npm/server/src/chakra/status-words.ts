// What the status words of Chakra's records mean, by the closed table.

import {
  ACCOUNT_WORD,
  CONNECTION_WORDS,
  MEANING,
  NAME_WORDS,
  NUMBER_WORDS,
  UNKNOWN_WORD,
} from "../contract.js";
import { field, text } from "./envelope.js";

/** A meaning's gravity: the gravest finding decides. */
export type Gravity = (typeof MEANING)[keyof typeof MEANING];

/** A field of a record that holds one: its name, what it is about, and whether it is a display name's. */
type WordField = readonly [name: string, subject: string, isName: boolean];

/** A word of one of Chakra's records, and what it means. */
export interface StatusWord {
  /** The field that it stands in. */
  readonly name: string;
  /** The word for the log; undefined of a text that does not look like one. */
  readonly loggable: string | undefined;
  readonly isKnown: boolean;
  readonly gravity: Gravity;
  /** What is so, for people. */
  readonly message: string;
  /** What to do. */
  readonly solution: string | undefined;
}

/** The words of a number's record. */
export function numberWords(record: unknown): StatusWord[] {
  return NUMBER_WORDS.flatMap((it) => read(it, record));
}

/** The words of an account's record. */
export function accountWords(record: unknown): StatusWord[] {
  return read(ACCOUNT_WORD, record);
}

function read([name, subject, isName]: WordField, record: unknown): StatusWord[] {
  const found = text(field(record, name));
  if (found === undefined) return [];
  // In capitals, with `_` between its parts, as Meta writes words.
  const word = found.toUpperCase().replaceAll(/[ -]/g, "_");
  const rows = isName ? NAME_WORDS : CONNECTION_WORDS;
  const row = rows.find(([words]) => (words as readonly string[]).includes(word));
  const about = (text: string) => text.replaceAll("{}", subject);
  return [
    {
      name,
      loggable: /^\w{1,64}$/.test(word) ? word : undefined,
      isKnown: row !== undefined,
      gravity: row?.[1] ?? MEANING.Notice,
      message: about(row?.[2] ?? UNKNOWN_WORD),
      solution: row?.[3] ? about(row[3]) : undefined,
    },
  ];
}
