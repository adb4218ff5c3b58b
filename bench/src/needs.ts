import { placeOf } from '@linli/shared/areas/areas'
import { SingleBar } from 'cli-progress'
import { Need, type NeedRecord } from '../../server/src/features/needs/need.model'
import { dropUndefined } from '../../server/src/lib/dropUndefined'
import { testAreas } from '../../server/src/test/users.factory'
import { mongoose } from './residents'

const { ObjectId } = mongoose.Types
const chunk = 1000
const hour = 3_600_000
const testPlace = dropUndefined(placeOf(testAreas.community))
const openInUnit = 30
const needsInUnit = 1000
export const openInBusyUnit = 4000

const words =
  '厨房水槽下面的水管一直在漏水，地上已经积了水，老人走过去怕滑倒，麻烦师傅尽快上门看一下，家里下午两点以后都有人，谢谢。'

type Entry = NeedRecord['history'][number]

function makeHistory(at: Date, userId: Entry['by']['userId'], isOpen: boolean): Entry[] {
  const by = { userId, kind: 'staff', name: '友谊物业', post: 'unit:000000000000000000000000' } as const
  const entry = (action: Entry['action'], from: Entry['from'], to: Entry['to'], text?: string): Entry => ({
    ...{ id: new ObjectId().toString(), at, action, from, to, by, requestKey: new ObjectId().toString() },
    ...(text === undefined ? {} : { text }),
  })
  const started = [
    entry('create', 'submitted', 'submitted'),
    entry('release', 'submitted', 'assigned'),
    entry('accept', 'assigned', 'accepted', '师傅下午三点左右到，请家里留人。'),
  ]
  if (isOpen) return started
  return [
    ...started,
    entry('resolve', 'accepted', 'resolved', '换了一段水管和一个弯头，试水半小时没有再漏。'),
    entry('confirm', 'resolved', 'closed'),
  ]
}

/** A need as a year of use leaves it, about 2 kB; an open one is due within four weeks. */
function makeNeed(index: number, unitId: string, isOpen: boolean, now: Date): NeedRecord {
  const userId = new ObjectId()
  const createdAt = new Date(now.getTime() - (index % 8760) * hour)
  const deadline = new Date(now.getTime() + ((index * 7919) % (28 * 24 * 60)) * 60_000)
  const triage = `triage:${testAreas.community}` as const
  return {
    _id: new ObjectId(),
    ...{ version: 3, kind: 'request', source: 'self', open: isOpen, state: isOpen ? 'accepted' : 'closed' },
    category: { code: 'repair', name: '水电维修', icon: 'wrench' },
    ...{ isPublicPlace: false, isSensitive: false, isDanger: false, emergencyPhones: [] },
    ...{ createdBy: userId, requestKey: new ObjectId().toString(), reporterId: userId, canConfirm: true },
    ...testPlace,
    ...{ grid: testAreas.grid, building: testAreas.building, communityName: '友谊路第一居民区' },
    place: { kind: 'home', text: '3号楼 302室', point: { type: 'Point', coordinates: [121.49, 31.4] } },
    ...{
      text: words,
      media: [],
      answers: [{ key: 'where', label: '哪里坏了', value: '厨房', raw: 'kitchen' }],
    },
    ...{ post: `unit:${unitId}`, postName: '友谊物业', postArea: testAreas.community, heldSince: createdAt },
    ...{ assignedBy: triage, triage, readers: [triage], helpers: [] },
    route: {
      ruleName: '居家维修找物业',
      why: '居家维修由小区的物业办理',
      post: `unit:${unitId}`,
      broken: [],
    },
    clock: { acceptMinutes: 120, resolveMinutes: 2880, isWorkingTime: true },
    ...{ createdAt, releasedAt: createdAt, acceptBy: deadline, resolveBy: deadline, deadline },
    ...(isOpen ? {} : { resolvedAt: createdAt, closedAt: createdAt, isOnTime: true, outcome: 'solved' }),
    ...{ escalations: 0, isOverdue: false, wasHeld: false, asks: 0, returns: 0, disputes: 0, extensions: 0 },
    ...{ isCallbackDue: false, isCallDue: false, supporters: [], check: 'pass', checks: {} },
    ...{ history: makeHistory(createdAt, userId, isOpen), outbox: [] },
  }
}

/** Whose need the one with this number is, and whether it is open. */
function placeNeed(index: number, units: readonly string[], busyUnit: string): [string, boolean] {
  if (index < openInBusyUnit) return [busyUnit, true]
  const rank = Math.floor(index / units.length)
  return [units[index % units.length] ?? busyUnit, rank < openInUnit + openInBusyUnit / units.length]
}

/** Writes so many needs over units with about 30 open each, and one unit with 4,000 open. */
export async function loadNeeds(count: number, ordinaryUnit: string, busyUnit: string): Promise<void> {
  const unitCount = Math.max(1, Math.round(count / needsInUnit))
  const others = Array.from({ length: unitCount - 1 }, () => new ObjectId().toString())
  const units = [ordinaryUnit, ...others]
  const now = new Date()
  const bar = new SingleBar({
    format: '  needs {bar} {value}/{total}, {duration_formatted}, {eta_formatted} to go',
    noTTYOutput: true,
  })
  bar.start(count, 0)
  for (let start = 0; start < count; start += chunk) {
    const rows = Array.from({ length: Math.min(chunk, count - start) }, (_, i) => {
      const [unitId, isOpen] = placeNeed(start + i, units, busyUnit)
      return makeNeed(start + i, unitId, isOpen, now)
    })
    await Need.collection.insertMany(rows, { ordered: false })
    bar.update(start + rows.length)
  }
  bar.stop()
}
