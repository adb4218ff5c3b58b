import { View } from '@tarojs/components'
import { Button } from '../../../components/Button'
import { Card } from '../../../components/Card'
import { Section } from '../../../components/Section'
import { TextField } from '../../../components/TextField'
import type { Contact } from './careForm'

interface ContactFieldsProps {
  contacts: readonly Contact[]
  most: number
  onChange: (contacts: Contact[]) => void
}

/** Whom to call, in this order. */
export function ContactFields({ contacts, most, onChange }: ContactFieldsProps) {
  const change = (place: number, part: Partial<Contact>) => {
    onChange(contacts.map((contact, i) => (i === place ? { ...contact, ...part } : contact)))
  }
  return (
    <Section title="紧急联系人">
      <View className="stack">
        {contacts.map((contact, place) => (
          // Rows have no id of their own, and only the last one is ever removed in the middle of typing.
          <Card key={`${place}-${contacts.length}`}>
            <View className="stack">
              <TextField
                label={`第 ${place + 1} 位的姓名`}
                value={contact.name}
                most={40}
                onChange={(name) => {
                  change(place, { name })
                }}
              />
              <TextField
                label="和老人的关系"
                value={contact.relation}
                most={20}
                onChange={(relation) => {
                  change(place, { relation })
                }}
              />
              <TextField
                label="手机号"
                type="number"
                value={contact.phone}
                most={11}
                onChange={(phone) => {
                  change(place, { phone })
                }}
              />
              <Button
                text="去掉这一位"
                icon="trash"
                kind="quiet"
                onPress={() => {
                  onChange(contacts.filter((_, i) => i !== place))
                }}
              />
            </View>
          </Card>
        ))}
        {contacts.length < most && (
          <Button
            text="加一位"
            icon="plus"
            onPress={() => {
              onChange([...contacts, { name: '', relation: '', phone: '' }])
            }}
          />
        )}
      </View>
    </Section>
  )
}
