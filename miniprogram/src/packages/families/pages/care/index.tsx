import Taro, { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { DoneNotice } from '../../../../components/DoneNotice'
import { ForPerson } from '../../../../components/families/ForElderCard'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { RemoteView } from '../../../../components/RemoteView'
import { SignInCard } from '../../../../components/SignInCard'
import { useAction } from '../../../../hooks/useAction'
import { useRemote } from '../../../../hooks/useRemote'
import { getElder, getOwnElder, openElderMode, type Elder } from '../../../../services/elders'
import { useSession } from '../../../../stores/session'
import { CareFacts } from '../../components/CareFacts'
import { CareForm } from '../../components/CareForm'

/** The care profile: one's own, or that of an elder one acts for, as far as the bond goes. */
export default function CarePage() {
  const { id } = useRouter().params
  const me = useSession((state) => state.me)
  return <AppPage title="照护档案">{me ? <Care key={id ?? me.id} id={id} /> : <SignInCard />}</AppPage>
}

function Care({ id }: { id: string | undefined }) {
  const elder = useRemote(`elder:${id ?? 'own'}`, () => (id === undefined ? getOwnElder() : getElder(id)))
  const [isEditing, setIsEditing] = useState(false)
  const [done, setDone] = useState<string>()
  return (
    <RemoteView remote={elder} rows={4}>
      {(data) => (
        <View className="stack-loose">
          <ForPerson person={id} />
          {done !== undefined && <DoneNotice message={done} />}
          {isEditing ? (
            <CareForm
              elder={data}
              onDone={(message) => {
                setDone(message)
                setIsEditing(false)
                elder.reload()
              }}
            />
          ) : (
            <Shown
              elder={data}
              onEdit={() => {
                setDone(undefined)
                setIsEditing(true)
              }}
            />
          )}
          {!isEditing && data.actions.includes('openElderMode') && (
            <ElderModeCard
              id={data.id}
              onDone={() => {
                setDone('换好了。老人下次打开邻里，就是大字、大按钮。')
                elder.reload()
              }}
            />
          )}
        </View>
      )}
    </RemoteView>
  )
}

/** For an elder who cannot find it herself, from another city. */
function ElderModeCard({ id, onDone }: { id: string; onDone: () => void }) {
  const { run, isBusy, problem } = useAction()
  return (
    <Card>
      <View className="stack">
        <Text className="text-block">
          老人看不清小字？长辈版字大、按钮大。老人自己在手机上选过的，以老人选的为准；换了以后，老人随时可以换回。
        </Text>
        {problem !== undefined && <ErrorNotice message={problem} />}
        <Button
          text="把老人的手机换成长辈版"
          icon="eye"
          isBlock
          isBusy={isBusy}
          onPress={() =>
            void run(async () => {
              await openElderMode(id)
              onDone()
            })
          }
        />
      </View>
    </Card>
  )
}

function Shown({ elder, onEdit }: { elder: Elder; onEdit: () => void }) {
  const isProxy = elder.relationToViewer === 'proxy'
  const mayEdit = elder.actions.includes('update')
  return (
    <View className="stack">
      <Card>
        <CareFacts care={elder.care} means={elder.means} contacts={elder.contacts} />
      </Card>
      {isProxy && !mayEdit && (
        <Text className="text-block text-soft">身体情况和饮食要求，要老人同意“看健康信息”后才看得到。</Text>
      )}
      {!isProxy && elder.healthConsent === undefined && (
        <Text className="text-block text-soft">还没有记健康信息。点“修改”，同意以后再填。</Text>
      )}
      {mayEdit && <Button text="修改" icon="edit" isBlock onPress={onEdit} />}
      <Button
        text="紧急联系人：先打给谁"
        icon="phone"
        isBlock
        onPress={() =>
          void Taro.navigateTo({
            url: `/packages/families/pages/contacts/index${elder.relationToViewer === 'self' ? '' : `?id=${elder.id}`}`,
          })
        }
      />
    </View>
  )
}
