/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops: each index is in range by construction */
import type { Random } from '../../lib/random'
import { mayBeOne } from './plan.construct'
import type { CompiledProblem } from './plan.compile'
import type { Schedule } from './plan.schedule'

const none = -1
const neighbourCount = 24

/** Changes the schedule a little, at random. @returns false when nothing was changed. */
export type Move = () => boolean

/** Of those near in time the nearest are taken: all of a small day, a part of a street's. */
const reach = 150

/** For a visit those that would go well before or after it: near in time and place. Looked up when it is first asked for. */
function createNeighbours({ visits, place, earliest, latest, problem }: CompiledProblem) {
  const { travel, places } = problem
  const middle = earliest.map((each, visit) => (each + latest[visit]!) / 2)
  const byTime = Int32Array.from(visits.keys()).sort((a, b) => middle[a]! - middle[b]!)
  const rankOf = new Int32Array(visits.length)
  byTime.forEach((visit, rank) => (rankOf[visit] = rank))
  const known: (Int32Array | undefined)[] = []
  const far = new Float64Array(neighbourCount)
  const find = (visit: number): Int32Array => {
    const [row, rank] = [place[visit]! * places, rankOf[visit]!]
    const near = new Int32Array(neighbourCount)
    let count = 0
    for (let at = Math.max(0, rank - reach); at <= rank + reach && at < byTime.length; at += 1) {
      const other = byTime[at]!
      if (other === visit) continue
      const distance = travel[row + place[other]!]! + Math.abs(middle[visit]! - middle[other]!) / 2
      if (count === neighbourCount && distance >= far[count - 1]!) continue
      let to = count < neighbourCount ? count : count - 1
      for (; to > 0 && far[to - 1]! > distance; to -= 1) {
        far[to] = far[to - 1]!
        near[to] = near[to - 1]!
      }
      far[to] = distance
      near[to] = other
      count = Math.min(count + 1, neighbourCount)
    }
    return near.slice(0, count)
  }
  return (visit: number): Int32Array => (known[visit] ??= find(visit))
}

