import { Text, View } from '@tarojs/components'
import { useEffect, useState, type ReactNode } from 'react'
import { useLive } from '../../hooks/useLive'
import { useRemote } from '../../hooks/useRemote'
import { callPhone } from '../../platform/call'
import { getNeed, type NeedView } from '../../services/needs'
import { watchRecord } from '../../services/socket'
import { Button } from '../Button'
import { Card } from '../Card'
import { Deadline } from '../Deadline'
import { ForElderCard } from '../families/ForElderCard'
import { Icon } from '../Icon'
import { MediaStrip } from '../MediaStrip'
import { RemoteView } from '../RemoteView'
import { Section } from '../Section'
import { Tag } from '../Tag'
import { Timeline } from '../Timeline'
import { ForwardNeed } from './ForwardNeed'
import { ForumLink } from './ForumLink'
import { MotionLink } from './MotionLink'
import { OrderLink } from './OrderLink'
import { PreviewSheet } from './PreviewSheet'
import { describeNeedTag } from './needWords'
import { RecordOpener } from './RecordOpener'

interface NeedDetailProps {
  id: string
  /** What this person may do; drawn below the headline. */
  actionsSlot: (need: NeedView, reload: () => void) => ReactNode
}

/** One need, live: who has it, since when, by when, and everything that happened. */
export function NeedDetail({ id, actionsSlot }: NeedDetailProps) {
  const remote = useRemote(`need:${id}`, () => getNeed(id))
  useEffect(() => watchRecord('need', id), [id])
  useLive('need.changed', (changed) => {
    if (changed.id === id) remote.reload()
  })
  return (
    <RemoteView remote={remote} rows={5}>
      {(need) => (
        <View className="stack-loose need-detail">
          {need.forWhom !== undefined && <ForElderCard name={need.forWhom} />}
          <Headline need={need} />
          {actionsSlot(need, remote.reload)}
          <Shut need={need} onOpened={remote.reload} />
          <Emergency need={need} />
          <GuideAnswer need={need} />
          <ForumLink postId={need.forumPostId} />
          <MotionLink need={need} />
          <OrderLink id={need.careOrderId} />
          <Content need={need} />
          <Contact need={need} />
          {need.timeline.length > 0 && (
            <Section title="经过">
              <Timeline entries={need.timeline} renderExtra={(entry) => <EntryExtra entry={entry} />} />
            </Section>
          )}
          {need.relation === 'resident' && <PreviewButton id={id} />}
          <ForwardNeed need={need} />
        </View>
      )}
    </RemoteView>
  )
}

/** To rank all of it is shut; to the desk, once it has ended, name, phone and address. */
function Shut({ need, onOpened }: { need: NeedView; onOpened: () => void }) {
  if (!need.isContactShut) return null
  const title =
    need.timeline.length === 0
      ? '文字、照片和联系方式没有打开'
      : '事情已经结束，居民的姓名、电话和地址收起来了'
  const reason = need.isCallbackDue ? { reason: '打电话回访办理结果' } : {}
  return <RecordOpener id={need.id} title={title} {...reason} onOpened={onOpened} />
}

function PreviewButton({ id }: { id: string }) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <View>
      <Button
        text="别人能看到什么"
        icon="eye"
        isBlock
        onPress={() => {
          setIsOpen(true)
        }}
      />
      {isOpen && (
        <PreviewSheet
          id={id}
          onClose={() => {
            setIsOpen(false)
          }}
        />
      )}
    </View>
  )
}

