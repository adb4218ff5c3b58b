import { placeOf } from '@linli/shared/areas/areas'
import type { Contract } from '@linli/shared/contract'
import { contracts } from '@linli/shared/contracts'
import { createJoinCode } from '@linli/shared/users/joinCode.contract'
import { startImport } from '@linli/shared/register/register.contract'
import { ContentCheck } from '../features/contentCheck/contentCheck.model'
import { checkContent } from '../features/contentCheck/contentCheck.service'
import { SensitiveWord } from '../features/contentCheck/sensitiveWord.model'
import { InboxMessage } from '../features/messages/inboxMessage.model'
import { Home } from '../features/register/home.model'
import { registerPerson } from '../features/register/register.lookup'
import { announceBallot } from '../test/ballots.factory'
import { buildEstate, buildUnit } from '../test/areas.factory'
import { raiseMotion } from '../test/deliberation.factory'
import { buildNeighbour } from '../test/forum.factory'
import { buildGuide } from '../test/guide.factory'
import { buildMedia } from '../test/media.factory'
import { buildMessage, tell } from '../test/messages.factory'
import { buildNeighbourhood, raiseNeed, take, type Neighbourhood } from '../test/needs.factory'
import { buildRule } from '../test/routing.factory'
import { sampleInput } from '../test/sampleInput'
import { startTestApp } from '../test/testApp'
import {
  buildMembership,
  buildResident,
  buildGridWorker,
  buildSecretary,
  buildStreetOfficer,
  buildUnitStaff,
  buildUser,
  buildVolunteer,
  testAreas,
  type TestUser,
} from '../test/users.factory'
import { buildApprovedVolunteer, readVolunteerOf } from '../test/volunteers.factory'

const app = startTestApp()
const { api, deps } = app
const { district, street, community, grid, building, farCommunity, neighbourCommunity, otherStreet } =
  testAreas

/** One record of each kind in one community, by the beginning of the paths that name it. */
async function buildRecords(people: Neighbourhood): Promise<Record<string, Record<string, string>>> {
  const secretary = api(people.secretary)
  const { id: needId } = await raiseNeed(app, people, { text: '厨房漏水' })
  await take(app, people.worker, needId, { action: 'accept' })
  const home = await Home.create({ room: '101', label: '101室', district, street, community, grid, building })
  const personId = await registerPerson(
    {
      name: '张小江',
      phone: '13800000007',
      birthDate: '1950-01-02',
      homeId: home._id.toString(),
      kind: 'owner',
      source: 'counter',
    },
    deps,
  )
  const member = await buildMembership(await buildUser(), 'gridWorker', grid)
  const volunteer = await buildApprovedVolunteer()
  const joinCode = await secretary.ok(createJoinCode, { body: { areaCode: community } })
  const file = { name: '表.csv', bytes: Buffer.from('网格名称\n南网格') }
  const started = await secretary.ok(startImport, { body: { kind: 'grids', area: community }, file })
  await tell([buildMessage(people.resident.id)], deps)
  const message = await InboxMessage.findOne({ userId: people.resident.id }).lean()
  await checkContent(
    {
      subject: { kind: 'test', id: '1', field: 'words' },
      userId: people.resident.id,
      place: placeOf(community),
      texts: ['不好听的话'],
      mediaIds: [],
    },
    deps,
  )
  await ContentCheck.updateMany({}, { $set: { state: 'review' } })
  const check = await ContentCheck.findOne().lean()
  const word = await SensitiveWord.create({
    areaCode: community,
    word: '坏词',
    plain: '坏词',
    addedBy: people.secretary._id,
    addedAt: deps.clock.now(),
  })
  const estate = await buildEstate()
  const ballot = await announceBallot(app, people.secretary)
  const media = await buildMedia({ ownerId: people.resident._id, attachedTo: { kind: 'need', id: needId } })
  return {
    '/api/needs/': { id: needId },
    '/api/register/people/': { id: personId },
    '/api/register/imports/': { id: started.id },
    '/api/memberships/': { id: member.id },
    '/api/users/': { id: people.resident.id },
    '/api/join-codes/': { code: joinCode.code },
    '/api/routing-rules/': { id: (await buildRule({ kind: 'pool' })).id },
    '/api/guide-entries/': { id: (await buildGuide({}, community)).id },
    '/api/category-definitions/': { areaCode: community, code: people.category.code },
    '/api/areas/': { code: building },
    '/api/estates/': { code: estate.code },
    '/api/units/': { id: people.unit.id },
    '/api/volunteers/': { id: (await readVolunteerOf(volunteer))._id.toString() },
    '/api/ballots/': { id: ballot.id },
    '/api/media/': { id: media.id },
    '/api/content-reviews/': { id: check?._id.toString() ?? '' },
    '/api/sensitive-words/': { id: word._id.toString() },
    '/api/motions/': { id: await raiseMotion(app, await buildNeighbour(app)) },
    '/api/me/messages/': { id: message?._id.toString() ?? '' },
  }
}

