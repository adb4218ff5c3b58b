import type { Elder } from '../../../../services/elders'

/** Somebody to be called, in clear or masked as the viewer may see it. */
export type Contact = Elder['contacts'][number]

/** The list with one of them a place earlier or later. */
export function moveContact(contacts: readonly Contact[], place: number, by: -1 | 1): Contact[] {
  const moved = [...contacts]
  const [one] = moved.splice(place, 1)
  if (one) moved.splice(place + by, 0, one)
  return moved
}

/** The list with one changed, or added at its end. */
export const putContact = (contacts: readonly Contact[], place: number, contact: Contact): Contact[] =>
  place < contacts.length ? contacts.map((each, i) => (i === place ? contact : each)) : [...contacts, contact]

export const dropContact = (contacts: readonly Contact[], place: number): Contact[] =>
  contacts.filter((_, i) => i !== place)
