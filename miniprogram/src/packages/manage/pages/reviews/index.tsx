import { Text, View } from '@tarojs/components'
import { useState, type ReactNode } from 'react'
import { Card } from '../../../../components/Card'
import { DoneNotice } from '../../../../components/DoneNotice'
import { EmptyState } from '../../../../components/EmptyState'
import { FilterBar } from '../../../../components/FilterBar'
import { PagedList } from '../../../../components/PagedList'
import { useNow } from '../../../../hooks/useNow'
import { usePaged } from '../../../../hooks/usePaged'
import { listReviews, type Review } from '../../../../services/reviews'
import { describeMoment } from '../../../../services/time'
import { isEditor, pageRoles } from '../../components/access'
import { ManagePage } from '../../components/ManagePage'
import { MasterDetail } from '../../components/MasterDetail'
import { useSelection } from '../../components/useSelection'
import { ReviewDetail } from './ReviewDetail'
import { WordList } from './WordList'

type Part = 'review' | 'hidden' | 'words'

/** What the automatic check did not pass at once: a person looks, and says why. */
export default function ReviewsPage() {
  return (
    <ManagePage title="内容审核" roles={pageRoles.reviews}>
      {({ areaCode = '', role }) => <Reviews area={areaCode} hasWords={isEditor(role)} />}
    </ManagePage>
  )
}

function Reviews({ area, hasWords }: { area: string; hasWords: boolean }) {
  const [part, setPart] = useState<Part>('review')
  const parts: { value: Part; text: string }[] = [
    { value: 'review', text: '等待审核' },
    { value: 'hidden', text: '没有公开的' },
    ...(hasWords ? [{ value: 'words' as const, text: '留意词' }] : []),
  ]
  const nav = <FilterBar label="看哪些" options={parts} value={part} onChange={setPart} />
  if (part === 'words')
    return (
      <View className="stack">
        {nav}
        <WordList area={area} />
      </View>
    )
  return <ReviewQueue key={part} area={area} state={part} nav={nav} />
}

interface ReviewQueueProps {
  area: string
  state: 'review' | 'hidden'
  nav: ReactNode
}

function ReviewQueue({ area, state, nav }: ReviewQueueProps) {
  const list = usePaged(`reviews:${area}:${state}`, (cursor) => listReviews(area, state, cursor))
  const { selected, select, clear } = useSelection(list.items)
  const [done, setDone] = useState<string>()
  const finish = (message: string) => {
    setDone(message)
    clear()
    list.reload()
  }
  return (
    <MasterDetail
      hint="选一条来看"
      onBack={clear}
      nav={nav}
      list={
        <View>
          {done !== undefined && <DoneNotice message={done} />}
          <PagedList
            list={list}
            label="等人审核的内容"
            empty={
              <EmptyState
                icon="check"
                title={state === 'review' ? '没有等待审核的内容' : '没有被隐藏的内容'}
                message="微信检查拿不准的文字、照片和录音会到这里。"
              />
            }
            renderItem={(review) => (
              <ReviewCard
                review={review}
                isSelected={review.id === selected?.id}
                onPress={() => {
                  setDone(undefined)
                  select(review.id)
                }}
              />
            )}
          />
        </View>
      }
      detail={selected && <ReviewDetail key={selected.id} review={selected} onDone={finish} />}
    />
  )
}

interface ReviewCardProps {
  review: Review
  isSelected: boolean
  onPress: () => void
}

function ReviewCard({ review, isSelected, onPress }: ReviewCardProps) {
  const now = useNow()
  const { texts, media, reasons, authorName, requestedAt } = review
  return (
    <Card isSelected={isSelected} onPress={onPress}>
      <View className="stack-tight">
        <Text className="text-block text-strong">{texts[0] ?? `${media.length} 个照片或录音`}</Text>
        <Text className="text-block">{reasons.map(({ message }) => message).join('；')}</Text>
        <Text className="text-block text-small text-soft">
          {authorName} · {describeMoment(requestedAt, now)}
        </Text>
      </View>
    </Card>
  )
}
