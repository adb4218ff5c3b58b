import { sayMonth } from '@linli/shared/time'
import { sayYuan } from '@linli/shared/money'
import { AppError } from '../../lib/appError'
import { inTransaction } from '../../lib/inTransaction'
import { toPlace } from '../../lib/placeFields'
import type { PersonMove } from '../register/person.hooks'
import { Person, type PersonDocument } from '../register/person.model'
import { readMonth } from './card.balance'
import { Card, type CardRecord } from './card.model'
import { makeCard, writeCard } from './card.write'
import { readProgrammes } from './programme.service'

type Grant = CardRecord['grants'][number]

/**
 * A programme gives one person one allowance a month, however many records she had: of two grants the larger holds, and
 * what was used of both counts against it. So no yuan is there twice.
 */
function joinGrants(kept: readonly Grant[], gone: readonly Grant[]): Grant[] {
  const joined = new Map<string, Grant>()
  for (const grant of [...kept, ...gone]) {
    const key = `${grant.code} ${grant.month}`
    const other = joined.get(key)
    const usedFen = (other?.usedFen ?? 0) + (grant.usedFen ?? 0)
    const fen = Math.max(other?.fen ?? 0, grant.fen)
    joined.set(key, { code: grant.code, month: grant.month, fen, ...(usedFen > 0 ? { usedFen } : {}) })
  }
  return [...joined.values()]
}

function joinCards(kept: CardRecord, gone: CardRecord): Pick<CardRecord, 'grants' | 'reservations'> {
  const byOrder = new Map(
    [...gone.reservations, ...kept.reservations].map((each) => [each.orderId.toString(), each]),
  )
  return { grants: joinGrants(kept.grants, gone.grants), reservations: [...byOrder.values()] }
}

/** More was used on both together than one person has: nobody is asked for it, an officer looks. */
async function describeOverspent(
  card: Pick<CardRecord, 'grants' | 'reservations'>,
  person: PersonDocument | null,
): Promise<string[]> {
  const programmes = person ? await readProgrammes(toPlace(person)) : new Map<string, { name: string }>()
  return card.grants.flatMap(({ code, month }) => {
    const { grantFen, usedFen } = readMonth(card, code, month)
    if (usedFen <= grantFen) return []
    const name = programmes.get(code)?.name ?? '一项补贴'
    return [
      `${name}：${sayMonth(month)}两条登记一共用了 ${sayYuan(usedFen)}，一个人只有 ${sayYuan(grantFen)}。不用长者退，请街道核对。`,
    ]
  })
}

/** Two cards of one person become one; reservations stay with their orders. */
export async function mergeCards({ from, into, note }: PersonMove): Promise<void> {
  const gone = await Card.findOne({ _id: from }).lean<CardRecord | null>()
  if (!gone) return
  const kept = (await Card.findOne({ _id: into }).lean<CardRecord | null>()) ?? (await makeCard(into))
  const joined = joinCards(kept, gone)
  const person = await Person.findOne({ _id: into }).lean<PersonDocument | null>()
  for (const remark of await describeOverspent(joined, person)) await note(remark)
  await inTransaction(async (session) => {
    const removed = await Card.deleteOne({ _id: from, version: gone.version }, { session })
    const isWritten = removed.deletedCount === 1 && (await writeCard(kept, joined, session))
    if (!isWritten) throw new AppError('request.retry')
  })
}
