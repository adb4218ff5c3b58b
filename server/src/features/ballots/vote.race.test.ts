import { getBallot } from '@linli/shared/ballots/ballot.contract'
import { createTestClock, startTestApp } from '../../test/testApp'
import { buildHomes, buildOpenBallot } from '../../test/ballots.factory'
import { AppError } from '../../lib/appError'
import type { Actor } from '../users/actor'
import { readBallot } from './ballot.service'
import { sweepBallots } from './ballot.sweep'
import { BallotVote, ReceiptList, RollLine } from './roll.model'
import { castVote } from './vote.service'
import { testAreas } from '../../test/users.factory'

const app = startTestApp()

const actorOf = (personId: string): Actor => ({
  userId: personId,
  sessionId: '',
  displayName: '居民',
  level: 'verified',
  community: testAreas.community,
  personId,
  memberships: [],
})

/** What came of one press. */
type Answer = { receipt: string } | { code: string }

describe('one voter who presses many times at once', () => {
  async function press(isSecret: boolean, presses: readonly { choice: string; key: string }[]) {
    const [home] = await buildHomes(app, [{ members: [{ name: '居民' }] }])
    const { ballot } = await buildOpenBallot(app, { isSecret })
    const personId = home?.personIds[0]?.toString() ?? ''
    const answers = await Promise.all(
      presses.map(async ({ choice, key }): Promise<Answer> => {
        const body = { voterKey: `person:${personId}`, version: ballot.version, choices: [choice] }
        try {
          return await castVote(actorOf(personId), ballot.id, body, key, app.deps)
        } catch (error) {
          if (error instanceof AppError) return { code: error.code }
          throw error
        }
      }),
    )
    expect(await BallotVote.countDocuments()).toBe(1)
    return answers
  }
  const times = Array.from({ length: 8 }, (_, i) => i)

  it.each([true, false])('with one key has one receipt (secret: %s)', async (isSecret) => {
    const answers = await press(
      isSecret,
      times.map(() => ({ choice: 'a', key: 'one-press' })),
    )
    const [line] = await RollLine.find({ hasVoted: true }).lean()
    expect(answers.map((answer) => ('receipt' in answer ? answer.receipt : answer.code))).toEqual(
      times.map(() => line?.receipt),
    )
  })

  it('may change an open vote, and is never told that it cannot be changed', async () => {
    const answers = await press(
      false,
      times.map((i) => ({ choice: i % 2 ? 'a' : 'b', key: `press-${i}` })),
    )
    expect(answers.filter((answer) => 'code' in answer)).toEqual([])
    const [line] = await RollLine.find({ hasVoted: true }).lean()
    expect(answers).toContainEqual({ receipt: line?.receipt, isChanged: true })
    expect(line?.requestKeys).toHaveLength(times.length)
  })

  it('has one secret vote, whatever else is pressed', async () => {
    const answers = await press(
      true,
      times.map((i) => ({ choice: 'a', key: `press-${i}` })),
    )
    expect(answers.filter((answer) => 'receipt' in answer)).toHaveLength(1)
    expect(new Set(answers.flatMap((answer) => ('code' in answer ? [answer.code] : [])))).toEqual(
      new Set(['ballot.already_voted']),
    )
  })
})

describe('a thousand voters at the closing second', () => {
  it.each([
    [1000, true],
    [60, false],
  ])(
    'are each counted once or refused, whatever they press twice (%d, secret: %s)',
    async (voters, isSecret) => {
      const people = Array.from({ length: voters }, (_, i) => ({ name: `居民${i}` }))
      const [home] = await buildHomes(app, [{ members: people }])
      const { secretary, ballot } = await buildOpenBallot(app, { isSecret })
      const { version } = ballot
      // Two servers whose clocks are not the same: the closing runs on one while votes still come in on the other.
      const closing = new Date(ballot.closesAt)
      const [slow, quick] = [createTestClock(new Date(closing.getTime() - 500)), createTestClock(closing)]
      const presses = (home?.personIds ?? []).flatMap((id, i) => {
        const press = { personId: id.toString(), choice: ['a', 'b', 'c'][i % 3] ?? 'a', key: `press-${i}` }
        // Every third presses twice with one key, every fifth once more with another.
        return [
          press,
          ...(i % 3 === 0 ? [press] : []),
          ...(i % 5 === 0 ? [{ ...press, key: `other-${i}` }] : []),
        ]
      })
      const cast = async (
        { personId, choice, key }: (typeof presses)[number],
        i: number,
      ): Promise<Answer> => {
        const clock = i % 4 === 3 ? quick : slow
        const body = { voterKey: `person:${personId}`, version, choices: [choice] }
        try {
          return await castVote(actorOf(personId), ballot.id, body, key, { ...app.deps, clock })
        } catch (error) {
          if (error instanceof AppError) return { code: error.code }
          throw error
        }
      }
      let done = 0
      const lane = async (start: number): Promise<Answer[]> => {
        const answers: Answer[] = []
        for (let i = start; i < presses.length; i += lanes) {
          const press = presses[i]
          if (press) answers.push(await cast(press, i))
          done += 1
          if (done > presses.length * 0.9) quick.set(new Date(closing.getTime() + 6000))
        }
        return answers
      }
      const lanes = 25
      const closer = async (): Promise<void> => {
        while ((await readBallot(ballot.id))?.state === 'open') {
          await sweepBallots({ ...app.deps, clock: quick })
          await new Promise((resolve) => setTimeout(resolve, 20))
        }
      }
      const [answers] = await Promise.all([
        Promise.all(Array.from({ length: lanes }, (_, start) => lane(start))),
        closer(),
      ])
      const all = answers.flat()
      const codes = new Set(all.flatMap((answer) => ('code' in answer ? [answer.code] : [])))
      expect(
        [...codes].filter((code) => code !== 'ballot.closed' && code !== 'ballot.already_voted'),
      ).toEqual([])
      const receipts = new Set(all.flatMap((answer) => ('receipt' in answer ? [answer.receipt] : [])))
      const counted = await BallotVote.countDocuments()
      const { result } = await app.api(secretary).ok(getBallot, { params: { id: ballot.id } })
      const list = await ReceiptList.findOne().lean()
      expect(result?.turnout.heads).toBe(counted)
      expect(result?.tallies.reduce((sum, { heads }) => sum + heads, 0)).toBe(counted)
      expect(await RollLine.countDocuments({ hasVoted: true })).toBe(counted)
      expect(list?.receipts).toHaveLength(counted)
      expect(new Set(list?.receipts).size).toBe(counted)
      // The count never misses a vote that was acknowledged; a changed open vote has a newer receipt.
      if (isSecret) expect([...receipts].filter((receipt) => !list?.receipts.includes(receipt))).toEqual([])
      const voted = await RollLine.find({ hasVoted: true }, { receipt: 1 }).lean()
      expect(voted.map(({ receipt }) => receipt).sort()).toEqual(list?.receipts)
      expect(counted).toBeGreaterThan(voters / 3)
    },
    240_000,
  )
})
