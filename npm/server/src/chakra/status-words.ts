// The meaning of the status words in Chakra's records, by a fixed table.

import {
  ACCOUNT_WORD,
  CONNECTION_WORDS,
  MEANING,
  NAME_WORDS,
  NUMBER_WORDS,
  UNKNOWN_WORD,
} from "../contract.js";
import { field, text } from "./envelope.js";

/** The severity of a meaning: the most severe finding decides. */
export type Gravity = (typeof MEANING)[keyof typeof MEANING];

/** A field with a status word: its name, its subject, and whether it concerns a display name. */
type WordField = readonly [name: string, subject: string, isName: boolean];

/** A status word of Chakra's records, and its meaning. */
export interface StatusWord {
  /** The field of the word. */
  readonly name: string;
  /** The word for the log; undefined if the text does not look like a status word. */
  readonly loggable: string | undefined;
  readonly isKnown: boolean;
  readonly gravity: Gravity;
  /** The problem, written for people. */
  readonly message: string;
  /** The remedy. */
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
  // Capital letters with `_`, as Meta writes them.
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
