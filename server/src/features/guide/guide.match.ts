import type { GuideContent, GuideState } from '@linli/shared/guide/guide'
import { addDays } from '@linli/shared/time'
import { dropEmptyWords, normaliseText, toBigrams } from '../../lib/bigrams'

/** Below it a person answers: a wrong answer costs a neighbour a trip. */
const threshold = 0.6
/** How much one keyword counts, at most this many of them, and how much it counts to be most of the question. */
const weights = { keyword: 0.4, maxKeywords: 2, coverage: 0.5 }
const expiringDays = 30

/** The state of an entry on a day, `YYYY-MM-DD`. */
export function findGuideState({ validFrom, validUntil }: GuideContent, today: string): GuideState {
  if (today < validFrom) return 'upcoming'
  if (today > validUntil) return 'outdated'
  return addDays(today, expiringDays) > validUntil ? 'expiring' : 'valid'
}

/** Whether an entry may answer on a day. */
export function isUsable(guide: GuideContent, today: string): boolean {
  const state = findGuideState(guide, today)
  return state === 'valid' || state === 'expiring'
}

/** What an entry is found by. */
export function listGuideGrams({ title, keywords }: Pick<GuideContent, 'title' | 'keywords'>): string[] {
  return [...new Set([title, ...keywords].flatMap((words) => toBigrams(words)))]
}

/**
 * How well an entry fits a question: the share of its title that the question says, the keywords that it names, and
 * how much of the question they are. 0 is not at all; the same input always gives the same number.
 */
function scoreGuide(question: string, { title, keywords }: Pick<GuideContent, 'title' | 'keywords'>): number {
  const core = dropEmptyWords(question)
  const asked = new Set(toBigrams(core))
  const plain = normaliseText(core)
  const titleGrams = toBigrams(dropEmptyWords(title))
  const shared = titleGrams.filter((gram) => asked.has(gram)).length
  const named = keywords.map(normaliseText).filter((keyword) => keyword !== '' && plain.includes(keyword))
  const longest = Math.max(0, ...named.map((keyword) => keyword.length))
  return (
    (titleGrams.length === 0 ? 0 : shared / titleGrams.length) +
    Math.min(named.length, weights.maxKeywords) * weights.keyword +
    (plain.length === 0 ? 0 : (longest / plain.length) * weights.coverage)
  )
}

export const isGoodMatch = (score: number): boolean => score >= threshold

/** Best first; between equals the nearest level, then the title, so that the answer is always the same. */
export function rankGuides<T extends GuideContent & { areaCode: string }>(
  question: string,
  guides: readonly T[],
  levels: readonly string[],
): { guide: T; score: number }[] {
  return guides
    .map((guide) => ({ guide, score: scoreGuide(question, guide) }))
    .sort(
      (a, b) =>
        b.score - a.score ||
        levels.indexOf(a.guide.areaCode) - levels.indexOf(b.guide.areaCode) ||
        (a.guide.title < b.guide.title ? -1 : 1),
    )
}
