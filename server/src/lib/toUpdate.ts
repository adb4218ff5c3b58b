/** What a PATCH means to MongoDB: absent leaves a field, null clears it, anything else sets it. */
export function toUpdate(input: Readonly<Record<string, unknown>>): {
  $set?: Record<string, unknown>
  $unset?: Record<string, ''>
} {
  const given = Object.entries(input).filter(([, value]) => value !== undefined)
  const set = given.filter(([, value]) => value !== null)
  const unset = given.filter(([, value]) => value === null)
  return {
    ...(set.length > 0 ? { $set: Object.fromEntries(set) } : {}),
    ...(unset.length > 0 ? { $unset: Object.fromEntries(unset.map(([key]) => [key, ''] as const)) } : {}),
  }
}
