import { Text, View } from '@tarojs/components'
import { ActionBar, type ActionAnswer, type ActionSpec } from '../../../components/ActionBar'
import { BarChart } from '../../../components/BarChart'
import { Button } from '../../../components/Button'
import { Card } from '../../../components/Card'
import { FactList } from '../../../components/FactList'
import { Section } from '../../../components/Section'
import { Timeline } from '../../../components/Timeline'
import { useNow } from '../../../hooks/useNow'
import { actOnNotice, type NoticeAction, type NoticeView } from '../../../services/notices'
import { describeMoment } from '../../../services/time'
import { openNoticePage } from './noticePages'

type Desk = NonNullable<NoticeView['desk']>

const why = (label: string, explain: string) => ({
  explain,
  text: { label, isRequired: true, most: 200 },
})

const specs: Partial<Record<NoticeAction, Omit<ActionSpec<NoticeAction>, 'action'>>> = {
  submit: { text: '写好了，送去审', icon: 'send' },
  edit: { text: '接着改', icon: 'edit' },
  approve: { text: '看过了，可以发', icon: 'check' },
  sign: {
    text: '签发',
    icon: 'edit',
    ask: { explain: '您的名字会写在公告下面。签了就发；写了时间的，到时间发。', submitText: '签发' },
  },
  sendBack: { text: '退回修改', icon: 'return', ask: why('请他改哪里', '写的人会看到您的话。') },
  recall: { text: '拿回来改', icon: 'undo' },
  withdraw: {
    text: '撤回',
    icon: 'close',
    kind: 'danger',
    ask: {
      ...why('为什么撤回', '正文会换成“已撤回”和您写的原因，看过的人会收到消息。撤回了不能恢复。'),
      isDanger: true,
    },
  },
  correct: { text: '发一条更正', icon: 'edit', kind: 'secondary' },
  discard: { text: '不发了', icon: 'trash', kind: 'quiet' },
}
const order: readonly NoticeAction[] = [
  'submit',
  'approve',
  'sign',
  'edit',
  'sendBack',
  'recall',
  'correct',
  'withdraw',
  'discard',
]

interface DeskPartProps {
  notice: NoticeView
  desk: Desk
  onDone: () => void
}

/** For those who write, look over, sign and follow up. */
export function DeskPart({ notice, desk, onDone }: DeskPartProps) {
  const { id, version, actions, mustReach, publishedAt, withdrawn } = notice
  const act = async (action: NoticeAction, { text = '' }: ActionAnswer): Promise<void> => {
    if (action === 'edit') openNoticePage('write', `id=${id}`)
    else if (action === 'correct') openNoticePage('write', `area=${desk.content.areaCode}&corrects=${id}`)
    else if (action === 'sendBack' || action === 'withdraw') {
      await actOnNotice(id, { action, version, reason: text })
      onDone()
    } else if (action !== 'recordReach') {
      await actOnNotice(id, { action, version })
      onDone()
    }
  }
  const shown = order.flatMap((action) => {
    const spec = actions.includes(action) ? specs[action] : undefined
    return spec ? [{ action, ...spec }] : []
  })
  return (
    <View className="stack-loose">
      <ActionBar actions={shown} formKey={`notice:${id}`} onAct={act} />
      {mustReach && publishedAt !== undefined && (
        <Button
          text={withdrawn === undefined ? '谁还不知道，谁去上门' : '撤回以后，再告诉谁'}
          icon="walk"
          kind="primary"
          isBlock
          onPress={() => {
            openNoticePage('reach', `id=${id}`)
          }}
        />
      )}
      <Numbers desk={desk} mustReach={mustReach} />
      <Facts desk={desk} />
      <Section title="经过">
        <Timeline entries={desk.history} />
      </Section>
    </View>
  )
}

function Numbers({ desk: { progress, read }, mustReach }: { desk: Desk; mustReach: boolean }) {
  if (progress)
    return (
      <Section title="正在发">
        <BarChart
          label="发出去多少"
          unit={progress.of === 'people' ? '人' : '个社区'}
          bars={[{ label: '已经发给', value: progress.done, of: progress.total }]}
        />
      </Section>
    )
  if (!read || mustReach) return null
  return (
    <Section title="有多少人看过">
      {read.percent === undefined ? (
        <Text className="text-block">人数太少，不显示比例，免得看出是谁。</Text>
      ) : (
        <BarChart
          label="看过的比例"
          unit="%"
          bars={[{ label: '有账号的人里，看过的', value: read.percent, said: `${read.percent}%`, of: 100 }]}
        />
      )}
    </Section>
  )
}

function Facts({ desk }: { desk: Desk }) {
  const now = useNow(60_000)
  const { content, visitsFrom, sentBackReason, heldText, withdrawnText } = desk
  return (
    <Card>
      <FactList
        facts={[
          { label: '退回的原因', value: sentBackReason },
          { label: '为什么还没有发', value: heldText },
          { label: '发给谁', value: desk.audienceText },
          { label: '谁写的', value: desk.writerName },
          { label: '谁审的', value: desk.approverName },
          {
            label: '什么时候发',
            value: content.publishAt === undefined ? undefined : describeMoment(content.publishAt, now),
          },
          {
            label: '什么时候开始上门',
            value: visitsFrom === undefined ? undefined : describeMoment(visitsFrom, now),
          },
          { label: '撤回以前写的（只有工作人员看得到）', value: withdrawnText },
        ]}
      />
    </Card>
  )
}
