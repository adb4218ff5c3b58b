import type { OutputOf } from '@linli/shared/contract'
import type { payoutContracts, PayoutLineView, PayoutView } from '@linli/shared/programmes/payout.contract'
import { availablePayoutActions, payoutStateTexts } from '@linli/shared/programmes/payout.state'
import { toShanghaiDay } from '@linli/shared/time'
import type { Deps } from '../../deps'
import { plainCell } from '../../lib/plainCell'
import { toPage } from '../../lib/toPage'
import { openWorkbook } from '../../lib/workbook'
import { Area } from '../areas/area.model'
import { recordAudit } from '../audit/audit.service'
import type { Actor } from '../users/actor'
import { Payout, type PayoutRecord } from './payout.model'
import { openNames, readPayout } from './payout.service'

const numberOf = ({ month, programmeName, sequence }: PayoutRecord): string =>
  `${month} ${programmeName} 第${sequence}张`

export function viewPayout(payout: PayoutRecord): PayoutView {
  const { _id, version, madeAt, byName, totalFen, lines, downloads } = payout
  const count = (...states: string[]) => lines.filter(({ state }) => states.includes(state)).length
  const last = downloads.at(-1)
  return {
    ...{ id: _id.toString(), version, number: numberOf(payout), madeAt: madeAt.toISOString(), byName },
    ...{ people: lines.length, totalFen, paid: count('paid'), failed: count('failed', 'reissued') },
    ...{ open: count('issued'), downloads: downloads.length },
    ...(last ? { lastDownload: { at: last.at.toISOString(), byName: last.byName } } : {}),
  }
}

async function nameCommunities({ lines }: PayoutRecord): Promise<Map<string, string>> {
  const codes = [...new Set(lines.flatMap(({ community }) => (community === undefined ? [] : [community])))]
  const areas = await Area.find({ code: { $in: codes } }, { code: 1, name: 1 }).lean()
  return new Map(areas.map(({ code, name }) => [code, name]))
}

type Asked = OutputOf<typeof payoutContracts.listPayoutLines.query>

/** The people of a file in its order, with what became of each. */
export async function listPayoutLines(
  actor: Actor,
  id: string,
  { state, cursor, limit }: Asked,
  deps: Deps,
): Promise<{ items: PayoutLineView[]; nextCursor?: string }> {
  const payout = await readPayout(actor, id)
  const names = openNames(payout, deps)
  const communities = await nameCommunities(payout)
  const all = payout.lines.map((line, i) => ({ line, name: names[i] ?? '' }))
  const after = cursor === undefined ? 0 : 1 + all.findIndex(({ line }) => line._id.equals(cursor))
  const rows = all.slice(after).filter(({ line }) => state === undefined || line.state === state)
  return toPage(
    rows.slice(0, limit + 1),
    limit,
    ({ line }) => line._id.toString(),
    ({ line, name }) => ({
      ...{ id: line._id.toString(), personName: name, fen: line.fen, state: line.state },
      communityName: communities.get(line.community ?? '') ?? '',
      stateText: payoutStateTexts[line.state],
      ...(line.reason == null ? {} : { reason: line.reason }),
      actions: availablePayoutActions(line.state),
    }),
  )
}

/** The file for the bank: the same each time, for it is written from what never changes. */
export async function writePayout(
  actor: Actor,
  id: string,
  deps: Deps,
): Promise<{ file: Buffer; name: string }> {
  const payout = await readPayout(actor, id)
  const names = openNames(payout, deps)
  const communities = await nameCommunities(payout)
  const at = deps.clock.now()
  await Payout.updateOne({ _id: payout._id }, { $push: { downloads: { at, byName: actor.displayName } } })
  const subject = { kind: 'payout', id, district: payout.district }
  await recordAudit(actor, 'payout.exported', subject, { month: payout.month }, deps)
  const workbook = await openWorkbook()
  workbook.created = payout.madeAt
  workbook.modified = payout.madeAt
  const sheet = workbook.addWorksheet(`${payout.month} 发放`)
  sheet.columns = [24, 18, 14, 20, 14].map((width) => ({ width }))
  sheet.addRow([`编号 ${numberOf(payout)}`, '', '', `${toShanghaiDay(payout.madeAt)} ${payout.byName} 出`])
  sheet.addRow(['行号', '姓名', '社区', '付款方', '金额（元）']).font = { bold: true }
  for (const [i, { community, fen }] of payout.lines.entries())
    sheet.addRow([
      i + 1,
      plainCell(names[i] ?? ''),
      plainCell(communities.get(community ?? '') ?? ''),
      plainCell(payout.payer),
      fen / 100,
    ])
  sheet.addRow(['合计', `${payout.lines.length} 人`, '', '', payout.totalFen / 100]).font = { bold: true }
  sheet.getColumn(5).numFmt = '#,##0.00'
  const file = Buffer.from(await workbook.xlsx.writeBuffer())
  return {
    file,
    name: `payout-${payout.street ?? ''}-${payout.month}-${payout.code}-${payout.sequence}.xlsx`,
  }
}
