import Taro from '@tarojs/taro'
import { View } from '@tarojs/components'
import { useState } from 'react'
import { EmptyState } from '../../../../components/EmptyState'
import { FilterBar } from '../../../../components/FilterBar'
import { ListRow } from '../../../../components/ListRow'
import { RemoteView } from '../../../../components/RemoteView'
import { Tag } from '../../../../components/Tag'
import { useRemote } from '../../../../hooks/useRemote'
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
  const list = useRemote(`checkIns:${community}:${shown}`, () => listCheckIns(community, shown === 'missed'))
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
      <RemoteView remote={list}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState
              icon="heart"
              title={shown === 'missed' ? '没有要找的人' : '还没有人开通'}
              message={
                shown === 'missed' ? '到时间该报的都报了。' : '在长者的页面里，经本人同意就能替他开通。'
              }
            />
          ) : (
            <View className="list">
              {items.map(({ personId, name, state, stateText }) => (
                <ListRow
                  key={personId}
                  icon="person"
                  title={name}
                  note={stateText}
                  {...(state === 'visiting' || state === 'calling'
                    ? {
                        extra: (
                          <Tag text={state === 'visiting' ? '上门' : '打电话'} tone="danger" icon="warning" />
                        ),
                      }
                    : {})}
                  onPress={() =>
                    void Taro.navigateTo({ url: `/packages/safety/pages/checkIn/index?personId=${personId}` })
                  }
                />
              ))}
            </View>
          )
        }
      </RemoteView>
    </View>
  )
}
