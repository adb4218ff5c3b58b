import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { Sheet } from '../../../../components/Sheet'
import { useAction } from '../../../../hooks/useAction'
import { useShortcuts } from '../../../../platform/keyboard'
import { useIsWide } from '../../../../platform/viewport'
import { claimReview, decideReview, type Review, type ReviewBesides } from '../../../../services/reviews'

interface ReviewKeysProps {
  review: Review | undefined
  /** As in ReviewDetail. */
  besides: ReviewBesides
  onMark: () => void
  onChanged: () => void
  onDone: (message: string) => void
}

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const

/** A whole queue from the keyboard. What is decided by one key is claimed first, so that a slip decides nothing. */
export function ReviewKeys({ review, besides, onMark, onChanged, onDone }: ReviewKeysProps) {
  const isWide = useIsWide()
  const [isHelpOpen, setIsHelpOpen] = useState(false)
  const { run, problem } = useAction()
  /** What came between is to be seen. */
  const decide = async (work: () => Promise<unknown>) => {
    if (!(await run(work))) onChanged()
  }
  const isMine = review?.claim?.isMine === true
  const may = (action: Review['actions'][number]) => review?.actions.includes(action) === true

  const claim = () =>
    review &&
    void run(async () => {
      await claimReview(review.id, !isMine)
      onChanged()
    })
  const pass = () =>
    review &&
    void decide(async () => {
      await decideReview(review.id, { decision: 'pass', version: review.version, ...besides })
      onDone('已通过，作者会收到消息。')
    })
  const hide = (place: number) => {
    const rule = review?.rules[place]
    if (!review || !rule || !isMine || !may('hide')) return
    void decide(async () => {
      await decideReview(review.id, {
        decision: 'hide',
        rule: rule.code,
        version: review.version,
        ...besides,
      })
      onDone(`已设为不公开：${rule.text}。`)
    })
  }
  useShortcuts({
    c: () => {
      if (may(isMine ? 'release' : 'claim')) claim()
    },
    p: () => {
      if (isMine && may('pass')) pass()
    },
    x: onMark,
    '?': () => {
      setIsHelpOpen(true)
    },
    ...Object.fromEntries(
      digits.map((digit, place) => [
        digit,
        () => {
          hide(place)
        },
      ]),
    ),
  })
  if (!isWide) return null
  return (
    <View className="stack">
      {problem !== undefined && <ErrorNotice message={problem} />}
      <Button
        text="快捷键"
        kind="quiet"
        icon="question"
        onPress={() => {
          setIsHelpOpen(true)
        }}
      />
      <KeyHelp
        rules={review?.rules ?? []}
        isOpen={isHelpOpen}
        onClose={() => {
          setIsHelpOpen(false)
        }}
      />
    </View>
  )
}

const keys = [
  ['j', '下一条'],
  ['k', '上一条'],
  ['c', '占住这一条，再按放开'],
  ['p', '占住以后：可以公开'],
  ['x', '选上，和别的一起处理'],
  ['Esc', '关上弹出的页'],
] as const

interface KeyHelpProps {
  rules: Review['rules']
  isOpen: boolean
  onClose: () => void
}

function KeyHelp({ rules, isOpen, onClose }: KeyHelpProps) {
  const all = [
    ...keys,
    ...rules.slice(0, digits.length).map(({ text }, i) => [digits[i] ?? '', `不公开：${text}`]),
  ]
  return (
    <Sheet title="快捷键" isOpen={isOpen} onClose={onClose}>
      <View className="stack">
        {all.map(([key, what]) => (
          <View key={key} className="row-between">
            <Text className="text-strong">{key}</Text>
            <Text>{what}</Text>
          </View>
        ))}
      </View>
    </Sheet>
  )
}
