import type {
  collectDeskLogin as CollectDeskLogin,
  startDeskLogin as StartDeskLogin,
} from '@linli/shared/users/auth.contract'
import type { OutputOf } from '@linli/shared/contract'
import { createHash, randomBytes, randomInt } from 'node:crypto'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { recordAudit } from '../audit/audit.service'
import type { Actor } from './actor'
import { canUseDesk } from './deskLogin.policy'
import { DeskLogin, type DeskLoginFields } from './deskLogin.model'
import { renderSceneCode, renderTextCode } from './sceneCode'
import { startSession } from './session.service'

const lifetimeMilliseconds = 2 * 60_000

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** The code on the screen; in development a plain one that opens the sandbox's page that stands in for a phone. */
async function renderQr(ticket: string, devScanUrl: string | undefined, deps: Deps): Promise<string> {
  const png =
    devScanUrl === undefined ? await renderSceneCode(ticket, deps) : await renderTextCode(devScanUrl)
  return `data:image/png;base64,${png.toString('base64')}`
}

export async function startDeskLogin(deps: Deps): Promise<OutputOf<typeof StartDeskLogin.response>> {
  const [ticket, secret] = [randomBytes(16).toString('base64url'), randomBytes(32).toString('base64url')]
  const number = String(randomInt(10, 100))
  const expiresAt = new Date(deps.clock.now().getTime() + lifetimeMilliseconds)
  const { sandbox, wechat } = deps.config
  const devScanUrl = sandbox.isOn ? `${wechat.openBase}/sandbox/scan?scene=${ticket}` : undefined
  const qr = await renderQr(ticket, devScanUrl, deps)
  await DeskLogin.create({ ticket, secretHash: hash(secret), number, expiresAt })
  return {
    ticket,
    secret,
    number,
    qr,
    expiresAt: expiresAt.toISOString(),
    ...(devScanUrl === undefined ? {} : { devScanUrl }),
  }
}

async function findDeskLogin(ticket: string, deps: Deps): Promise<DeskLoginFields> {
  const desk = await DeskLogin.findOne({ ticket }).lean<DeskLoginFields>()
  assertThat(desk && desk.expiresAt > deps.clock.now(), 'desk.expired')
  return desk
}

export async function previewDeskLogin(
  actor: Actor,
  ticket: string,
  deps: Deps,
): Promise<{ number: string; expiresAt: string }> {
  assertThat(canUseDesk(actor), 'desk.staff_only')
  const desk = await findDeskLogin(ticket, deps)
  assertThat(desk.state === 'pending', 'desk.used', { state: desk.state })
  return { number: desk.number, expiresAt: desk.expiresAt.toISOString() }
}

/** The signed-in phone lets the desk in. Confirming twice is no error, confirming after another is. */
export async function confirmDeskLogin(actor: Actor, ticket: string, deps: Deps): Promise<void> {
  assertThat(canUseDesk(actor), 'desk.staff_only')
  const now = deps.clock.now()
  const confirmed = await DeskLogin.updateOne(
    { ticket, state: 'pending', expiresAt: { $gt: now } },
    { $set: { state: 'confirmed', userId: actor.userId } },
  )
  if (confirmed.modifiedCount === 1)
    return recordAudit(actor, 'desk.confirmed', { kind: 'user', id: actor.userId }, {}, deps)
  const desk = await findDeskLogin(ticket, deps)
  assertThat(desk.userId?.toString() === actor.userId, 'desk.used', { state: desk.state })
}

/** What the desk asks until the phone has answered. The tokens come out once. */
export async function collectDeskLogin(
  ticket: string,
  secret: string,
  deps: Deps,
): Promise<OutputOf<typeof CollectDeskLogin.response>> {
  const now = deps.clock.now()
  const secretHash = hash(secret)
  const desk = await DeskLogin.findOne({ ticket, secretHash }).lean<DeskLoginFields>()
  assertThat(desk && desk.expiresAt > now, 'desk.expired')
  if (desk.state === 'pending') return { status: 'pending' }
  const collected = await DeskLogin.updateOne(
    { ticket, secretHash, state: 'confirmed' },
    { $set: { state: 'collected' } },
  )
  if (collected.modifiedCount === 0 || desk.userId == null)
    throw new AppError('desk.used', { state: 'collected' })
  return { status: 'ready', tokens: await startSession(desk.userId.toString(), 'desk', deps) }
}
