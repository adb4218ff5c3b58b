import type { OutputOf } from '@linli/shared/contract'
import type { payoutContracts } from '@linli/shared/programmes/payout.contract'
import { payoutTransitions } from '@linli/shared/programmes/payout.state'
import { Types, type ClientSession } from 'mongoose'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { dropUndefined } from '../../lib/dropUndefined'
import { inTransaction } from '../../lib/inTransaction'
import { recordAudit } from '../audit/audit.service'
import { isOwnMatter, type Actor } from '../users/actor'
import { Payout, type PayoutLine, type PayoutRecord } from './payout.model'
import { countLines, nameOfficer, readPayout } from './payout.service'
import { PayoutAccount } from './payoutAccount.model'

type Mark = OutputOf<typeof payoutContracts.markPayout.body>

function markLine(line: PayoutLine, { action, reason }: Mark): PayoutLine {
  const state = payoutTransitions[line.state][action]
  assertThat(state !== undefined, 'payout.invalid_transition')
  const kept = action === 'reissue' ? line.reason : reason
  const { _id, entitlementId, personId, community, fen, endedAt } = line
  return { _id, entitlementId, personId, fen, state, ...dropUndefined({ community, endedAt, reason: kept }) }
}

/**
 * Writes down what became of lines: arrived, did not, is to be sent again; with it the doubt in the accounts that failed,
 * for the next file must not send money there again.
 * @throws AppError `payout.own`, `payout.changed` when a colleague was quicker, `payout.invalid_transition`, `payout.reason_missing`.
 */
export async function markPayout(actor: Actor, id: string, mark: Mark, deps: Deps): Promise<PayoutRecord> {
  const payout = await readPayout(actor, id)
  const { action, version, lineIds, reason } = mark
  assertThat(payout.version === version, 'payout.changed')
  assertThat(action !== 'fail' || reason !== undefined, 'payout.reason_missing')
  const open = payout.lines.filter(({ state }) => state === 'issued').map(({ _id }) => _id.toString())
  const chosen = new Set(lineIds ?? open)
  const known = new Set(payout.lines.map(({ _id }) => _id.toString()))
  assertThat(chosen.size > 0 && [...chosen].every((each) => known.has(each)), 'payout.invalid_transition')
  const isOwn = payout.lines.some(
    (each) => chosen.has(each._id.toString()) && isOwnMatter(actor, each.personId),
  )
  // That it arrived gives nobody anything; the others lead to the money being paid once more.
  assertThat(action === 'pay' || !isOwn, 'payout.own')
  const lines = payout.lines.map((line) => (chosen.has(line._id.toString()) ? markLine(line, mark) : line))
  const byUserId = new Types.ObjectId(actor.userId)
  const entry = {
    at: deps.clock.now(),
    byUserId,
    byName: nameOfficer(actor, payout),
    action,
    lines: chosen.size,
  }
  const subject = { kind: 'payout', id, district: payout.district }
  await inTransaction(async (session) => {
    const { modifiedCount } = await Payout.updateOne(
      { _id: payout._id, version },
      { $set: { lines, tally: countLines(lines), version: version + 1 }, $push: { history: entry } },
      { session },
    )
    assertThat(modifiedCount === 1, 'payout.changed')
    if (action === 'fail') await doubtAccounts(payout, chosen, reason ?? '', session, deps)
    await recordAudit(actor, 'payout.marked', subject, { action, people: chosen.size }, deps, session)
  })
  return readPayout(actor, id)
}

/** What the bank sent back is written down anew before it is used again; what was changed since the file stays good. */
async function doubtAccounts(
  { lines, madeAt }: PayoutRecord,
  chosen: ReadonlySet<string>,
  reason: string,
  session: ClientSession,
  { clock }: Pick<Deps, 'clock'>,
): Promise<void> {
  const people = lines.filter(({ _id }) => chosen.has(_id.toString())).map(({ personId }) => personId)
  await PayoutAccount.updateMany(
    { _id: { $in: people }, setAt: { $lte: madeAt } },
    { $set: { failed: { at: clock.now(), reason } }, $inc: { version: 1 } },
    { session },
  )
}
