import { isDeskKind } from '@linli/shared/contentCheck/contentCheck'
import type { StoredContentCheck } from './contentCheck.model'

/** Of these records, by their ids, those that others go on reading once the account of their author has ended. */
type FindKept = (ids: readonly string[]) => Promise<string[]>

const finders = new Map<string, FindKept>()

/** Called once when the feature is loaded; before its own records are erased the answer is the same as after. */
export function registerKeptContent(subjectKind: string, find: FindKept): void {
  finders.set(subjectKind, find)
}

type Subject = Pick<StoredContentCheck, 'subjectKind' | 'subjectId'>

/**
 * Leaves out what stays when the account ends: what a desk wrote is the community's, and what neighbours stand behind is
 * theirs. It is read on, and so somebody has to be able to report it and to decide on it.
 */
export async function leaveOutKept<T extends Subject>(checks: readonly T[]): Promise<T[]> {
  const kept = new Set<string>()
  for (const [kind, find] of finders) {
    const ids = new Set(checks.filter((check) => check.subjectKind === kind).map((check) => check.subjectId))
    for (const id of ids.size === 0 ? [] : await find([...ids])) kept.add(`${kind}:${id}`)
  }
  return checks.filter(
    ({ subjectKind, subjectId }) => !isDeskKind(subjectKind) && !kept.has(`${subjectKind}:${subjectId}`),
  )
}
