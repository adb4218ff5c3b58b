import { postKindOf, postOf, postTargetOf } from '@linli/shared/users/posts'
import { listUnits } from '../../../services/areas'
import { listCategories } from '../../../services/categories'
import type { NeedView } from '../../../services/needs'
import { listAssignablePosts, listQueue, listStaff } from '../../../services/queue'
import type { Membership } from '../../../services/session'
import { describeMoment } from '../../../services/time'
import { useSession } from '../../../stores/session'
import type { Option } from './OptionPicker'

const readMemberships = (): readonly Membership[] => useSession.getState().me?.memberships ?? []

/** Counting stops here; see the server's queue. */
const mostCounted = 100

/** Whom it may be given to, with how much each has on hand. */
export async function loadPosts(need: NeedView): Promise<Option[]> {
  const { items } = await listAssignablePosts(need.id)
  return items
    .filter(({ post }) => post !== need.holder?.post)
    .map(({ post, name, group, openCount, isNext }) => ({
      value: post,
      label: name,
      group,
      note: `${isNext ? '轮到了，' : ''}手上 ${openCount >= mostCounted ? '100 件以上' : `${openCount} 件`}`,
    }))
}

/** Every other category of the need's community. */
export async function loadCategories(need: NeedView): Promise<Option[]> {
  const { items } = await listCategories(areaOf(need), false)
  return items
    .filter(({ code }) => code !== need.category.code)
    .map(({ code, name, group, promise }) => ({ value: code, label: name, group, note: promise }))
}

/** The units that serve the place; whoever may see who works there can also name a person. */
export async function loadSubjects(need: NeedView): Promise<Option[]> {
  const area = areaOf(need)
  const [units, people] = await Promise.all([listUnits(area), listStaff(area).catch(() => ({ items: [] }))])
  return [
    { value: 'none', label: '不涉及哪个单位或个人' },
    ...units.items.map(({ id, name }) => ({ value: `unit:${id}`, label: name, group: '单位' })),
    ...people.items.map(({ userId, userName, roleName }) => ({
      value: `user:${userId}`,
      label: userName,
      note: roleName,
      group: '工作人员',
    })),
  ]
}

/** Open needs of the same kind at the desk that answers for this one. */
export async function loadMergeTargets(need: NeedView): Promise<Option[]> {
  const desk = findDesk(need, readMemberships())
  if (desk === undefined) return []
  const { items } = await listQueue({ post: desk, scope: 'desk', category: need.category.code, limit: '50' })
  const now = Date.now()
  return items
    .filter(({ id }) => id !== need.id)
    .map((other) => ({
      value: other.id,
      label: other.excerpt ?? other.placeText ?? other.category.name,
      note: [other.placeText, describeMoment(other.createdAt, now), other.stateText]
        .filter(Boolean)
        .join(' · '),
    }))
}

/** The narrowest desk the person sits at that covers the need's community. */
function findDesk(need: Pick<NeedView, 'community'>, memberships: readonly Membership[]) {
  return memberships
    .map(postOf)
    .filter((post) => post !== undefined)
    .filter((post) => postKindOf(post) === 'triage' && need.community?.startsWith(postTargetOf(post)))
    .sort((a, b) => b.length - a.length)[0]
}

/** Whether the person is on the post that holds it: what a holder writes, the resident reads. */
export function isHolderOf(
  need: Pick<NeedView, 'holder'>,
  userId: string,
  memberships: readonly Membership[],
) {
  const posts = [`volunteer:${userId}`, ...memberships.map(postOf)]
  return need.holder !== undefined && posts.includes(need.holder.post)
}

function areaOf(need: NeedView): string {
  return need.community ?? readMemberships().find(({ community }) => community !== undefined)?.community ?? ''
}
