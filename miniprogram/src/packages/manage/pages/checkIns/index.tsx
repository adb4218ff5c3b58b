import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Card } from '../../../../components/Card'
import { EmptyState } from '../../../../components/EmptyState'
import { FilterBar } from '../../../../components/FilterBar'
import { PagedList } from '../../../../components/PagedList'
import { Tag } from '../../../../components/Tag'
import { usePaged } from '../../../../hooks/usePaged'
import { listCheckIns } from '../../../../services/safety'
import { pageRoles } from '../../components/access'
import { ManagePage } from '../../components/ManagePage'

type Shown = 'missed' | 'all'

/** Who has not been heard of today, those being visited first. */
export default function CheckInsPage() {
  return (
    <ManagePage title="报平安" roles={pageRoles.checkIns}>
      {({ community }) => (community === undefined ? null : <Community community={community} />)}
    </ManagePage>
  )
}

function Community({ community }: { community: string }) {
  const [shown, setShown] = useState<Shown>('missed')
  const list = usePaged(`checkIns:${community}:${shown}`, (cursor) =>
    listCheckIns(community, shown === 'missed', cursor),
  )
  return (
    <View className="stack">
      <FilterBar
        label="看哪些人"
        options={[
          { value: 'missed', text: '还没有报的' },
          { value: 'all', text: '所有开通的' },
        ]}
        value={shown}
        onChange={setShown}
      />
      <PagedList
        list={list}
        label="报平安"
        renderItem={({ personId, name, state, stateText }) => (
          <Card
            onPress={() =>
              void Taro.navigateTo({ url: `/packages/safety/pages/checkIn/index?personId=${personId}` })
            }
          >
            <View className="row-between">
              <Text className="text-strong">{name}</Text>
              {(state === 'visiting' || state === 'calling') && (
                <Tag text={state === 'visiting' ? '上门' : '打电话'} tone="danger" icon="warning" />
              )}
            </View>
            <Text className="text-block">{stateText}</Text>
          </Card>
        )}
        empty={
          <EmptyState
            icon="heart"
            title={shown === 'missed' ? '没有要找的人' : '还没有人开通'}
            message={shown === 'missed' ? '到时间该报的都报了。' : '在长者的页面里，经本人同意就能替他开通。'}
          />
        }
      />
    </View>
  )
}
