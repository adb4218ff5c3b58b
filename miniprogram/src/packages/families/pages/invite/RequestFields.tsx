import { View } from '@tarojs/components'
import { PhotoPicker } from '../../../../components/PhotoPicker'
import { TextArea, TextField } from '../../../../components/TextField'
import { CommunityChoice } from '../../components/CommunityChoice'
import type { InviteForm } from '.'

interface RequestFieldsProps {
  value: InviteForm
  onChange: (part: Partial<InviteForm>) => void
}

/** Who and where the elder is, for the community that goes and asks. */
export function RequestFields({ value, onChange }: RequestFieldsProps) {
  return (
    <View className="stack">
      <CommunityChoice
        value={value.community}
        onChange={(community) => {
          onChange({ community })
        }}
      />
      <TextField
        label="老人的姓名"
        audience="社区工作人员"
        isRequired
        value={value.elderName}
        most={40}
        onChange={(elderName) => {
          onChange({ elderName })
        }}
      />
      <TextField
        label="老人住在哪里"
        placeholder="比如：江畔苑 3号楼 101"
        isRequired
        value={value.address}
        most={120}
        onChange={(address) => {
          onChange({ address })
        }}
      />
      <TextArea
        label="还要说明的（可以不写）"
        value={value.note}
        most={300}
        onChange={(note) => {
          onChange({ note })
        }}
      />
      {value.way === 'document' && (
        <PhotoPicker
          label="文书的照片"
          photos={value.photos}
          onChange={(photos) => {
            onChange({ photos })
          }}
        />
      )}
    </View>
  )
}
