import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState, type ReactNode } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { DoneNotice } from '../../../../components/DoneNotice'
import { EmptyState } from '../../../../components/EmptyState'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { FilterBar } from '../../../../components/FilterBar'
import { PagedList } from '../../../../components/PagedList'
import { Tag } from '../../../../components/Tag'
import { useAction } from '../../../../hooks/useAction'
import { useLive } from '../../../../hooks/useLive'
import { useNow } from '../../../../hooks/useNow'
import { usePaged } from '../../../../hooks/usePaged'
import { useSoon } from '../../../../hooks/useSoon'
import { useIsWide } from '../../../../platform/viewport'
import { listOfSameAuthor, listReviews, type Review, type ReviewBesides } from '../../../../services/reviews'
import { describeMoment } from '../../../../services/time'
import { isEditor, pageRoles } from '../../components/access'
import { ManagePage } from '../../components/ManagePage'
import { MasterDetail } from '../../components/MasterDetail'
import { useSelection } from '../../components/useSelection'
import { BulkBar } from './BulkBar'
import { Figures } from './Figures'
import { ForumRules } from './ForumRules'
import { Mutes } from './Mutes'
import { ReviewDetail } from './ReviewDetail'
import { ReviewKeys } from './ReviewKeys'
import { WordList } from './WordList'

type Part = 'review' | 'hidden' | 'mutes' | 'figures' | 'rules' | 'words'

/** What the automatic check did not pass at once, and what neighbours reported: a person looks, and says why. */
export default function ReviewsPage() {
  return (
    <ManagePage title="内容审核" roles={pageRoles.reviews}>
      {({ areaCode = '', role }) => (
        <Reviews area={areaCode} hasWords={isEditor(role)} hasRules={role === 'secretary'} />
      )}
    </ManagePage>
  )
}

interface ReviewsProps {
  area: string
  hasWords: boolean
  hasRules: boolean
}

function Reviews({ area, hasWords, hasRules }: ReviewsProps) {
  const [part, setPart] = useState<Part>('review')
  const parts: { value: Part; text: string }[] = [
    { value: 'review', text: '等待审核' },
    { value: 'hidden', text: '没有公开的' },
    { value: 'mutes', text: '禁言' },
    { value: 'figures', text: '数字' },
    ...(hasRules ? [{ value: 'rules' as const, text: '公约' }] : []),
    ...(hasWords ? [{ value: 'words' as const, text: '留意词' }] : []),
  ]
  const nav = <FilterBar label="看哪些" options={parts} value={part} onChange={setPart} />
  if (part === 'review' || part === 'hidden')
    return <ReviewQueue key={part} area={area} state={part} nav={nav} />
  return (
    <View className="stack">
      {nav}
      {part === 'mutes' && <Mutes area={area} />}
      {part === 'figures' && <Figures area={area} />}
      {part === 'rules' && <ForumRules area={area} />}
      {part === 'words' && <WordList area={area} />}
    </View>
  )
}

const nothing = {
  review: {
    title: '没有等待审核的内容',
    message: '微信检查拿不准的、邻居反映的文字、照片和录音会到这里。',
  },
  hidden: {
    title: '没有不公开的内容',
    message: '看过以后决定不公开的会留在这里，看错了可以改成公开。',
  },
}

interface ReviewQueueProps {
  area: string
  state: keyof typeof nothing
  nav: ReactNode
}

