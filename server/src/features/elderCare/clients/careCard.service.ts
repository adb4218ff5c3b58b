import { createHash, randomInt } from 'node:crypto'
import { Types, type ClientSession } from 'mongoose'
import type { Deps } from '../../../deps'
import { assertThat } from '../../../lib/appError'
import { dropUndefined } from '../../../lib/dropUndefined'
import { recordAudit } from '../../audit/audit.service'
import { whileActing } from '../../families/bond.access'
import { renderTextCode } from '../../users/sceneCode'
import type { Actor } from '../../users/actor'
import { User } from '../../users/user.model'
import { CareCard, type CareCardRecord } from './careCard.model'
import { renderCareCard } from './careCard.page'
import { findClient, viewClient, type Client } from './client.access'

/** Nothing that is mistaken for something else when read out: no 0, O, 1, I, L. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const length = 16
/** Tells our cards from other codes that a helper may scan. */
const prefix = 'LINLI-'

const makeToken = (): string =>
  Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('')

/** Typed by hand or scanned, with or without spaces and prefix. */
const normalize = (text: string): string =>
  text
    .toUpperCase()
    .replace(prefix, '')
    .replace(/[^0-9A-Z]/g, '')

const hashOf = (token: string): string =>
  createHash('sha256').update(`care card ${token}`).digest('base64url')

/** Whose card it is, while it holds. */
export async function findCardOwner(text: string): Promise<Types.ObjectId | undefined> {
  const card = await CareCard.findOne({ hash: hashOf(normalize(text)) }).lean<CareCardRecord>()
  return card?.revokedAt === undefined ? card?.personId : undefined
}

/** Whether a card is this person's and still holds. */
export async function isCardOf(text: string, personId: Types.ObjectId): Promise<boolean> {
  return (await findCardOwner(text))?.equals(personId) === true
}

/** Whether an elder has something to show at her door: the digits in an account of her own, or a printed card. */
export async function hasDoorProof(personId: Types.ObjectId): Promise<boolean> {
  const account = await User.exists({ personId, deletedAt: { $exists: false } })
  return account !== null || (await CareCard.exists({ personId, revokedAt: { $exists: false } })) !== null
}

async function findStaffClient(actor: Actor, personId: string, deps: Deps): Promise<Client> {
  const client = await findClient(actor, personId, deps)
  assertThat(client.staff, 'access.denied')
  return client
}

/** Prints a new card for an elder; the ones before end with it. The token is on the paper only. */
export async function issueCard(actor: Actor, personId: string, deps: Deps): Promise<string> {
  const client = await findStaffClient(actor, personId, deps)
  const token = makeToken()
  await revokeAll(client, deps)
  const { person, place } = client
  const card = await CareCard.create({
    ...{
      hash: hashOf(token),
      personId: person._id,
      district: place.district,
      issuedBy: new Types.ObjectId(actor.userId),
    },
    ...dropUndefined({ community: place.community }),
    issuedAt: deps.clock.now(),
  })
  const subject = { kind: 'person', id: person._id.toString(), district: place.district }
  await recordAudit(actor, 'careCard.issued', subject, { cardId: card._id.toString() }, deps)
  return renderCareCard({
    name: viewClient(client, deps).name,
    code: token.replace(/(.{4})(?=.)/g, '$1 '),
    image: await renderTextCode(`${prefix}${token}`),
  })
}

async function revokeAll({ person, acting }: Client, deps: Deps): Promise<number> {
  const end = async (session?: ClientSession): Promise<number | undefined> => {
    const { modifiedCount } = await CareCard.updateMany(
      { personId: person._id, revokedAt: { $exists: false } },
      { $set: { revokedAt: deps.clock.now() } },
      session ? { session } : {},
    )
    return modifiedCount === 0 ? undefined : modifiedCount
  }
  const act = { what: '作废了服务卡', record: { kind: 'careCard', id: person._id.toString() } }
  return (acting ? await whileActing(acting, act, end, deps) : await end()) ?? 0
}

/** A lost card ends: by staff, by the elder, or by who acts for her. @returns how many ended. */
export async function revokeCards(actor: Actor, personId: string | undefined, deps: Deps): Promise<number> {
  const client = await findClient(actor, personId, deps)
  const ended = await revokeAll(client, deps)
  const subject = { kind: 'person', id: client.person._id.toString(), district: client.place.district }
  if (ended > 0) await recordAudit(actor, 'careCard.revoked', subject, { ended }, deps)
  return ended
}
