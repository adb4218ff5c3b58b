import type { OutputOf } from '@linli/shared/contract'
import type { payoutAccountContracts, PayoutAccountView } from '@linli/shared/programmes/payout.contract'
import { maskAccount } from '@linli/shared/programmes/payoutAccount'
import { formatDate, toShanghaiDay } from '@linli/shared/time'
import { roleNames } from '@linli/shared/users/roles'
import { Types, type ClientSession } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { dropUndefined } from '../../lib/dropUndefined'
import { fieldAad } from '../../lib/fieldCrypto'
import { inParts } from '../../lib/inParts'
import { inTransaction } from '../../lib/inTransaction'
import { isDuplicate } from '../../lib/isDuplicate'
import { maskName, maskPhone } from '../../lib/masks'
import { toPlace } from '../../lib/placeFields'
import { Area } from '../areas/area.model'
import { recordAudit } from '../audit/audit.service'
import { openPerson } from '../register/person.crypto'
import type { PersonMove } from '../register/person.hooks'
import { Person, type PersonDocument } from '../register/person.model'
import { findMembershipOver, isOwnMatter, type Actor } from '../users/actor'
import { PayoutAccount, type PayoutAccountRecord } from './payoutAccount.model'

const readAtOnce = 1000

/** The accounts of these people, by person. */
export async function readAccounts(
  personIds: readonly Types.ObjectId[],
): Promise<Map<string, PayoutAccountRecord>> {
  const found = new Map<string, PayoutAccountRecord>()
  for (const part of inParts(personIds, readAtOnce))
    for (const account of await PayoutAccount.find({ _id: { $in: part } }).lean<PayoutAccountRecord[]>())
      found.set(account._id.toString(), account)
  return found
}

/** Whether the next file can hold it. */
export const isUsable = (account: PayoutAccountRecord | undefined): account is PayoutAccountRecord =>
  account !== undefined && account.failed == null

export const openAccount = ({ _id, number }: PayoutAccountRecord, { crypto }: Pick<Deps, 'crypto'>): string =>
  crypto.decrypt(number, fieldAad('payoutaccounts', _id, 'number'))

/** Who a person is among others of her name: 「1944-03-05 生，138****0001」. */
export function describePayee(person: PersonDocument, { crypto }: Pick<Deps, 'crypto'>) {
  const { name, birthDate, phone } = openPerson(person, crypto)
  const born = birthDate === undefined ? undefined : `${birthDate} 生`
  const words = [born, phone === undefined ? undefined : maskPhone(phone)].filter(
    (each) => each !== undefined,
  )
  return {
    name,
    text: words.length === 0 ? '没有登记生日和手机' : words.join('，'),
    ...dropUndefined({ birthDate, phone: phone === undefined ? undefined : maskPhone(phone) }),
  }
}

function describeProblem(account: PayoutAccountRecord | undefined): string | undefined {
  if (!account) return '还没有账号'
  return account.failed ? `上次没有发成：${account.failed.reason}。请核对账号。` : undefined
}

/** Rows with masked numbers. */
export async function viewAccounts(
  people: readonly PersonDocument[],
  accounts: ReadonlyMap<string, PayoutAccountRecord>,
  deps: Pick<Deps, 'crypto'>,
): Promise<PayoutAccountView[]> {
  const codes = [...new Set(people.flatMap(({ community }) => community ?? []))]
  const areas = await Area.find({ code: { $in: codes } }, { code: 1, name: 1 }).lean()
  const names = new Map(areas.map(({ code, name }) => [code, name]))
  return people.map((person) => {
    const account = accounts.get(person._id.toString())
    const { name, text } = describePayee(person, deps)
    return dropUndefined({
      ...{ personId: person._id.toString(), personName: name, personText: text },
      ...{ communityName: names.get(person.community ?? '') ?? '', version: account?.version ?? 0 },
      accountText: account && maskAccount(account.kind, openAccount(account, deps)),
      setText: account && `${formatDate(toShanghaiDay(account.setAt))}，${account.byName}登记`,
      problem: describeProblem(account),
    })
  })
}

