import { getBallot } from '@linli/shared/ballots/ballot.contract'
import { listReceipts } from '@linli/shared/ballots/vote.contract'
import { announceBallot, buildHomes, buildOpenBallot, buildVoter, vote } from '../../test/ballots.factory'
import { killAfter } from '../../test/killAfter'
import { startTestApp } from '../../test/testApp'
import { buildSecretary } from '../../test/users.factory'
import { Ballot } from './ballot.model'
import { sweepBallots } from './ballot.sweep'
import { BallotGate, ReceiptList, RollLine } from './roll.model'

const app = startTestApp()

const buildAdults = () =>
  buildHomes(app, [{ members: [{ name: '甲' }, { name: '乙' }] }, { members: [{ name: '丙' }] }])

/** Servers that die one after the other, each one change further than the last, until one gets through. */
async function dieAgainAndAgain(): Promise<number> {
  for (let changes = 1; ; changes += 1) {
    if (!(await killAfter(changes, () => sweepBallots(app.deps)))) return changes - 1
    app.deps.clock.advance(61, 'seconds')
  }
}

const told = async (event: string) => {
  const ballot = await Ballot.findOne().lean()
  return (ballot?.outbox ?? []).filter((entry) => entry.event === event).length
}

describe('a ballot whose servers die', () => {
  it('while it is opened has everybody on its roll once, and says once that it is open', async () => {
    await buildAdults()
    const ballot = await announceBallot(app, await buildSecretary())
    app.deps.clock.set(ballot.opensAt)
    expect(await dieAgainAndAgain()).toBeGreaterThan(2)
    const record = await Ballot.findOne().lean()
    expect(record).toMatchObject({ state: 'open', size: { heads: 3 } })
    const lines = await RollLine.find().lean()
    expect(lines.map(({ rollId }) => rollId)).toEqual(Array(3).fill(record?.rollId))
    expect(await told('ballot.opened')).toBe(1)
  })

  it('while it is counted counts each vote once, publishes each receipt once, and says so once', async () => {
    const homes = await buildAdults()
    const { ballot } = await buildOpenBallot(app, { isSecret: true })
    const voters = await Promise.all(homes.flatMap(({ personIds }) => personIds).map(buildVoter))
    for (const [i, voter] of voters.entries())
      expect((await vote(app, voter, ballot.id, [i === 0 ? 'b' : 'a'])).status).toBe(200)
    app.deps.clock.set(new Date(new Date(ballot.closesAt).getTime() + 6000))
    expect(await dieAgainAndAgain()).toBeGreaterThan(2)
    const [voter] = voters
    const { state, result } = await app.api(voter).ok(getBallot, { params: { id: ballot.id } })
    expect({ state, result }).toMatchObject({ state: 'closed', result: { turnout: { heads: 3 } } })
    const { total } = await app.api(voter).ok(listReceipts, { params: { id: ballot.id } })
    expect(total).toBe(3)
    expect(await ReceiptList.countDocuments()).toBe(1)
    expect(await BallotGate.countDocuments({ isShut: false })).toBe(0)
    expect(await told('ballot.closed')).toBe(1)
  })
})