function ReviewQueue({ area, state, nav }: ReviewQueueProps) {
  const list = usePaged(`reviews:${area}:${state}`, (cursor) => listReviews(area, state, cursor))
  const reloadSoon = useSoon(list.reload)
  useLive('reviews.changed', (changed, spreadMs) => {
    if (changed.area === area) reloadSoon(spreadMs)
  })
  const { selected, hasGone, select, clear } = useSelection(list.items, list.hasMore)
  const [chosen, setChosen] = useState<{ caseId: string; besides: ReviewBesides }>()
  const besides = chosen && chosen.caseId === selected?.id ? chosen.besides : {}
  const [marked, setMarked] = useState<readonly Review[]>([])
  const [done, setDone] = useState<string>()
  const finish = (message: string) => {
    setDone(message)
    setMarked([])
    clear()
    list.reload()
  }
  const isWide = useIsWide()
  /** What is done with all of them stands over the list. */
  const showList = () => {
    if (isWide) return
    clear()
    void Taro.pageScrollTo({ scrollTop: 0, duration: 200 })
  }
  const mark = (review: Review) => {
    setMarked((before) => toggle(before, review))
    showList()
  }
  const { run, isBusy, problem } = useAction()
  const markAuthor = (review: Review) =>
    run(async () => {
      const { items } = await listOfSameAuthor(area, review.id)
      setMarked(items)
      showList()
    })
  return (
    <MasterDetail
      hint="选一条来看"
      onBack={clear}
      nav={nav}
      list={
        <View className="stack">
          {done !== undefined && <DoneNotice message={done} />}
          {hasGone && (
            <Text className="text-block">
              您刚才打开的那一条已经不在这里了：同事处理好了，或者作者自己改了、删了。
            </Text>
          )}
          <BulkBar
            marked={marked}
            onDone={finish}
            onClear={() => {
              setMarked([])
            }}
          />
          <ReviewKeys
            review={selected}
            besides={besides}
            onChanged={list.reload}
            onDone={finish}
            onMark={() => {
              if (selected) mark(selected)
            }}
          />
          <PagedList
            list={list}
            label="等人审核的内容"
            empty={<EmptyState icon="check" {...nothing[state]} />}
            renderItem={(review) => (
              <ReviewCard
                review={review}
                isSelected={review.id === selected?.id}
                isMarked={marked.some(({ id }) => id === review.id)}
                onPress={() => {
                  setDone(undefined)
                  select(review.id)
                }}
              />
            )}
          />
        </View>
      }
      detail={
        selected && (
          <View className="stack">
            <ReviewDetail
              key={selected.id}
              review={selected}
              besides={besides}
              onBesides={(next) => {
                setChosen({ caseId: selected.id, besides: next })
              }}
              onChanged={list.reload}
              onDone={finish}
            />
            {problem !== undefined && <ErrorNotice message={problem} />}
            {state === 'review' && (
              <View className="action-bar">
                <Button
                  text={marked.some(({ id }) => id === selected.id) ? '不选这一条' : '选上，一起处理'}
                  kind="quiet"
                  onPress={() => {
                    mark(selected)
                  }}
                />
                <Button
                  text="选上这个人的全部"
                  kind="quiet"
                  isBusy={isBusy}
                  onPress={() => void markAuthor(selected)}
                />
              </View>
            )}
          </View>
        )
      }
    />
  )
}

const toggle = (marked: readonly Review[], review: Review): readonly Review[] =>
  marked.some(({ id }) => id === review.id)
    ? marked.filter(({ id }) => id !== review.id)
    : [...marked, review]

interface ReviewCardProps {
  review: Review
  isSelected: boolean
  isMarked: boolean
  onPress: () => void
}

function ReviewCard({ review, isSelected, isMarked, onPress }: ReviewCardProps) {
  const now = useNow()
  const { texts, media, reasons, reports, authorName, requestedAt, claim, appeal } = review
  const times = reports.reduce((sum, report) => sum + report.times, 0)
  return (
    <Card isSelected={isSelected} onPress={onPress}>
      <View className="stack-tight">
        <Text className="text-block text-strong">{texts[0] ?? `${media.length} 个照片或录音`}</Text>
        <View className="row">
          {isMarked && <Tag text="已选上" icon="check" tone="accent" />}
          {appeal && <Tag text="作者申诉" icon="scales" tone="warning" />}
          {times > 0 && <Tag text={`${times} 人反映`} icon="flag" tone="danger" />}
          {claim && <Tag text={claim.isMine ? '您在看' : `${claim.by}在看`} icon="eye" tone="info" />}
        </View>
        {reasons.length > 0 && (
          <Text className="text-block">{reasons.map(({ message }) => message).join('；')}</Text>
        )}
        <Text className="text-block text-small text-soft">
          {authorName} · {describeMoment(requestedAt, now)}
        </Text>
      </View>
    </Card>
  )
}
