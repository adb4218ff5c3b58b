import { View } from '@tarojs/components'
import { useRemote } from '../../hooks/useRemote'
import { listMyBallots } from '../../services/ballots'
import { Section } from '../Section'
import { BallotCard } from './BallotCard'

/** What waits for one's vote; nothing when nothing does. */
export function WaitingBallots({ userId }: { userId: string }) {
  const { data } = useRemote(`ballots:mine:${userId}`, listMyBallots)
  const waiting = data?.items.filter(({ isWaiting }) => isWaiting) ?? []
  if (waiting.length === 0) return null
  return (
    <Section title="等您投票">
      <View className="stack">
        {waiting.map((ballot) => (
          <BallotCard key={ballot.id} ballot={ballot} />
        ))}
      </View>
    </Section>
  )
}
