import { placeOf } from '@linli/shared/areas/areas'
import { Types } from 'mongoose'
import { buildElder } from '../../test/families.factory'
import { buildNoticeDesk, makeOutage, publishNotice } from '../../test/notices.factory'
import { startTestApp } from '../../test/testApp'
import { testAreas } from '../../test/users.factory'
import { Elder } from '../elders/elder.model'
import { Notice } from './notice.model'
import { NoticeReach } from './reach.model'
import { moveReach } from './reach.place'

const { street, neighbourCommunity } = testAreas

/** Those who live in the neighbouring community, the first the oldest; a district ranks one community after the other. */
async function buildNeighbours(noticeId: string, years: readonly number[]): Promise<void> {
  const line = { noticeId: new Types.ObjectId(noticeId), visitArea: neighbourCommunity, hasPhone: false }
  await NoticeReach.collection.insertMany(
    years.map((birthYear, i) => ({
      ...{ ...line, ...placeOf(neighbourCommunity), _id: new Types.ObjectId(), key: `n${i}`, birthYear },
      ...{ state: 'waiting', reasons: [], rank: 101 + i, channels: [], entries: [], version: 1 },
    })),
  )
}

const orderIn = async (community: string) =>
  (await NoticeReach.find({ community }).sort({ rank: 1 }).lean()).map(({ birthYear }) => birthYear)

it.each([
  ['between those who need it more and less', false, [1930, 1940, 1945, 1950]],
  ['before all where she lives alone', true, [1945, 1930, 1940, 1950]],
])('who moves to another community is visited there %s', async (_, livesAlone, expected) => {
  const app = startTestApp()
  const desk = await buildNoticeDesk()
  const her = await buildElder(app.deps, { room: '101', name: '张三', birthDate: '1945-01-01' })
  if (livesAlone) await Elder.updateOne({ _id: her }, { $set: { livesAlone } }, { upsert: true })
  const id = await publishNotice(app, desk, makeOutage())
  await Notice.updateOne({ _id: id }, { $set: { areaCode: street, isRanked: true } })
  await NoticeReach.updateOne({ personId: her }, { $set: { rank: livesAlone ? 999 : 1 } })
  await buildNeighbours(id, [1930, 1940, 1950])
  const { district } = placeOf(neighbourCommunity)
  const place = { district, street, community: neighbourCommunity }
  for (let times = 0; times < 2; times += 1) await moveReach(her, place, app.deps)
  expect(await orderIn(neighbourCommunity)).toEqual(expected)
})

it('who is the first to live there keeps her place', async () => {
  const app = startTestApp()
  const desk = await buildNoticeDesk()
  const her = await buildElder(app.deps, { room: '101', name: '张三', birthDate: '1945-01-01' })
  const id = await publishNotice(app, desk, makeOutage())
  await Notice.updateOne({ _id: id }, { $set: { areaCode: street, isRanked: true } })
  const { rank } = await NoticeReach.findOne({ personId: her }).orFail().lean()
  const { district } = placeOf(neighbourCommunity)
  await moveReach(her, { district, street, community: neighbourCommunity }, app.deps)
  expect(await NoticeReach.findOne({ personId: her }).lean()).toMatchObject({
    community: neighbourCommunity,
    rank,
  })
})
