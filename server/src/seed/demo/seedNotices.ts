import { staffReachChannels } from '@linli/shared/notices/notice'
import type { NoticeContent } from '@linli/shared/notices/notice.contract'
import type { Deps } from '../../deps'
import { makeOutboxEntry } from '../../features/messages/outbox'
import { applyNoticeEntry } from '../../features/notices/notice.check'
import { Notice, NoticeSettings, type NoticeRecord } from '../../features/notices/notice.model'
import { actOnNotice } from '../../features/notices/notice.moves'
import { createNotice, readNotice } from '../../features/notices/notice.service'
import { sweepNotices } from '../../features/notices/notice.sweep'
import { noteReached } from '../../features/notices/reach.change'
import { NoticeReach, type ReachRecord } from '../../features/notices/reach.model'
import { demoBuildings, demoCommunity } from './places'
import { isDemoId, makeDemoId } from './random'
import { findActor } from './seedAccounts'
import { passCheck } from './seedForum'

const hour = 60 * 60_000
const content = {
  areaCode: demoCommunity,
  audience: { areas: [], groups: [] },
  mustReach: false,
  photoIds: [],
}

interface DemoNotice {
  key: string
  hoursAgo: number
  content: NoticeContent
  /** Who has opened it. */
  readers: readonly string[]
}

/** One that is good to know, and one that everybody of a building must know of. */
const demoNotices: readonly DemoNotice[] = [
  {
    key: 'cleaning',
    hoursAgo: 50,
    content: {
      ...content,
      kind: 'activity',
      title: '周六上午一起打扫楼道',
      text: '这个周六上午 9 点到 11 点，一起打扫楼道。\n在各楼楼下集合，扫把、手套由社区准备。\n家里有不要的大件，可以一起搬下来，车子 11 点来拉。\n有事问楼组长，或者打社区电话 021-56000000。',
    },
    readers: ['owner', 'oldYardOwner', 'volunteerParty1', 'volunteerParty2', 'volunteer1', 'buildingLeader1'],
  },
  {
    key: 'outage',
    hoursAgo: 3,
    content: {
      ...content,
      audience: { areas: [demoBuildings[2]?.code ?? demoCommunity], groups: [] },
      kind: 'outage',
      title: '江畔苑 3号楼明天 8 点到 14 点停水',
      text: '江畔苑 3号楼的水管要换，明天早上 8 点到下午 2 点停水。\n请今天晚上接好一桶水。\n送水、搬水有困难的，请打社区电话 021-56000000，我们送上门。',
      mustReach: true,
      visitAfterMinutes: 120,
    },
    readers: ['buildingLeader2'],
  },
]

/** The worker writes, the secretary looks over and signs; presses that were made before are not made again. */
async function sign(demo: DemoNotice, id: string, at: Deps): Promise<void> {
  const now = at.clock.now()
  const [worker, secretary] = [await findActor('worker1', now), await findActor('secretary', now)]
  await createNotice(worker, demo.content, id, at)
  const steps = [
    ['draft', 'submit', worker],
    ['submitted', 'approve', secretary],
    ['approved', 'sign', secretary],
  ] as const
  for (const [state, action, actor] of steps) {
    const notice = await Notice.findOne({ _id: id, state }).lean<NoticeRecord>()
    if (notice) await actOnNotice(actor, id, { action, version: notice.version }, at)
  }
  // What the demo's people wrote was checked long ago.
  const signed = await Notice.findOne({ _id: id }).lean<NoticeRecord>()
  if (!signed) return
  await applyNoticeEntry(signed, makeOutboxEntry('notice.submitted', {}, at), at)
  await passCheck(signed)
}

/** Each third door has been told, the ways one after the other: the same on every machine. */
async function tellSome(id: string, deps: Deps): Promise<void> {
  const rows = await NoticeReach.find({ noticeId: id, state: 'waiting' })
    .sort({ rank: 1 })
    .lean<ReachRecord[]>()
  const told = rows.filter((_, place) => place % 3 === 2)
  for (const [place, { key }] of told.entries()) {
    const channel = staffReachChannels[place % (staffReachChannels.length - 1)] ?? 'call'
    await noteReached(key, { channel, at: deps.clock.now(), byName: '姚永康' })
  }
}

/** Nobody real hears of what was invented. */
const quiet = (deps: Deps): Deps => ({
  ...deps,
  publish: () => undefined,
  ports: { ...deps.ports, sms: { ...deps.ports.sms, isAvailable: false } },
})

type Known = Pick<NoticeRecord, '_id' | 'run' | 'state'>

/** As it stands, should a start before this one have begun it. */
async function findKnown({ key }: DemoNotice): Promise<Known | undefined> {
  const rows = await Notice.find({ areaCode: demoCommunity }, { run: 1, state: 1 }).lean<Known[]>()
  return rows.find(({ _id }) => isDemoId(_id, `notice:${key}`))
}

async function playNotice(demo: DemoNotice, known: Known | undefined, deps: Deps): Promise<void> {
  const clockOf = (hoursLater: number): Deps => {
    const now = new Date(deps.clock.now().getTime() - (demo.hoursAgo - hoursLater) * hour)
    return { ...quiet(deps), clock: { now: () => now } }
  }
  const _id = known?._id ?? makeDemoId(`notice:${demo.key}`, clockOf(0).clock.now())
  const id = _id.toString()
  await sign(demo, id, clockOf(0))
  await sweepNotices(clockOf(0))
  const at = clockOf(1)
  for (const reader of demo.readers) await readNotice(await findActor(reader, at.clock.now()), id, at)
  if (demo.content.mustReach) await tellSome(id, at)
}

/** Two visits a day and worker, so that some are on their way and the rest can be seen to wait. */
const demoVisits = 2

/** Notices with a past: one read by some, one that reached some and sends somebody to others. Repeatable. */
export async function seedNotices(deps: Deps): Promise<void> {
  const settings = { community: demoCommunity }
  if ((await NoticeSettings.exists(settings)) === null)
    await NoticeSettings.create({ ...settings, visitsPerWorkerDay: demoVisits })
  for (const demo of demoNotices) {
    const known = await findKnown(demo)
    if (known?.state === 'published' && known.run === undefined) continue
    await playNotice(demo, known, deps)
  }
  await sweepNotices(quiet(deps))
}
