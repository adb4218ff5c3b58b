/**
 * Who solved it, from the door upwards: 小事不出院落、大事不出社区. `estate` is the property company or owners'
 * committee; units, volunteers and the desk of a community are `community`.
 */
export const tiers = ['building', 'grid', 'estate', 'community', 'street', 'district'] as const
export type Tier = (typeof tiers)[number]
export const tierNames: Record<Tier, string> = {
  building: '楼组长',
  grid: '网格员',
  estate: '物业、业委会',
  community: '社区',
  street: '街道',
  district: '区',
}

/** Below this a figure could point at people: an export hides it, and a screen says that it is few. */
export const fewPeople = 5
export const isFew = (n: number): boolean => n > 0 && n < fewPeople