/** The ways in which a plan is changed; weights as numbers of tickets. */
export function createMoves(compiled: CompiledProblem, schedule: Schedule, random: Random): Move {
  const { firstTask, secondTask, able, isAble, visitOf } = compiled
  const { order, position, helperOf } = schedule
  const visitCount = order.length
  const taskCount = helperOf.length
  const neighboursOf = createNeighbours(compiled)
  const pick = (count: number) => Math.floor(random() * count)
  const pickAble = (task: number) => able[task]![pick(able[task]!.length)]!

  /** Any visit, more often one that is late: there the most can be won. */
  const pickVisit = () => {
    const visit = pick(visitCount)
    if (schedule.sums().worst === 0 || random() < 0.6) return visit
    const other = pick(visitCount)
    return schedule.late[firstTask[other]!]! > schedule.late[firstTask[visit]!]! ? other : visit
  }
  const otherOf = (task: number) => {
    const visit = visitOf[task]!
    return firstTask[visit] === task ? secondTask[visit]! : firstTask[visit]!
  }
  /** Would the visit's other task have the same helper where that cannot be? */
  const clashes = (task: number, helper: number) => {
    const other = otherOf(task)
    return other !== none && helperOf[other] === helper && !mayBeOne(compiled, visitOf[task]!)
  }
  const give = (task: number, helper: number): boolean => {
    if (helperOf[task] === helper || isAble[task]![helper] === 0 || clashes(task, helper)) return false
    schedule.assign(task, helper)
    return true
  }
  const pickTask = (visit: number) => {
    const second = secondTask[visit]!
    return second !== none && random() < 0.5 ? second : firstTask[visit]!
  }

  /** Next to a visit that is near, if possible by the same helper. */
  const joinNeighbour: Move = () => {
    const visit = pickVisit()
    const near = neighboursOf(visit)
    if (near.length === 0) return false
    const other = near[pick(near.length)]!
    const from = position[visit]!
    const at = position[other]!
    const isAfter = random() < 0.5
    const to = from < at ? (isAfter ? at : at - 1) : isAfter ? at + 1 : at
    const isMoved = to !== from
    if (isMoved) schedule.move(visit, to)
    const isGiven = give(pickTask(visit), helperOf[pickTask(other)]!)
    return isGiven || isMoved
  }
  const relocate: Move = () => {
    const visit = pickVisit()
    const from = position[visit]!
    const reach = Math.max(4, Math.floor(visitCount / 8))
    const to = Math.min(visitCount - 1, Math.max(0, from + pick(2 * reach + 1) - reach))
    if (to !== from) schedule.move(visit, to)
    const task = pickTask(visit)
    const isGiven = random() < 0.5 && give(task, pickAble(task))
    return isGiven || to !== from
  }
  const reassign: Move = () => {
    const task = pick(taskCount)
    return give(task, pickAble(task))
  }
  /** Both tasks of one visit at once, for pairs that work together. */
  const reassignBoth: Move = () => {
    const visit = visitOf[pick(taskCount)]!
    const second = secondTask[visit]!
    if (second === none) return false
    const first = firstTask[visit]!
    const near = neighboursOf(visit)
    const other = near[pick(near.length)]!
    const otherSecond = secondTask[other]!
    const isGiven = give(first, random() < 0.5 ? helperOf[firstTask[other]!]! : pickAble(first))
    const partner = otherSecond !== none && random() < 0.5 ? helperOf[otherSecond]! : pickAble(second)
    return give(second, partner) || isGiven
  }
  const swapVisits: Move = () => {
    const visit = pickVisit()
    const near = neighboursOf(visit)
    const other = near[pick(near.length)]!
    schedule.swap(visit, other)
    if (random() < 0.5) swapHelpersOf(firstTask[visit]!, firstTask[other]!)
    return true
  }
  const swapHelpersOf = (task: number, other: number): boolean => {
    const helper = helperOf[task]!
    const partner = helperOf[other]!
    if (helper === partner || isAble[task]![partner] === 0 || isAble[other]![helper] === 0) return false
    if (clashes(task, partner) || clashes(other, helper)) return false
    schedule.assign(task, partner)
    schedule.assign(other, helper)
    return true
  }
  const swapHelpers: Move = () => {
    const visit = pickVisit()
    const near = neighboursOf(visit)
    return swapHelpersOf(pickTask(visit), pickTask(near[pick(near.length)]!))
  }
  /** From a visit on, two helpers take over each other's day, where both are able. */
  const swapTails: Move = () => {
    const visit = pickVisit()
    const near = neighboursOf(visit)
    const helper = helperOf[pickTask(visit)]!
    const partner = helperOf[pickTask(near[pick(near.length)]!)]!
    if (helper === partner) return false
    let isChanged = false
    for (let i = position[visit]!; i < visitCount; i += 1) {
      const first = firstTask[order[i]!]!
      const second = secondTask[order[i]!]!
      isChanged = take(first, helper, partner) || isChanged
      if (second !== none) isChanged = take(second, helper, partner) || isChanged
    }
    return isChanged
  }
  const take = (task: number, helper: number, partner: number): boolean => {
    const from = helperOf[task]!
    if (from === helper) return give(task, partner)
    return from === partner && give(task, helper)
  }

  const tickets: [Move, number][] = [
    [joinNeighbour, 40],
    [relocate, 12],
    [reassign, 12],
    [reassignBoth, 8],
    [swapVisits, 10],
    [swapHelpers, 14],
    [swapTails, visitCount > 600 ? 1 : 4],
  ]
  const drawn = tickets.flatMap(([move, count]) => Array.from({ length: count }, () => move))
  return () => drawn[pick(drawn.length)]!()
}
