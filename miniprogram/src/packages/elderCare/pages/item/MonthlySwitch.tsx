import { SwitchRow } from '../../../../components/SwitchRow'

interface MonthlySwitchProps {
  isOn: boolean
  onChange: (isOn: boolean) => void
}

/** 月结 instead of paying at the station each time. */
export function MonthlySwitch(props: MonthlySwitchProps) {
  return <SwitchRow title="月底一起付" note="不用每次付，月底到服务站一次付清" {...props} />
}
