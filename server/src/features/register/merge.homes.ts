import type { ClientSession, Types } from 'mongoose'
import { HomeLink, type HomeLinkFields } from './homeLink.model'

type Link = HomeLinkFields & { _id: Types.ObjectId }

const isSame = (one: Link, other: Link): boolean => one.homeId.equals(other.homeId) && one.kind === other.kind

/** The earlier of two days; one that nobody wrote down says nothing. */
const earlier = (one: string | undefined, other: string | undefined): string | undefined =>
  one === undefined ? other : other === undefined || one < other ? one : other

async function joinLinks(own: Link, gone: Link, session: ClientSession): Promise<void> {
  const from = earlier(own.from, gone.from)
  await HomeLink.updateOne(
    { _id: own._id },
    {
      $set: { isCurrent: gone.isCurrent || own.isCurrent, ...(from === undefined ? {} : { from }) },
      ...(gone.isCurrent ? { $unset: { to: 1 } } : {}),
    },
    { session },
  )
  await HomeLink.deleteOne({ _id: gone._id }, { session })
}

/**
 * What the one that goes has to do with homes becomes the other's, with its dates. The same home of the same kind is one
 * line: of two that hold, one from the earlier day; one that had ended goes on, for its key stays with it.
 */
export async function moveHomes(
  { from, into }: { from: Types.ObjectId; into: Types.ObjectId },
  community: string,
  session: ClientSession,
): Promise<void> {
  const both = { personId: { $in: [into, from] } }
  const current = await HomeLink.find({ ...both, isCurrent: true }, null, { session }).lean<Link[]>()
  const ended = await HomeLink.find({ ...both, community, isCurrent: false }, null, { session }).lean<
    Link[]
  >()
  const all = [...current, ...ended]
  const own = all.filter(({ personId }) => personId.equals(into))
  for (const link of all.filter(({ personId }) => personId.equals(from))) {
    const twin = link.isCurrent
      ? own.find((each) => isSame(each, link))
      : own.find((each) => isSame(each, link) && each.to === link.to && each.from === link.from)
    if (twin) await joinLinks(twin, link, session)
    else await HomeLink.updateOne({ _id: link._id }, { $set: { personId: into } }, { session })
  }
}
