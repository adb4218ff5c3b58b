/** Levels of an area from the widest to the narrowest. A grid is 300–500 households. */
export const areaLevels = ['district', 'street', 'community', 'grid', 'building'] as const
export type AreaLevel = (typeof areaLevels)[number]

export const areaLevelNames: Record<AreaLevel, string> = {
  district: '区',
  street: '街道(镇)',
  community: '社区',
  grid: '网格',
  building: '楼栋',
}

/** Who work is routed to. Source: product page, "Words". */
export const unitKinds = [
  'station',
  'provider',
  'property',
  'ownersCommittee',
  'department',
  'police',
  'clinic',
  'organisation',
  'merchant',
] as const
export type UnitKind = (typeof unitKinds)[number]

export const unitKindNames: Record<UnitKind, string> = {
  station: '社区服务站',
  provider: '服务商',
  property: '物业',
  ownersCommittee: '业委会',
  department: '条线部门',
  police: '派出所',
  clinic: '卫生服务中心',
  organisation: '社会组织',
  merchant: '商户',
}

/** A telephone for the card and the door: mobile or landline with its area code, hyphens allowed. */
export const callablePhonePattern = /^(1\d{10}|0\d{2,3}-?\d{7,8}|\d{3,5}|400-?\d{3}-?\d{4})$/

/**
 * The ancestors every record in a place carries as plain codes, so that each list is an equality prefix.
 * Codes: district 6 digits, street 9, community 12 (GB/T 2260 and the statistics bureau's division),
 * grid `<community>-G01`, building `<community>-B001`, estate `<community>-E01`.
 */
export interface Place {
  district: string
  street?: string | undefined
  community?: string | undefined
  grid?: string | undefined
  building?: string | undefined
  estate?: string | undefined
}

const codeLengths: readonly (readonly [AreaLevel, number])[] = [
  ['district', 6],
  ['street', 9],
  ['community', 12],
]

/** District, street and community codes read off a code of any level. A grid's or building's own place also holds its code. */
export function placeOf(code: string): Place {
  const [official = '', local] = code.split('-')
  const place: Place = { district: official.slice(0, 6) }
  for (const [level, length] of codeLengths)
    if (level !== 'district' && official.length >= length) place[level] = official.slice(0, length)
  if (local?.startsWith('G')) place.grid = code
  if (local?.startsWith('B')) place.building = code
  if (local?.startsWith('E')) place.estate = code
  return place
}

/** The level a code stands for; an estate is an overlay and has none. */
export function areaLevelOf(code: string): AreaLevel | undefined {
  if (code.includes('-G')) return 'grid'
  if (code.includes('-B')) return 'building'
  if (code.includes('-')) return undefined
  return codeLengths.find(([, length]) => length === code.length)?.[0]
}
