import type { OutputOf } from '@linli/shared/contract'
import type { payoutContracts, PayoutLineView, PayoutView } from '@linli/shared/programmes/payout.contract'
import { availablePayoutActions, payoutStateTexts } from '@linli/shared/programmes/payout.state'
import { accountKindNames, maskAccount } from '@linli/shared/programmes/payoutAccount'
import { formatDate, toShanghaiDay } from '@linli/shared/time'
import type { Deps } from '../../deps'
import { plainCell } from '../../lib/plainCell'
import { toPage } from '../../lib/toPage'
import { openWorkbook } from '../../lib/workbook'
import { Area } from '../areas/area.model'
import { recordAudit } from '../audit/audit.service'
import type { Actor } from '../users/actor'
import { Payout, type PayeeData, type PayoutLine, type PayoutRecord } from './payout.model'
import { countLines, openPayees, readPayout, type ListedPayout } from './payout.service'

const numberOf = ({
  month,
  programmeName,
  sequence,
}: Pick<PayoutRecord, 'month' | 'programmeName' | 'sequence'>): string =>
  `${month} ${programmeName} 第${sequence}张`

export function viewPayout(payout: ListedPayout): PayoutView {
  const { _id, version, madeAt, byName, totalFen, tally, downloads } = payout
  const { issued, paid, failed, reissued } = tally
  const last = downloads.at(-1)
  return {
    ...{ id: _id.toString(), version, number: numberOf(payout), madeAt: madeAt.toISOString(), byName },
    ...{ people: issued + paid + failed + reissued, totalFen, paid, failed: failed + reissued, open: issued },
    downloads: downloads.length,
    ...(last ? { lastDownload: { at: last.at.toISOString(), byName: last.byName } } : {}),
  }
}

/** One that was just made or marked. */
export const viewWholePayout = (payout: PayoutRecord): PayoutView =>
  viewPayout({ ...payout, tally: countLines(payout.lines) })

const describeEnd = ({ endedAt }: Pick<PayoutLine, 'endedAt'>): string =>
  endedAt == null ? '' : `${formatDate(toShanghaiDay(endedAt))}起停了，当月还在享`

const describePerson = ({ birthDate, phone }: PayeeData): string =>
  [birthDate === undefined ? undefined : `${birthDate} 生`, phone]
    .filter((each) => each !== undefined)
    .join('，')

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
  const payees = openPayees(payout, deps)
  const communities = await nameCommunities(payout)
  const all = payout.lines.map((line, i) => ({ line, payee: payees[i] ?? { name: '' } }))
  const after = cursor === undefined ? 0 : 1 + all.findIndex(({ line }) => line._id.equals(cursor))
  const rows = all.slice(after).filter(({ line }) => state === undefined || line.state === state)
  return toPage(
    rows.slice(0, limit + 1),
    limit,
    ({ line }) => line._id.toString(),
    ({ line, payee }) => ({
      ...{ id: line._id.toString(), personName: payee.name, fen: line.fen, state: line.state },
      personText: describePerson(payee),
      accountText: payee.kind && payee.number ? maskAccount(payee.kind, payee.number) : '没有账号',
      ...(line.endedAt == null ? {} : { note: describeEnd(line) }),
      communityName: communities.get(line.community ?? '') ?? '',
      stateText: payoutStateTexts[line.state],
      ...(line.reason == null ? {} : { reason: line.reason }),
      actions: availablePayoutActions(line.state),
    }),
  )
}

const titles = [
  ...['行号', '姓名', '出生日期', '手机', '社区', '账户', '账号', '开户行', '付款方'],
  ...['金额（元）', '备注'],
]

/** The file for the bank, the only place where an account stands whole: the same each time, for it is written from what never changes. */
export async function writePayout(
  actor: Actor,
  id: string,
  deps: Deps,
): Promise<{ file: Buffer; name: string }> {
  const payout = await readPayout(actor, id)
  const payees = openPayees(payout, deps)
  const communities = await nameCommunities(payout)
  const at = deps.clock.now()
  await Payout.updateOne({ _id: payout._id }, { $push: { downloads: { at, byName: actor.displayName } } })
  const subject = { kind: 'payout', id, district: payout.district }
  await recordAudit(actor, 'payout.exported', subject, { month: payout.month }, deps)
  const workbook = await openWorkbook()
  workbook.created = payout.madeAt
  workbook.modified = payout.madeAt
  const sheet = workbook.addWorksheet(`${payout.month} 发放`)
  sheet.columns = titles.map((_, i) => ({ width: i === 6 ? 26 : 16 }))
  // An account number as a number would lose its last digits.
  for (const place of [3, 4, 6, 7]) sheet.getColumn(place).numFmt = '@'
  sheet.addRow([`编号 ${numberOf(payout)}`, '', '', `${toShanghaiDay(payout.madeAt)} ${payout.byName} 出`])
  sheet.addRow(titles).font = { bold: true }
  for (const [i, line] of payout.lines.entries()) {
    const { name = '', birthDate = '', phone = '', kind, number = '', bankName = '' } = payees[i] ?? {}
    const who = [name, birthDate, phone, communities.get(line.community ?? '') ?? '']
    const where = [kind === undefined ? '' : accountKindNames[kind], number, bankName, payout.payer]
    sheet.addRow([i + 1, ...[...who, ...where].map(plainCell), line.fen / 100, describeEnd(line)])
  }
  const empty = titles.slice(2, -2).map(() => '')
  sheet.addRow(['合计', `${payout.lines.length} 人`, ...empty, payout.totalFen / 100]).font = { bold: true }
  sheet.getColumn(10).numFmt = '#,##0.00'
  const file = Buffer.from(await workbook.xlsx.writeBuffer())
  return {
    file,
    name: `payout-${payout.street ?? ''}-${payout.month}-${payout.code}-${payout.sequence}.xlsx`,
  }
}
