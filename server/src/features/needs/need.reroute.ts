import type { NeedSubject, NeedRecord } from './need.model'
import { Types } from 'mongoose'
import { assertThat, wrongField } from '../../lib/appError'
import { describePost } from '../areas/post.service'
import { findCategory } from '../categories/category.service'
import { computeRoute } from '../routing/routing.service'
import { describeSubject } from '../routing/subject.service'
import { toPlace } from '../../lib/placeFields'
import type { Answers } from '@linli/shared/categories/category'
import { triageOf } from '@linli/shared/users/posts'
import { handTo, type NeedChange } from './need.change'
import { giveInTurn } from './need.turn'
import type { Move } from './need.move'

interface NewFacts {
  category?: string
  subject?: { kind: 'unit' | 'user'; id: string } | null
  text?: string | undefined
}

/** Whom a complaint is about, and the desk one level above them; undefined when there is no such unit or person. */
export async function readSubject(subject: { kind: 'unit' | 'user'; id: string }): Promise<NeedSubject> {
  const known = await describeSubject(subject)
  assertThat(known, 'request.invalid', wrongField('body', ['subject'], 'unknown'))
  return {
    kind: subject.kind,
    id: new Types.ObjectId(subject.id),
    name: known.name,
    areaCode: known.areaCode,
  }
}

/**
 * The category or the subject changed, so the route is computed again for the same need: it keeps its history and
 * its clock (must-get-right 9), and never lands with its subject.
 */
export async function planReroute(move: Move, facts: NewFacts): Promise<NeedChange> {
  const { need, now, deps } = move
  const place = toPlace(need)
  const category = await findCategory(facts.category ?? need.category.code, place)
  assertThat(category, 'need.category_unknown')
  assertThat(!category.isClosed || facts.category === undefined, 'need.category_closed')
  const subject =
    facts.subject === undefined
      ? need.subject
      : facts.subject === null
        ? undefined
        : await readSubject(facts.subject)
  const route = await computeRoute(
    {
      category,
      place,
      at: now,
      answers: readAnswers(need),
      complaintAbout: subject && { kind: subject.kind, id: subject.id.toString() },
      isReroute: true,
    },
    deps,
  )
  const pool = await describePost(route.post)
  assertThat(pool, 'need.post_unknown')
  const turn = toTurn(route)
  const next = turn && (await giveInTurn({ ...need, turn }, deps))
  const target = next ?? pool
  const triage = subject ? route.post : triageOf(place)
  const given = handTo({ ...need, clock: route.clock }, target, { desk: triage, now })
  const details = { beforeName: need.postName, postName: target.name }
  return {
    to: 'assigned',
    set: {
      ...given.set,
      triage,
      // Whoever is named in a complaint loses sight of it at once, and so does every desk below.
      readers: subject ? [triage] : need.readers,
      clock: route.clock,
      category: { code: category.code, name: category.name, icon: category.icon },
      isPublicPlace: category.isPublicPlace && !subject,
      isSensitive: category.isSensitive,
      route: toRouteRecord(route),
      ...(subject ? { subject, helpers: [] } : {}),
      ...(turn ? { turn } : {}),
    },
    ...(next ? { afterwards: next.end } : {}),
    unset: [
      ...given.unset,
      ...(turn ? [] : (['turn'] as const)),
      ...(subject ? (['escalatedTo'] as const) : (['subject'] as const)),
    ],
    text: facts.text,
    details: { ...details, category: category.name, isSubjectSet: facts.subject !== undefined },
    isInternal: facts.subject !== undefined,
  }
}

/** What rules ask for: the answers as they were sent, not as people read them. */
export const readAnswers = ({ answers }: Pick<NeedRecord, 'answers'>): Answers =>
  Object.fromEntries(answers.map(({ key, raw }) => [key, raw]))

/** Whose turn it is begins anew with each route. */
export const toTurn = ({ turn }: Awaited<ReturnType<typeof computeRoute>>): NeedRecord['turn'] =>
  turn && { ...(turn.skill === undefined ? {} : { skill: turn.skill }), passed: [] }

export function toRouteRecord(route: Awaited<ReturnType<typeof computeRoute>>): NeedRecord['route'] {
  return {
    why: route.why,
    post: route.post,
    broken: route.broken.map(({ ruleId, reason }) => ({ ruleId: new Types.ObjectId(ruleId), reason })),
    ...(route.rule ? { ruleId: new Types.ObjectId(route.rule.id), ruleName: route.rule.name } : {}),
  }
}
