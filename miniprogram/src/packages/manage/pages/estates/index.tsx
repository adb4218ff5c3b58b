import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { EmptyState } from '../../../../components/EmptyState'
import { RemoteView } from '../../../../components/RemoteView'
import { Tag } from '../../../../components/Tag'
import { useRemote } from '../../../../hooks/useRemote'
import { listEstates, listUnits, type Estate, type Unit } from '../../../../services/areas'
import { pageRoles } from '../../components/access'
import { CommunityNav, useCommunity, type Root } from '../../components/CommunityNav'
import { Filtered } from '../../components/Filtered'
import { ManagePage } from '../../components/ManagePage'
import { MasterDetail } from '../../components/MasterDetail'
import { useSelection } from '../../components/useSelection'
import { EstateForm } from './EstateForm'

/** The estates of a community, each with its property company or 无物管, and its owners' committee. */
export default function EstatesPage() {
  return (
    <ManagePage title="小区" roles={pageRoles.estates}>
      {({ areaCode = '', areaName = '' }) => <Estates root={{ code: areaCode, name: areaName }} />}
    </ManagePage>
  )
}

interface Book {
  estates: Estate[]
  units: Unit[]
}

async function readBook(community: string): Promise<Book> {
  if (community === '') return { estates: [], units: [] }
  const [estates, units] = await Promise.all([listEstates(community), listUnits(community)])
  return { estates: estates.items, units: units.items }
}

function Estates({ root }: { root: Root }) {
  const [community, setCommunity] = useCommunity(root)
  const book = useRemote(`estateBook:${community}`, () => readBook(community))
  const { estates = [], units = [] } = book.data ?? {}
  const { selected, select, clear } = useSelection(estates.map((estate) => ({ ...estate, id: estate.code })))
  const [isNew, setIsNew] = useState(false)
  const [done, setDone] = useState<string>()
  const leave = () => {
    setIsNew(false)
    clear()
  }
  const finish = (message: string, code: string) => {
    setDone(message)
    setIsNew(false)
    select(code)
    book.reload()
  }
  return (
    <MasterDetail
      done={done}
      hint="选一个小区，写明物业和业委会"
      onBack={leave}
      list={
        <View className="stack">
          <CommunityNav
            root={root}
            value={community}
            hint="先选社区，再看它的小区。"
            onChange={(code) => {
              setDone(undefined)
              leave()
              setCommunity(code)
            }}
          />
          {community !== '' && (
            <>
              <Button
                text="新增小区"
                icon="plus"
                kind="primary"
                isBlock
                onPress={() => {
                  setDone(undefined)
                  clear()
                  setIsNew(true)
                }}
              />
              <RemoteView remote={book}>
                {(data) => (
                  <EstateList
                    book={data}
                    selectedCode={selected?.code}
                    onSelect={(code) => {
                      setDone(undefined)
                      setIsNew(false)
                      select(code)
                    }}
                  />
                )}
              </RemoteView>
            </>
          )}
        </View>
      }
      detail={
        (isNew || selected) && (
          <EstateForm
            key={isNew ? 'new' : JSON.stringify(selected)}
            community={community}
            estate={isNew ? undefined : selected}
            units={units}
            onDone={finish}
          />
        )
      }
    />
  )
}

interface EstateListProps {
  book: Book
  selectedCode: string | undefined
  onSelect: (code: string) => void
}

function EstateList({ book: { estates, units }, selectedCode, onSelect }: EstateListProps) {
  if (estates.length === 0)
    return (
      <EmptyState icon="home" title="还没有小区" message="新增以后，楼栋可以归到小区，物业的事才派得准。" />
    )
  const nameOf = (id: string | undefined) => units.find((unit) => unit.id === id)
  return (
    <Filtered label="找小区" items={estates}>
      {(estate) => {
        const property = nameOf(estate.propertyUnitId)
        const committee = nameOf(estate.ownersCommitteeUnitId)
        return (
          <Card
            key={estate.code}
            isSelected={estate.code === selectedCode}
            onPress={() => {
              onSelect(estate.code)
            }}
          >
            <View className="row-between">
              <Text className="text-strong">{estate.name}</Text>
              {estate.propertyUnitId === undefined && <Tag text="无物管" tone="warning" icon="info" />}
              {property?.isOpen === false && <Tag text="物业已停用" tone="danger" icon="warning" />}
            </View>
            {property && <Text className="text-block">物业：{property.name}</Text>}
            <Text className="text-block text-small text-soft">
              {committee ? `业委会：${committee.name}` : '没有登记业委会'}
            </Text>
          </Card>
        )
      }}
    </Filtered>
  )
}
