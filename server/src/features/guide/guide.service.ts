import { placeOf, type Place } from '@linli/shared/areas/areas'
import { describeGuide } from '@linli/shared/guide/guide'
import { toShanghaiDay } from '@linli/shared/time'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { dropEmptyWords, normaliseText, toBigrams } from '../../lib/bigrams'
import { levelsOf } from '../routing/routing.reader'
import { loadRoutingTable } from '../routing/routing.table'
import { isGoodMatch, isUsable, rankGuides } from './guide.match'
import { GuideEntry, type GuideEntryFields } from './guideEntry.model'

export type StoredGuide = GuideEntryFields & { _id: Types.ObjectId }

/** An area keeps 200 entries at most, on three levels. */
const maxEntries = 600
/** Entries that share a pair of characters with a question. */
const maxCandidates = 200

/** What the guide says on one day, in words; `asOf` is the day its entry was last changed. */
export interface GuideAnswer {
  title: string
  body: string
  asOf: string
}

export interface GuideQuestion {
  question: string
  /** Code of the consultation's category. */
  category: string
  place: Place
  at: Date
}

const answersCategory = (guide: StoredGuide, category: string): boolean =>
  guide.categories.length === 0 || guide.categories.includes(category)

/**
 * The entry that answers a question at once, or undefined: then a person answers. An entry that is not valid on the
 * day never does.
 */
export async function findGuideAnswer(
  { question, category, place, at }: GuideQuestion,
  deps: Pick<Deps, 'logger'>,
): Promise<(GuideAnswer & { id: string }) | undefined> {
  const grams = toBigrams(dropEmptyWords(question))
  if (grams.length === 0) return undefined
  const levels = levelsOf(place)
  const found = await GuideEntry.find({ bigrams: { $in: grams }, areaCode: { $in: levels } })
    .limit(maxCandidates)
    .lean<StoredGuide[]>()
  const today = toShanghaiDay(at)
  const usable = found.filter((guide) => isUsable(guide, today) && answersCategory(guide, category))
  const [best] = rankGuides(question, usable, levels)
  if (!best || !isGoodMatch(best.score)) return undefined
  const id = best.guide._id.toString()
  deps.logger.debug({ guide: id, score: best.score }, 'consultation answered from the guide')
  const { title, updatedAt } = best.guide
  return { id, title, body: describeGuide(best.guide), asOf: toShanghaiDay(updatedAt) }
}

/** Everything an area and the levels above keep, nearest first, then by title. */
export async function readEntries(areaCode: string): Promise<StoredGuide[]> {
  const levels = levelsOf(placeOf(areaCode))
  const rows = await GuideEntry.find({ areaCode: { $in: levels }, removedAt: { $exists: false } })
    .limit(maxEntries)
    .lean<StoredGuide[]>()
  return rows.sort(
    (a, b) => levels.indexOf(a.areaCode) - levels.indexOf(b.areaCode) || a.title.localeCompare(b.title, 'zh'),
  )
}

function isFound(guide: StoredGuide, grams: readonly string[], words: string): boolean {
  const text = normaliseText([guide.title, ...guide.keywords].join(' '))
  return text.includes(words) || grams.some((gram) => guide.bigrams.includes(gram))
}

/** What a resident can read today, searched by words where given. */
export async function listUsableGuides(
  { area, q, category }: { area: string; q?: string | undefined; category?: string | undefined },
  deps: Pick<Deps, 'clock'>,
): Promise<StoredGuide[]> {
  const today = toShanghaiDay(deps.clock.now())
  const all = (await readEntries(area)).filter(
    (guide) => isUsable(guide, today) && (category === undefined || answersCategory(guide, category)),
  )
  if (q === undefined || q === '') return all
  const core = dropEmptyWords(q)
  const words = normaliseText(core)
  if (words === '') return all
  const grams = toBigrams(core)
  const found = all.filter((guide) => isFound(guide, grams, words))
  return rankGuides(q, found, levelsOf(placeOf(area))).map(({ guide }) => guide)
}

/** @throws AppError `record.not_found` for one that is not valid today. */
export async function readUsableGuide(id: string, deps: Pick<Deps, 'clock'>): Promise<StoredGuide> {
  const guide = await GuideEntry.findOne({ _id: id, removedAt: { $exists: false } }).lean<StoredGuide>()
  assertThat(guide && isUsable(guide, toShanghaiDay(deps.clock.now())), 'record.not_found')
  return guide
}

/** Names of the levels of an area, by code. */
export async function readLevelNames(areaCode: string): Promise<Map<string, string>> {
  return (await loadRoutingTable(placeOf(areaCode))).areaNames
}
