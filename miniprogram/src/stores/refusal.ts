import { useEffect, useState } from 'react'
import { useLatest } from '../hooks/useLatest'
import { create } from 'zustand'

/** One part of what was sent that the server refuses: where it stood, what it was, and what to do. */
export interface FieldProblem {
  path: readonly (string | number)[]
  sent: unknown
  message: string
}

interface Refusal {
  /** Counts them, from 1. */
  number: number
  problems: readonly FieldProblem[]
}

const none: Refusal = { number: 0, problems: [] }

const useStore = create<Refusal>(() => none)

/** A form was refused: the fields that are on the screen find theirs. */
export function noteRefusal(problems: readonly FieldProblem[]): void {
  useStore.setState(({ number }) => ({ number: number + 1, problems }))
}

/** Something is sent anew: what was marked is not any more. */
export function forgetRefusal(): void {
  if (useStore.getState().problems.length > 0) useStore.setState({ problems: [] })
}

/** What a field holds: a number is typed as text, and words are sent without the blanks around them. */
function isSame(sent: unknown, held: unknown): boolean {
  if (typeof sent === 'string' && typeof held === 'string') return sent === held.trim()
  if (typeof sent === 'number') return held !== '' && Number(held) === sent
  return JSON.stringify(sent) === JSON.stringify(held)
}

const isNamed = ({ path }: FieldProblem, name: string): boolean =>
  path.join('.') === name || path.join('.').endsWith(`.${name}`)

interface Held {
  value: unknown
  /** Where it stands in what is sent, for what is sent in another form than it is typed: 「priceFen」. */
  name?: string | undefined
  /** Not filled in, it is one of those that are missing. */
  isRequired?: boolean | undefined
}

/** What the fields on the screen hold. */
const onScreen = new Set<{ readonly current: Held }>()

/** Where two fields hold the same, what was sent does not say which: then none is marked, and the words above stand. */
const isOnlyOne = (sent: unknown): boolean =>
  [...onScreen].filter(({ current }) => isSame(sent, current.value)).length <= 1

function findProblem(
  problems: readonly FieldProblem[],
  { value, name, isRequired }: Held,
): string | undefined {
  const isMissing = isRequired === true && value === ''
  return problems.find(
    (problem) =>
      (name === undefined
        ? problem.sent !== undefined && isSame(problem.sent, value) && isOnlyOne(problem.sent)
        : isNamed(problem, name)) ||
      (isMissing && problem.sent === undefined),
  )?.message
}

/**
 * What is wrong with a field of a form that the server refused, until it is changed or sent anew. A field is found by
 * what it held as it was sent, so that no page has to say which is which.
 */
export function useFieldProblem(held: Held): string | undefined {
  const { number, problems } = useStore()
  const latest = useLatest(held)
  useEffect(() => {
    onScreen.add(latest)
    return () => {
      onScreen.delete(latest)
    }
  }, [latest])
  // A field that came on the screen later belongs to another form.
  const [seen, setSeen] = useState({ number, value: held.value, message: undefined as string | undefined })
  if (seen.number !== number) setSeen({ number, value: held.value, message: findProblem(problems, held) })
  const isMarked = problems.length > 0 && isUnchanged(seen.value, held.value)
  return seen.number === number && isMarked ? seen.message : undefined
}

const isUnchanged = (before: unknown, now: unknown): boolean => JSON.stringify(before) === JSON.stringify(now)
