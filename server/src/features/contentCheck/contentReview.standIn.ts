import type { Actor } from '../users/actor'
import { ContentCheck, type StoredContentCheck } from './contentCheck.model'
import { checkKeyOf, type ContentToCheck } from './contentCheck.service'

/** Of one kind of writing that others stand behind: who appeals in the place of an author who is here no more. */
interface StandIn {
  mayAppeal(actor: Actor, subjectId: string): Promise<boolean>
  /** What this person may appeal so. */
  list(actor: Actor): Promise<ContentToCheck['subject'][]>
  /** What is said in the place of the words, which only their author and staff read. */
  words: string
  page: string
}

const standIns = new Map<string, StandIn>()

/** Called once by a feature whose writing others stand behind. */
export function registerStandIn(subjectKind: string, standIn: StandIn): void {
  standIns.set(subjectKind, standIn)
}

export const mayStandIn = async (
  actor: Actor,
  { subjectKind, subjectId }: Pick<StoredContentCheck, 'subjectKind' | 'subjectId'>,
): Promise<boolean> => (await standIns.get(subjectKind)?.mayAppeal(actor, subjectId)) ?? false

/** What is hidden and this person may appeal in the place of its author. */
export async function listStoodInFor(actor: Actor): Promise<StoredContentCheck[]> {
  const subjects = []
  for (const standIn of standIns.values()) subjects.push(...(await standIn.list(actor)))
  if (subjects.length === 0) return []
  return ContentCheck.find({ key: { $in: subjects.map(checkKeyOf) }, state: 'hidden' }).lean<
    StoredContentCheck[]
  >()
}

/** How it is shown to who stands in for its author. */
export const coverStoodIn = ({ subjectKind }: Pick<StoredContentCheck, 'subjectKind'>) => {
  const { words = '', page = 'pages/messages/index' } = standIns.get(subjectKind) ?? {}
  return { text: words, page }
}