function Headline({ need }: { need: NeedView }) {
  const isRunning = need.state === 'assigned' || need.state === 'accepted'
  return (
    <Card kind="accent">
      <View className="stack">
        <View className="row-between">
          <Text className="text-soft">{need.category.name}</Text>
          <Tag {...describeNeedTag(need)} />
        </View>
        <Text className="text-block text-large text-strong need-state">{need.stateText}</Text>
        {need.proxyText !== undefined && <Tag text={need.proxyText} tone="warning" icon="people" />}
        {isRunning && need.deadline !== undefined && <Deadline at={need.deadline} since={need.createdAt} />}
        {need.supporters > 0 && (
          <Text className="text-block text-soft">还有 {need.supporters} 位邻居也遇到了</Text>
        )}
        {need.isUnderReview && need.relation === 'resident' && need.text !== undefined && (
          <Text className="text-block text-small text-soft">您写的内容正在核对，不影响派单和办理。</Text>
        )}
        {need.holder?.phone !== undefined && need.relation === 'resident' && (
          <CallButton text={`打电话给${need.holder.name}`} phone={need.holder.phone} />
        )}
      </View>
    </Card>
  )
}

function CallButton({ text, phone }: { text: string; phone: string }) {
  return <Button text={text} icon="phone" isBlock onPress={() => void callPhone(phone)} />
}

function Emergency({ need }: { need: NeedView }) {
  if (!need.isOpen || need.emergencyPhones.length === 0) return null
  return (
    <View className="row-wrap">
      {need.emergencyPhones.map(({ name, phone }) => (
        <Button
          key={phone}
          text={`${name} ${phone}`}
          kind="danger"
          icon="phone"
          onPress={() => void callPhone(phone)}
        />
      ))}
    </View>
  )
}

function GuideAnswer({ need }: { need: NeedView }) {
  if (!need.guideAnswer) return null
  const { title, body, asOf } = need.guideAnswer
  return (
    <Section title={title}>
      <Card>
        <View className="stack">
          {body.split('\n').map((line) => (
            <Text key={line} className="text-block">
              {line}
            </Text>
          ))}
          <Text className="text-block text-small text-soft">这份指南截至 {asOf} 有效</Text>
        </View>
      </Card>
    </Section>
  )
}

function Content({ need }: { need: NeedView }) {
  const isEmpty =
    need.text === undefined && need.media.length === 0 && need.answers.length === 0 && !need.place
  if (isEmpty) return null
  return (
    <Section title="说的是什么">
      <Card>
        <View className="stack">
          {need.subject && <Text className="text-block">关于：{need.subject.name}</Text>}
          {need.text !== undefined && <Text className="text-block">{need.text}</Text>}
          {need.answers.map(({ label, value }) => (
            <Text key={label} className="text-block">
              {label}：{value}
            </Text>
          ))}
          {need.place && (
            <View className="row">
              <Icon name="location" />
              <Text className="grow">{need.place.text}</Text>
            </View>
          )}
          <MediaStrip media={need.media} />
        </View>
      </Card>
    </Section>
  )
}

function Contact({ need }: { need: NeedView }) {
  if (!need.contact) return null
  const { name, phone, proxy } = need.contact
  return (
    <Section title="联系居民">
      <Card>
        <View className="stack">
          {name !== undefined && <Text className="text-block text-strong">{name}</Text>}
          {phone === undefined ? (
            <Text className="text-block text-soft">没有留电话，请按地址上门，或请网格员帮忙联系。</Text>
          ) : (
            <CallButton text={`拨打 ${phone}`} phone={phone} />
          )}
          {proxy?.phone !== undefined && (
            <CallButton text={`打给代办的${proxy.name ?? '亲属'}`} phone={proxy.phone} />
          )}
          <Text className="text-block text-small text-soft">只用于办这件事；办完以后您就看不到了。</Text>
        </View>
      </Card>
    </Section>
  )
}

function EntryExtra({ entry }: { entry: NeedView['timeline'][number] }) {
  return (
    <View className="stack-tight">
      {entry.isInternal && <Tag text="只有工作人员看到" icon="lock" />}
      {entry.isUnderReview && (
        <Text className="text-small text-soft">这里的文字正在核对，很快就能看到。</Text>
      )}
      <MediaStrip media={entry.media} />
    </View>
  )
}