const keepers = ['streetOfficer', 'districtOfficer', 'secretary', 'communityWorker'] as const

/** Nobody writes down where one's own cash goes, nor that of an elder one acts for. @throws AppError `record.not_found`. */
async function findKept(actor: Actor, personId: string) {
  const person = await Person.findOne({ _id: personId }).lean<PersonDocument | null>()
  const keeper =
    person && !isOwnMatter(actor, personId)
      ? findMembershipOver(actor, [...keepers], toPlace(person))
      : undefined
  assertThat(person && keeper, 'record.not_found')
  return { person, keeper }
}

/** As the register shows her before anybody has written why: only the list of a month's payments tells more. */
async function viewOne(person: PersonDocument, deps: Deps): Promise<PayoutAccountView> {
  const [view] = await viewAccounts([person], await readAccounts([person._id]), deps)
  assertThat(view, 'record.not_found')
  const { birthDate, phone } = describePayee(person, deps)
  const born = birthDate === undefined ? undefined : `${birthDate.slice(0, 4)}年生`
  const known = [born, phone].filter((each) => each !== undefined)
  const personText = known.length === 0 ? view.personText : known.join('，')
  return { ...view, personName: maskName(view.personName), personText }
}

export async function getPayoutAccount(
  actor: Actor,
  personId: string,
  deps: Deps,
): Promise<PayoutAccountView> {
  const { person } = await findKept(actor, personId)
  return viewOne(person, deps)
}

type Account = OutputOf<typeof payoutAccountContracts.setPayoutAccount.body>

/** Writes down where her cash goes; of two who do at once one is told. @throws AppError `request.conflict`. */
export async function setPayoutAccount(
  actor: Actor,
  personId: string,
  { kind, number, bankName, version }: Account,
  deps: Deps,
): Promise<PayoutAccountView> {
  const { person, keeper } = await findKept(actor, personId)
  const { _id } = person
  const set = {
    ...{ kind, number: deps.crypto.encrypt(number, fieldAad('payoutaccounts', _id, 'number')) },
    ...{ setAt: deps.clock.now(), byUserId: new Types.ObjectId(actor.userId), version: version + 1 },
    byName: `${roleNames[keeper.role]} ${actor.displayName}`.trim(),
    ...(bankName === undefined ? {} : { bankName }),
  }
  const unset = { failed: 1 as const, ...(bankName === undefined ? { bankName: 1 as const } : {}) }
  const subject = { kind: 'person', id: personId, district: person.district }
  // The number before is gone with it: never without its line.
  await inTransaction(async (session) => {
    if (version === 0) await createFirst(_id, set, session)
    else {
      const change = { $set: set, $unset: unset }
      const { modifiedCount } = await PayoutAccount.updateOne({ _id, version }, change, { session })
      assertThat(modifiedCount === 1, 'request.conflict')
    }
    await recordAudit(actor, 'payoutAccount.set', subject, { kind, tail: number.slice(-4) }, deps, session)
  })
  return viewOne(person, deps)
}

async function createFirst(_id: Types.ObjectId, set: object, session?: ClientSession): Promise<void> {
  try {
    await PayoutAccount.create([{ _id, ...set }], session ? { session } : {})
  } catch (error) {
    if (isDuplicate(error)) throw new AppError('request.conflict')
    throw error
  }
}

/** Two records of one person: the account of the one that stays counts, else it takes over the other's. Repeatable. */
export async function mergeAccounts({ from, into }: PersonMove, deps: Pick<Deps, 'crypto'>): Promise<void> {
  const gone = await PayoutAccount.findOne({ _id: from }).lean<PayoutAccountRecord | null>()
  if (!gone) return
  if (!(await PayoutAccount.exists({ _id: into }))) {
    const number = deps.crypto.encrypt(openAccount(gone, deps), fieldAad('payoutaccounts', into, 'number'))
    await createFirst(into, { ...gone, _id: into, number })
  }
  await PayoutAccount.deleteOne({ _id: from })
}
