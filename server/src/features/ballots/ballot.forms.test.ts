import { ballotContracts } from '@linli/shared/ballots/ballot.contract'
import { noElectionsText } from '@linli/shared/ballots/ballot'
import { castVote, contestVoter, nameVoter } from '@linli/shared/ballots/vote.contract'
import { personContracts } from '@linli/shared/register/person.contract'
import { expectError } from '../../test/apiClient'
import { buildEstate } from '../../test/areas.factory'
import {
  buildHomes,
  buildOpenBallot,
  buildVoter,
  closeBallot,
  testEstate,
  vote,
} from '../../test/ballots.factory'
import { buildBond } from '../../test/families.factory'
import { buildMedia } from '../../test/media.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import type { TestUser } from '../../test/users.factory'
import { RollLine, VoterNaming } from './roll.model'

const { getBallot, printBallot } = ballotContracts
const plans = ['种桂花', '种樱花', '种银杏']

let app: TestApp
beforeEach(() => {
  app = startTestApp()
})

/** As many neighbours as papers, and what stands on each. */
async function ask(form: 'several' | 'ranked', papers: readonly string[], wrong: readonly string[]) {
  const homes = await buildHomes(
    app,
    papers.map((_, i) => ({ members: [{ name: `居民${i}` }] })),
  )
  const voters = await Promise.all(homes.map(({ personIds }) => buildVoter(personIds[0])))
  const [one] = voters
  const { ballot } = await buildOpenBallot(app, { kind: 'opinion', form, plans, mostChoices: 2 })
  const cast = (user: TestUser, choices: string) => vote(app, user, ballot.id, Array.from(choices))
  if (!one) throw new Error('voters are missing')
  for (const choices of wrong) expectError(await cast(one, choices), 'ballot.choice_invalid')
  expectError(await cast(one, ''), 'request.invalid')
  for (const [i, choices] of papers.entries())
    expect((await cast(voters[i] ?? one, choices)).status).toBe(200)
  await closeBallot(app, ballot)
  const { result } = await app.api(one).ok(getBallot, { params: { id: ballot.id } })
  const sheet = await app.api(one).call(printBallot, { params: { id: ballot.id } })
  return { result, sheet: sheet.bytes.toString() }
}

it('of several plans takes as many as are allowed or none of them, and passes each that enough agree to', async () => {
  const { result, sheet } = await ask('several', ['ab', 'a', 'b', 'd', 'ab'], ['abc', 'aa', 'ad', 'e'])
  expect(result?.tallies.map(({ text, heads, isPassed }) => [text, heads, isPassed])).toEqual([
    ['种桂花', 3, true],
    ['种樱花', 3, true],
    ['种银杏', 0, false],
    ['都不赞成', 1, false],
  ])
  expect(result?.words.at(-1)).toBe('“种桂花”、“种樱花”通过。')
  expect(sheet).toContain(noElectionsText)
})

it('of plans in order takes each once, and comes to one by the runoff, said round by round', async () => {
  const { result, sheet } = await ask('ranked', ['ab', 'ab', 'ba', 'cb', 'cb'], ['aa', 'abd', 'd'])
  expect(result).toMatchObject({ outcome: 'passed', isTied: false })
  expect(result?.words.slice(1)).toEqual([
    '第 1 轮：“种桂花”2 票，“种樱花”1 票，“种银杏”2 票。没有过半数的。“种樱花”票最少，出局。',
    '第 2 轮：“种桂花”3 票，“种银杏”2 票。“种桂花”超过半数，选出。',
    '“种桂花”通过。',
  ])
  expect(sheet).toContain('第 2 轮：“种桂花”3 票，“种银杏”2 票。')
})

it('is voted on by nobody for an elder who has given her all there is to give', async () => {
  const homes = await buildHomes(app, [
    { members: [{ name: '张桂珍', birthDate: '1940-01-01' }] },
    { members: [{ name: '王小丽' }] },
  ])
  const [elder, daughter] = await Promise.all(homes.map(({ personIds }) => buildVoter(personIds[0])))
  if (!elder || !daughter) throw new Error('voters are missing')
  const personId = homes[0]?.personIds[0]?.toString() ?? ''
  await buildBond({ proxy: daughter, personId }, { scopes: ['needs', 'orders', 'payments', 'health'] })
  const { ballot } = await buildOpenBallot(app)
  const params = { id: ballot.id }
  const { mine } = await app.api(daughter).ok(getBallot, { params })
  expect(mine.map(({ members }) => members.map(({ name }) => name))).toEqual([['王小丽']])
  const body = { voterKey: `person:${personId}`, version: ballot.version, choices: ['a'] }
  expectError(await app.api(daughter).call(castVote, { params, body }), 'ballot.not_on_roll')
  expect((await app.api(elder).call(castVote, { params, body })).status).toBe(200)
})

describe('who has moved away', () => {
  async function moveAway(overrides: Parameters<typeof buildOpenBallot>[1]) {
    const homes = await buildHomes(app, [
      { members: [{ name: '房东' }, { name: '房东的丈夫' }], area: 80 },
      { members: [{ name: '邻居' }], area: 80 },
    ])
    await buildEstate()
    const [first, second] = homes[0]?.personIds ?? []
    const [owner, husband] = [await buildVoter(first), await buildVoter(second)]
    const { secretary, ballot } = await buildOpenBallot(app, overrides)
    for (const person of [first, second]) {
      const photo = await buildMedia({ ownerId: secretary._id })
      await app.api(secretary).ok(personContracts.setPersonState, {
        params: { id: String(person) },
        body: { from: 'present', to: 'moved', note: '搬到女儿家住', photoId: photo.id },
      })
    }
    return { owner, husband, first, params: { id: ballot.id }, version: ballot.version }
  }

  it('owns all the same, and names, and casts, and objects to who casts, the vote of her home', async () => {
    const matter = { kind: 'owners', electorate: 'owners', estate: testEstate, matter: 'ordinary' } as const
    const { owner, husband, first, params, version } = await moveAway(matter)
    const api = app.api(owner)
    const { mine } = await api.ok(getBallot, { params })
    const voterKey = mine[0]?.voterKey ?? ''
    await api.ok(nameVoter, { params, body: { voterKey, personId: String(first) } })
    await app.api(husband).ok(contestVoter, { params, body: { voterKey, text: '我来投' } })
    await VoterNaming.updateMany({}, { $set: { hasContest: false }, $unset: { votableFrom: 1 } })
    expect((await api.call(castVote, { params, body: { voterKey, version, choices: ['a'] } })).status).toBe(
      200,
    )
  })

  it('is asked no more of what the residents decide', async () => {
    const { owner, params, version } = await moveAway({})
    const lines = await RollLine.find().lean()
    const press = lines.map(({ voterKey }) =>
      app.api(owner).call(castVote, { params, body: { voterKey, version, choices: ['a'] } }),
    )
    for (const answer of await Promise.all(press)) expect(answer.status).not.toBe(200)
  })
})
