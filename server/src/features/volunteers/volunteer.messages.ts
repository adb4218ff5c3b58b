import type { Deps } from '../../deps'
import type { Message } from '../messages/message'
import type { OutboxEntry } from '../messages/outbox'
import { listPostPeople } from '../users/postPeople.service'
import type { VolunteerRecord } from './volunteer.model'

interface Words {
  title: string
  body: string
}

const ownWords: Record<string, (volunteer: VolunteerRecord) => Words> = {
  'volunteer.approved': () => ({
    title: '您已经是社区志愿者了',
    body: '有邻居需要帮忙时会告诉您。想休息，随时可以在“我是志愿者”里关上接单。',
  }),
  'volunteer.declined': ({ decisionReason }) => ({
    title: '志愿者报名这次没有通过',
    body: `社区说：${decisionReason ?? ''}。可以补充后再报一次，或打电话给社区。`,
  }),
  'volunteer.ended': () => ({
    title: '志愿者身份已经结束',
    body: '谢谢您帮过的每一位邻居。手上没办完的事已经转给社区。',
  }),
  'volunteer.left': () => ({
    title: '您已经退出志愿者',
    body: '谢谢您帮过的每一位邻居。手上没办完的事已经交还社区；想回来，随时可以再报名。',
  }),
}

const staffWords: Record<string, Words> = {
  'volunteer.applied': { title: '有居民报名做志愿者', body: '请看看报名，通过或说明原因。' },
  'volunteer.resigned': {
    title: '有一位志愿者退出了',
    body: '本人交还的事已经回到社区，请接着安排；在“志愿者”的“已结束”里能看到是谁。',
  },
}

/** The community hears of an application and of a farewell, the person of what became of it. */
export async function expandVolunteer(
  volunteer: VolunteerRecord,
  { event }: OutboxEntry,
  { clock }: Pick<Deps, 'clock'>,
): Promise<Message[]> {
  const { district, community } = volunteer
  const own = ownWords[event]
  if (own) {
    const page = 'packages/volunteers/pages/profile/index'
    return [{ userId: volunteer.userId.toString(), event, ...own(volunteer), page, district }]
  }
  const words = staffWords[event]
  if (!words) return []
  const staff = await listPostPeople(`triage:${community}`, clock.now())
  return staff.map((userId) => ({
    userId,
    event,
    ...words,
    page: 'packages/volunteers/pages/manage/index',
    district,
    isQueue: true,
  }))
}