async function buildFarStaff(): Promise<TestUser> {
  const unit = await buildUnit({ kind: 'station', name: '远处的站', areaCode: farCommunity })
  return buildUnitStaff({ unitId: unit.id, areaCode: farCommunity, kind: 'station', name: '远处的站' })
}

/** People with every role, of other places: each must be a stranger here. */
const foreigners: Record<string, () => Promise<TestUser>> = {
  'the secretary of another street': () => buildSecretary(farCommunity),
  'the secretary next door': () => buildSecretary(neighbourCommunity),
  'the grid worker next door': () => buildGridWorker(`${neighbourCommunity}-G01`),
  'the staff of another unit': buildFarStaff,
  'the officer of another street': () => buildStreetOfficer(otherStreet),
  'a verified resident of another community': () => buildResident({ community: farCommunity }),
  'a volunteer of another community': () => buildVolunteer(farCommunity),
}

/** Their bodies have rules between fields, which no schema says. */
const unsampled = ['putCategoryDefinition', 'findPeople', 'findClients']

/** What a request asks for without naming a record: its area, or the post whose work it lists. */
const scopes = ['area', 'areaCode', 'community', 'post'] as const

/** A request about the community, or one of its records, as somebody of the place would send it. */
function aim(contract: Contract, people: Neighbourhood, records: Awaited<ReturnType<typeof buildRecords>>) {
  const post = `unit:${people.unit.id}`
  const input = sampleInput(contract, { community, post, id: people.unit.id })
  const asked = scopes.filter((name) => name in (contract.query?.shape ?? {}))
  const query = Object.fromEntries(asked.map((name) => [name, name === 'post' ? post : community]))
  const known = Object.entries(records).find(([start]) => contract.path.startsWith(start))?.[1]
  const params = contract.params ? known : undefined
  const isAimed = params !== undefined || asked.length > 0 || JSON.stringify(input).includes(community)
  return {
    isAimed,
    params,
    input: { ...input, query: { ...input.query, ...query }, ...(params && { params }) },
  }
}

/**
 * Open to everybody who signed in, whatever they name: what an area offers, one's own things, what a relative may ask
 * for, and lists that say of each record that there is none.
 */
const open = [
  'listCategories',
  'listNearbyNeeds',
  'getImportTemplate',
  'readAllMessages',
  'requestBond',
  'decideContentReviews',
]

const probed = Object.entries(contracts).filter(
  ([name, { access }]) => access !== 'public' && !open.includes(name),
)

describe('whoever has nothing to do with a community', () => {
  test.each(Object.keys(foreigners))(
    'finds none of it by any endpoint: %s',
    async (who) => {
      const people = await buildNeighbourhood()
      const records = await buildRecords(people)
      const user = await foreigners[who]?.()
      const letIn: string[] = []
      let count = 0
      for (const [name, contract] of probed) {
        const { isAimed, params, input } = aim(contract, people, records)
        if (!isAimed) continue
        count += 1
        const { status } = await api(user).callLoose(contract, input)
        // What a schema says only in words is not sampled: that is a miss where there is a record to be found.
        const isMiss = status === 400 && (params === undefined || unsampled.includes(name))
        if (status !== 403 && status !== 404 && !isMiss) letIn.push(`${name}: ${status}`)
      }
      expect(letIn).toEqual([])
      expect(count).toBeGreaterThan(60)
    },
    120_000,
  )
})
