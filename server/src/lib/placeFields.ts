import type { Place } from '@linli/shared/areas/areas'

/** The scalar ancestor codes that every record in a place carries, for mongoose schemas. */
export const placeFields = {
  district: { type: String, required: true },
  street: String,
  community: String,
  grid: String,
  building: String,
  estate: String,
} as const

/** The same, to read of a record. */
export const placeProjection = {
  district: 1,
  street: 1,
  community: 1,
  grid: 1,
  building: 1,
  estate: 1,
} as const

type StoredPlace = { [K in keyof Place]?: string | null | undefined } & { district: string }

/** The place of a record without the codes it does not have. */
export function toPlace(stored: StoredPlace): Place {
  const place: Place = { district: stored.district }
  for (const key of ['street', 'community', 'grid', 'building', 'estate'] as const) {
    const code = stored[key]
    if (code != null) place[key] = code
  }
  return place
}
