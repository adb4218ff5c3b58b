import { View } from '@tarojs/components'

/** WeChat wants this component for `tabBar.custom`; what people see is components/TabBar inside the pages. */
export default function CustomTabBar() {
  return <View />
}
