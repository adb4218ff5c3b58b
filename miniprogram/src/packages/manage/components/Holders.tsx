import { roleNames } from '@linli/shared/users/roles'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../components/Button'
import { DoneNotice } from '../../../components/DoneNotice'
import { RemoteView } from '../../../components/RemoteView'
import { Section } from '../../../components/Section'
import { Tag } from '../../../components/Tag'
import { useNow } from '../../../hooks/useNow'
import { useRemote } from '../../../hooks/useRemote'
import { listMemberships, type HeldMembership } from '../../../services/people'
import type { Membership } from '../../../services/session'
import { describeMoment } from '../../../services/time'
import { grantableRoles } from './access'
import { GrantForm, type FixedPost } from './GrantForm'

interface HoldersProps {
  membership: Membership
  post: FixedPost
}

/** Who holds a post, deputies too, and the way to appoint one for those who may. */
export function Holders({ membership, post }: HoldersProps) {
  const { role, areaCode, unitId } = post
  const where = unitId === '' ? { areaCode } : { unitId }
  const held = useRemote(`holders:${role}:${areaCode}${unitId}`, () => listMemberships({ ...where, role }))
  const [isNew, setIsNew] = useState(false)
  const [done, setDone] = useState<string>()
  const mayGrant = grantableRoles[membership.role]?.includes(role) === true
  const name = roleNames[role]
  return (
    <Section title={name}>
      {done !== undefined && <DoneNotice message={done} />}
      <RemoteView remote={held} rows={1}>
        {({ items }) =>
          items.length === 0 ? (
            <Text className="text-block">还没有{name}。没有人的时候，派来的事转到受理台。</Text>
          ) : (
            <View className="list">
              {[...items].sort(byRank).map((item) => (
                <Holder key={item.id} item={item} />
              ))}
            </View>
          )
        }
      </RemoteView>
      {mayGrant && !isNew && (
        <Button
          text={`安排${name}`}
          icon="plus"
          onPress={() => {
            setDone(undefined)
            setIsNew(true)
          }}
        />
      )}
      {mayGrant && isNew && (
        <GrantForm
          granter={membership}
          post={post}
          onDone={(message) => {
            setDone(message)
            setIsNew(false)
            held.reload()
          }}
        />
      )}
      {mayGrant && <Text className="text-block text-small text-soft">卸任和转交，请到“任职”里办。</Text>}
    </Section>
  )
}

/** Since when, and until when where that is set. */
const describeTerm = ({ from, until }: HeldMembership, now: number): string =>
  `从 ${describeMoment(from, now)}${until === undefined ? '，没有期限' : `，任到 ${describeMoment(until, now)}`}`

/** Deputies after those who hold the post. */
const byRank = (a: HeldMembership, b: HeldMembership): number => Number(a.isDeputy) - Number(b.isDeputy)

function Holder({ item }: { item: HeldMembership }) {
  const now = useNow()
  return (
    <View className="list-row">
      <View className="grow">
        <Text className="text-block">{item.userName}</Text>
        {item.maskedPhone !== undefined && (
          <Text className="text-block text-small text-soft">{item.maskedPhone}</Text>
        )}
        <Text className="text-block text-small text-soft">{describeTerm(item, now)}</Text>
      </View>
      <Tag text={item.isDeputy ? 'AB 角' : '正岗'} tone={item.isDeputy ? 'plain' : 'info'} />
      {item.isOffDuty && <Tag text="离岗" tone="warning" icon="pause" />}
    </View>
  )
}
