import type { Contract } from '@linli/shared/contract'
import { contracts } from '@linli/shared/contracts'
import type { Role } from '@linli/shared/users/roles'
import { aim } from '../test/aim'
import { buildUnit } from '../test/areas.factory'
import { buildNeighbourhood } from '../test/needs.factory'
import { buildEveryRecord } from '../test/records.factory'
import { startTestApp } from '../test/testApp'
import {
  buildAdministrator,
  buildDistrictOfficer,
  buildMembership,
  buildResident,
  buildSecretary,
  buildUser,
  testAreas,
  type TestUser,
} from '../test/users.factory'

const app = startTestApp()
const { api } = app
const { community, farCommunity, neighbourCommunity, otherBuilding, otherGrid, otherStreet } = testAreas
const otherDistrict = '310115'

type Post = Parameters<typeof buildMembership>

/** One account with several roles may what any of them may: it stands for all who have one. */
async function buildHolder(...posts: [Post[1], Post[2]][]): Promise<TestUser> {
  const user = await buildUser()
  for (const [role, heldIn] of posts) await buildMembership(user, role, heldIn)
  return user
}

async function buildOtherUnit(areaCode: string, kind: 'station' | 'property'): Promise<Post[2]> {
  const unit = await buildUnit({ kind, name: '另一个单位', areaCode })
  return { unitId: unit.id, areaCode, kind, name: unit.name }
}

interface Foreigner {
  build: () => Promise<TestUser>
  roles?: readonly Role[]
  /** Beside `open`, what all like them read, by the name of the endpoint. */
  reads?: readonly string[]
}

/** People of other places, units, grids and buildings: each must be a stranger to what is not theirs. */
const foreigners: Record<string, Foreigner> = {
  'who has a role of every kind elsewhere': {
    build: async () =>
      buildHolder(
        ['secretary', farCommunity],
        ['communityWorker', neighbourCommunity],
        ['gridWorker', `${neighbourCommunity}-G01`],
        ['unitStaff', await buildOtherUnit(farCommunity, 'station')],
        ['volunteer', farCommunity],
        ['streetOfficer', otherStreet],
        ['districtOfficer', otherDistrict],
        ['administrator', otherDistrict],
      ),
    roles: [
      ...(['secretary', 'communityWorker', 'gridWorker', 'unitStaff', 'volunteer'] as const),
      ...(['streetOfficer', 'districtOfficer', 'administrator'] as const),
    ],
  },
  'the secretary next door': { build: () => buildSecretary(neighbourCommunity), roles: ['secretary'] },
  'a verified resident of another community': { build: () => buildResident({ community: farCommunity }) },
  'who works here for another unit, grid and building': {
    build: async () =>
      buildHolder(
        ['unitStaff', await buildOtherUnit(community, 'property')],
        ['gridWorker', otherGrid],
        ['buildingLeader', otherBuilding],
      ),
    roles: ['unitStaff', 'gridWorker', 'buildingLeader'],
    get reads() {
      return openHere
    },
  },
  'who joined here by a code and is verified nowhere': {
    build: () => buildUser({ level: 'joined', community }),
    get reads() {
      return openToJoined
    },
  },
  'a guest': { build: () => buildUser({ level: 'guest' }) },
}

/** Open to everybody who signed in, whatever they name. */
const open: Record<string, string> = {
  requestBond: 'asked for with a name and a street, answered by the community',
  requestVerification: 'asked for oneself',
  decideContentReviews: 'says of each record that there is none',
  approveEntitlements: 'says of each record that there is none',
  getBallotPreset: 'the rule of a street, which its communities read',
  getDutyRoster: 'whom an SOS in a street calls, which its communities read',
  listCategories: 'what an area offers, for guests too',
}

