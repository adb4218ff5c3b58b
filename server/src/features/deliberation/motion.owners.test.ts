import type { BallotView } from '@linli/shared/ballots/ballot.contract'
import { ballotContracts } from '@linli/shared/ballots/ballot.contract'
import { motionContracts } from '@linli/shared/deliberation/motion.contract'
import { projectContracts } from '@linli/shared/deliberation/project.contract'
import { expectError } from '../../test/apiClient'
import {
  announceBallot,
  ballotBody,
  buildHomes,
  buildVoter,
  closeBallot,
  openBallot,
  testEstate,
  vote,
  type BuiltHome,
} from '../../test/ballots.factory'
import { buildAreas } from '../../test/areas.factory'
import { projectBody, raiseMotion, raiseSubmitted, readMotion } from '../../test/deliberation.factory'
import { buildNeighbour } from '../../test/forum.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import { buildSecretary, testAreas, type TestUser } from '../../test/users.factory'
import { Estate } from '../areas/estate.model'
import { Home } from '../register/home.model'
import { HomeLink } from '../register/homeLink.model'

let app: TestApp
let secretary: TestUser
let author: TestUser
let owner: TestUser
let tenants: BuiltHome[]

/** An estate of one home, whose owner is against everything, in a community where others rent elsewhere. */
beforeEach(async () => {
  app = startTestApp()
  await buildAreas()
  const { district, street, community } = testAreas
  const estate = { code: testEstate, name: '小苑', community, district, street }
  await Estate.updateOne({ code: testEstate }, { $set: estate }, { upsert: true })
  const [home] = await buildHomes(app, [{ members: [{ name: '业主' }], area: 80 }])
  tenants = await buildHomes(
    app,
    [0, 1, 2, 3].map((i) => ({ members: [{ name: `租客${i}`, kind: 'tenant' as const }], area: 50 })),
  )
  const homeIds = tenants.map(({ homeId }) => homeId)
  await Home.updateMany({ _id: { $in: homeIds } }, { $unset: { estate: 1 } })
  await HomeLink.updateMany({ homeId: { $in: homeIds } }, { $unset: { estate: 1 } })
  owner = await buildVoter(home?.personIds[0])
  secretary = await buildSecretary()
  author = await buildNeighbour(app)
})

const ofOwners = (id: string) => ({
  ...{ kind: 'owners' as const, electorate: 'owners' as const, matter: 'ordinary' as const },
  ...{ estate: testEstate, subject: { kind: 'motion' as const, id, title: '议题' } },
})

async function announce(id: string) {
  const body = ballotBody(app.deps.clock.now(), ofOwners(id))
  const draft = await app.api(secretary).ok(ballotContracts.createBallot, { body })
  return app.api(secretary).call(ballotContracts.actOnBallot, {
    params: { id: draft.id },
    body: { action: 'announce', version: draft.version },
  })
}

const sign = async (id: string, home: BuiltHome | undefined) =>
  app
    .api(await buildVoter(home?.personIds[0]))
    .ok(motionContracts.coSignMotion, { params: { id }, body: { isOn: true } })

async function raiseAccepted(): Promise<string> {
  const id = await raiseMotion(app, author)
  await app.api(secretary).ok(motionContracts.actOnMotion, { params: { id }, body: { action: 'accept' } })
  return id
}

async function sayNo(ballot: BallotView): Promise<void> {
  await openBallot(app, ballot)
  expect((await vote(app, owner, ballot.id, ['b'])).status).toBe(200)
  await closeBallot(app, ballot)
}

it('is put to the residents once one fifth signed it, and to owners only after the community took it up', async () => {
  const { id: waits } = await raiseSubmitted(app)
  expectError(await announce(waits), 'ballot.answer_first')
  const id = await raiseMotion(app, author, { title: '修一修花坛吧' })
  expect((await sign(id, tenants[0])).state).toBe('scheduled')
  expectError(await announce(id), 'ballot.scheduled_motion')
  // Nor is it begun, and ended by a project that does nothing, without their vote.
  const body = { ...projectBody(), motionId: id }
  expectError(await app.api(secretary).call(projectContracts.startProject, { body }), 'motion.not_refusable')
})

it('that owners refused is signed on, and voted on once one fifth did', async () => {
  const id = await raiseAccepted()
  await sayNo(await announceBallot(app, secretary, ofOwners(id)))
  expect(await readMotion(app, author, id)).toMatchObject({
    state: 'notPassed',
    stateText: expect.stringContaining('还可以联名') as string,
  })
  expect((await sign(id, tenants[0])).state).toBe('scheduled')
})

it('is not put to owners any more when one fifth came together since that was announced', async () => {
  const id = await raiseAccepted()
  const ballot = await announceBallot(app, secretary, ofOwners(id))
  expect((await sign(id, tenants[0])).state).toBe('scheduled')
  await openBallot(app, ballot)
  expect((await app.api(secretary).ok(ballotContracts.getBallot, { params: { id: ballot.id } })).state).toBe(
    'void',
  )
  expect((await readMotion(app, author, id)).state).toBe('scheduled')
})
