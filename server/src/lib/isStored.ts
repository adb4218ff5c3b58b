import { isDeepStrictEqual } from 'node:util'

/** As it goes over the wire: ids and instants as text, and what is absent as what is empty. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null)) as unknown

/** The same sent again after a lost answer: every field stands there as it is sent. */
export const isStored = (row: object, sent: object): boolean =>
  Object.entries(sent).every(([field, value]) =>
    isDeepStrictEqual(plain((row as Record<string, unknown>)[field]), plain(value)),
  )
