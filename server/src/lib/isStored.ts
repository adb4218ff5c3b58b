import { isDeepStrictEqual } from 'node:util'

/** As it goes over the wire: ids and instants as text, and what is absent as what is empty. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null)) as unknown

/** Every field stands there as it is sent. */
export const isStored = (row: object, sent: object): boolean =>
  Object.entries(sent).every(([field, value]) =>
    isDeepStrictEqual(plain((row as Record<string, unknown>)[field]), plain(value)),
  )

/** The same save sent again after a lost answer: it stands there already, as the next version, and nobody saved since. */
export const isRepeated = (
  present: { version: number } | null | undefined,
  { version = 0, ...sent }: { version: number | undefined; [field: string]: unknown },
): boolean => present?.version === version + 1 && isStored(present, sent)
