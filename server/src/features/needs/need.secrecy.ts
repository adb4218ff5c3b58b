import type { Subject } from '@linli/shared/routing/route'
import type { Post } from '@linli/shared/users/posts'
import { toPlace } from '../../lib/placeFields'
import { isPostOfSubject, resolveSubject } from '../routing/subject.service'
import type { NeedRecord } from './need.model'

type Secret = Pick<NeedRecord, 'subject' | 'reporterId' | 'district' | 'street' | 'community'>

export const subjectOf = ({ subject }: Pick<NeedRecord, 'subject'>): Subject | undefined =>
  subject && { kind: subject.kind, id: subject.id.toString() }

/** A complaint is never given to those it is about, nor to a desk they sit at. */
export async function isBarred(post: Post, need: Pick<NeedRecord, 'subject'>): Promise<boolean> {
  const subject = subjectOf(need)
  return subject !== undefined && (await isPostOfSubject(post, subject))
}

/** Accounts that must hear nothing of a complaint: its subject, or all who work in the unit; never its author. */
export async function listHiddenFrom(need: Secret): Promise<ReadonlySet<string>> {
  const subject = subjectOf(need)
  if (!subject) return new Set()
  const { userIds } = await resolveSubject(subject, toPlace(need))
  const author = need.reporterId?.toString()
  return new Set([...userIds].filter((id) => id !== author))
}
