import { needContracts } from '@linli/shared/needs/need.contract'
import pino from 'pino'
import { Home } from '../features/register/home.model'
import { registerPerson } from '../features/register/register.lookup'
import { buildNeighbourhood, newKey } from '../test/needs.factory'
import { startTestApp } from '../test/testApp'
import { signIn, testAreas } from '../test/users.factory'
import { runJobOnce } from '../jobs'
import { loginWithMiniProgram } from '@linli/shared/users/auth.contract'
import { registerContracts } from '@linli/shared/register/register.contract'
import { moveOutbox } from '../features/messages/outbox.mover'

interface Line {
  msg: string
  requestId?: string
  route?: string
  status?: number
}
let text = ''
const logger = pino({ level: 'debug' }, { write: (line: string) => (text += line) })
const { api, deps } = startTestApp({ logger })
const readLines = (): Line[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)

beforeEach(() => {
  text = ''
})

/** What a person typed, is called, or signs in with. */
const personal = {
  words: '厨房漏水了请快来',
  name: '欧阳小江',
  phone: '13987654321',
  day: '1944-03-05',
}

it('is one line for each request, by its route, with the id that the caller gets', async () => {
  const { resident } = await buildNeighbourhood()
  const { headers } = await api(resident).callLoose(needContracts.getNeed, { params: { id: 'f'.repeat(24) } })
  expect(readLines()).toEqual([
    expect.objectContaining({
      msg: 'request',
      method: 'GET',
      route: '/api/needs/:id',
      status: 404,
      requestId: headers['x-request-id'],
      milliseconds: expect.any(Number) as number,
    }),
  ])
})

it('holds nothing of who called, for whom, and what they wrote, whatever comes of it', async () => {
  const people = await buildNeighbourhood()
  const { resident, secretary, category } = people
  const { district, street, community, grid, building } = testAreas
  const home = await Home.create({
    room: '101',
    label: '1号楼 101室',
    ...{ district, street, community, grid, building },
  })
  const { name, phone, day: birthDate } = personal
  const personId = await registerPerson(
    { name, phone, birthDate, homeId: home._id.toString(), kind: 'owner', source: 'counter' },
    deps,
  )
  const { token } = await signIn(resident, deps)
  const body = { category: category.code, text: personal.words }
  await api({ ...resident, token }).ok(needContracts.createNeed, { body, requestKey: newKey() })
  await api(secretary).callLoose(needContracts.intakeNeed, {
    body: { ...body, source: 'phone', person: { personId } },
    requestKey: newKey(),
  })
  await api(secretary).callLoose(registerContracts.findPeople, { body: { community, name } })
  await api(secretary).callLoose(needContracts.intakeNeed, { body: { ...body, [personal.name]: 1 } })
  await api().callLoose(loginWithMiniProgram, { body: { code: 'secret-code' } })
  deps.clock.advance(1, 'hours')
  await moveOutbox(deps)
  for (const job of ['deliverDue', 'runContentChecks', 'sweepNeeds']) await runJobOnce(job, deps)

  expect(readLines().filter(({ msg }) => msg === 'request').length).toBeGreaterThanOrEqual(5)
  const secrets = [...Object.values(personal), token, 'secret-code', resident.openid, 'Bearer']
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([])
})
