import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { ActionBar, type ActionAnswer, type ActionSpec } from '../../../../components/ActionBar'
import { Card } from '../../../../components/Card'
import { FactList } from '../../../../components/FactList'
import { MediaStrip } from '../../../../components/MediaStrip'
import { useNow } from '../../../../hooks/useNow'
import { makeId } from '../../../../platform/id'
import {
  claimReview,
  decideReview,
  liftReview,
  muteAuthor,
  type MuteDays,
  type Review,
  type ReviewBesides,
} from '../../../../services/reviews'
import { describeMoment } from '../../../../services/time'

import { AboutField } from './AboutField'
import { Editions, hasEditions } from './Editions'
import { NicknameField } from './NicknameField'

interface ReviewDetailProps {
  review: Review
  /** What goes with the decision, chosen and not sent yet. */
  besides: ReviewBesides
  onBesides: (besides: ReviewBesides) => void
  /** Somebody's step that does not end it: the list is to be fetched again. */
  onChanged: () => void
  onDone: (message: string) => void
}

type Action = Review['actions'][number]

const pass: ActionSpec<Action> = {
  action: 'pass',
  text: '可以公开',
  icon: 'check',
  ask: {
    explain: '通过后，可以看这件事的人就能看到。作者会收到消息。',
    text: { label: '说明（可以不写）', most: 300 },
  },
}

const makeHide = (rules: Review['rules']): ActionSpec<Action> => ({
  action: 'hide',
  text: '不公开',
  kind: 'danger',
  ask: {
    explain: '不公开后，只有作者和工作人员能看到。作者会收到您选的这一条和说明，可以请上一级再看一次。',
    choice: {
      label: '不符合哪一条公约',
      options: rules.map(({ code, text }) => ({ value: code, label: text })),
      isRequired: true,
    },
    text: { label: '说明（可以不写）', audience: '作者', most: 300 },
    isDanger: true,
  },
})

const lift: ActionSpec<Action> = {
  action: 'lift',
  text: '交上一级',
  icon: 'scales',
  kind: 'quiet',
  ask: {
    explain: '说的是您自己、同事，或者您不便决定的，交给上一级来看。交上去以后，您这里就看不到了。',
  },
}

const muteDayTexts: Record<MuteDays, string> = { 1: '1 天', 3: '3 天', 7: '7 天', 30: '30 天' }

const makeMute = (): ActionSpec<Action> => ({
  action: 'mute',
  text: '暂时禁言',
  ask: {
    explain: '到期自动恢复。提诉求、求助、投票和申诉都不受影响。作者会收到原因和到期时间。',
    choice: {
      label: '多久',
      options: Object.entries(muteDayTexts).map(([value, label]) => ({ value, label })),
      isRequired: true,
    },
    text: { label: '说明（可以不写）', audience: '作者', most: 300 },
    isDanger: true,
  },
})

/** One piece in full with why it is here, what neighbours said of it, and the decision. */
export function ReviewDetail({ review, besides, onBesides, onChanged, onDone }: ReviewDetailProps) {
  const { id, version, subject, texts, media, actions, rules } = review
  const [muteKey] = useState(makeId)
  const specs: Record<Action, ActionSpec<Action>> = {
    pass,
    hide: makeHide(rules),
    claim: { action: 'claim', text: '先占住来看', icon: 'hand' },
    release: { action: 'release', text: '放开给同事', icon: 'return' },
    lift,
    mute: makeMute(),
  }
  const doAction = async (action: Action, { choice, text }: ActionAnswer) => {
    const reason = text === undefined ? {} : { reason: text }
    const words = { version, ...reason, ...besides }
    if (action === 'claim' || action === 'release') {
      await claimReview(id, action === 'claim')
      onChanged()
    } else if (action === 'lift') {
      await liftReview(id, version)
      onDone('已经交给上一级，由他们来决定。')
    } else if (action === 'mute') {
      await muteAuthor({ caseId: id, days: Number(choice) as MuteDays, ...reason }, muteKey)
      onDone('已经禁言，到期自动恢复。作者会收到消息。')
    } else if (action === 'pass') {
      await decideReview(id, { decision: 'pass', ...words })
      onDone('已通过，作者会收到消息。')
    } else {
      await decideReview(id, { decision: 'hide', rule: choice ?? '', ...words })
      onDone('已设为不公开，原因发给了作者。')
    }
  }
  const act = async (action: Action, answer: ActionAnswer) => {
    try {
      await doAction(action, answer)
    } catch (cause) {
      onChanged() // what came between is to be seen
      throw cause
    }
  }
  return (
    <Card>
      <View className="stack">
        {texts.map((text) => (
          <Text key={text} className="text-block">
            {text}
          </Text>
        ))}
        <MediaStrip media={media} />
        <ReviewFacts review={review} />
        {hasEditions(subject.kind) && <Editions kind={subject.kind} id={subject.id} />}
        {actions.includes('pass') && <Besides review={review} value={besides} onChange={onBesides} />}
        <ActionBar actions={actions.map((action) => specs[action])} formKey={`review:${id}`} onAct={act} />
      </View>
    </Card>
  )
}

interface BesidesProps {
  review: Review
  value: ReviewBesides
  onChange: (besides: ReviewBesides) => void
}

/** What else is decided with it: whom it is about, and what becomes of the author's nickname. */
function Besides({ review, value, onChange }: BesidesProps) {
  return (
    <>
      <AboutField
        people={review.people}
        value={value.aboutUserId}
        onChange={(aboutUserId) => {
          onChange({ ...value, aboutUserId })
        }}
      />
      <NicknameField
        review={review}
        value={value.nicknameRule}
        onChange={(nicknameRule) => {
          onChange({ ...value, nicknameRule })
        }}
      />
    </>
  )
}

function ReviewFacts({ review }: { review: Review }) {
  const now = useNow()
  const { reasons, reports, appeal, authorName, requestedAt, claim, decision } = review
  return (
    <>
      <FactList
        facts={[
          { label: '谁写的', value: authorName },
          { label: '什么时候', value: describeMoment(requestedAt, now) },
          { label: '为什么要看', value: reasons.map(({ message }) => message).join('；') || '有邻居反映' },
          {
            label: '邻居反映',
            value: reports.map(({ text, times }) => `${text} ${times} 次`).join('，') || undefined,
          },
          { label: '正在看的人', value: claim && `${claim.by}，${describeMoment(claim.until, now)} 前` },
          { label: '作者申诉', value: appeal?.text },
          {
            label: '之前的决定',
            value:
              decision &&
              `${decision.by}，${describeMoment(decision.at, now)}${decision.reason === undefined ? '' : `：${decision.reason}`}`,
          },
        ]}
      />
      {reports
        .flatMap(({ notes }) => notes)
        .map((note) => (
          <Text key={note} className="text-block text-soft">
            邻居说：{note}
          </Text>
        ))}
    </>
  )
}
