import { elderLimits } from '@linli/shared/elders/elder'
import { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ConfirmSheet } from '../../../../components/ConfirmSheet'
import { DoneNotice } from '../../../../components/DoneNotice'
import { EmptyState } from '../../../../components/EmptyState'
import { ForPerson } from '../../../../components/families/ForElderCard'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { RemoteView } from '../../../../components/RemoteView'
import { SignInCard } from '../../../../components/SignInCard'
import { useAction } from '../../../../hooks/useAction'
import { useRemote } from '../../../../hooks/useRemote'
import { getElder, getOwnElder, unmaskElder, updateElder, type Elder } from '../../../../services/elders'
import { useSession } from '../../../../stores/session'
import { UnmaskBar } from '../../components/UnmaskBar'
import { ContactSheet } from './ContactSheet'
import { dropContact, moveContact, putContact, type Contact } from './contactList'

/** Who is called when an elder cannot be reached, in which order: her own list, or that of one who is cared for. */
export default function ContactsPage() {
  const { id } = useRouter().params
  const me = useSession((state) => state.me)
  return <AppPage title="紧急联系人">{me ? <Contacts key={id ?? me.id} id={id} /> : <SignInCard />}</AppPage>
}

function Contacts({ id }: { id: string | undefined }) {
  const elder = useRemote(`elder:${id ?? 'own'}`, () => (id === undefined ? getOwnElder() : getElder(id)))
  const [done, setDone] = useState<string>()
  const [opened, setOpened] = useState<Contact[]>()
  const [saved, setSaved] = useState<Elder>()
  const [isOld, setIsOld] = useState(false)
  return (
    <View className="stack-loose">
      <ForPerson person={id} />
      <Text className="text-block">
        按了求助、没有报平安、上门没人开门，先告诉替老人办事的家人，再按下面的顺序打给这几位；还没有人答复，就找楼组长、网格员和街道值班。
      </Text>
      {done !== undefined && <DoneNotice message={done} />}
      {isOld && <ErrorNotice message="刚刚有人改过，请重新打开看看最新的再改。您填的还在。" />}
      <RemoteView remote={elder} rows={3}>
        {(fetched) => {
          // What was just saved is newer than what was fetched before it.
          const data = saved && saved.version > fetched.version ? saved : fetched
          return data.relationToViewer === 'staff' && opened === undefined ? (
            <Masked
              elder={data}
              onOpen={(contacts) => {
                setIsOld(false)
                setOpened(contacts)
              }}
            />
          ) : (
            <List
              elder={data}
              contacts={opened ?? data.contacts}
              onDone={(after, contacts, message) => {
                setSaved(after)
                if (opened) setOpened(contacts)
                setDone(message)
              }}
              onStale={() => {
                // What staff opened is the older list: it is opened anew, and what was typed is still there.
                setIsOld(opened !== undefined)
                setOpened(undefined)
                elder.reload()
              }}
            />
          )
        }}
      </RemoteView>
    </View>
  )
}

/** Staff open the list with a reason; the elder sees who looked. */
function Masked({ elder, onOpen }: { elder: Elder; onOpen: (contacts: Contact[]) => void }) {
  return (
    <View className="stack">
      {elder.contacts.length === 0 && <EmptyState icon="phone" title="还没有登记紧急联系人" />}
      {elder.contacts.map((contact, place) => (
        <Card key={`${place}-${contact.phone}`}>
          <ContactText contact={contact} place={place} />
        </Card>
      ))}
      {elder.actions.includes('unmask') && (
        <UnmaskBar
          formKey={`elder:${elder.id}:contacts`}
          example="核对联系人的电话"
          onOpen={async (reason) => {
            onOpen((await unmaskElder(elder.id, reason)).contacts)
          }}
        />
      )}
    </View>
  )
}

function ContactText({ contact, place }: { contact: Contact; place: number }) {
  return (
    <View className="stack-tight">
      <Text className="text-block text-soft">第 {place + 1} 位打</Text>
      <Text className="text-block text-strong">
        {contact.relation} {contact.name}
      </Text>
      <Text className="text-block">{contact.phone}</Text>
    </View>
  )
}

interface ListProps {
  elder: Elder
  contacts: readonly Contact[]
  onDone: (after: Elder, contacts: Contact[], message: string) => void
  /** Somebody else changed the profile meanwhile. */
  onStale: () => void
}

interface Asked {
  what: 'edit' | 'drop'
  place: number
}

function List({ elder, contacts, onDone, onStale }: ListProps) {
  const [asked, setAsked] = useState<Asked>()
  const { run, isBusy, problem } = useAction()
  const mayEdit = elder.actions.includes('update')
  const close = () => {
    setAsked(undefined)
  }
  const save = async (next: Contact[], message: string) => {
    const after = await updateElder(elder.id, { version: elder.version, contacts: next }).catch(
      (cause: unknown) => {
        onStale()
        throw cause
      },
    )
    onDone(after, next, message)
  }
  const dropped = asked?.what === 'drop' ? contacts[asked.place] : undefined
  return (
    <View className="stack">
      {problem !== undefined && <ErrorNotice message={problem} />}
      {contacts.length === 0 && (
        <EmptyState icon="phone" title="还没有紧急联系人" message="加一位，找不到老人时好打给他。" />
      )}
      {contacts.map((contact, place) => (
        <Card key={contact.phone}>
          <View className="stack">
            <ContactText contact={contact} place={place} />
            {mayEdit && (
              <View className="row-wrap">
                {place > 0 && (
                  <Button
                    text={`先打给${contact.name}`}
                    icon="up"
                    isDisabled={isBusy}
                    onPress={() =>
                      void run(() => save(moveContact(contacts, place, -1), `${contact.name} 提前了一位。`))
                    }
                  />
                )}
                <Button
                  text={`改${contact.name}`}
                  icon="edit"
                  onPress={() => {
                    setAsked({ what: 'edit', place })
                  }}
                />
                <Button
                  text={`去掉${contact.name}`}
                  icon="trash"
                  kind="quiet"
                  onPress={() => {
                    setAsked({ what: 'drop', place })
                  }}
                />
              </View>
            )}
          </View>
        </Card>
      ))}
      {mayEdit && contacts.length < elderLimits.contacts && (
        <Button
          text="加一位"
          icon="plus"
          kind="primary"
          isBlock
          onPress={() => {
            setAsked({ what: 'edit', place: contacts.length })
          }}
        />
      )}
      {mayEdit && contacts.length >= elderLimits.contacts && (
        <Text className="text-block text-soft">最多 {elderLimits.contacts} 位。要加别人，先去掉一位。</Text>
      )}
      {!mayEdit && <Text className="text-block text-soft">要改的话，请老人自己改，或打电话给社区。</Text>}
      {asked?.what === 'edit' && (
        <ContactSheet
          key={asked.place}
          formKey={`contact:${elder.id}:${contacts[asked.place]?.phone ?? 'new'}`}
          contact={contacts[asked.place]}
          onSave={(contact) => save(putContact(contacts, asked.place, contact), '保存好了。')}
          onClose={close}
        />
      )}
      <ConfirmSheet
        title="去掉这一位"
        message={`以后找不到老人时，不再打给 ${dropped?.name ?? ''}。要的话随时可以再加。`}
        confirmText="去掉"
        isDanger
        isOpen={dropped !== undefined}
        isBusy={isBusy}
        onConfirm={() =>
          void run(async () => {
            await save(dropContact(contacts, asked?.place ?? contacts.length), '去掉了。')
            close()
          })
        }
        onClose={close}
      />
    </View>
  )
}
