import { View } from '@tarojs/components'
import { useState } from 'react'
import { ActionBar, type ActionAnswer, type ActionSpec } from '../../../components/ActionBar'
import { DoneNotice } from '../../../components/DoneNotice'
import { cancelMeeting, publishMinutes, type MeetingView } from '../../../services/deliberation'
import { draftKeyOf, sendOnce } from '../../../stores/drafts'
import { readUserId } from '../../../stores/session'
import { DecideSheet } from './DecideSheet'
import { PaperSheet } from './PaperSheet'

type Action = Exclude<MeetingView['actions'][number], 'signIn'>

const specs: Record<Action, ActionSpec<Action>> = {
  signInOnPaper: { action: 'signInOnPaper', text: '记纸上签到的人', icon: 'edit' },
  publish: {
    action: 'publish',
    text: '公布会议记录',
    icon: 'paper',
    ask: {
      explain: '公布以后，把定下来的事一件件记下，交给社区办或变成项目。',
      text: { label: '会议记录', audience: '所有看得到议事会的人', isRequired: true, most: 2500 },
      photos: { label: '照片（可以不拍）' },
      submitText: '公布',
    },
  },
  decide: { action: 'decide', text: '记一个决定', icon: 'check' },
  cancel: {
    action: 'cancel',
    text: '取消会议',
    kind: 'quiet',
    icon: 'close',
    ask: {
      explain: '通知过的人都会收到消息。',
      text: { label: '为什么取消', audience: '所有看得到议事会的人', isRequired: true, most: 100 },
      submitText: '取消会议',
      isDanger: true,
    },
  },
}

/** What staff do before, at and after a meeting; residents sign in on the page before. */
export function MeetingActions({ meeting, onDone }: { meeting: MeetingView; onDone: () => void }) {
  const [open, setOpen] = useState<'paper' | 'decide'>()
  const [done, setDone] = useState<string>()
  const { id, actions } = meeting
  const finish = (message: string) => {
    setDone(message)
    onDone()
  }
  const act = async (action: Action, { text = '', photoIds = [] }: ActionAnswer) => {
    if (action === 'signInOnPaper') setOpen('paper')
    if (action === 'decide') setOpen('decide')
    if (action === 'cancel') {
      await cancelMeeting(id, text)
      finish('已取消，通知过的人都会收到消息。')
    }
    if (action === 'publish') {
      const key = draftKeyOf(`minutes:${id}`, readUserId())
      await sendOnce(key, (requestKey) => publishMinutes(id, { text, photoIds }, requestKey))
      finish('已公布。请把定下来的事一件件记下。')
    }
  }
  const close = () => {
    setOpen(undefined)
  }
  return (
    <View className="stack">
      {done !== undefined && <DoneNotice message={done} />}
      <ActionBar
        actions={actions.flatMap((action) => (action === 'signIn' ? [] : [specs[action]]))}
        formKey={`meeting:${id}`}
        onAct={act}
      />
      {open === 'paper' && <PaperSheet meeting={meeting} onDone={finish} onClose={close} />}
      {open === 'decide' && (
        <DecideSheet
          meeting={meeting}
          onDone={() => {
            close()
            finish('已记下，接着由社区去办。')
          }}
          onClose={close}
        />
      )}
    </View>
  )
}
