import { areaLevelOf } from '@linli/shared/areas/areas'
import { importKindNames, importKinds, type ImportKind } from '@linli/shared/register/register'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { ChoiceList } from '../../../../components/ChoiceList'
import { Section } from '../../../../components/Section'
import { useRemote } from '../../../../hooks/useRemote'
import { useIsWide } from '../../../../platform/viewport'
import { listImports } from '../../../../services/register'
import { pageRoles } from '../../components/access'
import { AreaChoice } from '../../components/AreaChoice'
import { ManagePage } from '../../components/ManagePage'
import { ImportHistory } from './ImportHistory'
import { ImportProgress } from './ImportProgress'
import { Upload } from './Upload'

/** Sheets into the register: every row right, or nothing written. */
export default function ImportsPage() {
  return (
    <ManagePage title="台账导入" roles={pageRoles.imports}>
      {({ areaCode = '', areaName = '' }) => <Imports root={{ code: areaCode, name: areaName }} />}
    </ManagePage>
  )
}

function Imports({ root }: { root: { code: string; name: string } }) {
  const isCommunity = areaLevelOf(root.code) === 'community'
  const isWide = useIsWide()
  const [kind, setKind] = useState<ImportKind>('units')
  const [community, setCommunity] = useState(isCommunity ? root.code : '')
  const [openId, setOpenId] = useState<string>()
  // Units may belong to a street or district itself; everything else belongs to a community.
  const area = community === '' && kind === 'units' ? root.code : community
  const history = useRemote(`imports:${area}`, () =>
    area === '' ? Promise.resolve({ items: [] }) : listImports(area),
  )
  return (
    <View className={isWide ? 'split' : 'stack-loose'}>
      <View className="stack-loose">
        <Section title="导入什么">
          <ChoiceList
            label="导入什么"
            options={importKinds.map((value) => ({ value, label: importKindNames[value] }))}
            value={kind}
            onChange={setKind}
          />
        </Section>
        {!isCommunity && (
          <Section title="哪个社区">
            {kind === 'units' && (
              <Text className="text-block text-soft">不选，就是{root.name}自己的单位。</Text>
            )}
            <AreaChoice root={root} level="community" value={community} onChange={setCommunity} />
          </Section>
        )}
        <Upload
          kind={kind}
          area={area}
          onStarted={(id) => {
            setOpenId(id)
            history.reload()
          }}
        />
      </View>
      <View className="stack-loose">
        {openId !== undefined && <ImportProgress key={openId} id={openId} onEnd={history.reload} />}
        <ImportHistory history={history} openId={openId} onOpen={setOpenId} />
      </View>
    </View>
  )
}
