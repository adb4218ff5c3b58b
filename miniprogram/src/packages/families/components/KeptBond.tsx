import Taro from '@tarojs/taro'
import { View } from '@tarojs/components'
import { Button } from '../../../components/Button'
import { Card } from '../../../components/Card'
import { FactList } from '../../../components/FactList'
import { RemoteView } from '../../../components/RemoteView'
import { useRemote } from '../../../hooks/useRemote'
import { getBond, type Bond } from '../../../services/families'
import { BondActions } from './BondActions'
import { BondLog } from './BondLog'

interface KeptBondProps {
  bond: Bond
  community: string
  onDone: (message: string) => void
}

/** One bond for the staff who keep it: the whole story and what they may do. */
export function KeptBond({ bond, community, onDone }: KeptBondProps) {
  const remote = useRemote(`bond:${bond.id}:${bond.version}`, () => getBond(bond.id))
  return (
    <RemoteView remote={remote} rows={3}>
      {(data) => (
        <Card>
          <View className="stack">
            <FactList
              facts={[
                { label: '亲属', value: [data.proxy.name, data.proxy.maskedPhone].filter(Boolean).join(' ') },
                { label: '亲属写的老人', value: data.request?.elderName },
                { label: '亲属写的住址', value: data.request?.address },
                { label: '亲属的说明', value: data.request?.note },
              ]}
            />
            <BondActions
              key={data.version}
              bond={data}
              community={community}
              onDone={(_, message) => {
                onDone(message)
              }}
            />
            {data.elder && (
              <Button
                text="代办记录"
                icon="list"
                onPress={() =>
                  void Taro.navigateTo({
                    url: `/packages/families/pages/acts/index?personId=${data.elder?.personId ?? ''}`,
                  })
                }
              />
            )}
            <BondLog bond={data} />
          </View>
        </Card>
      )}
    </RemoteView>
  )
}
