import { View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { DoneNotice } from '../../../../components/DoneNotice'
import { EmptyState } from '../../../../components/EmptyState'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { FilterBar } from '../../../../components/FilterBar'
import { PagedList } from '../../../../components/PagedList'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import { usePaged } from '../../../../hooks/usePaged'
import { useRemote } from '../../../../hooks/useRemote'
import {
  getNoticeSettings,
  listDeskNotices,
  setNoticeSettings,
  type DeskPart,
} from '../../../../services/notices'
import type { Membership } from '../../../../services/session'
import { pageRoles } from '../../../manage/components/access'
import { ManagePage } from '../../../manage/components/ManagePage'
import { openNoticePage } from '../../components/noticePages'
import { NoticeRow } from '../../components/NoticeRow'

const writers: readonly string[] = ['secretary', 'communityWorker', 'streetOfficer', 'districtOfficer']
const helpers: readonly string[] = ['gridWorker', 'buildingLeader']

/** What is being written, what waits for somebody, and what is out. */
export default function NoticeDeskPage() {
  return (
    <ManagePage title="公告管理" roles={pageRoles.notices}>
      {(membership) => <Desk membership={membership} />}
    </ManagePage>
  )
}

const parts = [
  { value: 'open' as const, text: '在写和要审的' },
  { value: 'published' as const, text: '已经发的' },
  { value: 'past' as const, text: '过期和撤回的' },
]

function Desk({ membership }: { membership: Membership }) {
  const { role, areaCode = '', community } = membership
  const isHelper = helpers.includes(role)
  const area = isHelper ? (community ?? areaCode) : areaCode
  const [part, setPart] = useState<DeskPart>(isHelper ? 'published' : 'open')
  const list = usePaged(`deskNotices:${area}:${part}`, (cursor) => listDeskNotices(area, part, cursor))
  const open = (id: string, isOut: boolean) => {
    openNoticePage(isHelper && isOut ? 'reach' : 'notice', `id=${id}`)
  }
  return (
    <View className="stack">
      {writers.includes(role) && (
        <Button
          text="写一条公告"
          icon="edit"
          kind="primary"
          isBlock
          onPress={() => {
            openNoticePage('write', `area=${area}`)
          }}
        />
      )}
      {!isHelper && <FilterBar label="看哪些公告" options={parts} value={part} onChange={setPart} />}
      <PagedList
        list={list}
        label="公告"
        empty={
          <EmptyState
            icon="bell"
            title={isHelper ? '现在没有要上门告知的公告' : '这里没有公告'}
            message={
              isHelper
                ? '有“必达”的公告，会在这里，也会派上门的任务给您。'
                : '点“写一条公告”开始写，写到一半也会存好。'
            }
          />
        }
        renderItem={(notice) => (
          <NoticeRow
            notice={notice}
            onPress={() => {
              open(notice.id, notice.state === 'published')
            }}
          />
        )}
      />
      {role === 'secretary' && <VisitSetting community={area} />}
    </View>
  )
}

/** How many doors one worker can knock at in a day for notices. */
function VisitSetting({ community }: { community: string }) {
  const settings = useRemote(`noticeSettings:${community}`, () => getNoticeSettings(community))
  return (
    <Section title="上门告知">
      <RemoteView remote={settings} rows={1}>
        {({ visitsPerWorkerDay }) => (
          <VisitForm key={visitsPerWorkerDay} community={community} present={visitsPerWorkerDay} />
        )}
      </RemoteView>
    </Section>
  )
}

function VisitForm({ community, present }: { community: string; present: number }) {
  const { value, change, clear } = useDraft(`noticeVisits:${community}`, { number: String(present) })
  const { run, isBusy, problem } = useAction()
  const [done, setDone] = useState<string>()
  const number = Number(value.number)
  const isRight = Number.isInteger(number) && number >= 0 && number <= 60 && value.number.trim() !== ''
  const save = async () => {
    if (!(await run(() => setNoticeSettings(community, number)))) return
    clear()
    setDone(`存好了：每人每天最多上门 ${number} 户，其余的排到第二天。`)
  }
  return (
    <View className="stack">
      <TextField
        label="一位工作人员一天最多上门几户"
        hint="填 0 到 60。一天去不完的，第二天接着上门。"
        type="number"
        most={2}
        value={value.number}
        onChange={(text) => {
          change({ number: text })
        }}
      />
      {problem !== undefined && <ErrorNotice message={problem} />}
      {done !== undefined && <DoneNotice message={done} />}
      <Button text="保存" icon="check" isDisabled={!isRight} isBusy={isBusy} onPress={() => void save()} />
    </View>
  )
}