/** What everybody who serves a community reads and does there, whatever their grid, building or unit. */
const openHere: readonly string[] = [
  // The forum is for those who serve the community too.
  ...['getForumHome', 'getForumDigest', 'getForumSettings', 'acceptForumName', 'leaveForum', 'listPosts'],
  'getForumFigures',
  ...[
    'searchPosts',
    'getPost',
    'readPost',
    'likePost',
    'followPost',
    'listComments',
    'likeComment',
    'reportContent',
  ],
  // Deliberation, votes and notices are public in the community.
  ...['getDeliberationHome', 'getDeliberationFigures', 'listMotions', 'getMotion', 'listArguments'],
  ...['listCouncillors', 'listMeetings', 'getMeeting', 'listProjects', 'getProject', 'listProjectComments'],
  ...['listBallots', 'getBallot', 'printBallot', 'listReceipts'],
  ...['listNotices', 'getNotice', 'readNotice', 'printNotice', 'listDeskNotices', 'getNoticeFigures'],
  ...['getNoticeSettings'],
  // What the community offers, and how it routes.
  ...['getGridCard', 'getGridCardPage', 'listCategoryDefinitions', 'listGuideEntries', 'listRoutingRules'],
  ...['listServiceItems', 'listItemUnits'],
]

/** What whoever joined a community reads of it before being verified: notices and what is offered, and no neighbour. */
const openToJoined: readonly string[] = [
  ...['listNotices', 'getNotice', 'readNotice', 'printNotice', 'getForumHome', 'listPosts', 'leaveForum'],
  // Boards and numbers without a word of anybody, the rules, whom to call, and the rooms one says one lives in.
  ...['getForumDigest', 'getForumSettings', 'getGridCard', 'getGridCardPage', 'listHomes'],
]

/** Named by what only its holder knows, or by oneself: there is no record of another to aim at. */
const unaimed: Record<string, string> = {
  previewDeskLogin: 'by the ticket on the screen',
  confirmDeskLogin: 'by the ticket on the screen',
  withdrawConsent: 'a kind of consent, of one’s own',
  getImportTemplate: 'a kind of sheet, the same everywhere',
  readInvitation: 'by the code in the invitation',
  answerInvitation: 'by the code in the invitation',
  readAllMessages: 'one’s own messages up to one of them',
}

const probed = Object.entries(contracts).filter(([, { access }]) => access !== 'public')
const mayCall = ({ access }: Contract, roles: readonly Role[] = []): boolean =>
  !Array.isArray(access) || roles.some((role) => access.includes(role))

/** A list of none of it. */
const isNothing = (body: unknown): boolean => (body as { items?: unknown[] } | undefined)?.items?.length === 0

/** Or not now: whoever may not see it is not told that. */
const isFound = (status: number): boolean => status === 200 || status === 409

const atOnce = 6

test('whoever has nothing to do with a record reaches it by no endpoint', async () => {
  const people = await buildNeighbourhood()
  const records = await buildEveryRecord(app, people)
  const aimed = probed.map(([name, contract]) => ({
    name,
    contract,
    ...aim(name, contract, people, records),
  }))
  expect(aimed.filter(({ isAimed, takesId }) => takesId && !isAimed).map(({ name }) => name)).toEqual(
    Object.keys(unaimed),
  )
  // A record that its own people do not find either would prove nothing.
  const { resident, worker, secretary, officer } = people
  const insiders = [
    secretary,
    resident,
    worker,
    officer,
    await buildDistrictOfficer(),
    await buildAdministrator(),
    ...records.people,
  ]
  const unfound: string[] = []
  for (const { name, contract, sent } of aimed) {
    if (contract.method !== 'get' || !contract.params || name in unaimed) continue
    let status = 0
    for (let i = 0; i < insiders.length && !isFound(status); i += 1)
      ({ status } = await api(insiders[i]).callLoose(contract, sent))
    if (!isFound(status)) unfound.push(`${name}: ${status}`)
  }
  expect(unfound).toEqual([])
  const letIn: Record<string, string[]> = {}
  for (const [who, { build, roles, reads = [] }] of Object.entries(foreigners)) {
    const client = api(await build())
    // That a role which a contract does not name is refused, is tested in contracts.test.
    const theirs = aimed.filter(
      ({ name, contract, isAimed }) =>
        isAimed && mayCall(contract, roles) && !(name in open) && !reads.includes(name),
    )
    for (let i = 0; i < theirs.length; i += atOnce)
      await Promise.all(
        theirs.slice(i, i + atOnce).map(async ({ name, contract, sent }) => {
          const { status, body } = await client.callLoose(contract, sent)
          if (status !== 403 && status !== 404 && !isNothing(body))
            (letIn[`${name}: ${status}${status === 400 ? JSON.stringify(body) : ''}`] ??= []).push(who)
        }),
      )
  }
  expect(letIn).toEqual({})
}, 180_000)
