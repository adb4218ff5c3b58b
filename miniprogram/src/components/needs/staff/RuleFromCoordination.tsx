import Taro from '@tarojs/taro'
import type { NeedView } from '../../../services/needs'
import { Button } from '../../Button'

/** After a 协调: what was agreed for one need may count for all of its kind. Which ranks may write it, the page says. */
export function RuleFromCoordination({ need: { category, holder, helpers } }: { need: NeedView }) {
  const [kind, unitId] = holder?.post.split(':') ?? []
  if (holder === undefined || kind !== 'unit' || unitId === undefined || helpers.length === 0) return null
  const name = encodeURIComponent(`${category.name}由${holder.name}牵头`.slice(0, 40))
  const query = `category=${category.code}&unitId=${unitId}&name=${name}`
  return (
    <Button
      text="以后都这样派：写成派单规则"
      icon="paper"
      isBlock
      onPress={() => void Taro.navigateTo({ url: `/packages/manage/pages/rules/index?${query}` })}
    />
  )
}
