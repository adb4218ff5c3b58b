import { careClasses, careClassNames, type CareClass } from '@linli/shared/elderCare/serviceItem'
import Taro from '@tarojs/taro'
import { View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { DoneNotice } from '../../../../components/DoneNotice'
import { EmptyState } from '../../../../components/EmptyState'
import { FilterBar } from '../../../../components/FilterBar'
import { ListRow } from '../../../../components/ListRow'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { useRemote } from '../../../../hooks/useRemote'
import { listUnits } from '../../../../services/areas'
import { listServiceItems, type CareItem } from '../../../../services/elderCare'
import { useMembership } from '../../../../stores/session'
import { classIcons, describeUnits, pageOf } from '../../components/careWords'
import { ItemSheet } from './ItemSheet'

/** The 48 items as they count here: price, proof, rules, and how many units can do each. */
export default function CataloguePage() {
  const membership = useMembership()
  const area = membership?.areaCode
  return (
    <AppPage title="服务目录">
      {area === undefined ? (
        <EmptyState icon="lock" title="这一页给社区书记和街道用" />
      ) : (
        <Catalogue key={area} area={area} />
      )}
    </AppPage>
  )
}

function Catalogue({ area }: { area: string }) {
  const [careClass, setCareClass] = useState<CareClass>('meal')
  const [chosen, setChosen] = useState<CareItem>()
  const [done, setDone] = useState<string>()
  const items = useRemote(`careItems:${area}`, () => listServiceItems(area))
  return (
    <View className="stack-loose">
      <FilterBar
        label="哪一类"
        value={careClass}
        options={careClasses.map((value) => ({ value, text: careClassNames[value] }))}
        onChange={setCareClass}
      />
      {done !== undefined && <DoneNotice message={done} />}
      <RemoteView remote={items} rows={6}>
        {(data) => (
          <View className="list">
            {data.items
              .filter((item) => item.careClass === careClass)
              .map((item) => (
                <ListRow
                  key={item.code}
                  icon={classIcons[item.careClass]}
                  title={`${item.number}. ${item.name}${item.isClosed ? '（暂停）' : ''}`}
                  note={`${item.priceText}，${describeUnits(item)}，${item.areaName}的做法`}
                  onPress={() => {
                    if (data.canEdit) setChosen(item)
                    else void Taro.navigateTo({ url: pageOf('itemUnits', { area, code: item.code }) })
                  }}
                />
              ))}
          </View>
        )}
      </RemoteView>
      <Units area={area} />
      {chosen && (
        <ItemSheet
          key={chosen.code}
          area={area}
          item={chosen}
          items={items.data?.items ?? []}
          onDone={(message) => {
            setDone(message)
            setChosen(undefined)
            items.reload()
          }}
          onClose={() => {
            setChosen(undefined)
          }}
        />
      )}
    </View>
  )
}

/** The way to a unit's papers and offerings. */
function Units({ area }: { area: string }) {
  const units = useRemote(`units:${area}`, () => listUnits(area))
  const able = units.data?.items.filter(({ kind }) =>
    ['station', 'provider', 'clinic', 'organisation', 'merchant'].includes(kind),
  )
  if (!able || able.length === 0) return null
  return (
    <Section title="服务单位">
      <View className="list">
        {able.map(({ id, name }) => (
          <ListRow
            key={id}
            icon="building"
            title={name}
            note="提供什么、证照到什么时候"
            onPress={() => void Taro.navigateTo({ url: pageOf('provider', { unit: id }) })}
          />
        ))}
      </View>
    </Section>
  )
}
