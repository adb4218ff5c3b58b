import { payoutAccountContracts, payoutContracts } from '@linli/shared/programmes/payout.contract'
import { programmeContracts, type ProgrammeView } from '@linli/shared/programmes/programme.contract'
import { recordAudit } from '../audit/audit.service'
import type { Actor } from '../users/actor'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { route, type Route } from '../../http/route'
import { toPage } from '../../lib/toPage'
import { readStatement, renderStatement, writeStatement } from './card.statement'
import { viewCard } from './card.view'
import {
  approveEntitlements,
  countEntitlements,
  decideEntitlement,
  listEntitlements,
} from './entitlement.service'
import { viewEntitlements } from './entitlement.view'
import type { ProgrammeRecord } from './programme.model'
import { listProgrammes, putProgramme } from './programme.service'
import { describeProgramme } from './programme.words'
import { markPayout } from './payout.mark'
import { listMissingAccounts, listPayouts, makePayout } from './payout.service'
import { listPayoutLines, viewPayout, viewWholePayout, writePayout } from './payout.view'
import { getPayoutAccount, setPayoutAccount } from './payoutAccount.service'
import { readSettlement } from './settlement.service'
import { writeSettlement } from './settlement.sheet'

function viewProgramme(programme: ProgrammeRecord): ProgrammeView {
  const { areaCode, code, version, name, payer, rank, who, classes, channels } = programme
  const { pays, monthlyFen, rollsOver, isClosed } = programme
  return {
    ...{ areaCode, code, version, name, payer, rank, who, classes, channels, pays, rollsOver, isClosed },
    ...(monthlyFen === undefined ? {} : { monthlyFen }),
    text: describeProgramme(programme),
  }
}

/** Exports name people or what is paid for them: each is written down. */
async function noteExport(
  actor: Actor,
  what: string,
  { area, month }: { area: string; month: string },
  deps: Deps,
) {
  const subject = { kind: 'area', id: area, district: area.slice(0, 6) }
  await recordAudit(actor, `${what}.exported`, subject, { month }, deps)
}

export const programmeRoutes: Route[] = [
  route(programmeContracts.listProgrammes, async ({ actor, query }) => {
    const { items, canEdit } = await listProgrammes(actor, query.area)
    return { items: items.map(viewProgramme), canEdit }
  }),
  route(programmeContracts.putProgramme, async ({ actor, params, body, deps }) =>
    viewProgramme(await putProgramme(actor, params, body, deps)),
  ),
  route(programmeContracts.getCard, ({ actor, query, deps }) => viewCard(actor, query.person, deps)),
  route(programmeContracts.getCardStatement, async ({ actor, query, deps }) =>
    renderStatement(await readStatement(actor, query, deps)),
  ),
  route(programmeContracts.exportCardStatement, async ({ actor, query, deps }) =>
    writeStatement(await readStatement(actor, query, deps)),
  ),
  route(programmeContracts.listEntitlements, async ({ actor, query, deps }) => {
    const rows = await listEntitlements(actor, query)
    const views = await viewEntitlements(rows, actor, deps)
    return toPage(
      views,
      query.limit,
      ({ id }) => id,
      (view) => view,
    )
  }),
  route(programmeContracts.countEntitlements, ({ actor, query }) => countEntitlements(actor, query.area)),
  route(programmeContracts.approveEntitlements, ({ actor, body, deps }) =>
    approveEntitlements(actor, body.items, deps),
  ),
  route(programmeContracts.decideEntitlement, async ({ actor, params, body, deps }) => {
    const decided = await decideEntitlement(actor, params.id, body, deps)
    const [view] = await viewEntitlements([decided], actor, deps)
    assertThat(view, 'record.not_found')
    return view
  }),
  route(programmeContracts.getSettlement, ({ actor, query, deps }) => readSettlement(actor, query, deps)),
  route(programmeContracts.exportSettlement, async ({ actor, query, deps, ctx }) => {
    const file = await writeSettlement(actor, query, deps)
    await noteExport(actor, 'settlement', query, deps)
    ctx.attachment(`settlement-${query.area}-${query.month}.xlsx`)
    return file
  }),
  route(payoutContracts.listPayouts, async ({ actor, query, deps }) => {
    const { items, due } = await listPayouts(actor, query, deps)
    return { items: items.map(viewPayout), due }
  }),
  route(payoutContracts.makePayout, async ({ actor, body, newId, deps }) =>
    viewWholePayout(await makePayout(actor, body, newId, deps)),
  ),
  route(payoutContracts.listPayoutLines, ({ actor, params, query, deps }) =>
    listPayoutLines(actor, params.id, query, deps),
  ),
  route(payoutContracts.markPayout, async ({ actor, params, body, deps }) =>
    viewWholePayout(await markPayout(actor, params.id, body, deps)),
  ),
  route(payoutContracts.exportPayout, async ({ actor, params, deps, ctx }) => {
    const { file, name } = await writePayout(actor, params.id, deps)
    ctx.attachment(name)
    return file
  }),
  route(payoutAccountContracts.listMissingAccounts, ({ actor, query, deps }) =>
    listMissingAccounts(actor, query, deps),
  ),
  route(payoutAccountContracts.getPayoutAccount, ({ actor, params, deps }) =>
    getPayoutAccount(actor, params.id, deps),
  ),
  route(payoutAccountContracts.setPayoutAccount, ({ actor, params, body, deps }) =>
    setPayoutAccount(actor, params.id, body, deps),
  ),
]
