export default definePageConfig({ navigationBarTitleText: '可能是同一个人' })
