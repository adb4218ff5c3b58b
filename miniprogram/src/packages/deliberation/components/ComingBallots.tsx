import Taro from '@tarojs/taro'
import { View } from '@tarojs/components'
import { Button } from '../../../components/Button'
import { useRemote } from '../../../hooks/useRemote'
import { listMotionBallots, type MotionView } from '../../../services/deliberation'

const preparing: readonly MotionView['state'][] = ['submitted', 'scheduled', 'accepted', 'notPassed']

/** A vote that is announced or being written: homes name who casts theirs before it opens, nobody writes a second one. */
export function ComingBallots({ motion }: { motion: MotionView }) {
  const { id, community, state, ballotId } = motion
  const isPreparing = preparing.includes(state)
  const ballots = useRemote(`motion:ballots:${id}:${String(isPreparing)}`, () =>
    isPreparing ? listMotionBallots(community, id) : Promise.resolve([]),
  )
  const coming = (ballots.data ?? []).filter(
    (ballot) => ballot.id !== ballotId && ballot.outcome === undefined,
  )
  if (coming.length === 0) return null
  return (
    <View className="action-bar">
      {coming.map((ballot) => (
        <Button
          key={ballot.id}
          text={`看表决：${ballot.stateText}`}
          icon="list"
          onPress={() =>
            void Taro.navigateTo({ url: `/packages/ballots/pages/ballot/index?id=${ballot.id}` })
          }
        />
      ))}
    </View>
  )
}
