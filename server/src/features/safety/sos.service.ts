import type { SosActionBody } from '@linli/shared/safety/sos.contract'
import { findSosTransition } from '@linli/shared/safety/sos.state'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { dropUndefined } from '../../lib/dropUndefined'
import type { Actor } from '../users/actor'
import { anew, applySosChange, makeSosEntry, planPress, type SosChange } from './sos.change'
import { SosCase, type SosAuthor, type SosRecord } from './sos.model'
import { findSteppedAt } from './sos.pressed'
import { findStanding, listSosActions, sideOf, type SosStanding } from './sos.policy'
import { openTold, sealClosing, sealTold } from './sos.secrets'
import { sosRaised } from './sos.sweep'

const maxTries = 5

export interface SosSeen {
  sos: SosRecord
  standing: SosStanding
}

/** @throws AppError `record.not_found` for everyone who is not on its ladder. */
export async function readSos(actor: Actor, id: string, deps: Deps): Promise<SosSeen> {
  const sos = await SosCase.findOne({ _id: id }).lean<SosRecord>()
  const standing = sos ? await findStanding(actor, sos, deps) : undefined
  assertThat(sos && standing, 'record.not_found')
  return { sos, standing }
}

function planAction(
  { sos, standing }: SosSeen,
  actor: Actor,
  body: SosActionBody,
  to: SosRecord['state'],
  at: Date,
  deps: Deps,
): SosChange {
  const keepsTime = sos.nextAt ? { nextAt: sos.nextAt } : {}
  switch (body.action) {
    case 'press':
      return planPress(sos, to, at)
    case 'tell': {
      const told = {
        ...openTold(sos._id, sos.told, deps),
        ...dropUndefined({ matter: body.matter, text: body.text }),
      }
      return { to, set: { told: sealTold(sos._id, told, deps), ...keepsTime } }
    }
    case 'cancel':
      return { to, ...anew }
    case 'handBack':
      return { to, unset: ['helper'], set: { rung: 0 } }
    case 'close':
      return {
        to,
        set: { closing: sealClosing(sos._id, body.text, deps), outcome: body.outcome, closedAt: at },
      }
    default:
      return {
        to,
        set: { helper: { userId: new Types.ObjectId(actor.userId), name: standing.name, since: at } },
      }
  }
}

/**
 * One tap of a helper or of the caller. The clock may move it at the same moment: then it is tried on what stands there.
 * @throws AppError `sos.already_taken` when somebody else was quicker, `sos.invalid_transition`, `sos.too_old`.
 */
export async function actOnSos(
  actor: Actor,
  id: string,
  body: SosActionBody,
  requestKey: string | undefined,
  deps: Deps,
): Promise<SosSeen> {
  for (let i = 0; i < maxTries; i += 1) {
    const seen = await readSos(actor, id, deps)
    const { sos, standing } = seen
    if (requestKey !== undefined && sos.history.some((entry) => entry.requestKey === requestKey)) return seen
    if (!listSosActions(sos, standing, actor).includes(body.action)) refuse(sos, body)
    const transition = findSosTransition(sos.state, body.action)
    assertThat(transition, 'sos.invalid_transition')
    const at = await findSteppedAt(body, sos, deps.clock.now())
    const author: SosAuthor = {
      userId: new Types.ObjectId(actor.userId),
      kind: sideOf(standing),
      name: standing.name,
    }
    const entry = makeSosEntry(sos, body.action, transition.to, author, {
      at,
      ...(requestKey === undefined ? {} : { requestKey }),
    })
    const change = planAction(seen, actor, body, transition.to, at, deps)
    const changed = await applySosChange(
      sos,
      { ...change, ...dropUndefined({ bondId: standing.bondId }) },
      entry,
      deps,
    )
    if (!changed) continue
    sosRaised.send()
    return { sos: changed, standing }
  }
  throw new AppError('request.retry')
}

function refuse(sos: SosRecord, { action }: SosActionBody): never {
  const isTaken = action === 'acknowledge' && sos.helper && sos.state !== 'closed'
  const { state, version, helper } = sos
  const last = sos.history.at(-1)
  const present = { state, version, by: helper?.name ?? last?.by.name, at: last?.at.toISOString() }
  throw new AppError(isTaken ? 'sos.already_taken' : 'sos.invalid_transition', present)
}
