import { Text, View } from '@tarojs/components'
import { Icon } from '../../../components/Icon'
import type { IconName } from '../../../components/icons'
import { useNow } from '../../../hooks/useNow'
import { roleProps } from '../../../platform/keyboard'
import type { MotionView } from '../../../services/deliberation'
import { describeMoment } from '../../../services/time'

type Step = MotionView['path'][number]

const marks: Record<Step['mark'], { icon: IconName; text: string }> = {
  done: { icon: 'check', text: '已经过了' },
  now: { icon: 'flag', text: '现在在这里' },
  ahead: { icon: 'clock', text: '还没到' },
  ended: { icon: 'stop', text: '到这里为止' },
}

/** The whole way of a motion, with a word at each step, so that nothing hangs on colour. */
export function MotionPath({ path }: { path: MotionView['path'] }) {
  const now = useNow(60_000)
  return (
    <View className="list" {...roleProps('list')} aria-label="走到哪一步">
      {path.map(({ step, name, mark, at }) => (
        <View key={step} className="list-row" {...roleProps('listitem')}>
          <View className="list-row-icon">
            <Icon name={marks[mark].icon} />
          </View>
          <View className="grow">
            <Text className={`text-block ${mark === 'now' ? 'text-strong' : ''}`}>{name}</Text>
          </View>
          <Text className="text-small text-soft">
            {at === undefined || mark === 'ahead'
              ? marks[mark].text
              : `${marks[mark].text} · ${describeMoment(at, now)}${step === 'raise' ? '' : ' 开始'}`}
          </Text>
        </View>
      ))}
    </View>
  )
}
