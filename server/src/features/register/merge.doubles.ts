import type { Types } from 'mongoose'
import { PersonMerge } from './merge.model'
import { Person, type PersonDocument } from './person.model'

const mostShown = 50
/** What so many have tells nobody apart: the number of the neighbourhood's own desk, written down for whoever has none. */
const mostAlike = 60

const fields = {
  ...{ nameIndex: 1, phoneIndex: 1, birthYear: 1, personKey: 1, otherKeys: 1, building: 1, householdId: 1 },
  state: 1,
} as const
type Row = Pick<PersonDocument, keyof typeof fields> & { _id: Types.ObjectId }

/** Two records that may be one person, and what speaks for it. */
export interface DoublePair {
  ids: [Types.ObjectId, Types.ObjectId]
  why: string
  /** How much speaks for it. */
  weight: number
}

type Value = string | number | Types.ObjectId | undefined | null

const areEqual = (one: Value, other: Value): boolean => one != null && String(one) === String(other)

/** What two records have in common; undefined where it is too little to say that they may be one person. */
function compare(one: Row, other: Row): Pick<DoublePair, 'why' | 'weight'> | undefined {
  const hasOther = (row: Row, { personKey }: Row): boolean =>
    personKey !== undefined && row.otherKeys?.includes(personKey) === true
  if (hasOther(one, other) || hasOther(other, one)) return { why: '改正以前的姓名和生日一样', weight: 9 }
  const isName = areEqual(one.nameIndex, other.nameIndex)
  const isPhone = areEqual(one.phoneIndex, other.phoneIndex)
  const isYear = areEqual(one.birthYear, other.birthYear)
  const isOtherYear = one.birthYear != null && other.birthYear != null && !isYear
  const isHome = areEqual(one.householdId, other.householdId)
  const isNear = isHome || areEqual(one.building, other.building)
  const same = [
    ...(isName ? ['姓名'] : []),
    ...(isPhone ? ['手机号'] : []),
    ...(isYear ? ['出生年份'] : []),
    ...(isHome ? ['住的一户'] : isNear ? ['住的楼'] : []),
  ]
  const mayBeOne = isName ? isPhone || isYear || (isNear && !isOtherYear) : isPhone && isYear
  return mayBeOne ? { why: `${same.join('、')}一样`, weight: same.length } : undefined
}

/** Every pair within groups that have something in common, each once. */
function* listPairs(rows: readonly Row[]): Generator<[Row, Row]> {
  const groups = new Map<string, Row[]>()
  const put = (key: string, row: Row) => groups.set(key, [...(groups.get(key) ?? []), row])
  for (const row of rows) {
    put(`name ${row.nameIndex}`, row)
    if (row.phoneIndex != null) put(`phone ${row.phoneIndex}`, row)
    for (const key of new Set([...(row.otherKeys ?? []), row.personKey ?? []].flat())) put(`key ${key}`, row)
  }
  const seen = new Set<string>()
  for (const group of groups.values()) {
    if (group.length > mostAlike) continue
    for (const [place, one] of group.entries())
      for (const other of group.slice(place + 1)) {
        const pair = `${one._id.toString()} ${other._id.toString()}`
        if (!seen.has(pair)) yield [one, other]
        seen.add(pair)
      }
  }
}

/** Pairs about which somebody said that they are two people, and those that wait for a word. */
async function listKnown(community: string): Promise<Set<string>> {
  const merges = await PersonMerge.find({ community }, { keptId: 1, goneId: 1, state: 1 }).lean()
  return new Set(
    merges
      .filter(({ state }) => state === 'declined' || state === 'proposed')
      .flatMap(({ keptId: a, goneId: b }) => [`${String(a)} ${String(b)}`, `${String(b)} ${String(a)}`]),
  )
}

/**
 * Pairs of a community that may be one person, by blind indexes only; the likeliest first. A community has some
 * thousands of people, read once.
 */
export async function findDoubles(community: string): Promise<{ pairs: DoublePair[]; hasMore: boolean }> {
  const rows = await Person.find({ community }, fields).lean<Row[]>()
  const known = await listKnown(community)
  const pairs: DoublePair[] = []
  for (const [one, other] of listPairs(rows)) {
    const found = compare(one, other)
    if (found && !known.has(`${one._id.toString()} ${other._id.toString()}`))
      pairs.push({ ids: [one._id, other._id], ...found })
  }
  pairs.sort((a, b) => b.weight - a.weight)
  return { pairs: pairs.slice(0, mostShown), hasMore: pairs.length > mostShown }
}
